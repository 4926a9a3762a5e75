"""Write colours and names of classes as GIS programs read them for a layer of polygons."""

from xml.etree import ElementTree as ET

from app.clustering.naming.cluster_look import ClusterLook
from app.products.maps.gis_styles import xml_text

CLASS_FIELD = "class"
_SLD = {
    "version": "1.0.0",
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:ogc": "http://www.opengis.net/ogc",
}


def polygons_qml(look: ClusterLook) -> str:
    """Return a style of QGIS: each class by its number in its colour, called by its name."""
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=CLASS_FIELD,
        forceraster="0",
        symbollevels="0",
        enableorderby="0",
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for place, (number, name, colour) in enumerate(_entries(look)):
        ET.SubElement(
            categories,
            "category",
            value=str(number),
            symbol=str(place),
            label=xml_text(name),
            render="true",
            type="integer",
        )
        symbol = ET.SubElement(symbols, "symbol", type="fill", name=str(place), alpha="1")
        layer = ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "pass": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        red, green, blue = colour
        for key, value in (
            ("color", f"{red},{green},{blue},255"),
            ("style", "solid"),
            ("outline_style", "no"),
        ):
            ET.SubElement(options, "Option", type="QString", name=key, value=value)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _text(root)


def polygons_sld(look: ClusterLook, layer: str) -> str:
    """Return the same as a Styled Layer Descriptor (OGC 02-070)."""
    root = ET.Element("StyledLayerDescriptor", _SLD)
    named = ET.SubElement(root, "NamedLayer")
    ET.SubElement(named, "Name").text = layer
    kind = ET.SubElement(ET.SubElement(named, "UserStyle"), "FeatureTypeStyle")
    for number, name, colour in _entries(look):
        rule = ET.SubElement(kind, "Rule")
        ET.SubElement(rule, "Name").text = str(number)
        ET.SubElement(rule, "Title").text = xml_text(name)
        equal = ET.SubElement(ET.SubElement(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
        ET.SubElement(equal, "ogc:PropertyName").text = CLASS_FIELD
        ET.SubElement(equal, "ogc:Literal").text = str(number)
        fill = ET.SubElement(ET.SubElement(rule, "PolygonSymbolizer"), "Fill")
        ET.SubElement(fill, "CssParameter", name="fill").text = "#{:02x}{:02x}{:02x}".format(
            *colour
        )
    return _text(root)


def _entries(look: ClusterLook) -> "zip[tuple[int, str, tuple[int, int, int]]]":
    return zip(look.numbers, look.names, look.colours, strict=True)


def _text(root: ET.Element) -> str:
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")
