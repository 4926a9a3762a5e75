"""Move over map views as a hand does, and count the frames they paint meanwhile."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.benchmarks.heartbeat import Heart

MOVE_MS = 8  # a mouse tells where it is 125 times a second
BURST_S = 0.6
REST_S = 0.25  # between two moves; full-size detail is asked for and comes in
N_BURSTS = 6
WHEEL_ANGLE = 15  # of 120 per notch; a burst magnifies eight times
DRAG_PX = 6  # per move

Span = tuple[float, float]
"""Beginning and end in seconds of the performance counter."""


@dataclass(frozen=True)
class Frames:
    """How smoothly views followed a hand.

    Attributes
    ----------
    per_second
        Of the view that painted least.
    longest_s
        Between two frames of one view, while the hand moved.
    """

    per_second: float
    longest_s: float


def count_frames(painted: Sequence[Sequence[float]], spans: Sequence[Span]) -> Frames:
    """Reckon frames from the times at which each view painted, within the given spans."""
    seconds = sum(end - begin for begin, end in spans)
    rates, waits = [], []
    for times in painted:
        inside = [[t for t in times if begin <= t <= end] for begin, end in spans]
        rates.append(sum(map(len, inside)) / seconds)
        for (begin, end), seen in zip(spans, inside, strict=True):
            marks = [begin, *seen, end]
            waits += [after - before for before, after in pairwise(marks)]
    return Frames(min(rates), max(waits))


class PaintWatch(QObject):
    """Notes when widgets paint."""

    def __init__(self, widgets: Sequence[QWidget]) -> None:
        super().__init__()
        self._times: dict[QWidget, list[float]] = {widget: [] for widget in widgets}
        for widget in widgets:
            widget.installEventFilter(self)

    @property
    def times(self) -> list[list[float]]:
        """When each widget painted, so far."""
        return list(self._times.values())

    def has_painted_since(self, widget: QWidget, moment: float) -> bool:
        """Whether a widget painted after a moment of the performance counter."""
        return any(time > moment for time in self._times[widget][-1:])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._times[watched].append(time.perf_counter())
        return False


class Hand:
    """Turns the wheel and drags over a view, in bursts with rests between, as people do."""

    def __init__(self, heart: Heart, view: QWidget, watch: PaintWatch) -> None:
        self._heart = heart
        self._view = view
        self._watch = watch
        self._handle = view.window().windowHandle()
        self._step = 0
        self._way = 1
        self._angle = WHEEL_ANGLE
        self._move: Callable[[], None] = self._turn
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_time)

    def zoom(self) -> Frames:
        """Turn the wheel: twice closer, twice away, and so on."""
        self._step, spans = 0, []
        for number in range(N_BURSTS):
            self._angle = WHEEL_ANGLE if number % 4 < 2 else -WHEEL_ANGLE
            spans.append(self._burst(self._turn))
            self._heart.idle(REST_S)
        return count_frames(self._watch.times, spans)

    def pan(self) -> Frames:
        """Take hold of the picture and drag it, here and there."""
        spans = []
        for number in range(N_BURSTS):
            self._step, self._way = 0, 1 if number % 2 else -1
            QTest.mousePress(self._handle, Qt.MouseButton.LeftButton, pos=self._place())
            spans.append(self._burst(self._drag))
            QTest.mouseRelease(self._handle, Qt.MouseButton.LeftButton, pos=self._place())
            self._heart.idle(REST_S)
        return count_frames(self._watch.times, spans)

    def _burst(self, move: Callable[[], None]) -> Span:
        self._move = move
        begin = time.perf_counter()
        self._timer.start(MOVE_MS)
        self._heart.idle(BURST_S)
        self._timer.stop()
        return begin, time.perf_counter()

    def _on_time(self) -> None:
        self._move()

    def _turn(self) -> None:
        QTest.wheelEvent(self._handle, self._place(), QPoint(0, self._angle))

    def _drag(self) -> None:
        self._step += 1
        QTest.mouseMove(self._handle, self._place())

    def _place(self) -> QPoint:
        shift = self._way * DRAG_PX * self._step
        return self._view.mapTo(self._view.window(), self._view.rect().center()) + QPoint(
            shift, shift // 2
        )
