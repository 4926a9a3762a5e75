"""Measure `bandsweep sweep` on a simulated Sentinel-2 tile against decoding its files.

`python -m tests.benchmarks.bench_s2_tile [--scene DIR] [--pixels 10980] [--format jp2|tif]
[--at 10] [--k 3-10]`. The tile has four bands of 10 m and six of 20 m, in files as they are
delivered: JPEG 2000 in blocks of 1024 and of 640, or GeoTIFF in blocks of 512. It is made in DIR
unless it is there. Decoding is timed file by file, on as many threads as the sweep decodes with,
and every pixel of every file once.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import rasterio

from app.engine.scenes.opening import open_scene
from app.scene.blocks import Preview
from app.scene.grids.target_grid import TargetGrid
from app.steps import drain
from tests.benchmarks.decoding import decode_seconds
from tests.benchmarks.make_scenes import STACK_NAME, make_stack
from tests.benchmarks.process_memory import can_watch, watch
from tests.benchmarks.processes import Watch, stages, sweep

FINE = ("B02", "B03", "B04", "B08")
COARSE = ("B05", "B06", "B07", "B8A", "B11", "B12")
NAME = "T31TCJ_20240801T105031_{band}.{ending}"
WANTED_TO_DECODE, WANTED_GB, WANTED_PICTURE_S = 3.0, 2.0, 2.0
FORMS = {
    "jp2": {"driver": "JP2OpenJPEG", "REVERSIBLE": "YES", "QUALITY": 100, "YCBCR420": "NO"},
    "tif": {"driver": "GTiff", "tiled": True, "compress": "deflate", "predictor": 2, "zlevel": 1},
}
_N_ROWS_AT_ONCE = 1_024


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


def first_picture_seconds(folder: Path, target: TargetGrid) -> float:
    """Return the time from the folder to the first picture that can be shown."""
    began = time.perf_counter()
    steps = open_scene([folder], target=target)
    for step in steps:
        if isinstance(step, Preview) and step.values.any():
            break
    found = time.perf_counter() - began
    steps.close()
    return found


def watched() -> Watch | None:
    """Return what watches the memory of a process; None where the system does not tell."""
    return partial(watch, interval_s=0.2) if can_watch() else None


def main() -> None:
    """Print what was measured and what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scene", type=Path, metavar="DIR")
    parser.add_argument("--pixels", type=int, default=10_980)
    parser.add_argument("--format", choices=tuple(FORMS), default="jp2")
    parser.add_argument("--at", default="10")
    parser.add_argument("--k", default="3-10")
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
        picture_s = first_picture_seconds(folder, TargetGrid(float(asked.at)))
        decode_s = decode_seconds(fine) + decode_seconds(coarse)
        out = Path(scratch) / "out"
        run = sweep([folder], asked.k, out, watched(), ("--at", asked.at))
        decode_again_s = decode_seconds(fine) + decode_seconds(coarse)
        decode_s = (decode_s + decode_again_s) / 2
        peak = f"{run.seen.peak_pss_bytes / 1e9:.2f} GB" if run.seen else "not watched"
        print(f"first picture {picture_s:.2f} s (wanted {WANTED_PICTURE_S:g})")
        print(
            f"decode {decode_s:.1f} s, sweep {run.seconds:.1f} s: "
            f"{run.seconds / decode_s:.2f} times (wanted {WANTED_TO_DECODE:g})"
        )
        print(f"memory {peak} (wanted {WANTED_GB:g})")
        print(stages(out))


if __name__ == "__main__":
    main()
