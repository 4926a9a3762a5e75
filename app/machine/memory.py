"""Find out how much memory the program may count on."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from app.machine.memory_limit import OWN_BYTES, limit_bytes

_FALLBACK_BYTES = 4 * 2**30  # what the smallest machine has that anybody still works on
_LEAST_BYTES = 64 * 2**20  # a system that claims to have less tells nonsense
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUPS = Path("/proc/self/cgroup")


@cache
def machine_bytes() -> int:
    """Return the memory of this machine, or what a container or a limit leaves of it."""
    known = [
        n_bytes
        for n_bytes in (_physical_bytes(), *cgroup_limits(_CGROUPS, _OWN_CGROUPS))
        if n_bytes >= _LEAST_BYTES
    ]
    n_bytes = min(known, default=_FALLBACK_BYTES)
    limit = limit_bytes()
    if limit is None:
        return n_bytes
    # Of addresses; the program's own libraries and threads take most of a low one.
    return min(n_bytes, max(_LEAST_BYTES, limit - OWN_BYTES))


def _physical_bytes() -> int:
    """Return the memory that is built in; 0 where the system does not tell."""
    try:
        if hasattr(os, "sysconf"):  # psutil says the same, and takes 20 ms of the start to load
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        import psutil

        return int(psutil.virtual_memory().total)
    except (OSError, ValueError):
        return 0


def cgroup_limits(root: Path, own: Path) -> Iterator[int]:
    """Yield the limits that a container or a service manager sets, in bytes; none as a rule.

    Parameters
    ----------
    root
        Where control groups are mounted.
    own
        The file that names the groups of this process, a line each: number, controllers, path.
    """
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, controllers, path = (*line.split(":", maxsplit=2), "", "")[:3]
        if not controllers:  # version 2
            yield from _limits(root, "memory.max", path)
        elif "memory" in controllers.split(","):
            yield from _limits(root / "memory", "memory.limit_in_bytes", path)


def _limits(root: Path, name: str, path: str) -> Iterator[int]:
    """Yield the limits of a group and of those around it: the lowest one counts."""
    group = PurePosixPath(path.lstrip("/"))
    # Inside a container the path may be that outside; its own group then stands at the root.
    for one in dict.fromkeys((group, *group.parents, PurePosixPath())):
        try:
            text = (root / one / name).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            continue
        if text.isdigit():  # "max" is no limit
            yield int(text)
