"""Maps of other programs are read with the names that stand beside them."""

import numpy as np
import pytest
import rasterio

from app.clustering.legends.suggestions import Given
from app.errors import AppError, SceneError
from app.products.maps.classified_map import read_classified_map, read_value_names
from app.products.maps.gis_styles import MapFigures, aux_xml, qml
from app.steps import drain

CODES = np.array([[111, 311, 311], [512, 0, 999]])


def write(path, values, dtype):
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1,
        dtype=dtype, crs="EPSG:32632", transform=rasterio.Affine(10, 0, 500_000, 0, -10, 5_500_000),
    ) as file:  # fmt: skip
        file.write(values.astype(dtype), 1)


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "cover.tif"
    write(target, CODES, "uint16")
    return target


def style(*entries):
    told = "".join(
        f'<paletteEntry value="{value}" color="{colour}" alpha="255" label="{name}"/>'
        for value, colour, name in entries
    )
    return f"<qgis><pipe><colorPalette>{told}</colorPalette></pipe></qgis>"


def test_names_and_colours_of_a_style_go_with_codes_of_any_size(path):
    path.with_suffix(".qml").write_text(
        style((111, "#ff0000", "Urban"), (311, "#00aa00", "Forest"), (512, "#0000ff", "Water"))
    )
    found = drain(read_classified_map(path))[1]
    assert found.map.map.labels.tolist() == [[1, 2, 2], [3, 0, 0]]
    assert found.given == {
        1: Given("Urban", (255, 0, 0)),
        2: Given("Forest", (0, 170, 0)),
        3: Given("Water", (0, 0, 255)),
    }
    assert (found.map.grid.width, found.map.grid.crs_name) == (3, "EPSG:32632")


def test_table_beside_a_map_names_its_values(path):
    fields = "".join(
        f"<FieldDefn><Name>{name}</Name><Type>0</Type><Usage>{usage}</Usage></FieldDefn>"
        for name, usage in (("Value", 5), ("Count", 1), ("Class", 2))
    )
    rows = "<Row><F>311</F><F>2</F><F>Forest</F></Row><Row><F>512</F><F>1</F><F>Water</F></Row>"
    path.with_name("cover.tif.aux.xml").write_text(
        f'<PAMDataset><PAMRasterBand band="1"><GDALRasterAttributeTable>{fields}{rows}'
        "</GDALRasterAttributeTable></PAMRasterBand></PAMDataset>"
    )
    assert read_value_names(path) == {311: Given("Forest"), 512: Given("Water")}


def test_names_that_this_program_writes_are_read_again(tmp_path, make_case):
    case = make_case(3, names=("Lake", "Wood & <meadow>", "Town"))
    path = tmp_path / "own.tif"
    write(path, np.array([[1, 2, 3]]), "uint8")
    aux = path.with_name("own.tif.aux.xml")
    aux.write_text(
        aux_xml(case.look, MapFigures.of(case.result), case.grid, with_crs=False), encoding="utf-8"
    )
    assert [one.name for one in read_value_names(path).values()] == list(case.look.names)
    path.with_suffix(".qml").write_text(qml(case.look), encoding="utf-8")
    colours = [one.colour for one in read_value_names(path).values()]
    assert colours == list(case.look.colours)


def test_map_without_names_says_which_files_would_have_them(path):
    with pytest.raises(AppError, match=r"cover\.tif\.aux\.xml.*cover\.qml"):
        drain(read_classified_map(path))


def test_map_of_measured_values_is_refused(tmp_path):
    path = tmp_path / "height.tif"
    write(path, np.ones((2, 2)), "float32")
    with pytest.raises(SceneError, match="float32 numbers, not classes"):
        drain(read_classified_map(path))


@pytest.mark.parametrize(
    "text",
    [
        "<PAMDataset><PAMRasterBand>",
        '<!DOCTYPE x [<!ENTITY a "b">]><PAMDataset/>',
        "<a>" * 100 + "</a>" * 100,
    ],
)
def test_broken_and_odd_files_beside_a_map_are_refused(path, text):
    path.with_name("cover.tif.aux.xml").write_text(text)
    with pytest.raises(AppError, match="not what GDAL writes"):
        read_value_names(path)
