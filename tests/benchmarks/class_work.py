"""Merge, name, colour, split, tidy and undo at the window, and note when the map shows each."""

import statistics
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.clustering.cleanup.ways import Sieve
from app.session import Session
from tests.benchmarks.figures import Figure
from tests.benchmarks.heartbeat import Heart

WANTED_SHOWN_MS = 50.0
N_ROUNDS = 5
N_SIEVED_PX = 9
_LAKE = (20, 120, 250)
_REST_S = 0.3  # between two acts: a hand takes longer


class ShownWatch(QObject):
    """Notes when a widget has painted: the end of it, not the beginning."""

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        self.last_s = 0.0
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.last_s = time.perf_counter()


class ClassWork:
    """Edits classes of the highest k, and takes all of it back."""

    def __init__(self, heart: Heart, window: QWidget, session: Session, view: QWidget) -> None:
        self._heart = heart
        self._window = window
        self._session = session
        self._shown = ShownWatch(view)
        self._times: dict[str, list[float]] = {}

    def work(self) -> list[Figure]:
        """Do everything; return what was measured."""
        sweeps, classes = self._session.sweeps, self._session.classes
        sweeps.select_k(sweeps.sweep.results[-1].k)
        self._heart.idle(1.0)
        with self._heart.phase("merge, name, colour, undo, redo"):
            for number in range(N_ROUNDS):
                one, other = classes.legend.numbers[number % 3 : number % 3 + 2]
                sweeps.select_clusters((one, other))
                self._heart.idle(_REST_S)
                self._do("merge", lambda: self._press(Qt.Key.Key_M))
                self._do("name", lambda one=one: classes.rename(one, "Lake"), is_drawn=False)
                self._do("colour", lambda one=one: classes.recolour(one, _LAKE))
                for _ in range(2):
                    self._do("undo", self._session.editing.undo, is_drawn=False)
                self._do("undo of a merge", self._session.editing.undo)
                self._do("redo of a merge", self._session.editing.redo)
                self._session.editing.undo()
        sweeps.select_clusters(())
        self._split()
        self._tidy()
        return self._figures()

    def _split(self) -> None:
        classes = self._session.classes
        number = classes.legend.numbers[0]
        with self._heart.phase("split: parts are looked for"):
            began = time.perf_counter()
            classes.propose_split(number, 3)
            self._heart.wait_until(lambda: classes.proposal is not None, "no proposal")
            self._wait_for_paint(began, "split: to its preview")
        with self._heart.phase("split: its map is made"):
            began = time.perf_counter()
            classes.accept_split()
            self._heart.wait_until(lambda: not classes.is_making, "no map")
            self._note("split: to its map", time.perf_counter() - began)
        self._heart.idle(_REST_S)
        with self._heart.phase("undo and redo of the split"):
            for _ in range(N_ROUNDS):
                self._do("undo of a split", self._session.editing.undo)
                self._do("redo of a split", self._session.editing.redo)
            self._session.editing.undo()

    def _tidy(self) -> None:
        sweeps, cleanup = self._session.sweeps, self._session.cleanup
        with self._heart.phase("sieve: the part in view is looked at"):
            began, found = time.perf_counter(), []
            cleanup.previewed.connect(found.append)
            cleanup.look_at(Sieve(N_SIEVED_PX))
            self._heart.wait_until(lambda: bool(found), "no part tidied")
            self._note("sieve: to its preview", time.perf_counter() - began)
        with self._heart.phase("sieve: its map is made"):
            began = time.perf_counter()
            cleanup.apply(Sieve(N_SIEVED_PX))
            self._heart.wait_until(lambda: sweeps.steps_wanted() is None, "no sieved map")
            self._note("sieve: to its map", time.perf_counter() - began)
        self._heart.idle(_REST_S)
        with self._heart.phase("undo of the sieve"):
            self._do("undo of a sieve", self._session.editing.undo)

    def _do(self, name: str, act: Callable[[], None], *, is_drawn: bool = True) -> None:
        began = time.perf_counter()
        act()
        if is_drawn:
            self._wait_for_paint(began, name)
        else:
            self._note(name, time.perf_counter() - began)
        self._heart.idle(_REST_S)

    def _wait_for_paint(self, began: float, name: str) -> None:
        self._heart.wait_until(lambda: self._shown.last_s > began, name)
        self._note(name, self._shown.last_s - began)

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._window, key)

    def _note(self, name: str, seconds: float) -> None:
        self._times.setdefault(name, []).append(seconds)

    def _figures(self) -> list[Figure]:
        figures = []
        for name, seconds in self._times.items():
            if name.startswith(("split", "sieve")):
                figures.append(Figure(f"{name} is shown", seconds[0], "s"))
                continue
            middle, longest = 1000 * statistics.median(seconds), 1000 * max(seconds)
            figures.append(Figure(f"{name}: middle", middle, "ms", at_most=WANTED_SHOWN_MS))
            figures.append(Figure(f"{name}: longest", longest, "ms"))
        return figures
