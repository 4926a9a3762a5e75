"""Look from another thread at what keeps a window's thread busy between two beats."""

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from types import FrameType

from tests.benchmarks.heartbeat import Heart

LOOK_S = 0.005
LONG_S = 0.04  # of a gap worth looking at
N_SHOWN = 12
N_DEEP = 8
_OURS = ("/app/", "/tests/benchmarks/")

_Place = tuple[str, int, str]  # file, line, function


@dataclass
class Gap:
    """What was seen in one gap; fewer looks than its length allows: the lock was held."""

    phase: str
    began_s: float
    seconds: float = 0.0
    n_looks: int = 0
    stacks: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)


class GapWatch:
    """Watches the thread that makes it, until `end`."""

    def __init__(self, heart: Heart) -> None:
        self._heart = heart
        self._watched = threading.get_ident()
        self._gaps: list[Gap] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="gap watch", daemon=True)
        self._thread.start()

    def end(self) -> str:
        """Stop watching; tell of the longest gaps, each with where the time went."""
        self._is_over.set()
        self._thread.join()
        gaps = sorted(self._gaps, key=lambda gap: -gap.seconds)[:N_SHOWN]
        return "\n".join(_describe(gap) for gap in gaps)

    def _watch(self) -> None:
        gap: Gap | None = None
        while not self._is_over.wait(LOOK_S):
            now, last, phase = time.perf_counter(), self._heart.last_s, self._heart.current
            if phase is None or now - last < LONG_S:
                gap = None
                continue
            if gap is None or gap.began_s != last:
                gap = Gap(phase.name, last)
                self._gaps.append(gap)
            gap.seconds = now - last
            self._look(gap)

    def _look(self, gap: Gap) -> None:
        gap.n_looks += 1
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        for number, places in _places_of_all().items():
            if number == self._watched:
                gap.stacks[_stack(places)] += 1
            elif number != threading.get_ident():
                gap.others[f"{names.get(number, number)}: {_named(places[0])}"] += 1


def _places_of_all() -> dict[int, list[_Place]]:
    """Return where every thread is; quickly, and without a frame kept.

    Frames hold painters, and a painter that outlives its paint event ends the program.
    """
    return {number: _places(frame) for number, frame in sys._current_frames().items()}


def _places(frame: FrameType | None) -> list[_Place]:
    """Return where a thread is, innermost first."""
    places = []
    while frame is not None:
        places.append(_place(frame))
        frame = frame.f_back
    return places


def _place(frame: FrameType) -> _Place:
    return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name


def _stack(places: list[_Place]) -> str:
    """Name the innermost places in our own files, and where these went from there."""
    ours = [place for place in places if any(part in place[0] for part in _OURS)]
    named = [_named(place) for place in ours[:N_DEEP]]
    if places[0] not in ours:
        named.insert(0, _named(places[0]))
    return " > ".join(reversed(named))


def _named(place: _Place) -> str:
    path, line, name = place
    return f"{'/'.join(path.rsplit('/', 2)[-2:])}:{line} {name}"


def _describe(gap: Gap) -> str:
    head = f"{1000 * gap.seconds:.0f} ms in {gap.phase!r}, {gap.n_looks} looks"
    stacks = [f"  {n}x {stack}" for stack, n in gap.stacks.most_common(3)]
    others = [f"    meanwhile {n}x {place}" for place, n in gap.others.most_common(6)]
    return "\n".join([head, *stacks, *others])
