"""Divide the memory a scene may take among those who hold its pixels."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.machine.memory import machine_bytes

MIB = 2**20
LEAST_BYTES = 512 * MIB  # what a person can choose; below, blocks become small and reading slow
_ROUNDED_BYTES = 64 * MIB
_SHARE = 4  # the default: a quarter of the machine's memory
# A tile of Sentinel-2, bands as large as in their files, is 1,265 MiB, a Landsat scene 805.
_HELD_BYTES = 1_280 * MIB
_SINGLE_BYTES = 4  # of a float32, which clustering makes of every value it holds
# Work on a pixel needs more than its values: labels for each of a dozen k (those of up to three
# windows, where maps are written while they are made), sums, a histogram.
# Pixels of few bands count like seven of 16 bits.
_LEAST_PX_BYTES = 14


@dataclass(frozen=True, slots=True)
class MemoryBudget:
    """The memory that pixels of a scene may take, and what follows from it.

    The program itself, its libraries and its pictures take some 0.4 GB that do not depend on the
    scene and are not counted here.

    Every size has an upper end, so that a large machine is not filled for nothing. What the budget
    changes in maps and figures is one thing: from what size on a scene is streamed, 256 MiB of
    pixels from a budget of 1.5 GiB on, less below. Centres of a scene in memory come to rest on
    every pixel, those of a streamed one on the sample, so that the two differ a little (up to two
    pixels in a thousand, inertia by 2e-5); the window, every model and its run record say which
    way was gone. From 512 MB on, which is the least a person can choose, windows and samples are
    the same for every budget, and of two budgets that go the same way all is the same. Whether a
    streamed scene's pixels are held changes nothing but the time. Smaller budgets come from
    machines of less than 2 GB only. There windows shrink too, which moves sums in the last digits;
    with more than forty 16-bit bands, a preview shrinks below 1 GB.

    Attributes
    ----------
    total_bytes
        The budget.
    """

    total_bytes: int

    @classmethod
    def default(cls) -> "MemoryBudget":
        """Take a quarter of the machine's memory."""
        return cls(machine_bytes() // _SHARE)

    @classmethod
    def chosen(cls, total_bytes: int) -> "MemoryBudget | None":
        """Take what a person chose; None where this machine cannot give it or it is too little."""
        machine = machine_bytes()
        least = min(LEAST_BYTES, machine // _SHARE)
        # What is shown is rounded: the whole of 15.97 GB may have been stored as 16.0.
        is_possible = least <= total_bytes <= machine + _ROUNDED_BYTES
        return cls(total_bytes) if is_possible else None

    @property
    def in_memory_bytes(self) -> int:
        """Pixels of a scene that is kept in memory; with all that is made of them, four times."""
        return min(256 * MIB, self.total_bytes // 6)

    def keeps(self, n_values: int, dtype: np.dtype[Any]) -> bool:
        """Whether a scene of so many values is kept in memory, not streamed.

        Its pixels, and these together with their copy in float32, have to fit. The second
        decides for 8-bit scenes: their copy is four times as large as they are.
        """
        limit = self.in_memory_bytes
        n_bytes = n_values * dtype.itemsize
        return n_bytes <= limit and n_bytes + n_values * _SINGLE_BYTES <= 3 * limit

    def holds(self, n_values: int, dtype: np.dtype[Any]) -> bool:
        """Whether a streamed scene's pixels are held, so that they are decoded but once.

        With a whole Landsat scene of seven bands the program takes 1.7 GB in all.
        """
        return self.has_room_for(n_values * dtype.itemsize)

    def has_room_for(self, n_bytes: int) -> bool:
        """Whether so many bytes of pixels are held, in whatever form."""
        return n_bytes <= min(_HELD_BYTES, self.total_bytes // 3)

    @property
    def window_bytes(self) -> int:
        """One block of pixels on its way from the files; see also `counted_px_bytes`."""
        return max(MIB, min(32 * MIB, self.total_bytes // 16))

    def n_decoding_threads(self, n_processors: int, file_block_bytes: int = 0) -> int:
        """Return how many windows are decoded at a time; two more wait or are in use.

        Parameters
        ----------
        file_block_bytes
            A block of the files, all bands: each thread decodes whole blocks.
        """
        share = min(self.total_bytes // 4, 512 * MIB)
        n_windows = share // max(self.window_bytes, file_block_bytes)
        return max(1, min(4, n_processors, n_windows - 2))

    @property
    def preview_bytes(self) -> int:
        """The thinned-out scene: 1.5 million pixels of 224 bands would be 1.3 GB."""
        return min(256 * MIB, self.total_bytes // 4)

    @property
    def sample_bytes(self) -> int:
        """The sampled pixels, as they are in the files."""
        return min(64 * MIB, self.total_bytes // 8)

    @property
    def kept_runs_bytes(self) -> int:
        """What is kept of runs besides full-size maps; beyond it goes to scratch files."""
        return min(256 * MIB, self.total_bytes // 4)

    @property
    def gdal_cache_mb(self) -> int:
        """Blocks that GDAL keeps; every block is read once, so more of them only cost memory.

        In the megabytes of the environment variable GDAL_CACHEMAX, which takes numbers below
        100,000 for such; `rasterio.Env` takes bytes.
        """
        return max(8, min(64, self.total_bytes // 8 // MIB))


def counted_px_bytes(n_bands: int, dtype: np.dtype[Any]) -> int:
    """Return the bytes that a pixel counts for when windows are cut."""
    return max(n_bands * dtype.itemsize, _LEAST_PX_BYTES)
