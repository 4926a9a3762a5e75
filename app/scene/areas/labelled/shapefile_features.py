"""Read points and polygons with their fields from an ESRI shapefile, through pyshp."""

import codecs
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.scene.areas.esri_shapefile import POLYGONS, crs_of, polygon_of
from app.scene.areas.file_errors import NoAreaError, read_bounded
from app.scene.areas.labelled.features import Feature, FeatureFile
from app.scene.areas.wkb import Point
from app.scene.leaving_out.leave_out import Polygon

_N_CODE_BYTES_MAX = 64
_LANGUAGE_BYTE = 29  # of a dBASE header: the code page of its texts
_HEADER_SIZE = slice(8, 10)
_ANSI = "cp1252"  # what programs write that say "the usual of Windows", or nothing
_CODE_PAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x13: "cp932",
    0x26: "cp866",
    0x4D: "cp936",
    0x4E: "cp949",
    0x4F: "cp950",
    0x64: "cp852",
    0x65: "cp866",
    0xC8: "cp1250",
    0xC9: "cp1251",
    0xCA: "cp1254",
    0xCB: "cp1253",
}
_PLAIN = re.ASCII | re.IGNORECASE
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
    texts = {"encoding": _encoding(path, table), "encodingErrors": "replace"}
    try:
        with shapefile.Reader(shp=io.BytesIO(shapes), dbf=io.BytesIO(table), **texts) as reader:
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


def _encoding(path: Path, table: bytes) -> str:
    """Return how texts are written: as the .cpg beside says, else as bytes and header tell."""
    for beside in (path.with_suffix(".cpg"), path.with_suffix(".CPG")):
        try:
            told = _codec(read_bounded(beside)[:_N_CODE_BYTES_MAX].decode("ascii", "replace"))
        except (OSError, NoAreaError):
            continue
        if told:
            return told
    records = table[int.from_bytes(table[_HEADER_SIZE], "little") :]
    try:
        records.decode("utf-8")
    except UnicodeDecodeError:
        at = table[_LANGUAGE_BYTE] if len(table) > _LANGUAGE_BYTE else 0
        return _CODE_PAGES.get(at, _ANSI)
    return "utf-8"


def _codec(word: str) -> str:
    """Return Python's name of "UTF-8", "1252", "ANSI 1252", "ISO 88591"; nothing if not known."""
    number = re.fullmatch(r"(?:ANSI|OEM|CP|WINDOWS-)? ?(\d{3,5})", word.strip(), _PLAIN)
    latin = re.fullmatch(r"ISO[-_ ]?8859[-_ ]?(\d{1,2})", word.strip(), _PLAIN)
    name = f"cp{number[1]}" if number else f"iso8859-{latin[1]}" if latin else word.strip()
    try:
        codec = codecs.lookup("utf-8" if name == "cp65001" else name)
    except (LookupError, ValueError):
        return ""
    # Others turn bytes into bytes, or texts into texts.
    return codec.name if getattr(codec, "_is_text_encoding", True) else ""
