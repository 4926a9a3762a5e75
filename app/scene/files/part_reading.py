"""Read the wanted bands of one file, or take them from memory that holds them as the file does."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any
from weakref import WeakSet

import numpy as np

from app.arrays import AnyArray, Window
from app.errors import SceneError
from app.machine.held_pixels import HeldPlanes
from app.scene.band import Band
from app.scene.file_stamp import refuse_changed
from app.scene.files.file_part import FilePart, OwnWindow, Placing
from app.scene.files.headers import N_BLOCK_BYTES_MAX
from app.scene.files.raster_file import RasterFile, open_raster_handle
from app.scene.files.refusals.mask_blocks import refuse_large_mask

_masked: WeakSet[RasterFile] = WeakSet()  # open files with a mask of their own


def open_part(part: FilePart, bands: Sequence[Band]) -> RasterFile:
    """Open the file of some of the bands; the caller closes it.

    Raises
    ------
    SceneError
        It is gone, is no longer what the bands were found in, or has a mask in blocks too large.
    """
    refuse_changed(part.stamps)
    raster = open_raster_handle(part.path, is_placed=False)
    if not _is_same(raster, part, bands):
        raster.close()
        raise SceneError(
            "File has changed",
            f'"{part.path.name}" no longer has the size or type it was opened with.',
            "Open the scene again.",
        )
    if has_mask(raster):
        refuse_large_mask(part.path, N_BLOCK_BYTES_MAX)  # a byte for each pixel
        _masked.add(raster)
    return raster


def has_mask(raster: RasterFile) -> bool:
    """Tell whether a mask that belongs to a file, within it or as `.msk`, says what has no data.

    An alpha band is none: it is among the bands, and what is transparent is asked of it.
    """
    flags = {flag.name for flag in raster.mask_flag_enums[0]}
    return raster.driver == "GTiff" and "per_dataset" in flags and "alpha" not in flags


def _is_same(raster: RasterFile, part: FilePart, bands: Sequence[Band]) -> bool:
    if (raster.width, raster.height) != (part.grid.width, part.grid.height):
        return False
    if max(part.indexes) > raster.count:
        return False
    return all(
        raster.dtypes[index - 1] == bands[target].dtype
        for index, target in zip(part.indexes, part.targets, strict=True)
    )


def read_part(raster: RasterFile, part: FilePart, window: Window, values: AnyArray) -> None:
    """Read a window of a file of the scene's grid into the bands' places among all."""
    from rasterio.windows import Window as RasterWindow

    place = RasterWindow(window.col, window.row, window.width, window.height)
    if part.is_run:
        run = values[part.targets[0] : part.targets[-1] + 1]
        raster.read(list(part.indexes), window=place, out=run)
        _empty_masked(raster, part, place, run)
    else:  # bands of one pixel lie together in many files: ask once for all of them
        apart = np.empty((len(part.indexes), *values.shape[1:]), dtype=values.dtype)
        raster.read(list(part.indexes), window=place, out=apart)
        _empty_masked(raster, part, place, apart)
        values[list(part.targets)] = apart


def read_own(
    raster: RasterFile, part: FilePart, own: OwnWindow, shape: tuple[int, int] | None = None
) -> AnyArray:
    """Read pixels of a file of another grid, thinned out to `shape`; shape (n_bands, *shape)."""
    from rasterio.windows import Window as RasterWindow

    top, bottom, left, right = own
    n_rows, n_cols = shape or (bottom - top, right - left)
    if not n_rows or not n_cols:
        return np.empty((len(part.indexes), 0, 0), dtype=own_dtype(raster, part))
    place = RasterWindow(left, top, right - left, bottom - top)
    indexes = list(part.indexes)
    seen: AnyArray = raster.read(indexes, window=place, out_shape=(len(indexes), n_rows, n_cols))
    _empty_masked(raster, part, place, seen)
    return seen


def _empty_masked(raster: RasterFile, part: FilePart, place: object, values: AnyArray) -> None:
    """Write no data where the mask of a file has it: NaN, what is declared, or zero in all bands.

    Parameters
    ----------
    place
        The window that was read, as rasterio has it.
    values
        Shape (n_bands, height, width): what was read of it.
    """
    if raster not in _masked:
        return
    mask = raster.read_masks(part.indexes[0], window=place, out_shape=values.shape[1:])
    is_empty = mask == 0
    if not is_empty.any():
        return
    for plane, index in zip(values, part.indexes, strict=True):
        plane[is_empty] = _no_data(np.dtype(raster.dtypes[index - 1]), raster.nodatavals[index - 1])


def _no_data(dtype: np.dtype[Any], declared: float | None) -> float:
    if dtype.kind == "f":
        return np.nan
    bounds = np.iinfo(dtype)
    fits = declared is not None and bounds.min <= declared <= bounds.max and declared % 1 == 0
    return declared if declared is not None and fits else 0


def own_dtype(raster: RasterFile, part: FilePart) -> np.dtype[Any]:
    """Return the common type of the wanted bands of a file."""
    return np.result_type(*(np.dtype(raster.dtypes[index - 1]) for index in part.indexes))


def can_be_held(parts: Iterable[FilePart]) -> bool:
    """Tell whether what one pass reads of files is all that another will ever need.

    Of a file of another CRS each window needs pixels around it that depend on where it is cut.
    """
    return all(part.placing is None or isinstance(part.placing, Placing) for part in parts)


def held_bytes(parts: Iterable[FilePart], bands: Sequence[Band]) -> int:
    """Return what all pixels of some bands take, each as large as in its file."""
    return sum(
        part.grid.n_pixels * np.dtype(bands[target].dtype).itemsize
        for part in parts
        for target in part.targets
    )


def room_for_parts(parts: Iterable[FilePart], bands: Sequence[Band]) -> HeldPlanes:
    """Take room for all pixels of some bands, each as large as in its file.

    Raises
    ------
    MemoryError
        The system has not so much memory.
    """
    return HeldPlanes(
        {
            key: ((part.grid.height, part.grid.width), np.dtype(bands[target].dtype))
            for part in parts
            for key, target in zip(_keys(part), part.targets, strict=True)
        }
    )


def hold(held: HeldPlanes, part: FilePart, own: OwnWindow, pixels: Iterable[AnyArray]) -> None:
    """Keep pixels of the bands of a file, each of the size of the window."""
    for key, plane in zip(_keys(part), pixels, strict=True):
        if plane.size:
            held.put(key, _window(own), plane)


def is_held(held: HeldPlanes, part: FilePart) -> bool:
    """Tell whether all wanted bands of a file can be taken from memory."""
    return held.is_whole and all(map(held.has, _keys(part)))


def take_held(held: HeldPlanes, part: FilePart, own: OwnWindow) -> list[AnyArray]:
    """Return what `hold` was given, band by band."""
    return [held.look(key, _window(own)) for key in _keys(part)]


def give_back_above(held: HeldPlanes, parts: Iterable[FilePart], below: Window) -> None:
    """Return the memory of what lies above a part of the scene, from which nothing needs it."""
    for part in parts:
        if is_held(held, part):
            end = below.row if part.placing is None else part.placing.needed(below)[0]
            for key in _keys(part):
                held.give_back(key, end)


def _keys(part: FilePart) -> list[Hashable]:
    return [(part.path, index) for index in part.indexes]


def _window(own: OwnWindow) -> Window:
    top, bottom, left, right = own
    return Window(top, left, bottom - top, right - left)
