"""Write names, colours and figures of clusters as GIS programs read them beside a GeoTIFF.

Why by hand: rasterio writes a colour table, but neither category names nor an attribute table.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from app.arrays import DoubleArray, IntArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import Counted
from app.scene.grids.grid import Grid

NO_DATA_NAME = "No data"
SQUARE_METRES_PER_HECTARE = 10_000.0

# What XML 1.0 cannot hold, and the carriage return, which every reader turns into a line feed.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST_INTEGER = 2**31 - 1  # GDAL's integer columns have 32 bits

_INTEGER, _REAL, _STRING = 0, 1, 2  # GDALRATFieldType
# GDALRATFieldUsage
_GENERIC, _PIXEL_COUNT, _NAME, _MIN_MAX = 0, 1, 2, 5
_RED, _GREEN, _BLUE, _ALPHA = 6, 7, 8, 9
# What other programs left beside an older map of the same name and would read with the new one.
_STALE_ENDINGS = (".aux.xml", ".ovr", ".msk", ".vat.dbf", ".vat.cpg")
_STALE_SUFFIXES = (".qml", ".sld", ".tfw", ".tifw")


@dataclass(frozen=True, slots=True, eq=False)
class MapFigures:
    """How much of a map each of its classes covers, in the order of their numbers.

    Attributes
    ----------
    n_px
        Shape (n_classes,).
    area_m2
        Same shape; None where areas are not known.
    """

    n_px: IntArray
    area_m2: DoubleArray | None

    @classmethod
    def of(cls, result: Counted) -> "MapFigures":
        """Return those of the classes of one k."""
        return cls(result.signatures.n_px, result.signatures.area_m2)


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: int
    usage: int
    cells: tuple[Any, ...]


def aux_xml(look: ClusterLook, figures: MapFigures, grid: Grid, *, with_crs: bool) -> str:
    """Return the text of the `.tif.aux.xml`: category names and a thematic attribute table.

    Parameters
    ----------
    with_crs
        Whether the CRS stands here too, because the GeoTIFF cannot hold it.
    """
    root = ET.Element("PAMDataset")
    if with_crs:
        ET.SubElement(root, "SRS").text = xml_text(grid.crs_wkt)
    band = ET.SubElement(root, "PAMRasterBand", band="1")
    categories = ET.SubElement(band, "CategoryNames")
    names = dict(zip(look.numbers, look.names, strict=True)) | {0: NO_DATA_NAME}
    for number in range(max(names) + 1):  # a category stands at the place of its number
        ET.SubElement(categories, "Category").text = xml_text(names.get(number, ""))
    _add_table(band, _columns(look, figures))
    return _document(root)


def crs_xml(grid: Grid) -> str:
    """Return the text of an `.aux.xml` that tells the CRS of a picture, which cannot hold it."""
    root = ET.Element("PAMDataset")
    if grid.crs_wkt:
        ET.SubElement(root, "SRS").text = xml_text(grid.crs_wkt)
    return _document(root)


def qml(look: ClusterLook) -> str:
    """Return the text of the `.qml`: a paletted style with one named entry a class."""
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    pipe = ET.SubElement(root, "pipe")
    renderer = ET.SubElement(
        pipe,
        "rasterrenderer",
        type="paletted",
        band="1",
        opacity="1",
        alphaBand="-1",
        nodataColor="",
    )
    palette = ET.SubElement(renderer, "colorPalette")
    for number, name, colour in zip(look.numbers, look.names, look.colours, strict=True):
        ET.SubElement(
            palette,
            "paletteEntry",
            value=str(number),
            color="#{:02x}{:02x}{:02x}".format(*colour),
            alpha="255",
            label=xml_text(name),
        )
    ET.SubElement(pipe, "rasterresampler", maxOversampling="2")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _document(root)


def sld(look: ClusterLook, layer: str) -> str:
    """Return a Styled Layer Descriptor (OGC 02-070) with one named colour a class."""
    root = ET.Element(
        "StyledLayerDescriptor", {"version": "1.0.0", "xmlns": "http://www.opengis.net/sld"}
    )
    named = ET.SubElement(root, "NamedLayer")
    ET.SubElement(named, "Name").text = xml_text(layer)
    kind = ET.SubElement(ET.SubElement(named, "UserStyle"), "FeatureTypeStyle")
    symbolizer = ET.SubElement(ET.SubElement(kind, "Rule"), "RasterSymbolizer")
    colours = ET.SubElement(symbolizer, "ColorMap", type="values")
    entries = zip(look.numbers, look.names, look.colours, strict=True)
    for number, name, colour in entries:
        ET.SubElement(
            colours,
            "ColorMapEntry",
            color="#{:02x}{:02x}{:02x}".format(*colour),
            quantity=str(number),
            label=xml_text(name),
            opacity="1",
        )
    return _document(root)


def xml_text(text: str) -> str:
    """Return the text with a space for every character that XML cannot hold."""
    return _NOT_XML.sub(" ", text)


def _columns(look: ClusterLook, figures: MapFigures) -> tuple[_Column, ...]:
    counts = tuple(figures.n_px.tolist())
    total = sum(counts) or 1
    count_kind = _INTEGER if max(counts) <= _LARGEST_INTEGER else _REAL
    reds, greens, blues = zip(*look.colours, strict=True)
    columns = [
        _Column("Value", _INTEGER, _MIN_MAX, look.numbers),
        _Column("Count", count_kind, _PIXEL_COUNT, counts),
        _Column("Class", _STRING, _NAME, tuple(map(xml_text, look.names))),
        _Column("Red", _INTEGER, _RED, reds),
        _Column("Green", _INTEGER, _GREEN, greens),
        _Column("Blue", _INTEGER, _BLUE, blues),
        _Column("Alpha", _INTEGER, _ALPHA, (255,) * look.n_classes),
        _Column("Share", _REAL, _GENERIC, tuple(count / total for count in counts)),
    ]
    if figures.area_m2 is not None:
        areas = tuple((figures.area_m2 / SQUARE_METRES_PER_HECTARE).tolist())
        columns.append(_Column("Area_ha", _REAL, _GENERIC, areas))
    return tuple(columns)


def _add_table(band: ET.Element, columns: tuple[_Column, ...]) -> None:
    table = ET.SubElement(band, "GDALRasterAttributeTable", tableType="thematic")
    for index, column in enumerate(columns):
        field = ET.SubElement(table, "FieldDefn", index=str(index))
        ET.SubElement(field, "Name").text = column.name
        ET.SubElement(field, "Type").text = str(column.kind)
        ET.SubElement(field, "Usage").text = str(column.usage)
    for index, cells in enumerate(zip(*(column.cells for column in columns), strict=True)):
        _add_row(table, index, cells)


def _add_row(table: ET.Element, index: int, cells: Iterable[object]) -> None:
    row = ET.SubElement(table, "Row", index=str(index))
    for cell in cells:
        ET.SubElement(row, "F").text = str(cell)


def _document(root: ET.Element) -> str:
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def side_files(name: str) -> tuple[str, ...]:
    """Return the names of all that programs put beside a map and would read with it."""
    suffixed = (Path(name).with_suffix(suffix).name for suffix in _STALE_SUFFIXES)
    return (*(name + ending for ending in _STALE_ENDINGS), *suffixed)
