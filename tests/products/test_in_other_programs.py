"""What is taken away opens in QGIS and LibreOffice with its names, colours, CRS and figures.

Both are asked in processes of their own, and skipped where they are not installed.
"""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from app.clustering.accuracy.looked_places import LookedPlaces
from app.clustering.anomalies.pieces import Piece
from app.clustering.clouds.deciding import Decision
from app.clustering.legends.change_codes import MapClass
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import SweepResult
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.products.accuracy.place_files import write_places
from app.products.export import export_results
from app.products.maps.map_figures import figures_of
from app.products.partial.partial_files import ClassNumbers, stage_partial
from app.products.pieces.piece_files import stage_pieces
from app.products.pieces.piece_rows import PieceRow
from app.products.product import Results
from app.products.requests import ExportRequest
from app.products.sky.cloud_files import stage_clouds
from app.products.writing.safe_write import Staging
from app.steps import drain
from tests.products.cell_reading import unshielded
from tests.products.conftest import BANDS

PYTHON = "/usr/bin/python3"  # whose packages hold those of QGIS
NAMES = ("Open water", "Zürich, <Wald> & Feld", "=1+1")
COLOURS = ((0, 77, 128), (133, 143, 87), (222, 180, 156))
PRODUCTS = ("maps", "polygons", "pictures", "workbook", "signatures")
TOOL_MAPS = {
    "clouds.tif": ["Clear", "Cloud", "Cloud shadow"],
    "classes.tif": ["Class 1", "Class 2", "Class 3"],
    "anomalies.tif": ["Ground", "Unusual"],
}
ASK_QGIS = """
import json, os, sys
from pathlib import Path
from qgis.core import QgsApplication, QgsRasterLayer, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
folder = Path(sys.argv[1])
told = {}
layer = QgsRasterLayer(str(folder / "clusters_k03.tif"), "map")
renderer, provider = layer.renderer(), layer.dataProvider()
told["map"] = {
    "is_valid": layer.isValid(), "crs": layer.crs().authid(), "renderer": renderer.type(),
    "classes": [
        [one.value, one.label, one.color.getRgb()[:3]] for one in renderer.classes()
    ],
    "no_data": provider.sourceNoDataValue(1), "size": [layer.width(), layer.height()],
}
layer = QgsVectorLayer(str(folder / "classes_k03.gpkg"), "polygons", "ogr")
renderer = layer.renderer()
told["polygons"] = {
    "is_valid": layer.isValid(), "crs": layer.crs().authid(), "renderer": renderer.type(),
    "classes": [
        [one.label(), one.symbol().color().getRgb()[:3]] for one in renderer.categories()
        if one.label()
    ],
    "features": [
        [each["name"], each["area_m2"], each.geometry().area(), each.geometry().isGeosValid()]
        for each in layer.getFeatures()
    ],
}
layer = QgsRasterLayer(str(folder / "clusters_k03.png"), "picture")
told["picture"] = {"is_valid": layer.isValid(), "crs": layer.crs().authid(),
                   "corner": [layer.extent().xMinimum(), layer.extent().yMaximum()]}
for name in sys.argv[2:]:
    layer = QgsRasterLayer(str(folder / name), name)
    told[name] = {
        "crs": layer.crs().authid(),
        "classes": [one.label for one in layer.renderer().classes()],
        "no_data": layer.dataProvider().sourceNoDataValue(1),
    }
layer = QgsRasterLayer(str(folder / "confidence.tif"), "confidence")
told["confidence"] = [
    layer.crs().authid(), layer.dataProvider().sourceNoDataValue(1), layer.bandName(1)
]
for name in ("pieces", "positions"):
    layer = QgsVectorLayer(f"{folder / 'anomalies.gpkg'}|layername={name}", name, "ogr")
    told[name] = [layer.crs().authid(), [
        [each["number"], each["n_px"], each.geometry().area()] for each in layer.getFeatures()
    ]]
layer = QgsVectorLayer(str(folder / "points.gpkg"), "places", "ogr")
told["places"] = [layer.crs().authid(), [
    [each["id"], each["class"] or "", each.geometry().asPoint().x()] for each in layer.getFeatures()
]]
print(json.dumps(told), flush=True)
os._exit(0)  # layers that outlive the program would crash its end
"""


def has_qgis() -> bool:
    if not Path(PYTHON).exists():
        return False
    asked = [PYTHON, "-c", "import importlib.util as u; exit(u.find_spec('qgis') is None)"]
    return not subprocess.run(asked, check=False).returncode


def outside(home) -> dict[str, str]:
    """Return an environment without what this Python was begun with."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}


def rows_of(path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def case(make_case):
    return make_case(labels=np.repeat(np.arange(4, dtype=np.uint8), 30)[None].repeat(50, 0))


@pytest.fixture
def folder(case, tmp_path):
    out = tmp_path / "out"
    settings = SweepSettings(band_names=BANDS, k_min=3, k_max=3)
    run = Run.begin(settings, case.scene.bands, case.grid)
    sweep = SweepResult(run, (case.result,), (), {"total": 1.0})
    looks = {3: ClusterLook(3, NAMES, COLOURS)}
    drain(export_results(ExportRequest(out, (3,), PRODUCTS), Results(case.scene, sweep, looks)))
    return out


@pytest.fixture
def tool_files(case, folder):
    """What the tools write of the same scene, in the same folder."""
    scene, grid = case.scene, case.grid
    labels = np.repeat(np.arange(4, dtype=np.uint8), 30)[None].repeat(50, 0)
    unusual = np.ones((50, 120), dtype=np.uint8)
    unusual[10:12, 20:24] = 2
    mask = np.ones((2, 4), dtype=bool)
    piece = Piece(1, 11.0, 22.0, 10, 20, mask, 120.0, 60.0, 4.0, 2.0, 90.0, 12.5)
    x, y = grid.xy(11, 22)
    rows = (PieceRow(piece, x, y, None, None),)
    valid, sure = labels > 0, np.full(labels.shape, 80, dtype=np.uint8)
    classes = ClassNumbers.of(("1", "2", "3"))
    places = LookedPlaces(
        ("run", 3), (MapClass(1, NAMES[0]),), (0, 1), (0, 1), (1, 1), bytes([1, 0]), 1
    )
    with Staging(folder) as staging:
        figures = figures_of(labels, grid, 3)
        drain(stage_clouds(staging, scene, Decision(labels, None), figures, ()))
        drain(stage_partial(staging, scene, labels, sure, valid, classes))
        drain(stage_pieces(staging, scene, unusual, rows))
    write_places(folder / "points.gpkg", places, grid)
    return folder


@pytest.mark.skipif(not has_qgis(), reason="no QGIS here")
def test_qgis_shows_classes_with_names_colours_crs_and_areas(tool_files, tmp_path):
    asked = [PYTHON, "-c", ASK_QGIS, tool_files, *TOOL_MAPS]
    done = subprocess.run(
        asked, env=outside(tmp_path), capture_output=True, text=True, timeout=120, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    entries = [
        [n, name, list(rgb)] for n, (name, rgb) in enumerate(zip(NAMES, COLOURS, strict=True), 1)
    ]
    assert told["map"] == {
        "is_valid": True,
        "crs": "EPSG:32611",
        "renderer": "paletted",
        "classes": entries,
        "no_data": 0,
        "size": [120, 50],
    }
    polygons = told["polygons"]
    assert (polygons["is_valid"], polygons["crs"]) == (True, "EPSG:32611")
    assert polygons["renderer"] == "categorizedSymbol"
    assert sorted(polygons["classes"]) == sorted(entry[1:] for entry in entries)
    assert sorted(name for name, *_ in polygons["features"]) == sorted(NAMES)
    for _, area_m2, drawn_m2, is_valid in polygons["features"]:
        assert is_valid
        assert area_m2 == drawn_m2 == 30 * 50 * 900
    assert told["picture"] == {"is_valid": True, "crs": "EPSG:32611", "corner": [5e5, 5.7e6]}
    for name, names in TOOL_MAPS.items():
        assert told[name] == {"crs": "EPSG:32611", "classes": names, "no_data": 0}, name
    assert told["confidence"] == ["EPSG:32611", 255, "Band 1: confidence, per cent"]
    assert told["pieces"] == ["EPSG:32611", [[1, 8, 8 * 900]]]
    assert told["positions"] == ["EPSG:32611", [[1, 8, 0]]]
    crs, points = told["places"]
    assert crs == "EPSG:32611"
    assert points == [[1, NAMES[0], 500_015], [2, "", 500_045]]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
@pytest.mark.parametrize("name", ["tables_k03.xlsx", "signatures_k03.csv"])
def test_libreoffice_reads_names_as_text_and_figures_as_numbers(case, folder, tmp_path, name):
    target = tmp_path / "read"
    how = ["--infilter=CSV:44,34,76,1"] if name.endswith(".csv") else []
    sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    asked = ["soffice", "--headless", *how, "--convert-to", sheets, "--outdir", target]
    subprocess.run(
        [*asked, folder / name], env=outside(tmp_path), capture_output=True, timeout=120, check=True
    )
    tables = [rows_of(path) for path in sorted(target.iterdir())]
    rows = next(rows for rows in tables if any(row[:1] == [NAMES[0]] for row in rows))
    first = next(at for at, row in enumerate(rows) if row and row[0] == NAMES[0])
    assert [unshielded(row[0]) for row in rows[first : first + 3]] == list(NAMES)
    cells = rows[first + 1]
    assert str(int(case.result.signatures.n_px[1])) in cells
