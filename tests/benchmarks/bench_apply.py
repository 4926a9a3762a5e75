"""Measure `bandsweep apply` on a scene of full size against decoding it.

`python -m tests.benchmarks.bench_apply [--scene DIR] [--size 7711x7821] [--rounds 3]`. Makes the
scene, in DIR or in a folder of its own, unless it is there; a model is trained on its upper left
corner, so that nothing of the scene is in any cache but the disk's. Decoding and apply take turns.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.decoding import decode_seconds
from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.full_scene import add_scene_options, ready_scene
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


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_scene_options(parser)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        scene = ready_scene(arguments, Path(scratch))
        model = train(scene.paths, Path(scratch) / "trained")
        files = [str(path) for path in scene.paths]
        ratios, walks, decodes = [], [], []
        for number in range(arguments.rounds + 1):
            out = Path(scratch) / f"out{number}"
            cores = CoreTimes.now()
            decode_s = decode_seconds(scene.paths)
            command = [*_PROGRAM, "apply", str(model), *files, "--out", str(out)]
            apply_s = timed([*command, "--anyway", "--quiet"]).seconds
            others = CoreTimes.now().others_since(cores)
            stages = json.loads((out / "run.json").read_text())["seconds"]
            print(
                f"round {number}: decode {decode_s:.2f} s, apply {apply_s:.2f} s {stages}, "
                f"other programs took {others:.0%} of all cores",
                flush=True,
            )
            if number:  # the first fills the caches
                ratios.append(apply_s / decode_s)
                walks.append(stages["label"] / decode_s)
                decodes.append(decode_s)
        spread = min(ratios), max(ratios)
        middle = statistics.median(ratios)
        figures = [
            Figure("decoding all bands, two threads", min(decodes), "s"),
            Figure("pass over the scene : decode", statistics.median(walks)),
            Figure(
                "apply, whole process : decode", middle, spread=spread, at_most=WANTED_TO_DECODE
            ),
        ]
        print(f"{machine()}\n{scene.size}\n{table(figures)}")


if __name__ == "__main__":
    main()
