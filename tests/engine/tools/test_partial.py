"""Labels painted on a map give the same classes as the file they are written to."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.arrays import Window
from app.cli.commands.replay import run as replay
from app.clustering.partial.choices import Merge, PartialChoices, PartialMode, PartialWishes, Split
from app.engine.scenes.leaving_out import masked
from app.engine.scenes.opening import open_scene
from app.engine.tools.partial import classing, learning
from app.engine.tools.partial.classing import class_pixels, find_classes
from app.engine.tools.partial.exporting import export_classes, export_labels
from app.engine.tools.partial.learning import learn_classes
from app.errors import SettingsError
from app.products.projects.saved_work import Project
from app.scene.areas.labelled.label_file import read_labels
from app.scene.areas.labelled.label_plane import lay_out
from app.scene.areas.labelled.painted import Mark, MarkKind, PaintedLabels
from app.scene.areas.labelled.painting import painted_plane
from app.scene.files.reader import SceneReader
from app.scene.leaving_out.leave_out import LeaveOut
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Stretch
from app.scene.scene_product import SceneProduct
from app.steps import drain
from tests.cli.commands.conftest import write_scene

NAMES = ("B2", "B4", "B5")
CLIPPED = NoDataRule(leave_out=LeaveOut(window=Window(0, 3, 48, 54)))
NOT_MADE_AGAIN = {"run.json", "labels.gpkg", "choices.bandsweep", "report.html"}
WISHES = PartialWishes(k=12, aside=0.3, seed=4)


def stroke(grid, label, row, col, to_col, size_px=3.0):
    line = (*grid.xy(row, col), *grid.xy(row, to_col))
    return Mark(MarkKind.STROKE, label, line, radius=size_px / 2 * grid.transform[0])


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = write_scene(tmp_path_factory.mktemp("partial") / "scene")
    return drain(open_scene([folder]))[1]


@pytest.fixture(scope="module")
def plane(opened):
    """Four materials lie in strips of twelve rows; the third label covers two of them."""
    grid, labels = opened.scene.grid, PaintedLabels()
    for name, colour in (("Water", (0, 0, 255)), ("Soil", (200, 100, 0)), ("Plants", (0, 99, 0))):
        labels = labels.with_class(name, colour)
    rows = ((1, 5), (2, 17), (3, 29), (3, 41))
    marks = [stroke(grid, label, row + 0.5, 4, 56) for label, row in rows]
    return painted_plane(labels.marked(marks), grid)


@pytest.fixture(scope="module")
def learned(opened, plane):
    return drain(learn_classes(opened, NAMES, plane, WISHES))[1]


@pytest.fixture(scope="module")
def found(opened, learned):
    return drain(class_pixels(opened.scene, learned))[1]


def by_number(found):
    return {vote.number: vote for vote in found.votes}


def test_strokes_class_the_scene_and_what_was_set_aside_says_how_well(found, plane):
    at = [plane.names.index(name) + 1 for name in ("Water", "Soil", "Plants", "Plants")]
    truth = np.repeat(at, 12)[:, None]
    assert (found.labels == truth).mean() > 0.97
    assert 0 < found.n_aside_px < found.n_learned_px
    assert found.matrix.overall_low < found.matrix.overall <= found.matrix.overall_high <= 1
    assert {vote.number for vote in found.votes} == set(np.unique(found.clusters).tolist())


@pytest.mark.parametrize(("n_rows", "n_read"), [(1, 48), (7, 16), (64, 1), (3, 5)])
def test_classes_are_the_same_however_many_rows_are_read_and_reckoned_at_once(
    opened, learned, found, monkeypatch, n_rows, n_read
):
    monkeypatch.setattr(classing, "_N_ROWS", n_rows)
    monkeypatch.setattr(learning, "_STRIP_PX", n_read)
    monkeypatch.setattr(SceneReader, "block_shape", lambda _reader: (1, 60))
    again = drain(class_pixels(opened.scene, learned))[1]
    for name in ("labels", "confidence", "clusters"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))


@pytest.mark.parametrize("name", ["labels.gpkg", "labels.geojson"])
def test_labels_are_read_back_to_the_same_pixels_places_and_colours(tmp_path, opened, plane, name):
    drain(export_labels(tmp_path / name, plane, opened.scene))
    again = lay_out(read_labels(tmp_path / name), opened.scene.grid, "scene")
    assert (again.names, again.colours) == (plane.names, plane.colours)
    np.testing.assert_array_equal(again.labels, plane.labels)
    np.testing.assert_array_equal(again.places, plane.places)


def test_labels_tell_when_the_scene_was_taken_and_its_crs(tmp_path, opened, plane):
    taken = SceneProduct(acquired=datetime(2020, 7, 15, tzinfo=UTC))
    scene = replace(opened.scene, product=taken)
    for name in ("labels.gpkg", "labels.geojson"):
        drain(export_labels(tmp_path / name, plane, scene))
    with closing(sqlite3.connect(tmp_path / "labels.gpkg")) as file:
        (about,) = file.execute("SELECT description FROM gpkg_contents").fetchone()
    assert about.endswith(f", taken 2020-07-15. CRS: {scene.grid.crs_name}.")
    document = json.loads((tmp_path / "labels.geojson").read_text())
    assert document["acquired"] == "2020-07-15"
    assert document["crs"]["properties"]["name"].endswith(scene.grid.crs_name.split(":")[1])


def project_of(scene, rule):
    return Project(
        title=scene.title,
        sources=scene.sources,
        ticked=NAMES,
        nodata=rule,
        channels=None,
        stretch=Stretch(),
        target=scene.target,
    )


@pytest.mark.parametrize("rule", [NoDataRule(), CLIPPED], ids=["all pixels", "some left out"])
def test_replay_makes_the_same_files_of_what_was_written(tmp_path, opened, plane, rule):
    rule = drain(masked(opened.scene, rule))[1]
    learned = drain(learn_classes(opened, NAMES, plane, WISHES, rule))[1]
    found = drain(class_pixels(opened.scene, learned))[1]
    decisions = (Split(by_number(found)[1].number, 2), Merge(_pure_pair(found)))
    result = drain(class_pixels(opened.scene, learned, decisions))[1]
    choices = PartialChoices(wishes=WISHES, decisions=decisions)
    out = tmp_path / "out"
    drain(export_classes(out, opened.scene, result, choices, project_of(opened.scene, rule), 0.0))
    assert (out / "choices.bandsweep").exists() != (rule == NoDataRule())
    assert replay([str(out / "run.json"), "--out", str(tmp_path / "again"), "--quiet"]) == 0
    for path in sorted(out.iterdir()):
        if path.name not in NOT_MADE_AGAIN:
            assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
    assert "0000ff" in (out / "classes.qml").read_text(encoding="utf-8")


def _pure_pair(found):
    pure = [vote for vote in found.votes if vote.best == 1 and vote.number != 1]
    return pure[0].number, pure[1].number


@pytest.mark.parametrize("mode", list(PartialMode))
def test_a_split_parts_the_pixels_of_one_cluster_alone(opened, plane, mode):
    learned = drain(learn_classes(opened, NAMES, plane, replace(WISHES, mode=mode)))[1]
    before = drain(class_pixels(opened.scene, learned))[1]
    largest = max(before.votes, key=lambda vote: vote.n_px)
    after = drain(class_pixels(opened.scene, learned, [Split(largest.number, 3)]))[1]
    own = before.clusters == largest.number
    new = set(by_number(after)) - set(by_number(before))
    assert len(new) == 2
    parts = np.isin(after.clusters, [largest.number, *new])
    assert (parts & own).sum() > 0.9 * own.sum()
    assert len(np.unique(after.clusters[own & parts])) == 3
    assert sum(vote.n_px for vote in after.votes) == sum(vote.n_px for vote in before.votes)


def test_merged_clusters_are_one_and_keep_their_labels(opened, learned, found):
    pair = _pure_pair(found)
    after = drain(class_pixels(opened.scene, learned, [Merge(pair)]))[1]
    one, other = (by_number(found)[number] for number in pair)
    merged = by_number(after)[pair[0]]
    assert pair[1] not in by_number(after)
    assert merged.n_px == one.n_px + other.n_px
    assert sum(merged.n_labelled) == sum(one.n_labelled) + sum(other.n_labelled)


@pytest.mark.parametrize(
    ("decisions", "told"),
    [
        ([Split(99, 2)], "Cluster not there"),
        ([Merge((1, 2)), Split(2, 2)], "Cluster not there"),
        ([Split(1, 6)] * 60, "Too many clusters|Cluster too small"),
    ],
)
def test_what_cannot_be_split_or_merged_is_told(opened, learned, decisions, told):
    with pytest.raises(SettingsError, match=told):
        drain(class_pixels(opened.scene, learned, decisions))


def test_classes_that_are_all_set_aside_are_told(opened, plane):
    only = replace(plane, labels=np.where(plane.labels == 1, plane.labels, 0))
    with pytest.raises(SettingsError, match="Too few classes"):
        drain(find_classes(opened, NAMES, only, WISHES))
