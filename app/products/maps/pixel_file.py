"""Write and read rasters of many bands window by window, whatever they hold."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from app.arrays import AnyArray, Window
from app.products.writing.write_errors import not_read_back, translated
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grids.grid import Grid

_TILE_PX = 256
_NO_TRANSFORM = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


class PixelFile:
    """A GeoTIFF on the grid of a scene that is written in windows, and closed at the end.

    Parameters
    ----------
    target
        What a person calls the file; it is written at `path`.
    tags
        What the file is to tell of where it comes from.
    options
        Of GDAL: compression, predictor.

    Raises
    ------
    OutputError
        When made or written: the file cannot be.
    """

    def __init__(
        self,
        path: Path,
        target: Path,
        grid: Grid,
        *,
        n_bands: int,
        dtype: str,
        nodata: float | None = None,
        tags: Mapping[str, str] = MappingProxyType({}),
        **options: Any,  # noqa: ANN401 - as GDAL takes them
    ) -> None:
        from rasterio import Affine
        from rasterio.crs import CRS

        profile: dict[str, Any] = {
            "driver": "GTiff",
            "width": grid.width,
            "height": grid.height,
            "count": n_bands,
            "dtype": dtype,
            "nodata": nodata,
            "tiled": True,
            "blockxsize": _TILE_PX,
            "blockysize": _TILE_PX,
            "bigtiff": "if_safer",
            **options,
        }
        if grid.transform != _NO_TRANSFORM:
            profile["transform"] = Affine(*grid.transform)
        if grid.crs_wkt:
            profile["crs"] = CRS.from_wkt(grid.crs_wkt)
        self._target = target
        with _translated(target):
            self.file = opened(path, "w", **profile)
            self.file.update_tags(**tags)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # of a file that is given up
            self.file.close()

    def write(self, window: Window, values: AnyArray) -> None:
        """Write one window: shape (n_bands, height, width)."""
        from rasterio.windows import Window as RasterWindow

        place = RasterWindow(window.col, window.row, window.width, window.height)
        with _translated(self._target):
            self.file.write(values, window=place)

    def write_mask(self, window: Window, valid: AnyArray) -> None:
        """Write which pixels of one window hold something."""
        from rasterio.windows import Window as RasterWindow

        place = RasterWindow(window.col, window.row, window.width, window.height)
        with _translated(self._target):
            self.file.write_mask(valid, window=place)

    def close(self) -> None:
        """Bring all of it to the disk."""
        with _translated(self._target):
            self.file.close()


def opened(path: Path, mode: str, **profile: Any) -> Any:  # noqa: ANN401 - rasterio ships no types
    """Open without the warning that a raster has no georeference."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(path, mode, **profile)


@contextmanager
def _translated(target: Path) -> Iterator[None]:
    from rasterio.errors import RasterioError

    with translated(target):
        try:
            yield
        except RasterioError as error:
            raise not_read_back(target) from error
