"""Colours come from the styles of GIS programs."""

import pytest

from app.clustering.legends.lists.palettes import NamedColour, read_palette
from app.clustering.naming.cluster_look import ClusterLook
from app.errors import AppError
from app.products.maps.gis_styles import qml

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
RAMP = (
    "<qgis><pipe><rasterrenderer type='singlebandpseudocolor'><rastershader>"
    "<colorrampshader colorRampType='EXACT'>"
    "<item value='3' color='#0a0b0c' alpha='255' label='Wood'/>"
    "<item value='3.5' color='#ffffff' alpha='255' label='between'/>"
    "<item value='inf' color='#ffffff' alpha='255' label='above'/>"
    "<item value='-2' color='#010203' alpha='0' label='-2'/>"
    "</colorrampshader></rastershader></rasterrenderer></pipe><item value='9' color='no'/></qgis>"
)


@pytest.fixture
def write(tmp_path):
    def write_style(content, name):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_style


def test_styles_that_the_program_writes_are_read_back(write):
    look = ClusterLook(3, ("Wood", "Café & <lake>", "3"), ((1, 2, 3), (255, 0, 9), (4, 5, 6)))
    assert read_palette(write(qml(look), "map.qml")) == {
        1: NamedColour("Wood", (1, 2, 3)),
        2: NamedColour("Café & <lake>", (255, 0, 9)),
        3: NamedColour("", (4, 5, 6)),  # the value itself is no name
    }


@pytest.mark.parametrize("head", ["", DOCTYPE])
def test_pseudocolours_give_those_of_whole_values(write, head):
    assert read_palette(write(head + RAMP, "ramp.QML")) == {
        3: NamedColour("Wood", (10, 11, 12)),
        -2: NamedColour("", (1, 2, 3)),
    }


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("7 10 20 30", NamedColour("", (10, 20, 30))),
        ("7\t10\t20\t30\t255", NamedColour("", (10, 20, 30))),
        ("7.0 10:20:30", NamedColour("", (10, 20, 30))),
        ("7,10,20,30,255,Old wood, wet", NamedColour("Old wood, wet", (10, 20, 30))),
        ("7 10 20 30 Lake", NamedColour("Lake", (10, 20, 30))),
        ("  7 , 0, 255 , 30 ,0 ,7", NamedColour("", (0, 255, 30))),
    ],
)
def test_lines_of_colours_are_read_as_gdal_grass_and_qgis_write_them(write, line, found):
    others = "# a comment\nINTERPOLATION:EXACT\nnv 255 255 255\ndefault 1:2:3\n\n2.5 1 1 1\n"
    assert read_palette(write(f"\ufeff{others}{line}\r\n", "a.clr")) == {7: found}


@pytest.mark.parametrize(
    ("content", "name", "fact"),
    [
        ("1 2 3 4\n1 2 3\n", "a.clr", "line 2 has no value with red, green and blue"),
        ("1 2 3 256\n", "a.clr", "line 1 has 256"),
        ("1 2 3 4\n\n1 2 x 4\n", "a.clr", 'line 3 has "x"'),
        ("1 2 -3 4\n", "a.clr", 'line 1 has "-3"'),
        ("# none\n", "a.clr", "no colours"),
        ("1 2 3 \xff".encode("latin-1"), "a.clr", "UTF-8"),
        ("".join(f"{i} 1 1 1\n" for i in range(1_001)), "a.clr", "more than 1,000"),
        (RAMP.replace("#0a0b0c", "red"), "a.qml", '"red"'),
        ("<qgis/>", "a.qml", "no colours"),
        ("<qgis>\n<pipe>", "a.qml", "no XML that can be read (line 2)"),
        ("<a>" * 65, "a.qml", "nested deeper"),
        (b"x" * (2**20 + 1), "a.qml", "larger than 1 MB"),
        (
            "<!DOCTYPE q [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><q>&b;</q>",
            "a.qml",
            "declares",
        ),
        ("<!DOCTYPE q SYSTEM 'file:///etc/passwd' [<!ELEMENT q ANY>]><q/>", "a.qml", "declares"),
    ],
)
def test_what_is_no_style_is_refused(write, content, name, fact):
    with pytest.raises(AppError) as caught:
        read_palette(write(content, name))
    assert name in caught.value.detail
    assert fact in caught.value.detail
    assert caught.value.hint
