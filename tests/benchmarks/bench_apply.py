"""Measure `bandsweep apply` on a scene of full size against decoding it.

`python -m tests.benchmarks.bench_apply [--scene DIR] [--size 7711x7821] [--rounds 3]`. Makes the
scene, in DIR or in a folder of its own, unless it is there; a model is trained on its upper left
corner, so that nothing of the scene is in any cache but the disk's. Decoding and apply take turns.
Apply is a whole command: it loads its libraries, labels, writes both maps and sums up every input;
labelling alone is its pass over the pixels, in this process, with nothing written.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.arrays import ByteArray, Window
from app.clustering.transfer.walk import apply_model
from app.engine.transfer.fitting_in import fit_in, open_for
from app.machine.threads import thread_pool
from app.products.models.any_model import read_any_model
from app.scene.band_teaching import BandTeaching
from app.scene.nodata import NoDataRule
from app.scene.pixels.source import open_source
from app.scene.scene import Scene
from app.steps import drain
from tests.benchmarks.decoding import decoded
from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.full_scene import FullScene, add_scene_options, ready_scene
from tests.benchmarks.neighbours import CoreTimes
from tests.benchmarks.processes import timed

WANTED_TO_DECODE = 1.5
_PROGRAM = (sys.executable, "-m", "app")
_CORNER = "0,0,1500,1500"
_K = 6
_LEVEL = 0.99  # as the command has them


def train(paths: Sequence[Path], folder: Path) -> Path:
    """Sweep one k on a corner of the scene; return its model."""
    files = [str(path) for path in paths]
    options = ["--k", f"{_K}-{_K}", "--window", _CORNER, "--save-model", "--quiet"]
    timed([*_PROGRAM, "sweep", *files, *options, "--out", str(folder)])
    return folder / f"k{_K:02d}.bandsweep-model"


def walked(model_path: Path, paths: Sequence[Path]) -> float:
    """Label every pixel here, writing nothing; return what that takes of the processors."""
    model = read_any_model(model_path)
    scene = drain(open_for(model, tuple(paths), _as_it_is))[1]
    fitted = drain(fit_in(model, scene, NoDataRule(), anyway=True))[1]
    source = open_source(fitted.scene, None, fitted.band_names, fitted.rule)
    with thread_pool() as pool:
        began = time.process_time()
        drain(apply_model(source, fitted.model, _put_nowhere, pool, level=_LEVEL))
        return time.process_time() - began


def _as_it_is(_scene: Scene) -> BandTeaching:
    return BandTeaching()


def _put_nowhere(_window: Window, _labels: ByteArray, _marks: ByteArray) -> None:
    """Take labels that nobody wants."""


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
        walk_s = walked(model, scene.paths)
        if number:  # the first fills the caches
            decodes.append(decode)
            runs.append(run)
            walks.append(walk_s)
    pairs = list(zip(runs, decodes, strict=True))
    return [
        _middle("decoding all bands, processors", [one.processor_s for one in decodes], "s"),
        _middle("apply, processors", [run.processor_s for run in runs], "s"),
        _middle(
            "labelling alone : decode, processors",
            [walk / one.processor_s for walk, one in zip(walks, decodes, strict=True)],
            at_most=WANTED_TO_DECODE,
        ),
        _middle("apply : decode, processors", [a.processor_s / b.processor_s for a, b in pairs]),
        _middle("apply : decode, by the clock", [a.seconds / b.seconds for a, b in pairs]),
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
