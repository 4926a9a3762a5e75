"""Measure what it costs to leave clouds out of a sweep over a scene of full size.

`python -m tests.benchmarks.bench_leave_out [--scene DIR] [--size 7711x7821] [--k 3-10]
[--rounds 3] [--cloud 0.02]`. Makes the scene, in DIR or in a folder of its own, unless it is there,
and beside it, in a folder that goes again, a quality band as Landsat's with round clouds, and an
area of interest, a lake shore of two thousand points around nearly all of the scene. Sweeps with
and without `--leave-out cloud --grow 5 --aoi shore.geojson` take turns. What they take of the
processors is compared: by the clock one sweep differs from the next by more than a mask costs.
Pixels that are left out need no work: with few clouds the figure tells what the mask costs.
"""

import argparse
import json
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
_N_SHORE = 2_000


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


def make_area(scene: FullScene, folder: Path) -> Path:
    """Write a wavy outline that runs within a hundred pixels of the scene's edges."""
    with rasterio.open(scene.paths[0]) as band:
        to_map, crs = band.transform, band.crs
    away = np.linspace(0, 4, _N_SHORE, endpoint=False)
    side, along = away.astype(int), away % 1
    inward = 50 + 45 * np.sin(along * 400)
    cols, rows = scene.n_cols - 1, scene.n_rows - 1
    x = np.choose(side, [along * cols, cols - inward, (1 - along) * cols, inward])
    y = np.choose(side, [inward, along * rows, rows - inward, (1 - along) * rows])
    ring = [list(to_map * point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs.to_epsg()}"}}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    path = folder / "shore.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": name, "features": [feature]}), "utf-8"
    )
    return path


def take_turns(
    scene: FullScene, quality: Path, area: Path, ks: str, n_rounds: int, out: Path
) -> list[Figure]:
    """Sweep without and with the mask in turn; the first round fills the caches."""
    paths = [*scene.paths, quality]
    leave_out = ("--leave-out", "cloud", "--grow", "5", "--aoi", str(area))
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
        Figure(
            "clouds and shore left out",
            statistics.median(masked),
            "s",
            (min(masked), max(masked)),
        ),
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
        area = make_area(scene, scratch)
        figures = take_turns(scene, quality, area, asked.k, asked.rounds, scratch)
    print(f"{machine()}; {scene.size}\n\n{table(figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
