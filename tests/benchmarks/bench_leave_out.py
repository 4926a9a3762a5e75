"""Measure what it costs to leave clouds out of a sweep over a scene of full size.

`python -m tests.benchmarks.bench_leave_out [--scene DIR] [--size 7711x7821] [--k 3-10]
[--rounds 3] [--cloud 0.02]`. Makes the scene, in DIR or in a folder of its own, unless it is there,
and beside it, in a folder that goes again, a quality band as Landsat's with round clouds. Sweeps
with and without `--leave-out cloud --grow 5` take turns. What they take of the processors is
compared: by the clock one sweep differs from the next by more than a mask costs. Pixels that are
left out need no work: with few clouds the figure tells what the mask costs.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window

from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.full_scene import FullScene, add_scene_options, ready_scene
from tests.benchmarks.processes import sweep

WANTED_SHARE = 0.10
CLEAR, CLOUD = 21824, 22280  # as Collection 2 writes them
RADIUS_PX = 60
_STRIP_PX = 512


def make_quality_band(scene: FullScene, folder: Path, share: float, seed: int) -> Path:
    """Write a quality band with round clouds over about a share of the scene."""
    rng = np.random.default_rng(seed)
    n_clouds = round(share * scene.n_pixels / (np.pi * RADIUS_PX**2))
    centres = rng.uniform((0, 0), (scene.n_rows, scene.n_cols), (n_clouds, 2))
    with rasterio.open(scene.paths[0]) as band:
        profile = {**band.profile, "dtype": "uint16", "nodata": 1, "count": 1}
    stem = scene.paths[0].name.removesuffix("_SR_B1.TIF")
    path = folder / f"{stem}_QA_PIXEL.TIF"
    cols = np.arange(scene.n_cols)
    with rasterio.open(path, "w", **profile) as file:
        for row in range(0, scene.n_rows, _STRIP_PX):
            rows = np.arange(row, min(row + _STRIP_PX, scene.n_rows))
            strip = np.full((len(rows), scene.n_cols), CLEAR, dtype=np.uint16)
            near = (centres[:, 0] > row - RADIUS_PX) & (centres[:, 0] < rows[-1] + RADIUS_PX)
            for y, x in centres[near]:
                across = slice(max(0, int(x) - RADIUS_PX), int(x) + RADIUS_PX + 1)
                inside = (rows[:, None] - y) ** 2 + (cols[across] - x) ** 2 < RADIUS_PX**2
                strip[:, across][inside] = CLOUD
            file.write(strip, 1, window=Window(0, row, scene.n_cols, len(rows)))
    return path


def take_turns(scene: FullScene, quality: Path, ks: str, n_rounds: int, out: Path) -> list[Figure]:
    """Sweep without and with the mask in turn; the first round fills the caches."""
    paths = [*scene.paths, quality]
    leave_out = ("--leave-out", "cloud", "--grow", "5")
    plain: list[float] = []
    masked: list[float] = []
    for number in range(n_rounds + 1):
        for name, options, kept in (("plain", (), plain), ("masked", leave_out, masked)):
            run = sweep(paths, ks, out / name, options=("--replace", *options))
            if number:
                kept.append(run.processor_s)
                told = f"{run.processor_s:.2f} s of the processors in {run.seconds:.2f} s"
                print(f"round {number}: {name} {told}", flush=True)
    shares = [100 * (with_it / without - 1) for without, with_it in zip(plain, masked, strict=True)]
    return [
        Figure("sweep, processors", statistics.median(plain), "s", (min(plain), max(plain))),
        Figure("with clouds left out", statistics.median(masked), "s", (min(masked), max(masked))),
        Figure(
            "more than without",
            statistics.median(shares),
            "%",
            (min(shares), max(shares)),
            at_most=100 * WANTED_SHARE,
        ),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_scene_options(parser)
    parser.add_argument("--k", default="3-10", metavar="MIN-MAX")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cloud", type=float, default=0.02, metavar="SHARE")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bandsweep-bench-") as name:
        scratch = Path(name)
        scene = ready_scene(asked, scratch)
        quality = make_quality_band(scene, scratch, asked.cloud, asked.seed)
        figures = take_turns(scene, quality, asked.k, asked.rounds, scratch)
    print(f"{machine()}; {scene.size}\n\n{table(figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
