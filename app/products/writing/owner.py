"""Say which process made a hidden folder, and whether that process still lives."""

import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

# What another machine does cannot be seen from here; on a share its folder is taken for left
# behind when nothing in it has changed for so long.
FOREIGN_SILENCE_S = 24 * 3600.0
_TICKS = 19  # place of the start time in /proc/PID/stat behind the name of the program


@dataclass(frozen=True, slots=True)
class Owner:
    """One process for all times: numbers of processes come again, with another start.

    Attributes
    ----------
    pid
        Its number.
    started
        When it started: ticks since the machine did on Linux, which no change of the clock moves;
        seconds since 1970 elsewhere. None where unknown.
    machine, boot, room
        The machine, its last start, and the container in which the number counts; empty where
        unknown.
    """

    pid: int
    started: float | None
    machine: str
    boot: str
    room: str

    @classmethod
    def this_process(cls) -> Self:
        """Return the owner of what is made now."""
        pid = os.getpid()
        return cls(pid, _started(pid), _machine(), _boot(), _room())

    @classmethod
    def of_fields(cls, fields: Any) -> Self | None:  # noqa: ANN401 - JSON is any
        """Return what `fields` gave; None where they are none of it."""
        match fields:
            case {
                "pid": int(pid),
                "started": int() | float() | None as started,
                "machine": str(machine),
                "boot": str(boot),
                "room": str(room),
            } if 0 < pid < 2**31:
                return cls(pid, started, machine, boot, room)
        return None

    def fields(self) -> dict[str, Any]:
        """Return what JSON can keep."""
        return asdict(self)

    def is_gone(self, silent_s: float) -> bool:
        """Tell whether the process has ended; in doubt it has not.

        Parameters
        ----------
        silent_s
            Seconds since anything in its folder changed.
        """
        if self.machine != _machine():
            return silent_s > FOREIGN_SILENCE_S
        if self.boot != _boot():
            return True  # this machine has been started anew since
        if self.room != _room():
            return silent_s > FOREIGN_SILENCE_S
        return is_pid_gone(self.pid, self.started)


def is_pid_gone(pid: int, started: float | None = None) -> bool:
    """Tell whether no process has this number, or one that started at another time."""
    if pid == os.getpid():
        now = _started(pid)
    else:
        import psutil

        if not psutil.pid_exists(pid):
            return True
        now = _started(pid)
    if started is None or now is None:
        return False
    return abs(now - started) > (0 if _has_ticks() else 2)  # a clock may be set meanwhile


def silent_s(hidden: Path) -> float:
    """Return the seconds since anything in a folder, or one level below, changed.

    Raises
    ------
    OSError
        It cannot be looked into.
    """
    newest = hidden.lstat().st_mtime
    for place in (hidden, hidden / "new"):
        if place.is_symlink() or not place.is_dir():
            continue
        with os.scandir(place) as entries:
            for entry in entries:
                newest = max(newest, entry.stat(follow_symlinks=False).st_mtime)
    return time.time() - newest


def _started(pid: int) -> float | None:
    if _has_ticks():
        try:
            text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
            return float(text.rpartition(")")[2].split()[_TICKS])
        except (OSError, ValueError, IndexError):
            return None
    try:
        import psutil

        return float(psutil.Process(pid).create_time())
    except Exception:  # noqa: BLE001 - whatever it is, the start is unknown
        return None


def _has_ticks() -> bool:
    return Path("/proc/self/stat").exists()


def _machine() -> str:
    return f"{_first_line('/etc/machine-id')} {platform.node()}"


def _boot() -> str:
    return _first_line("/proc/sys/kernel/random/boot_id")


def _room() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
