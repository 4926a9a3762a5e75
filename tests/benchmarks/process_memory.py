"""Watch how much memory a program and all its child processes take together, on Linux.

`python -m tests.benchmarks.process_memory [--trace FILE] COMMAND ...` runs a command and prints the
peaks. What counts is PSS: a page that two processes share counts half in each, so that the sum over
the processes is what the machine gives up for them. Mapped files count as far as their pages are
in memory.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_INTERVAL_S = 0.05
_PROC = Path("/proc")


@dataclass(slots=True)
class Peaks:
    """The highest figures so far.

    Attributes
    ----------
    peak_pss_bytes
        Of all processes together.
    peak_largest_rss_bytes
        Of the one process that had the most, at any time.
    peak_anonymous_bytes
        Of all processes together, without mapped files.
    n_samples
        How often was looked.
    """

    peak_pss_bytes: int = 0
    peak_largest_rss_bytes: int = 0
    peak_anonymous_bytes: int = 0
    n_samples: int = 0

    def take(self, figures: Sequence["Memory"]) -> None:
        """Take what all processes had at one moment."""
        if not figures:
            return
        self.n_samples += 1
        pss, anonymous = (sum(one.pss for one in figures), sum(one.anonymous for one in figures))
        self.peak_pss_bytes = max(self.peak_pss_bytes, pss)
        self.peak_anonymous_bytes = max(self.peak_anonymous_bytes, anonymous)
        self.peak_largest_rss_bytes = max(
            self.peak_largest_rss_bytes, *(one.rss for one in figures)
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What one process has at one moment, in bytes."""

    rss: int
    pss: int
    anonymous: int


def can_watch() -> bool:
    """Whether this system tells what processes share."""
    return (_PROC / "self" / "smaps_rollup").exists()


@contextmanager
def watch(
    pid: int, *, interval_s: float = _INTERVAL_S, trace: Path | None = None
) -> Iterator[Peaks]:
    """Watch a process and its descendants while the block runs.

    Parameters
    ----------
    trace
        A CSV file for the course of it: seconds, PSS and its anonymous part in MB.
    """
    peaks, is_over = Peaks(), Event()
    lines = ["seconds,pss_mb,anonymous_mb"]
    began = time.monotonic()

    def look() -> None:
        figures = [one for one in map(_memory_of, tree(pid)) if one is not None]
        peaks.take(figures)
        if trace is not None:
            pss = sum(one.pss for one in figures) / 1e6
            anonymous = sum(one.anonymous for one in figures) / 1e6
            lines.append(f"{time.monotonic() - began:.2f},{pss:.1f},{anonymous:.1f}")

    def keep_looking() -> None:
        while not is_over.wait(interval_s):
            look()

    look()
    thread = Thread(target=keep_looking, name="memory watch", daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        is_over.set()
        thread.join()
        if trace is not None:
            trace.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tree(pid: int) -> list[int]:
    """Return the numbers of a process and of all its descendants that live."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in (_PROC / str(one) / "task").glob("*/children"):
            try:
                waiting += [int(number) for number in children.read_text().split()]
            except OSError:  # a thread or process that has just ended
                continue
    return found


def _memory_of(pid: int) -> Memory | None:
    """Return what a process has; None where it has ended."""
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return None
    kilobytes = {}
    for line in text.splitlines()[1:]:
        name, value = line.split(":", maxsplit=1)
        kilobytes[name] = int(value.split()[0]) * 1024
    if "Pss" not in kilobytes:
        return None
    return Memory(kilobytes["Rss"], kilobytes["Pss"], kilobytes.get("Pss_Anon", 0))


def main() -> None:
    """Run a command and print its peaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trace", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    began = time.perf_counter()
    program = subprocess.Popen(arguments.command)
    with program, watch(program.pid, trace=arguments.trace) as peaks:
        status = program.wait()
    print(
        f"{time.perf_counter() - began:.1f} s, status {status}; "
        f"all processes {peaks.peak_pss_bytes / 1e6:,.0f} MB "
        f"({peaks.peak_anonymous_bytes / 1e6:,.0f} MB without mapped files), "
        f"largest {peaks.peak_largest_rss_bytes / 1e6:,.0f} MB"
    )
    sys.exit(status)


if __name__ == "__main__":
    main()
