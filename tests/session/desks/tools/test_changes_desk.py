"""The shown map is compared with a map of a file: counted, shown, and written as by the command."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.cli.commands.compare import run
from app.cli.commands.replay import run as replay
from app.session import Session, remedies
from tests.session.test_projects import SETTINGS, WAIT_MS, opened, swept, write_scene

pytestmark = pytest.mark.gui
UTM = Affine(30, 0, 500_000, 0, -30, 5_700_000)


def write_map(path, labels, *, transform=UTM, crs="EPSG:32611"):
    with rasterio.open(
        path, "w", driver="GTiff", width=labels.shape[1], height=labels.shape[0], count=1,
        dtype="uint8", nodata=0, crs=crs, transform=transform,
    ) as file:  # fmt: skip
        file.write(labels.astype(np.uint8), 1)
    return path


@pytest.fixture
def session(qtbot, tmp_path):
    write_scene(tmp_path / "scene")
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    opened(qtbot, session, tmp_path / "scene")
    swept(qtbot, session, replace(SETTINGS, k_min=4, k_max=4))
    session.comparing.want_transitions(is_wanted=True)
    yield session
    session.shut_down()


@pytest.fixture
def labels(session):
    """The shown map with its last stripe given to class 1, as another program may have it."""
    labels = session.sweeps.result.full.labels.copy()
    labels[45:] = np.where(labels[45:] > 0, 1, 0)
    return labels


def read(qtbot, session, path):
    with qtbot.waitSignal(session.changes.told_changed, timeout=WAIT_MS, check_params_cb=bool):
        session.changes.read(path)
    return session.changes.told


def test_a_map_of_a_file_stands_beside_the_shown_one_and_is_counted(
    qtbot, session, labels, tmp_path
):
    told = read(qtbot, session, write_map(tmp_path / "other.tif", labels))
    assert [side.title for side in session.comparing.sides] == ["k = 4, Run 1", "other.tif"]
    (change,) = told.changes
    assert change.n_px == 15 * 90
    assert told.is_by_number
    lost = {one.name: one.lost for one in told.in_pixels.balances}
    assert sum(lost.values()) == 15 * 90
    assert told.kept / told.total == pytest.approx(1 - 15 * 90 / (90 * 60 - 36))


def test_changes_are_shown_where_they_are_and_no_more_where_nothing_is_compared(
    qtbot, session, labels, tmp_path
):
    read(qtbot, session, write_map(tmp_path / "other.tif", labels))
    with qtbot.waitSignal(session.changes.picture_changed, timeout=WAIT_MS) as seen:
        session.changes.show_changes(is_wanted=True)
    picture = seen.args[0]
    step = session.sweeps.result.preview.step
    rows = np.arange(picture.labels.shape[0]) * step
    assert (picture.labels[rows < 45] == 0).all()
    assert (picture.labels[rows >= 45] == 2).all()
    assert session.changes.look.name_of(2).endswith(" to Class 1")
    with qtbot.waitSignal(session.changes.picture_changed, timeout=WAIT_MS) as seen:
        session.comparing.stop()
    assert seen.args == [None]


def test_what_is_written_is_what_the_command_writes(qtbot, session, labels, tmp_path):
    other = write_map(tmp_path / "other.tif", labels)
    read(qtbot, session, other)
    folder = tmp_path / "changes"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.changes.export(folder)
    shown = write_map(tmp_path / "shown.tif", session.sweeps.result.full.labels)
    out = tmp_path / "out"
    assert run([str(shown), str(other), "--out", str(out), "--quiet"]) == 0
    for name in ("transition_matrix.csv", "gains_losses.csv"):
        ours, theirs = (
            list(csv.DictReader((place / name).read_text().splitlines())) for place in (folder, out)
        )
        # The map that is written here says no date.
        assert {row.pop("from_acquired") for row in ours} == {"2020-01-01"}
        assert {row["crs"] for row in ours} == {"EPSG:32611"}
        ours, theirs = ([list(row.values())[1:] for row in rows] for rows in (ours, theirs))
        assert ours == theirs, name
    with rasterio.open(folder / "changes.tif") as one, rasterio.open(out / "changes.tif") as two:
        assert (one.read(1) == two.read(1)).all()
    assert json.loads((folder / "changes.json").read_text())["to"] == "other.tif"
    assert "Changes from k = 4, Run 1 to other.tif" in (folder / "report.html").read_text()


def test_the_record_of_what_was_written_repeats_it_to_the_byte(qtbot, session, labels, tmp_path):
    session.classes.rename(2, "=1+1")
    other = write_map(tmp_path / "other.tif", labels)
    read(qtbot, session, other)
    folder, again = tmp_path / "changes", tmp_path / "again"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.changes.export(folder)
    other.unlink()  # both maps were written
    assert replay([str(folder / "run.json"), "--out", str(again), "--quiet"]) == 0
    names = {path.name for path in again.iterdir()}
    beside = {path.name for path in folder.iterdir()} - names
    assert {name.split(".")[0] for name in beside} == {"from", "to", "changes"}
    assert "changes.json" in beside
    for name in names - {"run.json", "report.html"}:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    ours, theirs = (json.loads((one / "run.json").read_text()) for one in (folder, again))
    assert list(ours["outputs"]) == ["changes.tif"]
    for key in ("outputs", "changes", "matrix_px", "classes"):
        assert ours[key] == theirs[key], key
    page = (again / "report.html").read_text(encoding="utf-8")
    assert "Changes from k = 4, Run 1 to other.tif" in page
    assert "=1+1" in page


def test_a_coarser_map_is_counted_in_its_own_pixels(qtbot, session, labels, tmp_path):
    coarse = Affine(60, 0, 500_000, 0, -60, 5_700_000)
    told = read(qtbot, session, write_map(tmp_path / "c.tif", labels[::2, ::2], transform=coarse))
    assert int(told.found.n_px.sum()) == 45 * 30 - 9
    assert told.total == pytest.approx((45 * 30 - 9) * 3600, rel=5e-3)


def test_what_is_no_map_of_the_place_offers_another(qtbot, session, labels, tmp_path):
    far = write_map(tmp_path / "far.tif", labels, transform=Affine(30, 0, 9e5, 0, -30, 5e6))
    session.changes.read(far)
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    message = session.heard[-1]
    assert message.title == "Maps cannot be compared"
    title = session.scenes.scene.title
    assert message.detail == f'"{title}" and "far.tif" do not overlap.'
    assert [way.key for way in message.remedies] == [remedies.CHOOSE_MAP]
    assert not session.comparing.is_on


def test_a_project_keeps_no_map_of_a_file_and_another_scene_forgets_it(
    qtbot, session, labels, tmp_path
):
    read(qtbot, session, write_map(tmp_path / "other.tif", labels))
    project = tmp_path / "work.bandsweep"
    session.projects.save(project)
    qtbot.waitUntil(project.exists, timeout=WAIT_MS)
    assert "file 1" not in project.read_text()
    write_scene(tmp_path / "second", shift=40)
    opened(qtbot, session, tmp_path / "second")
    assert not session.comparing.is_on
    assert [title for _, title in session.comparing.choices] == ["Picture"]
