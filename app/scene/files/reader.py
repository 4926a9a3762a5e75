"""Read windows of a scene's bands from their files."""

import math
from collections.abc import Hashable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from app.arrays import AnyArray, Window, read_only
from app.errors import SceneError
from app.machine.held_pixels import HeldPlanes
from app.scene.band import Band
from app.scene.blocks import PixelBlock
from app.scene.computed.planes import Planes
from app.scene.file_stamp import refuse_changed
from app.scene.files.file_part import (
    FilePart,
    OwnWindow,
    Placing,
    blocks_of,
    make_parts,
    overlap,
    scaled_blocks,
    shared_shape,
)
from app.scene.files.part_reading import (
    can_be_held,
    held_bytes,
    hold,
    is_held,
    open_part,
    own_dtype,
    read_own,
    read_part,
    room_for_parts,
    take_held,
)
from app.scene.files.placing.warping import Warp
from app.scene.files.raster_file import (
    READ_ERRORS,
    RasterFile,
    quiet,
    refuse_for_memory,
)
from app.scene.files.shared_blocks import SharedBlocks
from app.scene.memory_budget import counted_px_bytes
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.scene import Scene

_FACTORS = frozenset((2, 4, 8, 16, 32, 64))
_N_QUICK_PX = 4_000_000  # of one file: a fifth of a second


class SceneReader:
    """Reads pixels of some bands on the scene's grid; files are opened when first needed.

    One reader belongs to one thread: GDAL's handles may not be shared.

    Parameters
    ----------
    held
        What the files hold: filled by what is read of them in full size, or, once it is whole,
        read in their place.

    Attributes
    ----------
    bands
        The bands, in scene order.
    dtype
        Their common type.
    """

    def __init__(
        self,
        scene: Scene,
        band_names: Iterable[str],
        rule: NoDataRule,
        held: HeldPlanes | None = None,
    ) -> None:
        self.bands = scene.pick(band_names)
        self.dtype = common_dtype(self.bands)
        self._planes = Planes.of(self.bands)
        self._stored = self._planes.stored
        self._rule = rule
        self._held = held
        self._parts = make_parts(self._stored, scene)
        self._blocks: SharedBlocks | None = None
        self._rasters: dict[Path, RasterFile] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all files; reading again opens them again."""
        for raster in self._rasters.values():
            raster.close()
        self._rasters.clear()

    def read(self, window: Window, *, out_shape: tuple[int, int] | None = None) -> PixelBlock:
        """Read one window, thinned out to `out_shape` (rows, columns) by nearest neighbour.

        Raises
        ------
        SceneError
            A file is gone, has changed, or is damaged within the window.
        """
        shape = out_shape or (window.height, window.width)
        values = np.empty((len(self.bands), *shape), dtype=self.dtype)
        self.read_into(window, values)
        valid = valid_pixels(values, self.bands, self._rule, window.place(shape))
        return PixelBlock(window=window, values=read_only(values), valid=read_only(valid))

    def read_into(self, window: Window, values: AnyArray) -> None:
        """Read one window into an array of shape (n_bands, rows, cols); the one thing it changes.

        Raises
        ------
        SceneError
            As in `read`.
        """
        if not self._planes.has_computed:
            self._read_stored(window, values)
            return
        stored = np.empty((len(self._stored), *values.shape[1:]), dtype=common_dtype(self._stored))
        self._read_stored(window, stored)
        self._planes.lay_out(stored, self._rule, values)

    def _read_stored(self, window: Window, values: AnyArray) -> None:
        held = self._held if values.shape[1:] == (window.height, window.width) else None
        with quiet():
            for part in self._parts:
                if held is not None and is_held(held, part):
                    self._take(held, part, window, values)
                    continue
                raster = self._raster(part)
                try:
                    if part.placing is not None:
                        self._bring(raster, part, part.placing, window, values)
                        continue
                    read_part(raster, part, window, values)
                except READ_ERRORS as error:
                    refuse_for_memory(part.path, error)
                    raise _damaged(part.path, window) from error
                if held is not None:
                    hold(held, part, _own(window), values[list(part.targets)])

    def _take(self, held: HeldPlanes, part: FilePart, window: Window, values: AnyArray) -> None:
        """Lay out pixels that are held, as if they came from their file."""
        placing = part.placing
        planes = take_held(held, part, placing.needed(window) if placing else _own(window))
        for plane, target in zip(planes, part.targets, strict=True):
            if placing is None:
                values[target] = plane
            else:
                placing.bring(plane, window, self._stored[target], values[target])

    def refuse_changed(self) -> None:
        """Make sure, after a pass, that no file was written or exchanged since it was opened.

        Raises
        ------
        SceneError
            One was.
        """
        for part in self._parts:
            refuse_changed(part.stamps)

    def block_shape(self) -> tuple[int, int]:
        """Return rows and columns of the files' blocks; the largest where they differ.

        In pixels of the scene, and of those files that share its grid, where there are some.
        """
        parts = [part for part in self._parts if part.placing is None] or self._parts
        with quiet():
            shapes = [scaled_blocks(part, self._raster(part).block_shapes[0]) for part in parts]
        return max(rows for rows, _ in shapes), max(cols for _, cols in shapes)

    @property
    def px_bytes(self) -> int:
        """Bytes that a pixel counts for when windows are cut, with the finer ones it is made of."""
        n_values = sum(
            len(part.targets) * max(1.0, part.placing.n_own_per_px if part.placing else 1.0)
            for part in self._parts
        )
        n_computed = len(self.bands) if self._planes.has_computed else 0
        return counted_px_bytes(math.ceil(n_values) + n_computed, self.dtype)

    def overview_factors(self) -> frozenset[int]:
        """Return the factors by which every file can be thinned out without reading much of it."""
        with quiet():
            on_grid = [
                frozenset(self._raster(part).overviews(1))
                for part in self._parts
                if part.placing is None
            ]
            factors = frozenset.intersection(*on_grid) if on_grid else _FACTORS
            return frozenset(
                factor
                for factor in factors
                if all(self._is_quick(*other, factor) for other in self._others())
            )

    def needed_blocks(self, windows: Iterable[Window]) -> Iterator[Hashable]:
        """Yield what `share` is to be asked for: the blocks of other grids that windows need."""
        held = self._held
        others = [other for other in self._others() if held is None or not is_held(held, other[0])]
        with quiet():
            shapes = [self._shared_shape(part) for part, _ in others]
        for window in windows:
            for (part, placing), shape in zip(others, shapes, strict=True):
                for block in blocks_of(placing.needed(window), shape, part.grid):
                    yield part.path, part.indexes, block

    @property
    def held_bytes(self) -> int | None:
        """What `room` takes; None where what is read in one pass does not serve another."""
        return held_bytes(self._parts, self._stored) if can_be_held(self._parts) else None

    def room(self) -> HeldPlanes:
        """Take room for all that the files hold of these bands.

        Raises
        ------
        MemoryError
            The system has not so much memory.
        """
        return room_for_parts(self._parts, self._stored)

    def share(self, blocks: SharedBlocks) -> None:
        """Take blocks that windows have in common from where other readers take them too."""
        self._blocks = blocks

    def _others(self) -> list[tuple[FilePart, Placing | Warp]]:
        return [(part, part.placing) for part in self._parts if part.placing is not None]

    def _is_quick(self, part: FilePart, placing: Placing | Warp, factor: int) -> bool:
        """Whether few pixels are decoded when a file of another grid is thinned out."""
        wanted = factor * max(placing.scales)
        fitting = [known for known in self._raster(part).overviews(1) if known <= wanted]
        return bool(part.grid.n_pixels <= _N_QUICK_PX * max(fitting, default=1) ** 2)

    def _shared_shape(self, part: FilePart) -> tuple[int, int]:
        return shared_shape(self._raster(part).block_shapes[0])

    def _bring(
        self,
        raster: RasterFile,
        part: FilePart,
        placing: Placing | Warp,
        window: Window,
        values: AnyArray,
    ) -> None:
        """Read a window of a file of another grid; thinned out, the nearest pixels will do."""
        shape = values.shape[1], values.shape[2]
        if shape == (window.height, window.width):
            own = self._own(raster, part, placing.needed(window))
            for plane, target in zip(own, part.targets, strict=True):
                placing.bring(plane, window, self._stored[target], values[target])
            return
        thinned = placing.thinned(window, shape)
        seen = read_own(raster, part, thinned.own, thinned.shape)
        for plane, target in zip(seen, part.targets, strict=True):
            thinned.bring(plane, self._stored[target], values[target])

    def _own(self, raster: RasterFile, part: FilePart, needed: OwnWindow) -> AnyArray:
        """Read pixels of a file, or gather them from blocks that other windows need too."""
        if self._blocks is None:
            return self._decoded(raster, part, needed)
        top, bottom, left, right = needed
        shape = (len(part.indexes), bottom - top, right - left)
        own = np.empty(shape, dtype=own_dtype(raster, part))
        for block in blocks_of(needed, self._shared_shape(part), part.grid):
            key = (part.path, part.indexes, block)
            decoded = self._blocks.get(key, partial(self._decoded, raster, part, block))
            in_part, in_block = overlap(block, needed)
            own[:, *in_part] = decoded[:, *in_block]
        return own

    def _decoded(self, raster: RasterFile, part: FilePart, own: OwnWindow) -> AnyArray:
        """Decode pixels of a file, once for all that need them."""
        pixels = read_own(raster, part, own)
        if self._held is not None:
            hold(self._held, part, own, pixels)
        return pixels

    def _raster(self, part: FilePart) -> RasterFile:
        if part.path not in self._rasters:
            self._rasters[part.path] = open_part(part, self._stored)
        return self._rasters[part.path]


def common_dtype(bands: Iterable[Band]) -> np.dtype[Any]:
    """Return the smallest type that holds the values of all bands; at least float32 if floating."""
    dtype = np.result_type(*(np.dtype(band.dtype) for band in bands))
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def _own(window: Window) -> OwnWindow:
    """Return a window of the scene as that of a file of the same grid."""
    return window.row, window.row + window.height, window.col, window.col + window.width


def _damaged(path: Path, window: Window) -> SceneError:
    last = window.row + window.height
    return SceneError(
        "Pixels cannot be read",
        f'"{path.name}" is damaged within rows {window.row + 1:,} to {last:,}.',
        "Download or copy this file again, or open the scene without it.",
    )
