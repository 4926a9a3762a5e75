"""Read a classified map of any program, with names and colours where it has them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.arrays import AnyArray, ByteArray, read_only
from app.clustering.legends.change_codes import MapClass
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.legends.suggestions import Given
from app.clustering.naming.cluster_look import Rgb
from app.clustering.naming.palette import N_COLOURS, palette
from app.clustering.results import LabelMap
from app.errors import AppError, SceneError
from app.products.maps.classified_map import read_value_names
from app.scene.files.georeference import with_areas
from app.scene.files.headers import FileHeader, read_header
from app.scene.files.raster_file import READ_ERRORS, RasterFile, open_raster, quiet
from app.scene.recognition.embeddings import embedding_product
from app.steps import Progress, Steps

ACQUIRED = "ACQUIRED"  # tag of maps of this program
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII)
_N_CLASSES_MAX = 255
_N_STRIP_PX = 2**22
_WHOLE_MAX = 2**53  # beyond it, floating-point numbers leave whole ones out

_SWEEP_FIRST = "Name a map of classes: one of a sweep of this file, for instance."


@dataclass(frozen=True, slots=True, eq=False)
class AnyMap:
    """A map of classes.

    Attributes
    ----------
    map
        Labels are the places of the classes, from 1; 0 is no data.
    classes
        By rising value.
    colours
        Of each of them.
    acquired
        When its scene was taken, as ISO 8601 has it; empty where the file does not say.
    """

    path: Path
    map: MapOnGrid
    classes: tuple[MapClass, ...]
    colours: tuple[Rgb, ...]
    acquired: str = ""

    @property
    def when_and_where(self) -> Mapping[str, str]:
        """When its scene was taken and its CRS, as columns of tables; what is known of both."""
        told = {ACQUIRED.lower(): self.acquired, "crs": self.map.grid.crs_name}
        return {name: value for name, value in told.items() if value}


def read_any_map(path: Path) -> Steps[Progress, AnyMap]:
    """Read the first band of a raster of whole numbers; each value but no data is a class.

    They may be stored as floating-point numbers, as some programs store every map.

    Raises
    ------
    SceneError
        It cannot be read, holds no whole numbers, or more different ones than classes can be.
    """
    header = read_header(path)
    dtype = np.dtype(header.bands[0].dtype)
    if dtype.kind not in "iuf":
        raise _not_classes(path, f"{dtype} numbers")
    _refuse_features(header)
    nodata = header.bands[0].nodata
    try:
        with quiet(), open_raster(path) as raster:
            values = yield from _values(raster, path, nodata)
            _refuse_measured(values, header)
            labels = yield from _labels(raster, values)
            own_colours = _colours(raster)
            acquired = raster.tags().get(ACQUIRED, "")
    except READ_ERRORS as error:
        raise SceneError(
            "Map cannot be read",
            f'The pixels of "{path.name}" cannot be read: {error}.',
            "Download or export it again.",
        ) from error
    given = _given(path)
    own = palette(N_COLOURS)
    classes = tuple(MapClass(value, _name(given, value)) for value in values.tolist())
    colours = tuple(
        _colour(given, own_colours, one.value) or own[at % N_COLOURS]
        for at, one in enumerate(classes)
    )
    grid = with_areas(header.grid)
    whole = MapOnGrid(LabelMap(read_only(labels), 1), grid, path.name, n_labels=len(classes))
    return AnyMap(path, whole, classes, colours, acquired if _DATE.fullmatch(acquired) else "")


def _refuse_features(header: FileHeader) -> None:
    product, path = embedding_product(header), header.path
    if product is not None:
        raise SceneError(
            "Not a classified map",
            f'"{path.name}" is an embedding ({product.family}): its {len(header.bands)} bands hold '
            "learned features, not classes.",
            _SWEEP_FIRST,
        )


def _refuse_measured(values: AnyArray, header: FileHeader) -> None:
    """Refuse several bands with numbers below zero: no class has one."""
    if len(header.bands) > 1 and values[0] < 0:
        raise SceneError(
            "Not a classified map",
            f'"{header.path.name}" has {len(header.bands)} bands, and the first holds numbers down '
            f"to {values[0]}: measurements, not classes.",
            _SWEEP_FIRST,
        )


def _values(raster: RasterFile, path: Path, nodata: float | None) -> Steps[Progress, AnyArray]:
    """Return the values of a map, rising, without that of no data; 0 is none where none is said."""
    found: set[int] = set()
    for top, strip in _strips(raster):
        yield Progress(f"Reading {path.name}", 0.5 * top / raster.height)
        found |= set(_whole(np.unique(strip), path, nodata).tolist())
        if len(found) > _N_CLASSES_MAX + 1:
            raise SceneError(
                "Not a classified map",
                f'"{path.name}" has more than {_N_CLASSES_MAX} different values.',
                "Name a map of classes.",
            )
    is_whole = np.dtype(raster.dtypes[0]).kind != "f"  # others are without it already
    if nodata is None or (is_whole and not np.isfinite(nodata)):
        found.discard(0)
    elif is_whole:
        found.discard(int(nodata))
    if not found:
        raise SceneError(
            "Map is empty", f'Every pixel of "{path.name}" is no data.', "Name another map."
        )
    return np.array(sorted(found), dtype=np.int64)


def _whole(values: AnyArray, path: Path, nodata: float | None) -> AnyArray:
    """Return values as whole numbers, without no data, NaN and infinity where they are not."""
    if values.dtype.kind != "f":
        return values
    kept = values[np.isfinite(values)]
    if nodata is not None:
        kept = kept[kept != values.dtype.type(nodata)]
    odd = kept[(kept != np.rint(kept)) | (np.abs(kept) > _WHOLE_MAX)]
    if odd.size:
        raise _not_classes(path, f"numbers such as {odd[0]:g}")
    return kept.astype(np.int64)


def _not_classes(path: Path, what: str) -> SceneError:
    return SceneError(
        "Not a classified map",
        f'The first band of "{path.name}" holds {what}, not classes.',
        "Name a map whose values are whole numbers.",
    )


def _labels(raster: RasterFile, values: AnyArray) -> Steps[Progress, ByteArray]:
    labels: ByteArray = np.zeros((raster.height, raster.width), dtype=np.uint8)
    for top, strip in _strips(raster):
        yield Progress("Reading the map", 0.5 + 0.5 * top / raster.height)
        at = np.minimum(np.searchsorted(values, strip), len(values) - 1)
        labels[top : top + len(strip)] = np.where(values[at] == strip, at + 1, 0)
    return labels


def _strips(raster: RasterFile) -> Iterator[tuple[int, AnyArray]]:
    n_rows = max(1, _N_STRIP_PX // raster.width)
    for top in range(0, raster.height, n_rows):
        rows = top, min(top + n_rows, raster.height)
        yield top, raster.read(1, window=(rows, (0, raster.width)))


def _given(path: Path) -> Mapping[int, Given]:
    try:
        return read_value_names(path)
    except AppError:  # nothing beside it names its values
        return {}


def _name(given: Mapping[int, Given], value: int) -> str:
    return given[value].name if value in given else f"Class {value}"


def _colour(given: Mapping[int, Given], own: Mapping[int, Rgb], value: int) -> Rgb | None:
    told = given[value].colour if value in given else None
    return told or own.get(value)


def _colours(raster: RasterFile) -> Mapping[int, Rgb]:
    """Return the colour table within the file; nothing where it has none."""
    try:
        table = raster.colormap(1)
    except ValueError:
        return {}
    return {value: (red, green, blue) for value, (red, green, blue, _) in table.items()}
