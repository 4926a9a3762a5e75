"""Measure how long the window leaves a person waiting, phase by phase.

`python -m tests.benchmarks.gui_heartbeat [FOLDER] [--k 3-10]` opens the real window on the current
display (QT_QPA_PLATFORM=offscreen will do), the sample scene or FOLDER in it, and does what a
person does. A timer wants to beat every 10 ms meanwhile; the time between two beats is how long a
click would have waited. Beside the longest stands how much of it the window's own thread computed:
the rest it waited, for the interpreter lock or for a core. Start it in a fresh process each time:
loading the program is measured too.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from PySide6.QtCore import QEventLoop, QTimer

BEAT_MS = 10
SLOW_GAP_S = 0.1
LIMIT_S = 300.0  # for one phase; a full scene takes its time
LOOK_S = 4.0  # a person looks at the picture before running; libraries load meanwhile
GESTURE_S = 2.0
FRAME_MS = 16


@dataclass
class Phase:
    """One stretch of work.

    Attributes
    ----------
    wanted_s
        What it may take; None where nothing was promised.
    gaps_s
        Times between beats, each with the time the window's thread computed meanwhile.
    """

    name: str
    wanted_s: float | None = None
    seconds: float = 0.0
    gaps_s: list[tuple[float, float]] = field(default_factory=list)


def row(phase: Phase) -> str:
    """Return one line of the table."""
    wanted = "" if phase.wanted_s is None else f"{phase.wanted_s:.1f}"
    start = f"{phase.name:34} {phase.seconds:8.2f} {wanted:>7}"
    if not phase.gaps_s:
        return f"{start} {'-':>8} {'-':>8} {'-':>8} {'-':>8}"
    gaps = sorted(phase.gaps_s)
    longest, own = gaps[-1]
    p99, _ = gaps[min(len(gaps) - 1, round(0.99 * len(gaps)))]
    n_slow = sum(gap > SLOW_GAP_S for gap, _ in gaps)
    return f"{start} {1000 * longest:8.0f} {1000 * own:8.0f} {1000 * p99:8.0f} {n_slow:8}"


def table(phases: list[Phase]) -> str:
    """Return all phases, with the machine in general terms."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    heads = ("phase", "seconds", "wanted", "longest", "computed", "99 %", "> 100 ms")
    name, *others = heads
    head = f"{name:34} {others[0]:>8} {others[1]:>7} " + " ".join(f"{h:>8}" for h in others[2:])
    units = f"{'':34} {'s':>8} {'s':>7} {'gap ms':>8} {'ms':>8} {'gap ms':>8} {'gaps':>8}"
    return "\n".join([f"{cores} cores, {sys.platform}", head, units, *map(row, phases)])


def since_process_start() -> float:
    return time.time() - psutil.Process().create_time()


class Heart:
    """Beat in the event loop and note how late each beat is."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.phases: list[Phase] = []
        self.current: Phase | None = None
        self.last_s = time.perf_counter()
        self._computed_s = time.thread_time()
        self._loop: QEventLoop | None = None
        self._is_over: Callable[[], bool] | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start(BEAT_MS)

    @contextmanager
    def phase(self, name: str, wanted_s: float | None = None) -> Iterator[Phase]:
        """Measure what happens meanwhile."""
        phase = Phase(name, wanted_s)
        self.phases.append(phase)
        self.current = phase
        began = self.last_s = time.perf_counter()
        self._computed_s = time.thread_time()
        yield phase
        phase.seconds = phase.seconds or time.perf_counter() - began
        self._note()
        self.current = None

    def wait_until(self, is_true: Callable[[], bool], what: str) -> None:
        """Let the event loop run until something is so; looked at with every beat."""
        from PySide6.QtCore import QEventLoop

        limit = time.monotonic() + LIMIT_S
        # Held by names only: what a cycle holds may be collected, and ended, by another thread.
        self._loop = QEventLoop()
        self._is_over = lambda: is_true() or time.monotonic() > limit
        if not self._is_over():
            self._loop.exec()
        self._loop = self._is_over = None
        if not is_true():
            raise TimeoutError(what)

    def _on_beat(self) -> None:
        self._note()
        if self._loop is not None and self._is_over():
            self._loop.quit()

    def _note(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        if self.current is not None:
            self.current.gaps_s.append((now - self.last_s, computed - self._computed_s))
        self.last_s, self._computed_s = now, computed


class Person:
    """Do what a person does at the window that `app.ui.start` has opened."""

    def __init__(self, heart: Heart, arguments: argparse.Namespace) -> None:
        self.heart = heart
        self.arguments = arguments
        self.heard: list[str] = []
        self.problem: Exception | None = None

    def work(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - told once the program has ended
            self.problem = error
        self.window.end()

    def _work(self) -> None:
        from PySide6.QtWidgets import QApplication

        from app.session import Session
        from app.ui.main_window import MainWindow

        (self.window,) = (
            each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)
        )
        self.session: Session = self.window._session
        with self.heart.phase("start to visible window", wanted_s=2.5) as phase:
            self.heart.wait_until(self._is_visible, "no window")
            phase.seconds = since_process_start()
        phase.gaps_s.clear()  # the loop did not run yet
        self._listen()
        self._open()
        if not self.arguments.at_once:
            with self.heart.phase("looking at the picture"):
                self._idle(LOOK_S)
        self._sweep("Run to first map")
        self._look_around()
        self._choose()
        self._export()
        self._sweep("Run to first map, other seed", seed=1)
        self._stop()

    def _is_visible(self) -> bool:
        handle = self.window.windowHandle()
        return handle is not None and handle.isExposed()

    def _listen(self) -> None:
        session = self.session
        for name in (
            "composite_changed", "surveyed", "k_finished", "labels_changed", "sweep_finished",
            "values_changed", "exported",
        ):  # fmt: skip
            getattr(session, name).connect(self._hear(name))

    def _hear(self, name: str) -> Callable[..., None]:
        def on_signal(*_payload: object) -> None:
            self.heard.append(name)

        return on_signal

    def _wait_for(self, name: str, n_times: int = 1) -> None:
        self.heart.wait_until(lambda: self.heard.count(name) >= n_times, name)

    def _rest(self) -> None:
        self.heart.wait_until(lambda: not self.session.is_busy, "never idle")

    def _open(self) -> None:
        from app.resources import resource_path

        folder = self.arguments.folder or resource_path("sample_scene")
        self.heard.clear()
        with self.heart.phase("open to first picture"):
            self.window.open_soon([folder])
            self._wait_for("composite_changed")
        with self.heart.phase("first picture to all read"):
            self._wait_for("surveyed")
            self._rest()

    def _run(self, k_min: int, k_max: int, seed: int) -> None:
        from dataclasses import replace

        from app.ui.sweep_panel import SweepPanel

        panel = self.window.findChild(SweepPanel)
        panel.show_settings(replace(panel.settings, k_min=k_min, k_max=k_max, seed=seed))
        self.heard.clear()
        self._click("runButton")

    def _sweep(self, name: str, seed: int = 0) -> None:
        k_min, k_max = (int(part) for part in self.arguments.k.split("-"))
        with self.heart.phase(name, wanted_s=1.0):
            self._run(k_min, k_max, seed)
            self._wait_for("labels_changed")
        with self.heart.phase("first map to end of sweep"):
            self._wait_for("sweep_finished")
            self._rest()

    def _look_around(self) -> None:
        from PySide6.QtCore import QPoint, Qt, QTimer
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QWidget

        view = self.window.findChild(QWidget, "compositeView")
        centre, step = view.rect().center(), 0

        def gesture() -> None:
            nonlocal step
            step += 1
            self._turn_wheel(view, 1 if step // 40 % 2 == 0 else -1)
            shift = QPoint(3 * (step % 40), 2 * (step % 40))
            QTest.mouseMove(view, centre + shift)

        frames = QTimer()
        frames.setTimerType(Qt.TimerType.PreciseTimer)
        frames.timeout.connect(gesture)
        with self.heart.phase("zoom by wheel, mouse moving"):
            self._gestures_for(frames)
        frames.timeout.disconnect(gesture)

        def drag() -> None:
            nonlocal step
            step += 1
            QTest.mouseMove(view, centre + QPoint(step % 60, step % 30))

        frames.timeout.connect(drag)
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=centre)
        with self.heart.phase("pan by dragging"):
            self._gestures_for(frames)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=centre)
        self.window.findChild(QWidget, "compositeView").choose_fit()

    def _gestures_for(self, frames: "QTimer") -> None:
        end = time.monotonic() + GESTURE_S
        frames.start(FRAME_MS)
        self.heart.wait_until(lambda: time.monotonic() > end, "gestures")
        frames.stop()

    def _turn_wheel(self, view: object, notches: int) -> None:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtGui import QWheelEvent
        from PySide6.QtWidgets import QApplication

        place = view.rect().center().toPointF()
        angle = QPoint(0, 30 * notches)
        event = QWheelEvent(
            place, view.mapToGlobal(place), angle, angle, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)

    def _choose(self) -> None:
        ks = [result.k for result in self.session.sweep.results]
        with self.heart.phase("walk over all k"):
            for k in ks:
                self._click(f"kCard{k}")
                self.heart.wait_until(lambda k=k: self.session.k == k, "k selected")
                self._idle(0.1)
        self.heard.clear()
        with self.heart.phase("click on a cluster to its values"):
            self._click("clusterView")
            self._wait_for("values_changed")
        self._idle(0.2)

    def _idle(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.heart.wait_until(lambda: time.monotonic() > end, "idle")

    def _export(self) -> None:
        from app.products.requests import ExportRequest

        ks = tuple(result.k for result in self.session.sweep.results)
        with tempfile.TemporaryDirectory() as folder, self.heart.phase("export of every k"):
            self.session.export(ExportRequest(Path(folder) / "out", ks, pictures=True))
            self._wait_for("exported")
            self._rest()

    def _stop(self) -> None:
        self._run(2, 30, seed=2)
        self._wait_for("k_finished", n_times=3)
        with self.heart.phase("Stop to stopped", wanted_s=0.3):
            self._click("stopButton")
            self._wait_for("sweep_finished")

    def _click(self, name: str) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QWidget

        QTest.mouseClick(self.window.findChild(QWidget, name), Qt.MouseButton.LeftButton)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a scene; the sample without")
    parser.add_argument("--k", default="3-10", metavar="MIN-MAX")
    parser.add_argument(
        "--at-once", action="store_true", help="run while libraries are still being loaded"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # A person's own settings and log are none of our business.
        os.environ.update(XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
        print(measure(arguments))


def measure(arguments: argparse.Namespace) -> str:
    """Open the window, do what a person does, and return the table."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.ui.start import start

    application = QApplication(sys.argv[:1])
    heart = Heart()
    person = Person(heart, arguments)
    QTimer.singleShot(0, application, person.work)
    start([])
    if person.problem is not None:
        print(table(heart.phases), file=sys.stderr)
        raise person.problem
    return table(heart.phases)


if __name__ == "__main__":
    main()
