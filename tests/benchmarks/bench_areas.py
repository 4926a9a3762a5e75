"""Measure what true areas cost: to measure a grid, and to add up areas under labels of all k.

`python -m tests.benchmarks.bench_areas [--size 7711x7821] [--k 3-10] [--sweep-s SECONDS]`. Labels
of a scene of full size go by in windows, as a sweep hands them over, on grids whose pixels differ
by column (UTM), by row (degrees, Web Mercator) and by both (polar stereographic). `--sweep-s` is
what the sweep of that scene takes on this machine, to tell the share.
"""

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np
from rasterio.crs import CRS

from app.arrays import ByteArray, Window
from app.clustering.kernels import compile_common
from app.clustering.labelling.cluster_areas import ClusterAreas
from app.scene.files.georeference import with_areas
from app.scene.grids.grid import Grid
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.make_scenes import read_size

WINDOW_PX = 512
WANTED_SHARE = 0.03
N_ROUNDS = 3
GRIDS = {
    "UTM": ("EPSG:32611", (500_000.0, 5_700_000.0), 30.0),
    "degrees": ("EPSG:4326", (-117.0, 52.0), 0.0003),
    "Web Mercator": ("EPSG:3857", (-13_000_000.0, 6_800_000.0), 30.0),
    "polar stereographic": ("EPSG:3413", (-200_000.0, -2_500_000.0), 30.0),
}


def grid_of(name: str, n_cols: int, n_rows: int) -> Grid:
    """Return a grid whose areas are not measured yet."""
    code, (x, y), pixel = GRIDS[name]
    crs = CRS.from_string(code)
    metres = None if crs.is_geographic else 1.0
    transform = (pixel, 0.0, x, 0.0, -pixel, y)
    return Grid(
        n_cols, n_rows, transform, crs.to_wkt(), code, metres, is_projected=crs.is_projected
    )


def blotchy_labels(ks: Sequence[int]) -> ByteArray:
    """Return labels of one window for each k, in blotches of a few pixels."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(WINDOW_PX + 2, WINDOW_PX + 2))
    smooth = sum(
        noise[row : row + WINDOW_PX, col : col + WINDOW_PX] for row in range(3) for col in range(3)
    )
    cuts = [np.quantile(smooth, np.arange(1, k) / k) for k in ks]
    return np.stack([np.digitize(smooth, cut) + 1 for cut in cuts]).astype(np.uint8)


def seconds_of_a_pass(grid: Grid, labels: ByteArray, ks: Sequence[int]) -> float:
    """Return the processor's seconds that areas take beside one pass over a scene."""
    areas = ClusterAreas(grid, ks)
    put = areas.beside(lambda _window, _labels: None)
    since = time.thread_time()
    for row in range(0, grid.height, WINDOW_PX):
        for col in range(0, grid.width, WINDOW_PX):
            height, width = min(WINDOW_PX, grid.height - row), min(WINDOW_PX, grid.width - col)
            put(Window(row, col, height, width), labels[:, :height, :width])
    return time.thread_time() - since


def measure(name: str, size: Sequence[int], ks: Sequence[int], sweep_s: float) -> list[Figure]:
    """Return what one grid takes."""
    n_cols, n_rows = size[:2]
    since = time.perf_counter()
    grid = with_areas(grid_of(name, n_cols, n_rows))
    opening_ms = 1e3 * (time.perf_counter() - since)
    labels = blotchy_labels(ks)
    seconds = [seconds_of_a_pass(grid, labels, ks) for _ in range(N_ROUNDS)]
    n_down, n_across = grid.areas.m2.shape
    figures = [
        Figure(f"{name}: to measure {n_down} x {n_across} cells", opening_ms, "ms"),
        Figure(f"{name}: to add up", min(seconds), "s", (min(seconds), max(seconds))),
    ]
    if sweep_s:
        share = 100 * min(seconds) / sweep_s
        figures.append(Figure(f"{name}: of a sweep", share, "%", at_most=100 * WANTED_SHARE))
    return figures


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=read_size, default=(7711, 7821), metavar="COLSxROWS")
    parser.add_argument("--k", default="3-10", metavar="MIN-MAX")
    parser.add_argument("--sweep-s", type=float, default=0.0, metavar="SECONDS")
    asked = parser.parse_args(arguments)
    low, high = map(int, asked.k.split("-"))
    ks = range(low, high + 1)
    compile_common()
    with_areas(grid_of("UTM", 100, 100))  # loads what knows the systems
    figures = [each for name in GRIDS for each in measure(name, asked.size, ks, asked.sweep_s)]
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
