"""A workbook holds names as text, exact numbers with totals, and where they come from."""

import re
import zipfile

import numpy as np
import pytest

from app.products.product import Results
from app.products.workbook import stage_workbook
from app.products.writing.safe_write import Staging
from app.steps import drain

NAMES = ("=HYPERLINK(1)", 'Said "no" & <gone>', "http://lake")


@pytest.fixture
def parts(tmp_path, make_case, make_sweep):
    case = make_case(names=NAMES)
    results = Results(case.scene, make_sweep(3, 4), {3: case.look})
    with Staging(tmp_path) as staging:
        drain(stage_workbook(staging, "tables_k03.xlsx", results, 3))
    with zipfile.ZipFile(tmp_path / "tables_k03.xlsx") as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist()}, case


def numbers(sheet, column):
    return [float(cell) for cell in re.findall(rf'<c r="{column}\d+"[^>]*><v>([^<]*)</v>', sheet)]


def test_names_are_text_and_nothing_is_a_formula_or_a_link(parts):
    texts, _ = parts
    classes = texts["xl/worksheets/sheet1.xml"]
    assert "<t>=HYPERLINK(1)</t>" in classes
    assert "<t>Said &quot;no&quot; &amp; &lt;gone&gt;</t>" in classes.replace(
        '"no"', "&quot;no&quot;"
    )
    assert not any("<f>" in text or "<hyperlink" in text for text in texts.values())


def test_classes_end_with_totals(parts):
    texts, case = parts
    classes = texts["xl/worksheets/sheet1.xml"]
    n_px = case.result.signatures.n_px
    assert numbers(classes, "D") == [*n_px, n_px.sum()]
    assert numbers(classes, "E")[-1] == 1.0
    areas = case.result.signatures.area_m2
    assert numbers(classes, "F") == pytest.approx([*areas, areas.sum()])


def test_spectra_have_a_line_for_each_class_and_band(parts):
    texts, case = parts
    means = numbers(texts["xl/worksheets/sheet2.xml"], "F")
    assert np.array(means) == pytest.approx(case.result.signatures.mean.ravel())


def test_source_tells_date_and_crs(parts):
    texts, _ = parts
    source = texts["xl/worksheets/sheet4.xml"]
    assert "<t>EPSG:32611</t>" in source
    assert re.search(r"<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ</t>", source)
