"""Write label maps as GeoTIFF that open styled and named in any GIS."""

import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from app import __version__
from app.clustering.look import ClusterLook
from app.clustering.mapped_pages import let_go
from app.clustering.results import KResult, LabelMap
from app.products.gis_styles import aux_xml, qml
from app.products.safe_write import Staging
from app.products.text_file import stage_text
from app.products.write_errors import not_read_back, translated
from app.scene import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grid import Grid
from app.steps import Progress, Steps

TILE_PX = 256
STRIP_PX = 4 * TILE_PX  # rows written in one step: a strip of a Landsat scene takes some 60 ms
# Level 6 takes six times as long as 1 and saves 9 % (1500 x 1100 px, noisy labels).
_ZLEVEL = 1
_NO_TRANSFORM = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_WRITING_SHARE = 0.7  # of the time; the rest is reading back
# What other programs left beside an older map of the same name and would read with the new one.
_STALE_ENDINGS = (".aux.xml", ".ovr", ".msk", ".vat.dbf", ".vat.cpg")
_STALE_SUFFIXES = (".qml", ".tfw", ".tifw")

_warnings_lock = threading.Lock()


def stage_label_map(
    staging: Staging,
    name: str,
    labels: LabelMap,
    grid: Grid,
    look: ClusterLook,
    result: KResult,
) -> Steps[Progress, None]:
    """Write one map and its side files to be put in place with others.

    Parameters
    ----------
    labels
        The labels of every pixel of the grid.
    look
        Names and colours of the clusters.
    result
        Where the counts come from.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    target = staging.folder / name
    for ending in _STALE_ENDINGS:
        staging.discard(name + ending)
    for suffix in _STALE_SUFFIXES:
        staging.discard(target.with_suffix(suffix).name)
    path = staging.place(name)
    with _gdal_translated(target):
        written = yield from _write(path, labels, grid, look)
        staging.seal(path)
        read, crs_kept = yield from _read_back(path, grid)
    if read != written:
        raise not_read_back(target)
    stage_text(staging, f"{name}.aux.xml", [aux_xml(look, result, grid, with_crs=not crs_kept)])
    stage_text(staging, target.with_suffix(".qml").name, [qml(look)])


def _write(path: Path, labels: LabelMap, grid: Grid, look: ClusterLook) -> Steps[Progress, int]:
    """Write strip by strip; return the checksum of all labels."""
    checksum = 0
    with _opened(path, "w", **_profile(grid)) as file:
        # The colour table and the tags go first: later they would move the file's header.
        file.write_colormap(1, dict(enumerate(map(tuple, look.table().tolist()))))
        file.update_tags(TIFFTAG_SOFTWARE=f"Bandsweep {__version__}")
        file.set_band_description(1, f"clusters, k = {look.k}")
        for row, n_rows in _strips(grid.height):
            strip = np.ascontiguousarray(labels.labels[row : row + n_rows])
            checksum = zlib.crc32(strip.data, checksum)
            file.write(strip, 1, window=_window(row, n_rows, grid.width))
            let_go(labels.labels)
            yield Progress(f"Writing {path.name}", _WRITING_SHARE * (row + n_rows) / grid.height)
    return checksum


def _read_back(path: Path, grid: Grid) -> Steps[Progress, tuple[int, bool]]:
    """Return the checksum of the labels as they are in the file, and whether the CRS is too."""
    checksum = 0
    # A full disk raises nothing in rasterio when the file is closed: only reading tells.
    with _opened(path, "r") as file:
        for row, n_rows in _strips(grid.height):
            strip = file.read(1, window=_window(row, n_rows, grid.width))
            checksum = zlib.crc32(np.ascontiguousarray(strip).data, checksum)
            share = (1 - _WRITING_SHARE) * (row + n_rows) / grid.height
            yield Progress(f"Checking {path.name}", _WRITING_SHARE + share)
        return checksum, file.crs == _crs(grid)


def _profile(grid: Grid) -> dict[str, Any]:
    from rasterio import Affine

    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": 1,
        "dtype": "uint8",
        "nodata": 0,
        "tiled": True,
        "blockxsize": TILE_PX,
        "blockysize": TILE_PX,
        "compress": "deflate",
        "zlevel": _ZLEVEL,
        "bigtiff": "if_safer",
    }
    if grid.transform != _NO_TRANSFORM:
        profile["transform"] = Affine(*grid.transform)
    crs = _crs(grid)
    if crs is not None:
        profile["crs"] = crs
    return profile


def _crs(grid: Grid) -> Any:  # noqa: ANN401 - rasterio ships no types
    """Return rasterio's CRS of the grid; None where the grid has none."""
    from rasterio.crs import CRS

    return CRS.from_wkt(grid.crs_wkt) if grid.crs_wkt else None


def _strips(height: int) -> Iterator[tuple[int, int]]:
    """Yield first row and number of rows of each strip; strips hold whole tiles."""
    for row in range(0, height, STRIP_PX):
        yield row, min(STRIP_PX, height - row)


def _window(row: int, n_rows: int, width: int) -> Any:  # noqa: ANN401 - rasterio ships no types
    from rasterio.windows import Window

    return Window(0, row, width, n_rows)


@contextmanager
def _gdal_translated(target: Path) -> Iterator[None]:
    """Turn what GDAL and the system raise into one explanation."""
    from rasterio.errors import RasterioError

    with translated(target):
        try:
            yield
        except RasterioError as error:  # some of them are OSErrors that say no reason
            raise not_read_back(target) from error


@contextmanager
def _opened(path: Path, mode: str, **profile: Any) -> Iterator[Any]:  # noqa: ANN401
    """Open without the warning that a map has no georeference: without CRS that is how it is."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    # Filters of warnings belong to the whole program, and maps are written in threads.
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        file = rasterio.open(path, mode, **profile)
    with file:
        yield file
