"""Show a large scene at once, from the smaller copies that its files hold."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from app.arrays import Window, read_only
from app.scene.blocks import Preview
from app.scene.files.decoding import N_THREADS
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene

_N_COARSE_PX = 500_000  # a tile of Sentinel-2, thinned out by sixteen


def coarse_previews(reader: SceneReader, scene: Scene) -> Iterator[Preview]:
    """Yield a first picture from the files' overviews, where all have one that is small enough."""
    grid = scene.grid
    factors = reader.overview_factors()
    # Of the smallest copy every other pixel: delivered tiles have one half as large, other writers
    # of JPEG 2000 stop before.
    wanted = sorted(factors | {2 * max(factors)}) if factors else []
    fitting = [factor for factor in wanted if grid.n_pixels // factor**2 <= _N_COARSE_PX]
    if not fitting:
        return
    factor = fitting[0]
    shape = (-(-grid.height // factor), -(-grid.width // factor))
    files: dict[Path, list[int]] = {}
    for number, band in enumerate(reader.bands):
        files.setdefault(band.path, []).append(number)
    values = np.empty((len(reader.bands), *shape), dtype=reader.dtype)

    def read(numbers: list[int]) -> None:
        names = [reader.bands[number].name for number in numbers]
        with SceneReader(scene, names, NoDataRule()) as own:
            block = own.read(Window(0, 0, grid.height, grid.width), out_shape=shape)
        values[numbers] = block.values

    with ThreadPoolExecutor(N_THREADS, thread_name_prefix="overviews") as pool:
        list(pool.map(read, files.values()))
    yield Preview(reader.bands, read_only(values), factor, is_final=False)
