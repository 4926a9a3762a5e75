"""The command writes what it is asked for beside its maps, for every k."""

import sqlite3
from contextlib import closing

import pytest

from app.cli.sweep_command import run
from app.cli.with_products import PRODUCT_WORDS, read_products
from app.errors import SettingsError
from app.products.registry import ON_REQUEST
from app.resources import resource_path

ENDINGS = {
    "polygons": "classes_k{:02d}.gpkg",
    "sheet": "sheet_k{:02d}.pdf",
    "report": "report_k{:02d}.html",
    "report-pdf": "report_k{:02d}.pdf",
    "stac": "clusters_k{:02d}.stac.json",
    "xlsx": "tables_k{:02d}.xlsx",
    "model": "k{:02d}.bandsweep-model",
}


@pytest.fixture(scope="module")
def scene():
    return str(next(resource_path("sample_scene").glob("*_SIMULATED")))


def sweep(scene, out, *options):
    return run([scene, "--k", "2-3", "--out", str(out), "--quiet", *options])


@pytest.fixture(scope="module")
def out(scene, tmp_path_factory):
    folder = tmp_path_factory.mktemp("with") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder.parent)
        assert sweep(scene, "out", "--with", ",".join(ENDINGS)) == 0  # as people type it
    return folder


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_every_product_has_its_file_for_every_k(out):
    assert ON_REQUEST.keys() == ENDINGS.keys()
    asked = {name.format(k) for name in ENDINGS.values() for k in (2, 3)}
    assert asked | {"clusters_k02.tif", "clusters_k03.tif"} <= names(out)


def test_polygons_have_the_pixels_that_tables_tell(out):
    with closing(sqlite3.connect(out / "classes_k03.gpkg")) as file:
        told = file.execute("SELECT n_px FROM classes").fetchall()
    lines = (out / "signatures_k03.csv").read_text().splitlines()[1:]
    assert [str(n_px) for (n_px,) in told] == [line.split(",")[1] for line in lines]


def test_the_same_run_without_them_leaves_them_and_another_names_them(scene, out, capsys):
    before = names(out)
    assert sweep(scene, out) == 0
    assert names(out) == before
    assert sweep(scene, out, "--seed", "5") == 2
    assert "classes_k02.gpkg" in capsys.readouterr().err
    assert names(out) == before


def test_replace_removes_those_of_another_run(scene, out):
    assert sweep(scene, out, "--seed", "5", "--replace") == 0
    assert not {name for name in names(out) if name.startswith("classes")}


@pytest.mark.parametrize("text", ["", "pictures", "polygons;sheet"])
def test_word_that_stands_for_nothing_is_refused(text):
    with pytest.raises(SettingsError, match="polygons"):
        read_products(text)


def test_words_are_those_of_the_products_that_can_be_asked_for():
    assert tuple(ON_REQUEST) == PRODUCT_WORDS
