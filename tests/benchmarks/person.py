"""Do what a person does at the window, and note how long it takes."""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.jobs.job_thread import JobThread
from app.products.registry import TICKED_AT_FIRST
from app.products.requests import ExportRequest
from app.resources import resource_path
from app.session import Session
from app.steps import Progress
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.window.main_window import MainWindow
from tests.benchmarks.class_work import ClassWork
from tests.benchmarks.compare_work import CompareWork
from tests.benchmarks.figures import Figure
from tests.benchmarks.frames import Frames, Hand, PaintWatch
from tests.benchmarks.heartbeat import Heart
from tests.benchmarks.processes import age_s
from tests.benchmarks.tool_work import ToolWork

FIND_S = 0.5  # nobody finds a button sooner in a window that has just come up
LOOK_S = 4.0  # a person looks at the picture before running; libraries load meanwhile
WANTED_WINDOW_S = 2.5
WANTED_FIRST_MAP_S = 1.0
WANTED_FELT_S = 0.3
WANTED_GONE_S = 2.0
WANTED_FRAMES = 30.0
_LATE = 0.6  # of a sweep: a scene of full size is being labelled then
_HEARD = (
    "scenes.composite_changed",
    "scenes.surveyed",
    "sweeps.k_finished",
    "sweeps.labels_changed",
    "sweeps.finished",
    "values.counted",
    "jobs.exported",
)


class Person:
    """Sits at the window that `app.ui.window.start` has opened.

    Attributes
    ----------
    figures
        What was measured, phases aside.
    problem
        What ended the work early.
    """

    def __init__(self, heart: Heart, arguments: argparse.Namespace) -> None:
        self.figures: list[Figure] = []
        self.problem: Exception | None = None
        self._heart = heart
        self._folder: Path = arguments.folder or resource_path("sample_scene")
        self._k_min, self._k_max = (int(part) for part in arguments.k.split("-"))
        self._is_patient = not arguments.at_once
        self._only_classes: bool = arguments.classes
        self._only_tools: bool = arguments.tools
        self._clear: Path | None = arguments.clear
        self._heard: dict[str, list[float]] = {name: [] for name in _HEARD}
        self._progress = 0.0

    def work(self) -> None:
        """Do everything once the event loop runs, then close the window."""
        try:
            self._sit_down()
            self._work()
        except Exception as error:  # noqa: BLE001 - told once the program has ended
            self.problem = error
        self._window.end()

    def _sit_down(self) -> None:
        (self._window,) = (
            each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)
        )
        self._session: Session = self._window._session
        self._composite = self._widget("compositeView")
        self._clusters = self._widget("clusterView")
        self._paints = PaintWatch((self._composite, self._clusters))
        for name in _HEARD:
            attrgetter(name)(self._session).connect(self._hear(name))
        self._session.jobs.progressed.connect(self._hear_progress)

    def _work(self) -> None:
        with self._heart.phase("start to visible window") as phase:
            self._heart.wait_until(self._is_visible, "no window")
            phase.seconds = age_s()
        phase.gaps_s.clear()  # the loop did not run yet
        self._note("start to visible window", phase.seconds, at_most=WANTED_WINDOW_S)
        with self._heart.phase("finding a button"):
            self._heart.idle(FIND_S)
        self._open()
        if self._is_patient:
            with self._heart.phase("looking at the picture", is_judged=False):
                self._heart.idle(LOOK_S)
        self._sweep()
        if self._only_tools:
            work = ToolWork(self._heart, self._window, self._session, self._clear)
            self.figures += work.work()
            return
        if not self._only_classes:
            self._look_around()
        self._choose()
        self.figures += ClassWork(self._heart, self._window, self._session, self._clusters).work()
        self.figures += CompareWork(
            self._heart, self._window, self._session, self._composite
        ).work()
        if self._only_classes:
            return
        self._export()
        self._stop_fitting()
        self._stop_late()
        self._stop_opening()

    def _is_visible(self) -> bool:
        handle = self._window.windowHandle()
        return handle is not None and handle.isExposed()

    # Listening

    def _hear(self, name: str) -> Callable[..., None]:
        def on_signal(*_payload: object) -> None:
            self._heard[name].append(time.perf_counter())

        return on_signal

    def _hear_progress(self, progress: Progress) -> None:
        self._progress = progress.fraction or 0.0

    def _forget(self) -> None:
        self._progress = 0.0
        for times in self._heard.values():
            times.clear()

    def _wait_for(self, name: str) -> None:
        self._heart.wait_until(lambda: bool(self._heard[name]), name)

    def _wait_for_picture(self, name: str, view: QWidget) -> None:
        self._wait_for(name)
        came = self._heard[name][0]
        self._heart.wait_until(lambda: self._paints.has_painted_since(view, came), "no picture")

    def _rest(self) -> None:
        self._heart.wait_until(lambda: not self._session.jobs.is_busy, "never idle")

    def _note(self, name: str, seconds: float, at_most: float | None = None) -> None:
        self.figures.append(Figure(name, seconds, "s", at_most=at_most))

    # Working

    def _open(self) -> None:
        self._forget()
        with self._heart.phase("open") as phase:
            began = time.perf_counter()
            self._window.open_soon([self._folder])
            self._wait_for_picture("scenes.composite_changed", self._composite)
            self._note("open to first picture", time.perf_counter() - began)
            self._wait_for("scenes.surveyed")
            self._rest()
        self._note("open to all read", phase.seconds)

    def _sweep(self) -> None:
        with self._heart.phase("sweep") as phase:
            self._run("Run to first map", seed=0)
            self._wait_for("sweeps.finished")
            self._rest()
        self._note("Run to end of sweep", phase.seconds)

    def _run(self, name: str, seed: int) -> None:
        """Press Run, and wait for the first map."""
        panel = self._window.findChild(SweepPanel)
        wishes = replace(panel.settings, k_min=self._k_min, k_max=self._k_max, seed=seed)
        panel.show_settings(wishes)
        self._forget()
        began = time.perf_counter()
        self._click("runButton")
        self._wait_for_picture("sweeps.labels_changed", self._clusters)
        self._note(name, time.perf_counter() - began, at_most=WANTED_FIRST_MAP_S)

    def _look_around(self) -> None:
        hand = Hand(self._heart, self._composite, self._paints)
        with self._heart.phase("zoom by wheel"):
            self._note_frames("zoom by wheel", hand.zoom())
        for key, words in ((Qt.Key.Key_1, "pan at full size"), (Qt.Key.Key_Minus, "pan, reduced")):
            QTest.keyClick(self._composite, key)
            self._heart.idle(LOOK_S / 4)
            with self._heart.phase(words):
                self._note_frames(words, hand.pan())
        QTest.keyClick(self._composite, Qt.Key.Key_0)
        self._heart.idle(LOOK_S / 4)

    def _note_frames(self, name: str, frames: Frames) -> None:
        self.figures += [
            Figure(f"{name}: frames per second", frames.per_second, at_least=WANTED_FRAMES),
            Figure(f"{name}: longest frame", 1000 * frames.longest_s, "ms"),
        ]

    def _choose(self) -> None:
        ks = [result.k for result in self._session.sweeps.sweep.results]
        with self._heart.phase("walk over all k"):
            for k in ks:
                self._click(f"kCard{k}")
                self._heart.wait_until(lambda k=k: self._session.sweeps.k == k, "k selected")
                self._heart.idle(0.1)
        self._forget()
        with self._heart.phase("click on a cluster to its values") as phase:
            self._click("clusterView")
            self._wait_for("values.counted")
        self._note("click on a cluster to its values", phase.seconds)
        self._heart.idle(0.2)

    def _export(self) -> None:
        ks = tuple(result.k for result in self._session.sweeps.sweep.results)
        self._forget()
        with (
            tempfile.TemporaryDirectory() as folder,
            self._heart.phase("export of every k") as phase,
        ):
            products = (*TICKED_AT_FIRST, "pictures")
            self._session.jobs.export(ExportRequest(Path(folder) / "out", ks, products))
            self._wait_for("jobs.exported")
            self._rest()
        self._note("export of every k", phase.seconds)

    # Stopping

    def _stop_fitting(self) -> None:
        with self._heart.phase("Run once more, other seed"):
            self._run("Run to first map, other seed", seed=1)
        self._stop("while fitting")

    def _stop_late(self) -> None:
        with self._heart.phase("Run once more, third seed"):
            self._run("Run to first map, third seed", seed=2)
            self._heart.wait_until(
                lambda: self._progress > _LATE or not self._session.jobs.is_busy, "no progress"
            )
        self._stop("late in a sweep")

    def _stop_opening(self) -> None:
        self._forget()
        self._window.open_soon([self._folder])
        self._wait_for("scenes.composite_changed")
        self._stop("while reading")

    def _stop(self, when: str) -> None:
        """Press Stop; wait until the window says so, and until the work has really ended."""
        if not self._session.jobs.is_busy:  # a small scene may be done before anyone can stop it
            return
        with self._heart.phase(f"Stop {when}", is_judged=False) as phase:
            began = time.perf_counter()
            self._click("stopButton")
            self._heart.wait_until(self._is_stopped, "not stopped")
            felt_s = time.perf_counter() - began
            self._heart.wait_until(lambda: not self._works(), "worker stays")
        self.figures += [
            Figure(f"Stop {when} to stopped", felt_s, "s", at_most=WANTED_FELT_S),
            Figure(f"Stop {when} to worker gone", phase.seconds, "s", at_most=WANTED_GONE_S),
        ]

    def _is_stopped(self) -> bool:
        button = self._window.findChild(QPushButton, "stopButton")
        return not self._session.jobs.is_busy and not button.isEnabled()

    def _works(self) -> bool:
        return any(thread.isRunning() for thread in self._session.findChildren(JobThread))

    def _click(self, name: str) -> None:
        QTest.mouseClick(self._widget(name), Qt.MouseButton.LeftButton)

    def _widget(self, name: str) -> QWidget:
        return self._window.findChild(QWidget, name)
