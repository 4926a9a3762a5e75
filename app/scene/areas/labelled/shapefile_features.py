"""Read points and polygons with their fields from an ESRI shapefile, through pyshp."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.scene.areas.esri_shapefile import POLYGONS, crs_of, polygon_of
from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.areas.labelled.features import Feature, FeatureFile
from app.scene.areas.wkb import Point
from app.scene.leaving_out.leave_out import Polygon

_POINTS = {1, 11, 21, 8, 18, 28}  # single and multiple, plain, with z, with m


def read_features(path: Path) -> FeatureFile:
    """Read a file, and the fields of the .dbf beside it.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no shapefile, or damaged.
    """
    import shapefile

    shapes, table = read_bounded(path), _table(path)
    try:
        with shapefile.Reader(shp=io.BytesIO(shapes), dbf=io.BytesIO(table)) as reader:
            features = tuple(_features(reader))
    except (shapefile.ShapefileException, struct.error, ValueError, LookupError) as error:
        raise NoAreaError("is no shapefile that can be read") from error
    return FeatureFile(crs_of(path), features)


def _features(reader: Any) -> Iterator[Feature]:  # noqa: ANN401 - pyshp tells no types
    for entry in reader.iterShapeRecords():
        told = {
            str(key): value if isinstance(value, str | int | float) else None
            for key, value in entry.record.as_dict().items()
        }
        yield Feature(tuple(_shapes(entry.shape)), told)


def _shapes(shape: Any) -> Iterator[Point | Polygon]:  # noqa: ANN401
    if not shape.points:
        return
    if shape.shapeType in POLYGONS:
        yield polygon_of(shape)
    elif shape.shapeType in _POINTS:
        yield from (Point(float(point[0]), float(point[1])) for point in shape.points)


def _table(path: Path) -> bytes:
    for beside in (path.with_suffix(".dbf"), path.with_suffix(".DBF")):
        try:
            return read_bounded(beside)
        except FileNotFoundError:
            continue
    raise NoAreaError(
        f'says nowhere what is there: "{path.with_suffix(".dbf").name}" is missing',
        "Put the .dbf file beside it, or save the places as GeoJSON.",
    )
