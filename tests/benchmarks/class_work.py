"""Merge, name, colour, split, tidy and undo at the window, and note when the map shows each.

Beside the time by the clock stands how long the window's own thread computed: the rest it waited,
for the next beat of the benchmark or for a core that other programs had.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
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


@dataclass(frozen=True)
class Moment:
    """What a clock says, and how long the window's own thread has computed until then."""

    clock_s: float
    computed_s: float

    @classmethod
    def now(cls) -> Self:
        """Read both."""
        return cls(time.perf_counter(), time.thread_time())


class ShownWatch:
    """Notes when a view of the map has painted: the end of it, not the beginning."""

    def __init__(self, view: QWidget) -> None:
        self.last = Moment(0.0, 0.0)
        paint = view.paintEvent

        def paint_and_note(event: QPaintEvent) -> None:
            paint(event)
            self.last = Moment.now()

        view.paintEvent = paint_and_note  # of the instance: that of a class is not asked for again


class ClassWork:
    """Edits classes of the highest k, and takes all of it back."""

    def __init__(self, heart: Heart, window: QWidget, session: Session, view: QWidget) -> None:
        self._heart = heart
        self._window = window
        self._session = session
        self._shown = ShownWatch(view)
        self._times: dict[str, list[tuple[float, float]]] = {}

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
            began = Moment.now()
            classes.propose_split(number, 3)
            self._heart.wait_until(lambda: classes.proposal is not None, "no proposal")
            self._wait_for_paint(began, "split: to its preview")
        with self._heart.phase("split: its map is made"):
            began = Moment.now()
            classes.accept_split()
            self._heart.wait_until(lambda: not classes.is_making, "no map")
            self._note("split: to its map", began)
        self._heart.idle(_REST_S)
        with self._heart.phase("undo and redo of the split"):
            for _ in range(N_ROUNDS):
                self._do("undo of a split", self._session.editing.undo)
                self._do("redo of a split", self._session.editing.redo)
            self._session.editing.undo()

    def _tidy(self) -> None:
        sweeps, cleanup = self._session.sweeps, self._session.cleanup
        with self._heart.phase("sieve: the part in view is looked at"):
            began, found = Moment.now(), []
            cleanup.previewed.connect(found.append)
            cleanup.look_at(Sieve(N_SIEVED_PX))
            self._heart.wait_until(lambda: bool(found), "no part tidied")
            self._note("sieve: to its preview", began)
        with self._heart.phase("sieve: its map is made"):
            began = Moment.now()
            cleanup.apply(Sieve(N_SIEVED_PX))
            self._heart.wait_until(lambda: sweeps.steps_wanted() is None, "no sieved map")
            self._note("sieve: to its map", began)
        self._heart.idle(_REST_S)
        with self._heart.phase("undo of the sieve"):
            self._do("undo of a sieve", self._session.editing.undo)

    def _do(self, name: str, act: Callable[[], None], *, is_drawn: bool = True) -> None:
        began = Moment.now()
        act()
        if is_drawn:
            self._wait_for_paint(began, name)
        else:
            self._note(name, began)
        self._heart.idle(_REST_S)

    def _wait_for_paint(self, began: Moment, name: str) -> None:
        self._heart.wait_until(lambda: self._shown.last.clock_s > began.clock_s, name)
        self._note(name, began, self._shown.last)

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._window, key)

    def _note(self, name: str, began: Moment, ended: Moment | None = None) -> None:
        ended = ended or Moment.now()
        took = ended.clock_s - began.clock_s, ended.computed_s - began.computed_s
        self._times.setdefault(name, []).append(took)

    def _figures(self) -> list[Figure]:
        figures = []
        for name, took in self._times.items():
            seconds, computed = zip(*took, strict=True)
            if name.startswith(("split", "sieve")):
                figures.append(Figure(f"{name} is shown", seconds[0], "s"))
                continue
            figures.append(_middle(name, seconds, at_most=WANTED_SHOWN_MS))
            figures.append(_middle(f"{name}: computed", computed))
        return figures


def _middle(name: str, seconds: tuple[float, ...], at_most: float | None = None) -> Figure:
    times = [1000 * each for each in seconds]
    spread = (min(times), max(times))
    return Figure(name, statistics.median(times), "ms", spread, at_most=at_most)
