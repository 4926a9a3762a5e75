"""Time the mere decoding of a scene with plain rasterio: nothing that reads it all is faster.

`python -m tests.benchmarks.decoding FILE ...`. Every thread takes every other row of blocks, in all
bands, and decodes it into a buffer that it uses again and again.
"""

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window

N_THREADS = 2
# Every block is wanted once. GDAL's own choice, a share of the memory, took a fifth longer.
CACHE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Decoded:
    """What decoding took: by the clock, and of all processors."""

    seconds: float
    processor_s: float


def decoded(*groups: Sequence[Path], n_threads: int = N_THREADS) -> Decoded:
    """Decode all bands of some groups of files, of which each shares a grid."""
    began, began_work = time.perf_counter(), time.process_time()
    for paths in groups:
        decode_seconds(paths, n_threads)
    return Decoded(time.perf_counter() - began, time.process_time() - began_work)


def decode_seconds(paths: Sequence[Path], n_threads: int = N_THREADS) -> float:
    """Decode all bands of files that share a grid; return the seconds."""
    began = time.perf_counter()
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(partial(_decode_share, paths, n_threads), range(n_threads)))
    return time.perf_counter() - began


def _decode_share(paths: Sequence[Path], n_threads: int, number: int) -> None:
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES), ExitStack() as stack:
        files = [stack.enter_context(rasterio.open(path)) for path in paths]
        n_rows, n_cols = files[0].height, files[0].width
        height = files[0].block_shapes[0][0]
        values = np.empty((max(file.count for file in files), height, n_cols), files[0].dtypes[0])
        for row in range(number * height, n_rows, n_threads * height):
            window = Window(0, row, n_cols, min(height, n_rows - row))
            for file in files:
                file.read(window=window, out=values[: file.count, : window.height])


def main() -> None:
    """Print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+", metavar="FILE")
    print(f"{decode_seconds(parser.parse_args().paths):.2f} s")


if __name__ == "__main__":
    main()
