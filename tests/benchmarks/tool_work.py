"""Use each guided tool on a scene that was swept, as a person does, and note time and memory."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.clustering.anomalies.ground_choice import ALL, WATER
from app.clustering.anomalies.wishes import AnomalyWishes
from app.clustering.compression.wishes import CompressionChoice
from app.session import Session
from app.session.desks.tools.tool_desk import ToolDesk
from app.ui.map.map_area import MapArea
from tests.benchmarks.figures import Figure
from tests.benchmarks.heartbeat import Heart

WANTED_RSS_GB = 2.0
_LOOK_S = 1.0
_N_SPOTS = 12  # of each label
_N_LABELS = 4
_BRUSH_PX = 9
_N_PLACES = 60
_ZOOMS = 6


class ToolWork:
    """Opens one tool after the other; the scene is swept before.

    Parameters
    ----------
    clear
        A clear scene of the same place; without one, clouds are left out.
    """

    def __init__(self, heart: Heart, window: QWidget, session: Session, clear: Path | None) -> None:
        self._heart, self._window, self._session, self._clear = heart, window, session, clear
        self._figures: list[Figure] = []
        self._map: MapArea = window.findChild(MapArea)
        self._rng = np.random.default_rng(7)

    def work(self) -> list[Figure]:
        """Do everything; return what was measured."""
        self._note_memory("before tools")
        if self._clear is not None:
            self._find_clouds(self._clear)
        self._find_unusual()
        self._find_classes()
        self._compress()
        self._assess()
        return self._figures

    def _find_clouds(self, clear: Path) -> None:
        desk = self._session.clouds
        with self._tool("Clouds", desk):
            with self._step("clouds: found by a clear scene"):
                desk.find([clear])
                self._wait(lambda: desk.view is not None, desk)
            with self._step("clouds: decided again"):
                for strictness in (0.7, 0.3):
                    desk.set_wishes(replace(desk.search.wishes, strictness=strictness))
                    self._wait(lambda: desk.view is not None, desk)
            self._look("clouds")
            with self._step("clouds: left out and taken back"):
                desk.leave_out()
                self._wait(lambda: bool(self._session.editing.now.nodata.masks), desk)
                self._session.editing.undo()
            self._export("clouds", desk)

    def _find_unusual(self) -> None:
        desk = self._session.anomalies
        with self._tool("Anomalies", desk):
            for ground in (WATER, ALL):
                with self._step(f"unusual things: on {ground}"):
                    desk.look_for(AnomalyWishes(ground))
                    self._heart.wait_until(lambda: not desk.is_busy, "search")
                if desk.rows:
                    break
            self._look("unusual things")
            with self._step("unusual things: decided"):
                for row in desk.rows[:5]:
                    desk.judge(row.piece.number, is_kept=True)
                    self._heart.idle(0.1)
            self._export("unusual things", desk)

    def _find_classes(self) -> None:
        desk, labels = self._session.partial, self._session.labels
        with self._tool("Partial", desk):
            with self._step("few labels: painted"):
                for number, spots in enumerate(self._spots(), start=1):
                    labels.add_label()
                    for row, col in spots:
                        labels.paint(number, [(col, row), (col + 20, row)], _BRUSH_PX)
                        self._heart.idle(0.02)
                self._wait(lambda: labels.marked_scene is not None, desk)
            with self._step("few labels: classes found"):
                desk.run()
                self._wait(lambda: desk.found is not None, desk)
            self._look("few labels")
            with self._step("few labels: a cluster is split"):
                votes = desk.found.map.votes
                desk.split(max(votes, key=lambda vote: vote.n_px).number, 2)
                self._wait(lambda: not desk.is_outdated, desk)
            with self._step("few labels: undone"):
                self._session.editing.undo()
                self._wait(lambda: not desk.is_outdated, desk)
            self._export("few labels", desk)

    def _compress(self) -> None:
        desk = self._session.compressing
        with self._tool("Compress", desk):
            with self._step("compress: sizes up to 64 measured"):
                desk.choose(CompressionChoice(), "largest k")
                desk.run()
                self._heart.wait_until(lambda: not desk.is_busy, "sizes")
            made: list[object] = []
            desk.pictures_changed.connect(made.append)
            with self._step("compress: a size is picked"):
                desk.pick(16)
                self._wait(lambda: bool(made), desk)
                self._heart.idle(_LOOK_S)
            self._look("compress")
            self._export("compress", desk)

    def _assess(self) -> None:
        desk = self._session.accuracy
        with self._tool("Accuracy", desk):
            with self._step("accuracy: places drawn"):
                desk.draw(_N_PLACES, 5, 1)
                self._wait(lambda: desk.places is not None, desk)
            with self._step("accuracy: places labelled"):
                for at in range(_N_PLACES):
                    desk.go_to(at)
                    desk.answer(1 + at % 3)
                    self._heart.idle(0.03)
            with self._step("accuracy: assessed"):
                desk.assess()
                self._wait(lambda: desk.found is not None, desk)
            self._export("accuracy", desk)

    def _spots(self) -> list[list[tuple[int, int]]]:
        """Return rows and columns in the middle of clusters that are large."""
        shown = self._session.sweeps.result.preview
        counts = np.bincount(shown.labels.reshape(-1))
        counts[0] = 0
        found = []
        for label in np.argsort(-counts)[:_N_LABELS]:
            rows, cols = np.nonzero(shown.labels == label)
            drawn = self._rng.choice(len(rows), _N_SPOTS, replace=False)
            found.append([(int(rows[at]) * shown.step, int(cols[at]) * shown.step) for at in drawn])
        return found

    def _look(self, what: str) -> None:
        """Zoom in and out where the map shows what was found."""
        with self._step(f"{what}: looked at"):
            for act in (self._map.zoom_in, self._map.zoom_out):
                for _ in range(_ZOOMS):
                    act()
                    self._heart.idle(0.15)
            self._map.fit()
            self._heart.idle(_LOOK_S)

    def _export(self, what: str, desk: ToolDesk) -> None:
        with tempfile.TemporaryDirectory() as folder, self._step(f"{what}: exported"):
            desk.export(Path(folder) / "out")
            self._heart.wait_until(lambda: not desk.is_busy, "export")

    @contextmanager
    def _tool(self, action: str, desk: ToolDesk) -> Iterator[None]:
        """Open a tool, and close it in the end."""
        desk.message_raised.connect(_tell)
        with self._step(f"{action.lower()}: opened"):
            self._window.findChild(QAction, f"actionTool{action}").trigger()
            self._heart.idle(_LOOK_S / 2)
        yield
        self._window._tools.close()
        self._heart.idle(_LOOK_S / 2)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began, worked = time.perf_counter(), time.process_time()
        with self._heart.phase(name):
            yield
        took, computed = time.perf_counter() - began, time.process_time() - worked
        self._figures.append(Figure(name, took, "s", spread=(computed, computed)))
        self._note_memory(name)

    def _note_memory(self, name: str) -> None:
        now = psutil.Process().memory_info().rss / 1e9
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
        figure = Figure(f"  memory after {name}, peak", peak, "GB", (now, now), WANTED_RSS_GB)
        self._figures.append(figure)

    def _wait(self, is_true: Callable[[], bool], desk: ToolDesk) -> None:
        self._heart.wait_until(lambda: is_true() and not desk.is_busy, "tool")


def _tell(message: object) -> None:
    print(f"{message.title}: {message.detail}", flush=True)
