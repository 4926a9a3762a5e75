"""Tell how much of the machine other programs took meanwhile: figures of a busy one say little."""

import time
from dataclasses import dataclass
from typing import Any, Self

import psutil

_AT_REST = ("idle", "iowait", "guest", "guest_nice")  # guests are among the users already


@dataclass(frozen=True)
class CoreTimes:
    """Seconds that cores have worked until a moment.

    Attributes
    ----------
    all_s, own_s
        For everybody, and for this process with its children.
    """

    moment_s: float
    all_s: float
    own_s: float

    @classmethod
    def now(cls) -> Self:
        """Read the clocks; time that the host of a virtual machine took counts as work."""
        everybody = psutil.cpu_times()._asdict()
        work = sum(seconds for name, seconds in everybody.items() if name not in _AT_REST)
        me = psutil.Process()
        return cls(time.perf_counter(), work, _spent(me) + sum(map(_spent, me.children())))

    def others_since(self, before: Self, n_cores: int | None = None) -> float:
        """Return the share of all cores, 0..1, that others took since."""
        cores = n_cores or psutil.cpu_count() or 1
        others = (self.all_s - before.all_s) - (self.own_s - before.own_s)
        return max(0.0, others) / (cores * max(1e-6, self.moment_s - before.moment_s))


def _spent(process: Any) -> float:
    """Return the time of a process and of those of its children that have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    both = times.user + times.system
    return both + getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
