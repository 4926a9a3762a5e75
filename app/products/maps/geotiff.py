"""Write label maps as GeoTIFF that open styled and named in any GIS."""

import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np

from app import __version__
from app.arrays import ByteArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import Counted, LabelMap
from app.machine.scratch_map import let_go
from app.products.maps.cloud_optimised import PLAIN_ENDING, make_cloud_optimised
from app.products.maps.gis_styles import MapFigures, aux_xml, qml, side_files, sld
from app.products.maps.value_table import CODE_PAGE, value_table
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.products.writing.write_errors import not_read_back, translated
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

TILE_PX = 256
STRIP_PX = 4 * TILE_PX  # rows written in one step: a strip of a Landsat scene takes some 60 ms
# Level 6 takes six times as long as 1 and saves 9 % (1500 x 1100 px, noisy labels).
_ZLEVEL = 1
_TILED = MappingProxyType(
    {
        "driver": "GTiff",
        "tiled": True,
        "blockxsize": TILE_PX,
        "blockysize": TILE_PX,
        "compress": "deflate",
        "zlevel": _ZLEVEL,
        "bigtiff": "if_safer",
    }
)
# What a file of up to so many pixels is copied from is held in memory, two maps at a time: to pack
# it into a file and to unpack it takes as long as to write the copy.
_N_HELD_PX = 16_000_000
_WORD_BYTES = 8
_NO_TRANSFORM = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_WRITING_SHARE = 0.7  # of the time; the rest is reading back

_warnings_lock = threading.Lock()


def map_name(k: int) -> str:
    """Return the file name of the map of one k."""
    return f"clusters_k{k:02d}.tif"


def stage_label_map(
    staging: Staging,
    name: str,
    labels: LabelMap,
    grid: Grid,
    look: ClusterLook,
    result: Counted,
    tags: Mapping[str, str] = MappingProxyType({}),
    *,
    is_cog: bool = True,
) -> Steps[Progress, None]:
    """Write one map and its side files to be put in place with others.

    Parameters
    ----------
    labels
        The labels of every pixel of the grid.
    look
        Numbers, names and colours of the classes they belong to.
    result
        Where the counts come from, with the signatures of the classes.
    tags
        What the file is to tell of where it comes from.
    is_cog
        Whether it is cloud-optimised: with smaller copies for looking at it from afar.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    figures = MapFigures.of(result)
    what = staging, name, labels, grid, look, figures
    yield from stage_class_map(*what, tags=tags, is_cog=is_cog)


def stage_class_map(
    staging: Staging,
    name: str,
    labels: LabelMap,
    grid: Grid,
    look: ClusterLook,
    figures: MapFigures,
    *,
    title: str = "",
    tags: Mapping[str, str] = MappingProxyType({}),
    is_cog: bool = False,
) -> Steps[Progress, None]:
    """Write a map of any classes and its side files; see `stage_label_map`.

    Parameters
    ----------
    figures
        Of the classes, in the order of their numbers.
    title
        What the map shows; empty for the clusters of one k.
    """
    classes = None if look.is_as_found else look.class_table()
    is_held = is_cog and grid.n_pixels <= _N_HELD_PX
    with MapFile(
        *(staging, name, grid, look, tags), title=title, is_cog=is_cog, is_held=is_held
    ) as file:
        for row, n_rows in _strips(grid.height):
            strip = np.ascontiguousarray(labels.labels[row : row + n_rows])
            file.write(row, strip if classes is None else classes[strip])
            let_go(labels.labels)
            yield Progress(f"Writing {name}", _WRITING_SHARE * (row + n_rows) / grid.height)
        yield from file.finish(figures)


class MapFile:
    """One map that is written from top to bottom, to be put in place with others.

    Parameters
    ----------
    is_held
        Whether what a cloud-optimised file is copied from is kept in memory, and not in a file.

    Raises
    ------
    OutputError
        The file cannot be written.
    """

    def __init__(
        self,
        staging: Staging,
        name: str,
        grid: Grid,
        look: ClusterLook,
        tags: Mapping[str, str] = MappingProxyType({}),
        *,
        title: str = "",
        is_cog: bool = False,
        is_held: bool = False,
    ) -> None:
        self._staging, self._name, self._grid, self._look = staging, name, grid, look
        self._tags = tags
        self._target = staging.folder / name
        self._checksum = 0
        for side_file in side_files(name):
            staging.discard(side_file)
        self._path = staging.place(name)
        self._plain = self._path.with_name(name + PLAIN_ENDING) if is_cog else self._path
        self._is_held = is_cog and is_held
        kind = {"driver": "MEM"} if self._is_held else _TILED
        place = "" if self._is_held else self._plain
        with _gdal_translated(self._target):
            self._file = _open(place, "w", **_raster(grid), **kind)
            try:
                self._describe(look, title)
            except BaseException:
                self.__exit__()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # of a file that is given up
            self._file.close()

    def _describe(self, look: ClusterLook, title: str) -> None:
        """Write colour table and tags; after the labels they would move the file's header."""
        self._file.write_colormap(1, dict(enumerate(map(tuple, look.class_colours().tolist()))))
        k = {"K": str(look.k)} if self._tags and not title else {}
        self._file.update_tags(TIFFTAG_SOFTWARE=f"Bandsweep {__version__}", **self._tags, **k)
        self._file.set_band_description(1, title or f"clusters, k = {look.k}")

    def write(self, row: int, labels: ByteArray) -> None:
        """Write the labels of the next rows: shape (n_rows, width), C order.

        Raises
        ------
        OutputError
            They cannot be written.
        """
        self._checksum += checksum(row, labels)
        with _gdal_translated(self._target):
            self._file.write(labels, 1, window=_window(row, *labels.shape))

    def finish(self, figures: MapFigures) -> Steps[Progress, None]:
        """Close the file once all rows are written, read it back, and write its side files.

        Raises
        ------
        OutputError
            A file cannot be written or did not read back.
        """
        with _gdal_translated(self._target):
            if not self._is_held:
                self._file.close()
            if self._plain != self._path:
                yield Progress(f"Adding smaller copies to {self._name}", _WRITING_SHARE)
                make_cloud_optimised(self._file if self._is_held else self._plain, self._path)
            self._file.close()  # where it was in memory until now
            self._staging.seal(self._path)
            read, crs_kept = yield from _read_back(self._path, self._grid)
        if read != self._checksum:
            raise not_read_back(self._target)
        look, with_crs = self._look, not crs_kept
        aux = aux_xml(look, figures, self._grid, with_crs=with_crs)
        stage_text(self._staging, f"{self._name}.aux.xml", [aux])
        stage_text(self._staging, self._target.with_suffix(".qml").name, [qml(look)])
        stage_text(self._staging, self._target.with_suffix(".sld").name, [sld(look, self._name)])
        table = self._staging.place(f"{self._name}.vat.dbf")
        with translated(self._target):
            table.write_bytes(value_table(look, figures))
        stage_text(self._staging, f"{self._name}.vat.cpg", [CODE_PAGE])


def _read_back(path: Path, grid: Grid) -> Steps[Progress, tuple[int, bool]]:
    """Return the checksum of the labels as they are in the file, and whether the CRS is too."""
    found = 0
    labels = np.empty((min(STRIP_PX, grid.height), grid.width), dtype=np.uint8)
    # A full disk raises nothing in rasterio when the file is closed: only reading tells.
    with closing(_open(path, "r")) as file:
        for row, n_rows in _strips(grid.height):
            strip = labels[:n_rows]
            file.read(1, window=_window(row, n_rows, grid.width), out=strip)
            found += checksum(row, strip)
            share = (1 - _WRITING_SHARE) * (row + n_rows) / grid.height
            yield Progress(f"Checking {path.name}", _WRITING_SHARE + share)
        return found, file.crs == _crs(grid)


def checksum(row: int, labels: ByteArray) -> int:
    """Sum up the labels of rows from `row` on; sums of strips add up to that of the whole map.

    Eight labels are taken as one number, and each row counts by its place, also one of no data:
    what goes wrong on a full disk is that tiles or rows are missing. A cyclic checksum takes a
    tenth of the time of writing.

    Parameters
    ----------
    labels
        Shape (n_rows, width), C order.
    """
    n_whole = labels.shape[1] // _WORD_BYTES * _WORD_BYTES
    sums = 1 + labels[:, n_whole:].sum(axis=1, dtype=np.uint64)
    sums += labels[:, :n_whole].view(np.uint64).sum(axis=1)
    return sum((row + place) * each for place, each in enumerate(sums.tolist(), start=1))


def _raster(grid: Grid) -> dict[str, Any]:
    from rasterio import Affine

    size = {"width": grid.width, "height": grid.height}
    profile: dict[str, Any] = {**size, "count": 1, "dtype": "uint8", "nodata": 0}
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
    from rasterio._err import CPLE_BaseError
    from rasterio.errors import RasterioError

    with translated(target):
        try:
            yield
        except (RasterioError, CPLE_BaseError) as error:  # OSErrors of them say no reason
            raise not_read_back(target) from error


def _open(path: Path | str, mode: str, **profile: Any) -> Any:  # noqa: ANN401 - rasterio ships no types
    """Open without the warning that a map has no georeference: without CRS that is how it is.

    To be closed by `close`: rasterio's own context belongs to the thread it was entered in.
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    # Filters of warnings belong to the whole program, and maps are written in threads.
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return rasterio.open(path, mode, **profile)
