"""Open and sweep again and again in one process, and see that nothing grows.

`python -m tests.attacks.loops [--loops 200] [--way session|command|both]` prints a table of memory,
mappings, descriptors, threads, children and scratch files over the loops, and the verdict. What
counts as flat is in `verdict`. Needs Linux.
"""

import argparse
import ctypes
import gc
import logging
import os
import statistics
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations
from operator import attrgetter
from pathlib import Path

import numpy as np

from tests.attacks.forked_runs import HASTY
from tests.attacks.seeds import materials

_HEARD = (
    "scenes.surveyed",
    "jobs.failed",
    "sweeps.finished",
    "values.counted",
    "sweeps.k_finished",
)
WAYS = ("session", "command")
N_WARM_UP_MIN = 6
_WARM_UP_SHARE = 0.2  # libraries load late, caches fill, the heaps of threads grow to their size
# The pixels, preview, sample and maps of the small scene together are some 300 kB, of the large
# one, which comes every fifth time, 60 MB.
N_KB_PER_LOOP_MAX = 60.0
_WAIT_S = 60.0
_LARGE_EVERY = 5
_HEAPS = "MALLOC_ARENA_MAX"  # the C library reads it when a program starts
_HASTY = {"n_starts": 2, "n_silhouette_px": 300}
_LARGE = (2_100, 2_000)  # rows, columns: its maps lie in scratch files


@dataclass(frozen=True)
class Reading:
    """What the process has after a loop.

    Attributes
    ----------
    memory_kb
        Anonymous memory, after the C library was told to give back what is free.
    """

    memory_kb: int
    mappings: int
    descriptors: int
    threads: int
    children: int
    scratch: int


def read(folder: Path) -> Reading:
    """Look at this process; `folder` is where its temporary files go."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    rollup = Path("/proc/self/smaps_rollup").read_text().splitlines()
    anonymous = next(line for line in rollup if line.startswith("Anonymous:"))
    children: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended just now
            children += (task / "children").read_text().split()
    return Reading(
        memory_kb=int(anonymous.split()[1]),
        mappings=Path("/proc/self/maps").read_text().count("\n"),
        descriptors=len([*Path("/proc/self/fd").iterdir()]) - 1,  # that of the listing itself
        threads=len([*Path("/proc/self/task").iterdir()]),
        children=len(children),
        scratch=sum(1 for path in folder.rglob("*") if path.is_file()),
    )


def slope(values: Sequence[float]) -> float:
    """Return by how much values grow from one to the next: the median over all pairs."""
    pairs = combinations(enumerate(values), 2)
    return statistics.median((late - early) / (j - i) for (i, early), (j, late) in pairs)


def warmed(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Return the readings that count: without the first loops."""
    return readings[max(N_WARM_UP_MIN, round(_WARM_UP_SHARE * len(readings))) :]


def verdict(readings: Sequence[Reading], kb_max: float = N_KB_PER_LOOP_MAX) -> list[str]:
    """Return what grew over the readings; empty where all stayed flat.

    Memory may grow by `kb_max` a loop, in the median over all pairs of loops and by its least in
    either half: heaps breathe, and what is lost does not come back.
    Of everything else the least of the last third may not be above the most of the first, for
    threads come and go.
    """
    grown = []
    memory_kb = [reading.memory_kb for reading in readings]
    half = len(memory_kb) // 2
    rise = (min(memory_kb[half:]) - min(memory_kb[:half])) / half if half else 0.0
    kb_per_loop = slope(memory_kb)
    if min(kb_per_loop, rise) > kb_max:
        grown.append(f"memory grows by {kb_per_loop:.0f} kB a loop")
    third = max(1, len(readings) // 3)
    for name in ("descriptors", "threads", "children", "scratch", "mappings"):
        early = max(getattr(reading, name) for reading in readings[:third])
        late = min(getattr(reading, name) for reading in readings[-third:])
        # Heaps are mappings too, and the C library makes and drops some as it sees fit.
        if late > early + (8 if name == "mappings" else 0):
            grown.append(f"{name} grow from {early} to {late}")
    return grown


def write_scenes(folder: Path, *, is_small: bool = False) -> tuple[Path, Path, Path]:
    """Write a small scene, a large one unless all `is_small`, and a file that is cut short."""
    import rasterio
    from rasterio import Affine

    from app.scene.files import gdal_env  # noqa: F401  # before rasterio

    small = materials(3, "uint16")
    scenes = {"small": small}
    if not is_small:
        repeats = (-(-want // have) for want, have in zip(_LARGE, small.shape[1:], strict=True))
        scenes["large"] = np.tile(small, (1, *repeats))[:, : _LARGE[0], : _LARGE[1]]
    for name, values in scenes.items():
        for number, plane in enumerate(values, start=2):
            path = folder / name / f"LC08_L1TP_042024_20200101_20200113_01_T1_B{number}.TIF"
            path.parent.mkdir(parents=True, exist_ok=True)
            with rasterio.open(
                path, "w", driver="GTiff", width=plane.shape[1], height=plane.shape[0], count=1,
                dtype="uint16", crs="EPSG:32611", transform=Affine(30, 0, 5e5, 0, -30, 57e5),
                tiled=True, compress="deflate",
            ) as raster:  # fmt: skip
                raster.write(plane, 1)
    broken = folder / "broken" / "B4.tif"
    broken.parent.mkdir()
    broken.write_bytes(path.read_bytes()[:2_000])
    return folder / "small", folder / "large", broken


def session_loops(folder: Path, n_loops: int, *, is_small: bool) -> Iterator[None]:
    """Open, sweep, look and stop in one session, as the window does."""
    from PySide6.QtCore import QCoreApplication, QElapsedTimer

    from app.clustering.settings import SweepSettings
    from app.session import Session

    application = QCoreApplication.instance() or QCoreApplication([])
    small, large, broken = write_scenes(folder, is_small=is_small)
    scenes = [small] if is_small else [small] * (_LARGE_EVERY - 1) + [large]
    session = Session()
    heard: list[str] = []
    for signal in _HEARD:
        attrgetter(signal)(session).connect(_Ear(signal, heard))

    def wait(done: Callable[[], bool]) -> None:
        clock = QElapsedTimer()
        clock.start()
        while not done():
            application.processEvents()
            time.sleep(0.002)
            if clock.elapsed() > 1_000 * _WAIT_S:
                msg = f"nothing more came within {_WAIT_S:.0f} s; heard {heard[-5:]}"
                raise TimeoutError(msg)

    def until(signal: str) -> None:
        wait(lambda: signal in heard and not session.jobs.is_busy)
        heard.clear()

    settings = SweepSettings((), k_min=2, k_max=4, **_HASTY)
    for number in range(n_loops):
        session.jobs.open_paths([scenes[number % len(scenes)]])
        until("scenes.surveyed")
        session.jobs.run_sweep(settings)
        until("sweeps.finished")
        session.sweeps.select_k(3)
        session.sweeps.select_cluster(1 + number % 3)
        until("values.counted")
        session.jobs.run_sweep(replace(settings, k_max=12, seed=number + 1))
        wait(lambda: "sweeps.k_finished" in heard)
        session.jobs.stop()  # in its midst
        wait(lambda: not session.jobs.is_busy)
        heard.clear()
        session.jobs.open_paths([broken])
        until("jobs.failed")
        yield
    session.shut_down()


class _Ear:
    """Notes that a signal came, whatever it carries."""

    def __init__(self, name: str, heard: list[str]) -> None:
        self._name = name
        self._heard = heard

    def __call__(self, *_: object) -> None:
        self._heard.append(self._name)


def command_loops(folder: Path, n_loops: int, *, is_small: bool) -> Iterator[None]:
    """Run the command without a window, in this process, and once in each loop in vain."""
    from app.cli.sweep_command import run

    small, large, broken = write_scenes(folder, is_small=is_small)
    scenes = [small] if is_small else [small] * (_LARGE_EVERY - 1) + [large]
    for number in range(n_loops):
        out = folder / f"out-{number % 5}"
        # Starts and silhouettes take most of the time; how many there are, nothing keeps.
        words = ["--k", "2-4", *HASTY, "--out", str(out), "--quiet"]
        status = run([str(scenes[number % len(scenes)]), *words])
        if status:
            msg = f"a good scene ended with status {status}"
            raise RuntimeError(msg)
        for file in out.iterdir():
            file.unlink()
        if _quietly(run, [str(broken), "--k", "2-4", "--out", str(out), "--quiet"]) != 2:
            msg = "a file that is cut short was not refused"
            raise RuntimeError(msg)
        yield


def _quietly(run: Callable[[list[str]], int], arguments: list[str]) -> int:
    """Keep the sentence of a refusal that is wanted off the terminal."""
    kept = sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        sys.stderr = nowhere
        try:
            return run(arguments)
        finally:
            sys.stderr = kept


def run_loops(way: str, n_loops: int, *, is_small: bool = False) -> list[Reading]:
    """Run loops one way; return a reading after each."""
    make = {"session": session_loops, "command": command_loops}[way]
    readings: list[Reading] = []
    with tempfile.TemporaryDirectory(prefix="loops-") as place:
        scratch = Path(place) / "tmp"
        scratch.mkdir()
        os.environ["TMPDIR"], tempfile.tempdir = str(scratch), None
        try:
            readings += [read(scratch) for _ in make(Path(place), n_loops, is_small=is_small)]
        finally:
            tempfile.tempdir = None
    return readings


def report(way: str, readings: Sequence[Reading], grown: Sequence[str]) -> str:
    """Return a table of some of the readings, and the verdict."""
    lines = [f"{way}: loop  memory MB  mappings  descriptors  threads  children  scratch files"]
    step = max(1, len(readings) // 12)
    for number in sorted({*range(0, len(readings), step), len(readings) - 1}):
        one = readings[number]
        lines.append(
            f"{number + 1:{len(way) + 6}d} {one.memory_kb / 1e3:10.1f} {one.mappings:9d} "
            f"{one.descriptors:12d} {one.threads:8d} {one.children:9d} {one.scratch:14d}"
        )
    kept = warmed(readings)
    lines.append(
        f"After {len(readings) - len(kept)} loops memory grows by "
        f"{slope([reading.memory_kb for reading in kept]):.1f} kB a loop. "
        + ("; ".join(grown) if grown else "All is flat.")
    )
    return "\n".join(lines)


def main() -> int:
    """Run the loops and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loops", type=int, default=200)
    parser.add_argument("--way", choices=(*WAYS, "both"), default="both")
    parser.add_argument(
        "--kb", type=float, default=N_KB_PER_LOOP_MAX, help="memory may grow by that in each loop"
    )
    parser.add_argument("--small", action="store_true", help="without the large scene")
    arguments = parser.parse_args()
    if _HEAPS not in os.environ:
        # A heap for each of the threads that come and go would be filled for fifty loops.
        command = [sys.executable, "-m", "tests.attacks.loops", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, _HEAPS: "2"})  # noqa: S606
    if arguments.loops < N_WARM_UP_MIN + 3:
        parser.error(f"at least {N_WARM_UP_MIN + 3} loops are needed")
    logging.getLogger("app").setLevel(logging.CRITICAL)  # of the refusals that are wanted
    ways = WAYS if arguments.way == "both" else (arguments.way,)
    has_grown = False
    for way in ways:
        began = time.monotonic()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            readings = run_loops(way, arguments.loops, is_small=arguments.small)
        grown = verdict(warmed(readings), arguments.kb)
        has_grown |= bool(grown)
        print(report(way, readings, grown))
        print(f"{time.monotonic() - began:.0f} s, {threading.active_count()} threads of Python\n")
    return 1 if has_grown else 0


if __name__ == "__main__":
    sys.exit(main())
