"""Measure `bandsweep apply` on a scene of full size against decoding it.

`python -m tests.benchmarks.bench_apply [--scene DIR] [--size 7711x7821] [--rounds 3]`. Makes the
scene, in DIR or in a folder of its own, unless it is there; a model is trained on its upper left
corner, so that nothing of the scene is in any cache but the disk's. Decoding and apply take turns.
Apply is a whole command: it loads its libraries, labels, writes both maps and sums up every input.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.decoding import decoded
from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.full_scene import FullScene, add_scene_options, ready_scene
from tests.benchmarks.neighbours import CoreTimes
from tests.benchmarks.processes import timed

WANTED_TO_DECODE = 1.5
_PROGRAM = (sys.executable, "-m", "app")
_CORNER = "0,0,1500,1500"
_K = 6


def train(paths: Sequence[Path], folder: Path) -> Path:
    """Sweep one k on a corner of the scene; return its model."""
    files = [str(path) for path in paths]
    options = ["--k", f"{_K}-{_K}", "--window", _CORNER, "--save-model", "--quiet"]
    timed([*_PROGRAM, "sweep", *files, *options, "--out", str(folder)])
    return folder / f"k{_K:02d}.bandsweep-model"


def apply_figures(scene: FullScene, scratch: Path, n_rounds: int) -> list[Figure]:
    """Decode and apply in turn; return both, and how many times decoding the latter takes."""
    model = train(scene.paths, scratch / "trained")
    files = [str(path) for path in scene.paths]
    decodes, runs, walks = [], [], []
    for number in range(n_rounds + 1):
        out = scratch / f"applied{number}"
        cores = CoreTimes.now()
        decode = decoded(scene.paths)
        command = [*_PROGRAM, "apply", str(model), *files, "--out", str(out)]
        run = timed([*command, "--anyway", "--quiet"])
        others = CoreTimes.now().others_since(cores)
        stages = json.loads((out / "run.json").read_text())["seconds"]
        print(
            f"apply, round {number}: decode {decode.seconds:.2f} s, apply {run.seconds:.2f} s "
            f"{stages}, other programs took {others:.0%} of all cores",
            flush=True,
        )
        if number:  # the first fills the caches
            decodes.append(decode)
            runs.append(run)
            walks.append(stages["label"])
    pairs = list(zip(runs, decodes, strict=True))
    return [
        _middle("decoding all bands, processors", [one.processor_s for one in decodes], "s"),
        _middle("apply, processors", [run.processor_s for run in runs], "s"),
        _middle(
            "pass over the scene : decode, by the clock",
            [walk / one.seconds for walk, one in zip(walks, decodes, strict=True)],
        ),
        _middle("apply : decode, by the clock", [run.seconds / one.seconds for run, one in pairs]),
        _middle(
            "apply : decode, processors",
            [run.processor_s / one.processor_s for run, one in pairs],
            at_most=WANTED_TO_DECODE,
        ),
    ]


def _middle(
    name: str, values: Sequence[float], unit: str = "", at_most: float | None = None
) -> Figure:
    spread = (min(values), max(values))
    return Figure(name, statistics.median(values), unit, spread, at_most=at_most)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_scene_options(parser)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scene = ready_scene(arguments, Path(scratch))
        figures = apply_figures(scene, Path(scratch), arguments.rounds)
        print(f"{machine()}\n{scene.size}\n{table(figures)}")


if __name__ == "__main__":
    main()
