"""A sheet tells what the map shows, where it lies and where it comes from."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyproj
import pytest
from PySide6.QtGui import QImage

from app.products.product import Results
from app.products.registry import chosen
from app.products.requests import ExportOptions, Paper
from app.products.sheets.label_picture import label_picture
from app.products.sheets.place_marks import nice_below
from app.products.sheets.sheet_file import sheet_of
from app.products.writing.safe_write import Staging
from app.scene.files.georeference import make_lattice
from app.scene.scene_product import SceneProduct
from app.steps import drain

NAMES = ("Open water", "A name that is a good deal longer than the legend has room for", "=1+1")


@pytest.fixture
def results(make_case, make_sweep):
    case = make_case(names=NAMES)
    product = SceneProduct(
        platform="Sentinel-2A", acquired=datetime(2021, 7, 15, 10, 5, tzinfo=UTC)
    )
    scene = replace(case.scene, product=product, lattice=make_lattice(case.grid))
    return Results(scene, make_sweep(3), {3: case.look})


def test_legend_has_names_shares_and_areas(results):
    sheet = sheet_of(results, 3)
    found = results.classed(3)
    assert [row.name for row in sheet.legend] == list(NAMES)
    share = found.signatures.n_px[0] / found.n_valid_px
    assert sheet.legend[0].share == f"{100 * share:.1f} %"
    assert sheet.legend[0].area == f"{found.signatures.area_m2[0] / 1e4:.2f}"
    assert "ha" in sheet.legend_title


def test_scale_coordinates_and_north_are_those_of_the_grid(results):
    sheet = sheet_of(results, 3)
    assert (sheet.scale_label, sheet.scale_share) == ("200 m", pytest.approx(200 / 1200))
    assert sheet.aspect == pytest.approx(40 / 300)
    assert sheet.across.labels == (
        "E 500\u202f200",
        "E 500\u202f400",
        "E 500\u202f600",
        "E 500\u202f800",
        "E 501\u202f000",
    )
    assert sheet.across.places[0] == pytest.approx(200 / 1200)
    assert sheet.north_deg == pytest.approx(0, abs=0.01)  # on the central meridian
    to_degrees = pyproj.Transformer.from_crs(32611, 4326)
    north, _ = to_degrees.transform(500_000, 5_700_000)
    assert sheet.corners[0] == f"Upper left: {north:.4f}° N, 117.0000° W"


def test_notes_tell_date_crs_and_whose_the_data_are(results):
    sheet = sheet_of(results, 3)
    assert sheet.subtitle.startswith("2021-07-15 10:05:00 UTC")
    assert "EPSG:32611" in sheet.notes[0]
    assert sheet.notes[-1] == "Contains modified Copernicus Sentinel data 2021"


def test_picture_shows_what_most_pixels_are(make_case, make_sweep):
    labels = np.kron(np.array([[1, 2], [2, 1]]), np.ones((30, 30))).astype(np.uint8)
    case = make_case(k=2, labels=labels)
    results = Results(case.scene, make_sweep(2, labels=labels), {2: case.look})
    rgba = label_picture(results, 2, 2)
    assert rgba[..., :3].reshape(-1, 3).tolist() == [
        list(case.look.colours[i]) for i in (0, 1, 1, 0)
    ]


@pytest.mark.parametrize(("value", "nice"), [(9.99, 5), (10, 10), (0.3, 0.2), (4999, 2000)])
def test_lengths_are_round(value, nice):
    assert nice_below(value) == pytest.approx(nice)


@pytest.mark.gui
@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("paper", list(Paper))
def test_files_are_what_their_endings_say_and_hold_the_text(results, tmp_path, paper):
    options = replace(results, options=ExportOptions(paper=paper))
    with Staging(tmp_path) as staging:
        for product in chosen(("sheet", "sheet_svg", "sheet_png")):
            drain(product.write(staging, options, 3))
    pdf = (tmp_path / "sheet_k03.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert re.search(rb"/Type\s*/Font", pdf)  # text, not pictures of it
    svg = (tmp_path / "sheet_k03.svg").read_text(encoding="utf-8")
    assert ">Open water<" in svg
    assert "=1+1" in svg
    picture = QImage(str(tmp_path / "sheet_k03.png"))
    widths = {Paper.A4: 2970, Paper.A3: 4200, Paper.SCREEN: 3200}
    assert picture.width() == widths[paper]
