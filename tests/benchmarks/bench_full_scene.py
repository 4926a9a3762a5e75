"""Measure `bandsweep sweep` on a scene of full size against decoding it and against the tutorial.

`python -m tests.benchmarks.bench_full_scene [--scene DIR] [--size 7711x7821] [--bands 7]
[--stack 10980x10980x10] [--k 3-10] [--rounds 3] [--products] [--tutorial]`. Makes the scene, in
DIR or in a folder of its own, unless it is there. Decoding and sweep take turns, because machines
have moods; a first round fills the caches, is watched for memory and not timed. `--products` adds
what a cloud-optimised map and polygons of one k take, and a model that is applied. `--tutorial`
takes minutes and much memory: it runs once, over the pixels without a zero, so that both fit the
same pixels.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.bench_apply import apply_figures
from tests.benchmarks.decoding import decode_seconds
from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.first_touch import first_touch_seconds
from tests.benchmarks.full_products import product_figures
from tests.benchmarks.full_scene import FullScene, add_scene_options, describe, ready_scene
from tests.benchmarks.neighbours import CoreTimes
from tests.benchmarks.process_memory import Peaks, can_watch, watch
from tests.benchmarks.processes import Run, Watch, scores, stages, sweep, tutorial

WANTED_TO_DECODE = 4.0
WANTED_SPEED_UP = 40.0
WANTED_GB = 2.0
WANTED_INERTIA = 1.001
TUTORIAL_LOOK_S = 0.5  # it runs for minutes


@dataclass(frozen=True)
class Round:
    """Seconds of one round, and of the stages of its sweep."""

    decode_s: float
    sweep_s: float
    stages_s: Mapping[str, float]

    @property
    def ratio(self) -> float:
        """How many times as long as decoding the sweep took."""
        return self.sweep_s / self.decode_s


def first_bands(scene: FullScene, n_bands: int | None) -> FullScene:
    """Return the scene with its first bands only; a file of many bands is taken whole."""
    if n_bands is None:
        return scene
    if not 1 <= n_bands <= len(scene.paths):
        raise SystemExit(f"--bands {n_bands}: the scene has {len(scene.paths)} files")
    return describe(scene.paths[:n_bands])


def watched(look_s: float) -> Watch | None:
    """Return what watches the memory of a process; None where the system does not tell."""
    if not can_watch():
        return None

    def look_at(pid: int) -> AbstractContextManager[Peaks]:
        return watch(pid, interval_s=look_s)

    return look_at


def take_turns(paths: Sequence[Path], ks: str, n_rounds: int, out: Path) -> list[Round]:
    """Decode and sweep in turn; say how each round went."""
    rounds = []
    for number in range(1, n_rounds + 1):
        cores = CoreTimes.now()
        decode_s = decode_seconds(paths)
        sweep_s = sweep(paths, ks, out).seconds
        rounds.append(Round(decode_s, sweep_s, stages(out)))
        others = CoreTimes.now().others_since(cores)
        print(
            f"round {number}: decode {decode_s:.2f} s, sweep {sweep_s:.2f} s, "
            f"other programs took {others:.0%} of all cores",
            flush=True,
        )
    return rounds


def speed(rounds: Sequence[Round]) -> list[Figure]:
    """Return decoding, the sweep by stage, and their ratio; the best of all rounds."""
    best = min(rounds, key=lambda one: one.sweep_s)
    total = _best("sweep, whole process", [one.sweep_s for one in rounds], "s")
    named = {stage: s for stage, s in best.stages_s.items() if stage != "total"}
    start_s = best.sweep_s - best.stages_s.get("total", best.sweep_s)
    parts = {**named, "starting and ending the program": start_s}
    ratios = [one.ratio for one in rounds]
    return [
        _best("decoding all bands, two threads", [one.decode_s for one in rounds], "s"),
        total,
        *(Figure(f"  {stage}", seconds, "s") for stage, seconds in parts.items()),
        Figure(
            "sweep : decode, median of the rounds",
            statistics.median(ratios),
            spread=(min(ratios), max(ratios)),
            at_most=WANTED_TO_DECODE,
        ),
    ]


def memory(peaks: Peaks | None, who: str, at_most: float | None = None) -> list[Figure]:
    """Return the peaks of a process and its children; nothing where nobody could watch."""
    if peaks is None:
        return []
    together, largest = peaks.peak_pss_bytes / 1e9, peaks.peak_largest_rss_bytes / 1e9
    return [
        Figure(f"{who}: memory of all its processes", together, "GB", at_most=at_most),
        Figure(f"{who}: its largest process", largest, "GB", at_most=at_most),
    ]


def tutorial_bytes(scene: FullScene, n_valid: int) -> int:
    """Return about how much memory the tutorial's procedure takes.

    The bands, their table, and three tables of doubles inside scikit-learn: 10.2 GB were measured
    where this gives 10.5.
    """
    raw = scene.n_pixels * scene.n_bands * scene.bytes_per_value
    return 2 * raw + 3 * n_valid * scene.n_bands * 8


def run_tutorial(scene: FullScene, ks: str, n_valid: int) -> Run | None:
    """Run the tutorial's procedure once; None, and a word why, where memory is short."""
    needed, free = tutorial_bytes(scene, n_valid), psutil.virtual_memory().available
    if needed > free:
        print(
            f"The tutorial cannot run here: it takes about {needed / 1e9:.1f} GB of memory, "
            f"{free / 1e9:.1f} GB are free."
        )
        return None
    print("the tutorial's procedure runs, this takes minutes", flush=True)
    return tutorial(scene.paths, ks, "--skip-zero", watch=watched(TUTORIAL_LOOK_S))


def compare_inertia(
    theirs: Mapping[str, float], ours: Mapping[int, Mapping[str, str]]
) -> list[Figure]:
    """Return the inertia of the sweep as a multiple of the tutorial's, for every k."""
    return [
        Figure(
            f"inertia at k = {k}, sweep : tutorial",
            float(entry["inertia"]) / theirs[str(k)],
            at_most=WANTED_INERTIA,
            digits=6,
        )
        for k, entry in ours.items()
    ]


def against_tutorial(
    run: Run, rounds: Sequence[Round], ours: Mapping[int, Mapping[str, str]]
) -> list[Figure]:
    """Return the tutorial's figures beside those of the sweep."""
    said = json.loads(run.said)
    ratio = run.seconds / statistics.median(one.sweep_s for one in rounds)
    figures = [
        Figure("tutorial, whole process", run.seconds, "s"),
        Figure("tutorial : sweep", ratio, at_least=WANTED_SPEED_UP),
        *memory(run.seen, "tutorial"),
    ]
    if {int(entry["n_pixels"]) for entry in ours.values()} != {said["n_pixels"]}:
        print("Not the same pixels: a band is zero where others are not; inertia not compared.")
        return figures
    return figures + compare_inertia(said["inertia"], ours)


def _best(name: str, seconds: Sequence[float], unit: str) -> Figure:
    return Figure(name, min(seconds), unit, spread=(min(seconds), max(seconds)))


def measure(scene: FullScene, arguments: argparse.Namespace, out: Path) -> list[Figure]:
    """Run everything; return the figures in the order they are to be read."""
    paths, ks = scene.paths, arguments.k
    decode_seconds(paths)
    peaks = sweep(paths, ks, out, watch=watched(0.05)).seen
    rounds = take_turns(paths, ks, arguments.rounds, out)
    ours = scores(out)
    # After the rounds: what was just touched is at hand, and would make them faster.
    touched = Figure("this machine: first touch of 1 GB of memory", first_touch_seconds(), "s")
    figures = [*speed(rounds), *memory(peaks, "sweep", at_most=WANTED_GB), touched]
    n_valid = max(int(entry["n_pixels"]) for entry in ours.values())
    print(f"{n_valid / scene.n_pixels:.0%} of the pixels are valid")
    if arguments.products:
        figures += product_figures(scene, out, arguments.rounds, watched(0.05))
        figures += apply_figures(scene, out, arguments.rounds)
    if arguments.tutorial:
        run = run_tutorial(scene, ks, n_valid)
        if run is not None:
            figures += against_tutorial(run, rounds, ours)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_scene_options(parser)
    parser.add_argument("--bands", type=int, metavar="N", help="the first N files only")
    parser.add_argument("--k", default="3-10", metavar="MIN-MAX")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--products", action="store_true", help="COG, polygons and apply, too")
    parser.add_argument("--tutorial", action="store_true", help="takes minutes, and 10 GB")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scene = first_bands(ready_scene(arguments, Path(scratch)), arguments.bands)
        print(f"{machine()}; {scene.size}; k = {arguments.k}", flush=True)
        print(table(measure(scene, arguments, Path(scratch) / "out")))


if __name__ == "__main__":
    main()
