"""What a legend says is what maps, tables, record and project say; splits are the same anywhere."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from app.clustering.legends.class_figures import class_signatures
from app.clustering.legends.legend import Legend
from app.clustering.legends.legend_look import look_of_legend
from app.clustering.legends.map_steps import Split
from app.clustering.legends.splitting import split_map
from app.clustering.settings import SweepSettings
from app.engine import classes
from app.engine.scenes.opening import open_sample
from app.engine.sweeping import sweep
from app.engine.writing import LaidOver, export
from app.errors import FitError, SettingsError
from app.machine.threads import thread_pool
from app.products.registry import PRODUCTS
from app.products.requests import ExportRequest
from app.scene.memory_budget import MIB, MemoryBudget
from app.steps import drain

import rasterio  # isort: skip - after GDAL is locked down

K = 5
SETTINGS = SweepSettings(("B2", "B3", "B4", "B5"), K, K, n_starts=2, n_silhouette_px=300)
FIGURES = ("mean", "std", "p05", "p95", "minimum", "maximum")


@pytest.fixture(scope="module")
def opened():
    return drain(open_sample())[1]


@pytest.fixture(scope="module")
def found(opened):
    return drain(sweep(opened, SETTINGS))[1]


@pytest.fixture(scope="module")
def legend(opened, found):
    """Class 2 of two clusters, named and coloured; cluster 4 in three parts, one of them named."""
    (result,) = found.results
    legend = Legend.of_clusters(K).merged([2, 5]).renamed(2, 'Water, "deep" & <cold>')
    legend = legend.recoloured(2, (1, 128, 255))
    labels = legend.free_labels(3, K)
    propose = classes.propose_split(opened, SETTINGS, result, legend.of(4).members, labels)
    split = drain(propose)[1].split
    return legend.split(split).renamed(7, "Wald ❄")


@pytest.fixture(scope="module")
def revised(opened, found, legend):
    return drain(classes.revise(opened, SETTINGS, found.results[0], legend.steps))[1]


@pytest.fixture(scope="module")
def look(found, legend):
    return look_of_legend(legend, found.results[0].hues, found.results[0].colours)


@pytest.fixture(scope="module")
def truth(opened, revised, legend):
    """By class: its pixels, shape (n_bands, n_px), from the map and the files themselves."""
    class_map = legend.table()[revised.full.labels]
    pixels = opened.survey.pixels[[1, 2, 3, 4]]
    return {number: pixels[:, class_map == number].astype(float) for number in legend.numbers}


@pytest.fixture(scope="module")
def folder(qapp, opened, found, legend, tmp_path_factory):  # noqa: ARG001 - sheets draw text
    out = tmp_path_factory.mktemp("taken away") / "out"
    request = ExportRequest(out, (K,), tuple(product.key for product in PRODUCTS))
    drain(export(request, opened, found, {K: LaidOver(legend, found.results[0], legend.steps)}))
    return out


# Splits


def test_split_gives_each_pixel_of_the_class_to_the_nearest_part(opened, found, legend, revised):
    (split,) = legend.steps
    assert isinstance(split, Split)
    before, after = found.results[0].full.labels, revised.full.labels
    inside = before == 4
    np.testing.assert_array_equal(after[~inside], before[~inside])
    pixels = opened.survey.pixels[[1, 2, 3, 4]][:, inside].astype(float)
    far = ((pixels[:, None] - np.array(split.centres).T[:, :, None]) ** 2).sum(axis=0)
    nearest = np.array(split.labels)[far.argmin(axis=0)]
    assert (after[inside] == nearest).mean() > 0.9999  # ties, and sums in another order
    counts = np.bincount(after[inside], minlength=9)
    assert counts[4] == 0
    assert counts[6] >= counts[7] >= counts[8] > 0


@pytest.mark.parametrize("budget", [None, MemoryBudget(MIB)], ids=["in memory", "streamed"])
def test_split_is_the_same_from_files_and_from_memory(budget, found, legend, revised):
    again = drain(open_sample(budget))[1]
    assert (again.survey.pixels is None) == (budget is not None)
    made = drain(classes.revise(again, SETTINGS, found.results[0], legend.steps))[1]
    np.testing.assert_array_equal(made.full.labels, revised.full.labels)
    step = made.preview.step
    np.testing.assert_array_equal(made.preview.labels, made.full.labels[::step, ::step])
    for name in ("n_px", "area_m2", *FIGURES):
        np.testing.assert_allclose(
            getattr(made.signatures, name), getattr(revised.signatures, name), rtol=1e-12
        )


def test_figures_after_a_split_and_a_merge_of_parts_are_those_of_their_pixels(
    opened, legend, revised
):
    again = legend.merged([1, 7, 8])
    areas = opened.scene.grid.areas
    each_m2 = np.repeat(areas.m2, np.diff(areas.row_edges), axis=0)
    each_m2 = np.repeat(each_m2, np.diff(areas.col_edges), axis=1)
    told = class_signatures(revised.signatures, again)
    class_map = again.table()[revised.full.labels]
    pixels = opened.survey.pixels[[1, 2, 3, 4]]
    for row, number in enumerate(again.numbers):
        own = pixels[:, class_map == number].astype(float)
        assert told.n_px[row] == own.shape[1]
        assert told.area_m2[row] == pytest.approx(each_m2[class_map == number].sum(), rel=1e-9)
        p05, p95 = np.percentile(own, (5, 95), axis=1)
        wanted = (own.mean(axis=1), own.std(axis=1), p05, p95, own.min(axis=1), own.max(axis=1))
        for name, figure in zip(FIGURES, wanted, strict=True):
            np.testing.assert_allclose(getattr(told, name)[row], figure, rtol=1e-9, err_msg=name)


def test_one_split_after_the_other_is_the_same_as_both_at_once(opened, found, legend):
    (result,) = found.results
    first = drain(classes.revise(opened, SETTINGS, result, legend.steps))[1]
    labels = legend.free_labels(2, K)
    propose = classes.propose_split(opened, SETTINGS, first, legend.of(7).members, labels)
    parts = drain(propose)[1]
    both = legend.split(parts.split)
    one_by_one = drain(classes.revise(opened, SETTINGS, first, both.steps[1:]))[1]
    at_once = drain(classes.revise(opened, SETTINGS, result, both.steps))[1]
    np.testing.assert_array_equal(one_by_one.full.labels, at_once.full.labels)
    np.testing.assert_array_equal(parts.preview.labels, at_once.preview.labels)


def test_nothing_is_done_where_the_map_is_there(opened, found):
    assert drain(classes.revise(opened, SETTINGS, found.results[0], ()))[1] is found.results[0]


def test_a_map_of_a_sample_is_not_split_and_says_why(opened, found, legend):
    estimate = replace(found.results[0], full=None)
    room = np.zeros((opened.scene.grid.height, opened.scene.grid.width), dtype=np.uint8)
    source, (step,) = opened.pixels(SETTINGS), legend.steps
    with thread_pool() as pool, pytest.raises(FitError, match="estimate from a sample") as refusal:
        drain(split_map(source, opened.survey, estimate, step, room, pool))
    assert refusal.value.title == "Result not final yet"
    assert refusal.value.hint
    assert not room.any()


def test_class_of_too_few_spectra_is_not_split(opened, found):
    (result,) = found.results
    with pytest.raises(FitError, match="cannot be split"):
        drain(classes.propose_split(opened, SETTINGS, result, (200,), (6, 7)))


def test_split_of_other_bands_is_refused(opened, found):
    split = Split((4,), (6, 7), ((1.0, 2.0), (3.0, 4.0)))
    with pytest.raises(SettingsError, match="no longer fit"):
        drain(classes.revise(opened, SETTINGS, found.results[0], (split,)))


def test_map_of_an_estimate_is_not_revised(opened, found, legend):
    estimate = replace(found.results[0], full=None)
    with pytest.raises(SettingsError, match="not ready"):
        drain(classes.revise(opened, SETTINGS, estimate, legend.steps))


# What is taken away says what the legend says


def test_map_holds_the_numbers_of_the_classes_and_their_colours(folder, legend, look, revised):
    with rasterio.open(folder / "clusters_k05.tif") as file:
        np.testing.assert_array_equal(file.read(1), legend.table()[revised.full.labels])
        colours = file.colormap(1)
    assert tuple(colours[number][:3] for number in look.numbers) == look.colours
    assert look.numbers == (1, 2, 3, 4, 7, 8)


def test_attribute_table_tells_the_classes(folder, look, truth):
    root = ET.parse(folder / "clusters_k05.tif.aux.xml").getroot()  # noqa: S314 - our own
    categories = [entry.text or "" for entry in root.iter("Category")]
    assert [categories[number] for number in look.numbers] == list(look.names)
    assert [categories[number] for number in (5, 6)] == ["", ""]
    rows = [[cell.text for cell in row] for row in root.iter("Row")]
    assert [int(row[0]) for row in rows] == list(look.numbers)
    assert [int(row[1]) for row in rows] == [truth[number].shape[1] for number in look.numbers]
    assert [row[2] for row in rows] == list(look.names)
    assert [tuple(map(int, row[3:6])) for row in rows] == list(look.colours)


def test_style_of_qgis_tells_the_classes(folder, look):
    text = (folder / "clusters_k05.qml").read_text("utf-8").split("\n", 1)[1]
    entries = list(ET.fromstring(text).iter("paletteEntry"))  # noqa: S314 - our own
    assert [int(entry.get("value")) for entry in entries] == list(look.numbers)
    assert [entry.get("label") for entry in entries] == list(look.names)
    colours = ["#{:02x}{:02x}{:02x}".format(*colour) for colour in look.colours]
    assert [entry.get("color") for entry in entries] == colours


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_picture_has_the_colours_of_the_classes(folder, look, revised, legend):
    with rasterio.open(folder / "clusters_k05.png") as file:
        shown = file.read()
        if len(shown) == 1:
            colours = file.colormap(1)
            table = np.array([colours.get(label, (0,) * 4)[:3] for label in range(256)])
            shown = table[shown[0]].transpose(2, 0, 1)
    class_map = legend.table()[revised.full.labels]
    for number, colour in zip(look.numbers, look.colours, strict=True):
        own = shown[:3, class_map == number]
        assert (own == np.array(colour)[:, None]).all()


def test_table_tells_the_spectra_of_the_classes(folder, look, truth):
    with (folder / "signatures_k05.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["cluster"]) for row in rows] == list(look.numbers)
    assert [row["name"] for row in rows] == list(look.names)
    for row in rows:
        own = truth[int(row["cluster"])]
        assert int(row["n_px"]) == own.shape[1]
        stored = {key: float(row[f"B2_{key}"]) for key in ("min", "max")}
        assert stored["min"] < stored["max"]
    n_px = np.array([int(row["n_px"]) for row in rows])
    shares = [float(row["share"]) for row in rows]
    np.testing.assert_allclose(shares, n_px / n_px.sum(), rtol=1e-12)


def test_record_of_the_run_tells_the_classes_and_how_their_map_is_made(folder, look, legend, truth):
    told = json.loads((folder / "run_k05.json").read_text("utf-8"))["legend"]
    assert told["k"] == K
    assert [one["number"] for one in told["classes"]] == list(look.numbers)
    assert [one["name"] for one in told["classes"]] == list(look.names)
    assert [tuple(one["members"]) for one in told["classes"]] == [
        one.members for one in legend.classes
    ]
    assert [one["n_px"] for one in told["classes"]] == [
        truth[number].shape[1] for number in look.numbers
    ]
    (step,) = told["steps"]
    assert step["kind"] == "split"
    assert tuple(map(tuple, step["centres"])) == legend.steps[0].centres
    assert (tuple(step["members"]), tuple(step["labels"])) == ((4,), (6, 7, 8))


def test_project_holds_the_legend(tmp_path, found, legend):
    from app.products.projects.project import Project, write_project
    from app.products.projects.project_reading import read_project
    from app.scene.nodata import NoDataRule
    from app.scene.picture.composite import Stretch

    legends = {(found.run.id, K): legend}
    path = tmp_path / "a.bandsweep"
    write_project(
        path,
        Project("sample", (Path("sample"),), ("B2",), NoDataRule(), None, Stretch(), legends),
    )
    assert read_project(path).legends == legends
