"""Read points and polygons from KML, each called by the name of its placemark."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from app.scene.areas.file_errors import NoAreaError
from app.scene.areas.geojson import LON_LAT
from app.scene.areas.kml import polygons_below, read_root
from app.scene.areas.labelled.features import Feature, FeatureFile
from app.scene.areas.wkb import Point


def read_features(path: Path) -> FeatureFile:
    """Read a file.

    Raises
    ------
    OSError
        It is gone or cannot be read.
    NoAreaError
        It is no KML.
    """
    try:
        return FeatureFile(LON_LAT, tuple(_features(read_root(path))))
    except (ValueError, LookupError, RecursionError) as error:
        raise NoAreaError("is no KML") from error


def _features(root: ET.Element) -> Iterator[Feature]:
    for mark in root.iterfind(".//{*}Placemark"):
        name = mark.findtext("{*}name")
        told = {"name": name.strip() if name else None}
        for entry in mark.iterfind(".//{*}SimpleData"):
            told[entry.get("name", "")] = (entry.text or "").strip()
        for entry in mark.iterfind(".//{*}Data"):
            told[entry.get("name", "")] = (entry.findtext("{*}value") or "").strip()
        yield Feature((*polygons_below(mark), *_points(mark)), told)


def _points(mark: ET.Element) -> Iterator[Point]:
    for line in mark.iterfind(".//{*}Point/{*}coordinates"):
        for point in (line.text or "").split():
            lon, lat = point.split(",")[:2]
            yield Point(float(lon), float(lat))
