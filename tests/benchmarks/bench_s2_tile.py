"""Measure `bandsweep sweep` on a simulated Sentinel-2 tile against decoding its files.

`python -m tests.benchmarks.bench_s2_tile [--scene DIR] [--pixels 10980] [--format jp2|tif]
[--at 10] [--k 3-10] [--rounds 1]`. The tile has four bands of 10 m and six of 20 m, in files as
they are delivered: JPEG 2000 in blocks of 1024 and of 640, or GeoTIFF in blocks of 512. It is made
in DIR unless it is there. Decoding is timed on as many threads as the sweep decodes with, every
pixel of every file once, before and after each sweep; where other programs are busy, the figures of
the processors tell more than those of the clock.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import rasterio

from app.engine.scenes.opening import open_scene
from app.scene.blocks import Preview
from app.scene.grids.target_grid import TargetGrid
from app.steps import drain
from tests.benchmarks.decoding import Decoded, decoded
from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.make_scenes import STACK_NAME, make_stack
from tests.benchmarks.neighbours import CoreTimes
from tests.benchmarks.process_memory import can_watch, watch
from tests.benchmarks.processes import Run, Watch, stages, sweep

FINE = ("B02", "B03", "B04", "B08")
COARSE = ("B05", "B06", "B07", "B8A", "B11", "B12")
NAME = "T31TCJ_20240801T105031_{band}.{ending}"
WANTED_TO_DECODE, WANTED_GB, WANTED_PICTURE_S = 3.0, 2.0, 2.0
FORMS = {
    "jp2": {"driver": "JP2OpenJPEG", "REVERSIBLE": "YES", "QUALITY": 100, "YCBCR420": "NO"},
    "tif": {"driver": "GTiff", "tiled": True, "compress": "deflate", "predictor": 2, "zlevel": 1},
}


def block_px(form: str, size: int) -> int:
    """Return the side of the blocks that files of 10 or 20 m are stored in."""
    return 512 if form == "tif" else 1_024 if size == 10 else 640


def make_tile(folder: Path, n_px: int, form: str) -> None:
    """Write ten bands of a square tile of so many 10 m pixels along each side."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        make_stack(Path(scratch), n_cols=n_px, n_rows=n_px, n_bands=10)
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(2) as pool:
            write = partial(_write_band, Path(scratch) / STACK_NAME, folder, form)
            list(pool.map(write, range(10), (10,) * len(FINE) + (20,) * len(COARSE)))


def _write_band(stack: Path, folder: Path, form: str, number: int, size: int) -> None:
    with rasterio.open(stack) as source:
        values = source.read(number + 1)
        step = size // 10
        if step > 1:
            values = values.reshape(values.shape[0] // step, step, -1, step).mean(axis=(1, 3))
        band = (*FINE, *COARSE)[number]
        side = min(block_px(form, size), values.shape[0] // 16 * 16)
        with rasterio.open(
            folder / NAME.format(band=band, ending=form),
            "w",
            **FORMS[form],
            count=1,
            height=values.shape[0],
            width=values.shape[1],
            dtype="uint16",
            crs="EPSG:32631",
            transform=rasterio.Affine(size, 0, 300_000, 0, -size, 4_900_020),
            blockxsize=side,
            blockysize=side,
        ) as raster:
            raster.write(values.astype(np.uint16), 1)


def first_picture(folder: Path, target: TargetGrid) -> list[Figure]:
    """Return the time from the folder to the first picture that can be shown."""
    began, began_work = time.perf_counter(), time.process_time()
    steps = open_scene([folder], target=target)
    for step in steps:
        if isinstance(step, Preview) and step.values.any():
            break
    found, work = time.perf_counter() - began, time.process_time() - began_work
    steps.close()
    return [
        Figure("first picture", found, "s", at_most=WANTED_PICTURE_S),
        Figure("first picture, processors", work, "s"),
    ]


def watched() -> Watch | None:
    """Return what watches the memory of a process; None where the system does not tell."""
    return partial(watch, interval_s=0.2) if can_watch() else None


def _times(decodes: Sequence[Decoded], runs: Sequence[Run]) -> list[Figure]:
    """Set each sweep against the mean of the decodings before and after it."""
    pairs = list(zip(runs, pairwise(decodes), strict=True))
    by_clock = [2 * run.seconds / (a.seconds + b.seconds) for run, (a, b) in pairs]
    work = [2 * run.processor_s / (a.processor_s + b.processor_s) for run, (a, b) in pairs]
    return [
        _median("decoding, two threads", [one.seconds for one in decodes], "s"),
        _median("decoding, processors", [one.processor_s for one in decodes], "s"),
        _median("sweep, whole process", [one.seconds for one in runs], "s"),
        _median("sweep, processors", [one.processor_s for one in runs], "s"),
        _median("sweep : decode, by the clock", by_clock, at_most=WANTED_TO_DECODE),
        _median("sweep : decode, processors", work, at_most=WANTED_TO_DECODE),
    ]


def _memory(runs: Sequence[Run]) -> list[Figure]:
    peaks = [run.seen.peak_pss_bytes / 1e9 for run in runs if run.seen]
    return [_median("peak memory", peaks, "GB", at_most=WANTED_GB)] if peaks else []


def _median(
    name: str, values: Sequence[float], unit: str = "", at_most: float | None = None
) -> Figure:
    spread = (min(values), max(values))
    return Figure(name, statistics.median(values), unit, spread, at_most=at_most)


def main() -> None:
    """Print what was measured and what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", type=Path, metavar="DIR")
    parser.add_argument("--pixels", type=int, default=10_980)
    parser.add_argument("--format", choices=tuple(FORMS), default="jp2")
    parser.add_argument("--at", default="10")
    parser.add_argument("--k", default="3-10")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.scene or Path(scratch) / "tile"
        if not folder.is_dir():
            make_tile(folder, asked.pixels, asked.format)
        fine, coarse = (
            [folder / NAME.format(band=band, ending=asked.format) for band in bands]
            for bands in (FINE, COARSE)
        )
        drain(open_scene([fine[0]]))  # libraries and caches are warm for all
        picture = first_picture(folder, TargetGrid(float(asked.at)))
        print(f"{machine()}; {asked.pixels} x {asked.pixels}, {asked.format}, k = {asked.k}")
        out = Path(scratch) / "out"
        decodes, runs = [decoded(fine, coarse)], []
        for number in range(1, asked.rounds + 1):
            cores = CoreTimes.now()
            runs.append(sweep([folder], asked.k, out, watched(), ("--at", asked.at, "--replace")))
            decodes.append(decoded(fine, coarse))
            others = CoreTimes.now().others_since(cores)
            print(f"round {number}: other programs took {others:.0%} of all cores; {stages(out)}")
        print(table([*_times(decodes, runs), *_memory(runs), *picture]))


if __name__ == "__main__":
    main()
