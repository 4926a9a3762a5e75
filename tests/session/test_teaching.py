"""What bands are called and what they measure can be said at any time, and taken back."""

import csv
import json

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QObject
from rasterio import Affine

from app.clustering.settings import SweepSettings
from app.errors import SettingsError
from app.products.requests import ExportRequest
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching, TaughtBand
from app.scene.recognition.sensor_presets import (
    assign,
    known_presets,
    preset_called,
    role_and_kind,
    teachable,
)
from app.session import Session
from app.session.desks.edit_desk import EditDesk
from tests.session.test_projects import SPECTRA

WAIT_MS = 60_000
SETTINGS = SweepSettings((), k_min=2, k_max=3, n_starts=2, n_silhouette_px=200)
TM = ["B1", "B2", "B3", "B4", "B5", "B7"]


@pytest.fixture
def plain_file(tmp_path):
    """Write six bands of four materials; nothing tells what the bands are."""
    materials = np.repeat(np.arange(4), 12)[:, None] * np.ones(50, dtype=int)
    noise = np.random.default_rng(1).normal(0, 20, (6, 48, 50))
    spectra = np.concatenate([SPECTRA, SPECTRA[:, :2] + 500], axis=1)
    values = (spectra[materials].transpose(2, 0, 1) + noise).clip(1).astype(np.uint16)
    path = tmp_path / "plain.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=50, height=48, count=6, dtype="uint16",
        crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
    ) as file:  # fmt: skip
        file.write(values)
    return path


@pytest.fixture
def new_session(qapp):  # noqa: ARG001 - threads need the application
    sessions = []

    def make() -> Session:
        session = Session()
        session.heard = []
        session.message_raised.connect(session.heard.append)
        sessions.append(session)
        return session

    yield make
    for session in sessions:
        session.shut_down()


def open_and_wait(qtbot, session, path):
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_paths((path,))
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)


def sweep_and_wait(qtbot, session):
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(SETTINGS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)


def thematic_mapper(session) -> BandTeaching:
    preset = preset_called("Landsat 4-5", known_presets())
    return assign(teachable(session.editing.found), preset, preset.in_order(6))


def called(bands):
    return [band.called for band in bands]


@pytest.mark.gui
def test_taught_sensor_is_everywhere_at_once_without_reading_the_files_again(
    qtbot, new_session, plain_file
):
    session = new_session()
    open_and_wait(qtbot, session, plain_file)
    sweep_and_wait(qtbot, session)
    session.sweeps.select_cluster(1)
    qtbot.waitUntil(lambda: session.values._values is not None, timeout=WAIT_MS)
    before = session.sweeps.sweep
    plain_file.unlink()  # what is read from now on would be missed
    session.editing.teach(thematic_mapper(session))
    assert session.editing.now.channels == ("3", "2", "1")
    assert called(session.scenes.scene.bands) == TM
    assert called(session.scenes.survey.preview.bands) == TM
    assert called(one.band for one in session.scenes.survey.stats) == TM
    assert called(session.sweeps.result.signatures.bands) == TM
    assert called(one.band for one in session.values._values.bands) == TM
    assert [name for name, _ in session.scenes.readout(3, 3).values] == TM
    after = session.sweeps.sweep
    assert after.run == before.run
    for old, new in zip(before.results, after.results, strict=True):
        assert new.model is old.model
        assert new.full is old.full
    assert session.heard == []


@pytest.mark.gui
def test_undo_takes_back_names_composite_and_ticks_together(qtbot, new_session, plain_file):
    session = new_session()
    open_and_wait(qtbot, session, plain_file)
    before = session.editing.now
    heat = TaughtBand("6", "heat", *role_and_kind("thermal1"))
    session.editing.teach(thematic_mapper(session).saying(heat))
    assert session.editing.now.ticked == ("1", "2", "3", "4", "5")
    assert called(session.scenes.scene.bands)[5] == "heat"
    session.editing.undo()
    assert session.editing.now == before
    assert called(session.scenes.scene.bands) == ["1", "2", "3", "4", "5", "6"]
    assert session.scenes.scene.sensor == ""
    session.editing.redo()
    assert called(session.scenes.scene.bands)[5] == "heat"


@pytest.mark.gui
def test_sweep_after_teaching_is_the_same_run(qtbot, new_session, plain_file):
    session = new_session()
    open_and_wait(qtbot, session, plain_file)
    sweep_and_wait(qtbot, session)
    before = session.sweeps.sweep
    session.editing.teach(thematic_mapper(session))
    sweep_and_wait(qtbot, session)
    assert session.sweeps.sweep.run.id == before.run.id
    assert session.sweeps.sweep.results[0].full is before.results[0].full  # not computed again


@pytest.mark.gui
def test_project_keeps_what_was_taught_after_a_sweep(qtbot, new_session, plain_file, tmp_path):
    session = new_session()
    open_and_wait(qtbot, session, plain_file)
    sweep_and_wait(qtbot, session)
    session.editing.teach(thematic_mapper(session))
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(tmp_path / "work.bandsweep")
    other = new_session()
    with qtbot.waitSignal(other.sweeps.finished, timeout=WAIT_MS):
        other.jobs.open_project(tmp_path / "work.bandsweep")
    qtbot.waitUntil(lambda: not other.jobs.is_busy, timeout=WAIT_MS)
    assert other.editing.now.teaching == session.editing.now.teaching
    assert other.scenes.scene.sensor == "Landsat 4-5 TM"
    assert called(other.sweeps.result.signatures.bands) == TM
    assert called(other.scenes.survey.preview.bands) == TM
    for old, new in zip(session.sweeps.sweep.results, other.sweeps.sweep.results, strict=True):
        np.testing.assert_array_equal(new.full.labels, old.full.labels)
    assert other.heard == []


@pytest.mark.gui
def test_project_that_says_nothing_of_bands_opens_as_before(
    qtbot, new_session, plain_file, tmp_path
):
    session, path = new_session(), tmp_path / "work.bandsweep"
    open_and_wait(qtbot, session, plain_file)
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    content = json.loads(path.read_text())
    assert content.pop("taught") is None
    path.write_text(json.dumps(content))
    open_and_wait(qtbot, session, path)
    assert session.editing.now.teaching == NOTHING_TAUGHT
    assert called(session.scenes.scene.bands) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.gui
@pytest.mark.parametrize(
    ("bands", "title"),
    [
        ([("1", "red", "red", 650.0)] * 2, "Project is damaged"),
        ([("1", "red", "red", -1.0)], "Project is damaged"),
        ([("1", "red", "crimson", None)], "Bands no longer fit"),
        ([("1", "2", "red", None)], "Bands no longer fit"),
    ],
)
def test_project_that_says_what_cannot_be_is_refused(
    qtbot, new_session, plain_file, tmp_path, bands, title
):
    session, path = new_session(), tmp_path / "work.bandsweep"
    open_and_wait(qtbot, session, plain_file)
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    content = json.loads(path.read_text())
    keys = ("band", "name", "role", "wavelength_nm")
    said = [dict(zip(keys, band, strict=True)) | {"kind": "optical"} for band in bands]
    content["taught"] = {"sensor": "", "bands": said}
    path.write_text(json.dumps(content))
    with qtbot.waitSignal(session.jobs.failed, timeout=WAIT_MS) as failed:
        session.jobs.open_paths((path,))
    assert failed.args[1].title == title


@pytest.mark.gui
def test_export_calls_bands_as_the_person_does_and_says_what_was_taught(
    qtbot, new_session, plain_file, tmp_path
):
    session = new_session()
    open_and_wait(qtbot, session, plain_file)
    sweep_and_wait(qtbot, session)
    session.editing.teach(thematic_mapper(session))
    with qtbot.waitSignal(session.jobs.exported, timeout=WAIT_MS):
        session.jobs.export(ExportRequest(tmp_path, (2,), frozenset({"signatures", "report"})))
    with (tmp_path / "signatures_k02.csv").open() as file:
        header = next(csv.reader(file))
    assert [name for name in header if name.endswith("_mean")] == [f"{b}_mean" for b in TM]
    report = json.loads((tmp_path / "run_k02.json").read_text())
    assert report["settings"]["band_names"] == ["1", "2", "3", "4", "5", "6"]
    assert report["taught"]["sensor"] == "Landsat 4-5 TM"
    assert report["taught"]["bands"]["6"] == {
        "name": "B7", "role": "swir2", "kind": "optical", "wavelength_nm": 2223.0,
    }  # fmt: skip
    assert [band["role"] for band in report["inputs"]][:3] == ["blue", "green", "red"]


@pytest.fixture
def desk(qapp, scene):  # noqa: ARG001
    owner = QObject()
    desk = EditDesk(owner)
    desk.begin(scene)
    yield desk
    owner.deleteLater()


def test_composite_that_was_chosen_stays_when_bands_are_taught(desk):
    desk.set_channels(("B5", "B5", "B2"))
    desk.teach(BandTeaching("", (TaughtBand("B2", "B2", "red"),)))
    assert desk.now.channels == ("B5", "B5", "B2")


def test_nothing_changes_where_the_teaching_cannot_be(desk):
    before = desk.now
    with pytest.raises(SettingsError):
        desk.teach(BandTeaching("", (TaughtBand("B2", "B3", "red"),)))
    assert desk.now == before
    desk.teach(NOTHING_TAUGHT)
    assert desk.now is before


def test_what_is_undone_is_named(desk):
    heard = []
    desk.history_changed.connect(lambda undo, redo: heard.append((undo, redo)))
    desk.teach(
        BandTeaching("Mine", (TaughtBand("B2", "B2", "thermal1", role_and_kind("thermal1")[1]),))
    )
    assert heard == [("description of bands", "")]
