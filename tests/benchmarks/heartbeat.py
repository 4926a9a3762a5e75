"""Beat in the event loop of a window and note how late each beat is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QEventLoop, Qt, QTimer

from tests.benchmarks.figures import percentile
from tests.benchmarks.neighbours import CoreTimes

BEAT_MS = 10
LIMIT_S = 900.0  # for one phase; a full scene takes its time
WANTED_P99_S = 0.05
WANTED_LONGEST_S = 0.1
N_BEATS_FOR_P99 = 100  # of fewer, the longest gap says it all

_HEAD = ("phase", "seconds", "others", "beats", "99 % gap", "longest", "computed", "> 100 ms", "")
_UNITS = ("", "s", "", "", "ms", "ms", "ms", "gaps", "")


@dataclass
class Phase:
    """One stretch of work.

    Attributes
    ----------
    is_judged
        Whether gaps are held against what was wanted.
    others
        The share of all cores that other programs took.
    gaps_s
        Times between beats, each with the time the window's thread computed meanwhile.
    """

    name: str
    is_judged: bool = True
    seconds: float = 0.0
    others: float = 0.0
    gaps_s: list[tuple[float, float]] = field(default_factory=list)

    @property
    def p99_s(self) -> float:
        """The gap that 99 of 100 do not exceed."""
        return percentile([gap for gap, _ in self.gaps_s], 0.99)

    @property
    def longest_s(self) -> tuple[float, float]:
        """The longest gap, and the time the window's thread computed in it."""
        return max(self.gaps_s)

    @property
    def verdict(self) -> str:
        """Whether the gaps are as short as wanted, in a word; empty where none were."""
        if not self.is_judged or not self.gaps_s:
            return ""
        is_rare = self.p99_s <= WANTED_P99_S or len(self.gaps_s) < N_BEATS_FOR_P99
        return "met" if is_rare and self.longest_s[0] <= WANTED_LONGEST_S else "missed"


def phase_table(phases: list[Phase]) -> str:
    """Return one line for every phase."""
    wanted = (
        f"wanted: 99 % of the gaps <= {1000 * WANTED_P99_S:.0f} ms, the longest <= "
        f"{1000 * WANTED_LONGEST_S:.0f} ms\n"
        "computed: by the window's own thread in the longest gap; "
        "others: the share of all cores that other programs took"
    )
    return "\n".join([wanted, _line(_HEAD), _line(_UNITS), *map(_row, phases)])


def _row(phase: Phase) -> str:
    start = phase.name, f"{phase.seconds:.2f}", f"{phase.others:.0%}"
    if not phase.gaps_s:
        return _line((*start, *"-----", ""))
    longest, computed = phase.longest_s
    n_slow = sum(gap > WANTED_LONGEST_S for gap, _ in phase.gaps_s)
    times = (f"{1000 * each:.0f}" for each in (phase.p99_s, longest, computed))
    counts = str(len(phase.gaps_s)), str(n_slow)
    return _line((*start, counts[0], *times, counts[1], phase.verdict))


def _line(cells: tuple[str, ...]) -> str:
    name, *figures, verdict = cells
    return f"{name:34} {' '.join(f'{cell:>8}' for cell in figures)} {verdict}".rstrip()


class Heart:
    """Beats every `BEAT_MS` from now on; a `QApplication` has to be there."""

    def __init__(self) -> None:
        self.phases: list[Phase] = []
        self.current: Phase | None = None
        self.last_s = time.perf_counter()
        self._computed_s = time.thread_time()
        self._loop: QEventLoop | None = None
        self._is_over: Callable[[], bool] = _never
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start(BEAT_MS)

    @contextmanager
    def phase(self, name: str, *, is_judged: bool = True) -> Iterator[Phase]:
        """Measure what happens meanwhile."""
        phase = Phase(name, is_judged)
        self.phases.append(phase)
        cores = CoreTimes.now()
        self.current = phase
        began = self.last_s = time.perf_counter()
        self._computed_s = time.thread_time()
        yield phase
        phase.seconds = phase.seconds or time.perf_counter() - began
        self._note()
        self.current = None
        phase.others = CoreTimes.now().others_since(cores)

    def wait_until(self, is_true: Callable[[], bool], what: str) -> None:
        """Let the event loop run until something is so; looked at with every beat.

        Raises
        ------
        TimeoutError
            It did not become so.
        """
        limit = time.monotonic() + LIMIT_S
        # Held by names only: what a cycle holds may be collected, and ended, by another thread.
        self._loop = QEventLoop()
        self._is_over = lambda: is_true() or time.monotonic() > limit
        if not self._is_over():
            self._loop.exec()
        self._loop, self._is_over = None, _never
        if not is_true():
            raise TimeoutError(what)

    def idle(self, seconds: float) -> None:
        """Let the event loop run for a while."""
        end = time.monotonic() + seconds
        self.wait_until(lambda: time.monotonic() > end, "idle")

    def _on_beat(self) -> None:
        self._note()
        if self._loop is not None and self._is_over():
            self._loop.quit()

    def _note(self) -> None:
        now, computed = time.perf_counter(), time.thread_time()
        if self.current is not None:
            self.current.gaps_s.append((now - self.last_s, computed - self._computed_s))
        self.last_s, self._computed_s = now, computed


def _never() -> bool:
    return False
