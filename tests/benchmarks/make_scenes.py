"""Make simulated scenes of any size for benchmarks, with the script of the sample scene.

`python -m tests.benchmarks.make_scenes --size 1500x1100 --out DIR` (columns x rows). Scenes of more
than 4 million pixels are a mosaic: one simulated tile, mirrored at every seam so that nothing
breaks off there, with noise and brightness of its own in each place, and one collar around all.
Smaller ones are clips without a collar. `--size 10980x10980x10` makes one file of ten bands, a
mosaic of any size: bands beyond the seventh repeat the first ones with noise of their own.
"""

import argparse
import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.windows import Window

ROOT = Path(__file__).resolve().parents[2]
LARGE_SCENE = (1500, 1100)  # columns, rows: the larger scene of the speed benchmark
FULL_SCENE = (7711, 7821)  # the size of a Landsat 8 scene
STACK_NAME = "stack.tif"
TILE = (1536, 1280)  # whole blocks, so that no block is written twice
# The sample scene is for teaching: its materials are neat, and k-means comes to rest in 96 steps
# over k = 3..10. Real farmland (Landsat 8, Alberta) takes scikit-learn 240; with three times the
# variety a simulated scene takes 206.
VARIETY = 3.0
MAX_SIMULATED_PX = 4_000_000  # simulating needs about 0.7 kB per pixel
BLOCK_PX = 256
NOISE_SLACK_PX = 512
ZLEVEL = 1  # the best level takes six times as long for 3 % less


def scene_maker() -> ModuleType:
    """Return the module that simulates the sample scene; it lies outside the packages."""
    folder = str(ROOT / "resources" / "sample_scene")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module("make_sample_scene")


def make_scene(out: Path, *, n_cols: int, n_rows: int, seed: int = 1) -> tuple[Path, ...]:
    """Write the seven bands of a simulated scene into a folder; return their paths."""
    maker = scene_maker()
    if n_cols * n_rows <= MAX_SIMULATED_PX:
        scene = maker.simulate(n_rows, n_cols, seed=seed, with_collar=False, variety=VARIETY)
        paths: tuple[Path, ...] = maker.write_scene(out, scene, seed=seed, block_px=BLOCK_PX)
        return paths
    mosaic = _lay_out(maker, n_cols=n_cols, n_rows=n_rows, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    paths = tuple(out / f"{maker.PRODUCT}_SR_{name}.TIF" for name in maker.BAND_NAMES)
    with ThreadPoolExecutor(2) as pool:  # noise and deflate both run outside the interpreter lock
        list(pool.map(lambda index: _write_file(maker, paths[index], mosaic, (index,)), range(7)))
    return paths


def make_stack(out: Path, *, n_cols: int, n_rows: int, n_bands: int, seed: int = 1) -> Path:
    """Write one file of any number of bands into a folder, with their pixels interleaved."""
    maker = scene_maker()
    mosaic = _lay_out(maker, n_cols=n_cols, n_rows=n_rows, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    _write_file(maker, out / STACK_NAME, mosaic, tuple(range(n_bands)), num_threads=2)
    return out / STACK_NAME


@dataclass(frozen=True, slots=True)
class _Mosaic:
    tile: npt.NDArray[np.uint16]
    noise: npt.NDArray[np.int32]
    n_cols: int
    n_rows: int
    seed: int


def _lay_out(maker: ModuleType, *, n_cols: int, n_rows: int, seed: int) -> _Mosaic:
    tile = maker.simulate(TILE[1], TILE[0], seed=seed, with_collar=False, variety=VARIETY).bands
    rng = np.random.default_rng([seed, 0])
    noise = rng.normal(0, 25, (TILE[1] + NOISE_SLACK_PX, TILE[0] + NOISE_SLACK_PX))
    return _Mosaic(tile, noise.astype(np.int32), n_cols, n_rows, seed)


def _write_file(
    maker: ModuleType, path: Path, mosaic: _Mosaic, indexes: tuple[int, ...], **options: object
) -> None:
    shape = np.broadcast_to(np.uint16(0), (mosaic.n_rows, mosaic.n_cols))
    profile = maker.raster_profile(shape, block_px=BLOCK_PX)
    profile |= {"zlevel": ZLEVEL, "count": len(indexes), **options}
    with rasterio.open(path, "w", **profile) as file:
        names = ", ".join(f"B{index + 1}" for index in indexes)
        description = maker.DESCRIPTION.format(band=names, seed=mosaic.seed)
        file.update_tags(TIFFTAG_IMAGEDESCRIPTION=description)
        for window, values in _places(maker, mosaic, indexes):
            file.write(values, window=window)


def _places(
    maker: ModuleType, mosaic: _Mosaic, indexes: tuple[int, ...]
) -> Iterator[tuple[Window, npt.NDArray[np.uint16]]]:
    for down, row in enumerate(range(0, mosaic.n_rows, TILE[1])):
        for across, col in enumerate(range(0, mosaic.n_cols, TILE[0])):
            height, width = min(TILE[1], mosaic.n_rows - row), min(TILE[0], mosaic.n_cols - col)
            planes = [_plane(mosaic, down, across, index)[:height, :width] for index in indexes]
            values = np.stack(planes)
            outside = maker.collar(mosaic.n_rows, mosaic.n_cols, window=(row, col, height, width))
            values[:, outside] = 0
            yield Window(col, row, width, height), values


def _plane(mosaic: _Mosaic, down: int, across: int, index: int) -> npt.NDArray[np.uint16]:
    """Return one band of one place: the tile, mirrored so that it goes on from its neighbours."""
    like = mosaic.tile[index % len(mosaic.tile)]
    plane = like[:: -1 if down % 2 else 1, :: -1 if across % 2 else 1].astype(np.int32)
    plane = plane + _unevenness(mosaic, down, across, index)
    return np.clip(plane, 1, 65_535).astype(np.uint16)


def _unevenness(mosaic: _Mosaic, down: int, across: int, index: int) -> npt.NDArray[np.int32]:
    """Return one haze for all bands of a place, and noise that no two places share."""
    haze = int(np.random.default_rng([mosaic.seed, down, across]).normal(0, 60))
    row, col = np.random.default_rng([mosaic.seed, down, across, index]).integers(
        NOISE_SLACK_PX, size=2
    )
    return mosaic.noise[row : row + TILE[1], col : col + TILE[0]] + np.int32(haze)


def read_size(text: str) -> tuple[int, ...]:
    """Return the numbers of "7711x7821" or "10980x10980x10": columns, rows and bands."""
    try:
        numbers = tuple(int(number) for number in text.lower().split("x"))
    except ValueError:
        numbers = ()
    if len(numbers) not in (2, 3) or min(numbers) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 7711x7821 or 10980x10980x10")
    return numbers


def main() -> None:
    """Write the scene that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=read_size, default=LARGE_SCENE, help="columns x rows")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    n_cols, n_rows, *n_bands = arguments.size
    size = {"n_cols": n_cols, "n_rows": n_rows, "seed": arguments.seed}
    if n_bands:
        print(make_stack(arguments.out, n_bands=n_bands[0], **size))
    else:
        print(*make_scene(arguments.out, **size), sep="\n")


if __name__ == "__main__":
    main()
