"""Read windows of a scene's bands from their files."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from app.arrays import AnyArray, Window, read_only
from app.errors import SceneError
from app.scene.band import Band
from app.scene.blocks import PixelBlock
from app.scene.file_stamp import FileStamp, refuse_changed
from app.scene.files.raster_file import (
    READ_ERRORS,
    RasterFile,
    open_raster_handle,
    quiet,
    refuse_for_memory,
)
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class _FilePart:
    """The wanted bands of one file, and where they go among all bands."""

    path: Path
    indexes: tuple[int, ...]
    targets: tuple[int, ...]
    stamps: tuple[FileStamp, ...]

    @property
    def is_run(self) -> bool:
        """Whether the targets stand side by side, so that no copy is needed."""
        first = self.targets[0]
        return self.targets == tuple(range(first, first + len(self.targets)))


class SceneReader:
    """Reads pixels of some bands; files are opened when first needed.

    One reader belongs to one thread: GDAL's handles may not be shared.

    Attributes
    ----------
    bands
        The bands, in scene order.
    dtype
        Their common type.
    """

    def __init__(self, scene: Scene, band_names: Iterable[str], rule: NoDataRule) -> None:
        self.bands = scene.pick(band_names)
        self.dtype = common_dtype(self.bands)
        self._grid = scene.grid
        self._rule = rule
        self._parts = _parts(self.bands)
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
        from rasterio.windows import Window as RasterWindow

        place = RasterWindow(window.col, window.row, window.width, window.height)
        with quiet():
            for part in self._parts:
                raster = self._raster(part)
                try:
                    _read_part(raster, part, place, values)
                except READ_ERRORS as error:
                    refuse_for_memory(part.path, error)
                    raise _damaged(part.path, window) from error

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
        """Return rows and columns of the files' blocks; the largest where they differ."""
        with quiet():
            shapes = [self._raster(part).block_shapes[0] for part in self._parts]
        return max(rows for rows, _ in shapes), max(cols for _, cols in shapes)

    def overview_factors(self) -> frozenset[int]:
        """Return the factors of the overviews that every file has."""
        with quiet():
            factors = [frozenset(self._raster(part).overviews(1)) for part in self._parts]
        return frozenset.intersection(*factors)

    def _raster(self, part: _FilePart) -> RasterFile:
        if part.path not in self._rasters:
            refuse_changed(part.stamps)
            raster = open_raster_handle(part.path)
            if not self._is_same(raster, part):
                raster.close()
                raise SceneError(
                    "File has changed",
                    f'"{part.path.name}" no longer has the size or type it was opened with.',
                    "Open the scene again.",
                )
            self._rasters[part.path] = raster
        return self._rasters[part.path]

    def _is_same(self, raster: RasterFile, part: _FilePart) -> bool:
        if (raster.width, raster.height) != (self._grid.width, self._grid.height):
            return False
        if max(part.indexes) > raster.count:
            return False
        return all(
            raster.dtypes[index - 1] == self.bands[target].dtype
            for index, target in zip(part.indexes, part.targets, strict=True)
        )


def common_dtype(bands: Iterable[Band]) -> np.dtype[Any]:
    """Return the smallest type that holds the values of all bands; at least float32 if floating."""
    dtype = np.result_type(*(np.dtype(band.dtype) for band in bands))
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def _parts(bands: tuple[Band, ...]) -> tuple[_FilePart, ...]:
    by_path: dict[Path, list[int]] = {}
    for target, band in enumerate(bands):
        by_path.setdefault(band.path, []).append(target)
    return tuple(
        _FilePart(
            path,
            indexes=tuple(bands[target].index for target in targets),
            targets=tuple(targets),
            stamps=bands[targets[0]].stamps,
        )
        for path, targets in by_path.items()
    )


def _read_part(raster: RasterFile, part: _FilePart, place: object, values: AnyArray) -> None:
    if part.is_run:
        run = values[part.targets[0] : part.targets[-1] + 1]
        raster.read(list(part.indexes), window=place, out=run)
    else:  # bands of one pixel lie together in many files: ask once for all of them
        apart = np.empty((len(part.indexes), *values.shape[1:]), dtype=values.dtype)
        values[list(part.targets)] = raster.read(list(part.indexes), window=place, out=apart)


def _damaged(path: Path, window: Window) -> SceneError:
    last = window.row + window.height
    return SceneError(
        "Pixels cannot be read",
        f'"{path.name}" is damaged within rows {window.row + 1:,} to {last:,}.',
        "Download or copy this file again, or open the scene without it.",
    )
