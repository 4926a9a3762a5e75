"""Computed bands come and go as edits, take part in sweeps, and stay with runs and projects."""

import numpy as np
import pytest

from app.clustering.settings import Scaling, SweepSettings
from app.errors import SettingsError
from app.scene.band import BandKind
from app.scene.band_teaching import TaughtBand
from app.scene.computed.binding import bind, bind_index
from app.scene.grids.target_grid import TargetGrid
from app.scene.indices.spectral_indices import index_called
from app.scene.picture.composite import IndexShown
from app.scene.picture.ramps import Ramp
from tests.session.test_teaching import (  # noqa: F401  # fixtures among them
    WAIT_MS,
    new_session,
    open_and_wait,
    plain_file,
    thematic_mapper,
)

SETTINGS = SweepSettings(
    (), k_min=4, k_max=4, n_starts=2, n_silhouette_px=200, scaling=Scaling.STANDARDISE
)
NDVI = index_called("NDVI")


@pytest.fixture
def session(new_session, plain_file, qtbot):  # noqa: F811
    session = new_session()
    open_and_wait(qtbot, session, plain_file)
    session.editing.teach(thematic_mapper(session))
    return session


def add_ndvi(session):
    return session.computing.add(bind_index(NDVI, session.computing.bands))


def test_an_index_comes_with_a_tick_and_goes_with_undo(session):
    before = session.editing.now
    described = []
    session.scenes.described.connect(described.append)
    assert add_ndvi(session) == "NDVI"
    assert session.editing.now.ticked == (*before.ticked, "NDVI")
    assert [band.called for band in described[-1].listed][-1] == "NDVI"
    assert session.editing.history.to_undo == "new band NDVI"
    session.editing.undo()
    assert session.editing.now == before
    assert "NDVI" not in session.scenes.scene.band_names
    session.editing.redo()
    assert "NDVI" in session.editing.now.ticked


def test_a_pixel_tells_of_the_index(session):
    add_ndvi(session)
    told = dict(session.scenes.readout(10, 10).values)
    red, nir = told["B3"], told["B4"]
    assert told["NDVI"] == pytest.approx((nir - red) / (nir + red), abs=1e-6)


def test_a_formula_that_cannot_be_is_refused(session):
    with pytest.raises(SettingsError, match="Column 7"):
        bind("x", "nir + swir9", session.computing.bands)
    maths = bind("B4", "nir * 2", session.computing.bands)
    assert session.computing.add(maths) == "B4 2"  # the name is another band's


def test_another_formula_never_takes_the_name_of_one_that_was_there(session):
    add_ndvi(session)
    session.computing.remove("NDVI")
    other = bind("NDVI", "nir / red", session.computing.bands)
    assert session.computing.add(other) == "NDVI 2"
    assert add_ndvi(session) == "NDVI"


def test_a_run_keeps_the_band_that_is_taken_away(session, qtbot):
    add_ndvi(session)
    session.jobs.run_sweep(SETTINGS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    result = session.sweeps.result
    assert [band.called for band in result.signatures.bands][-1] == "NDVI"
    means = result.signatures.mean
    red, nir = means[:, 2], means[:, 3]
    np.testing.assert_allclose(means[:, -1], (nir - red) / (nir + red), atol=0.03)
    session.computing.remove("NDVI")
    assert "NDVI" not in session.editing.now.ticked
    assert "NDVI" not in [band.name for band in session.scenes.scene.listed]
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS) as counted:
        session.sweeps.select_cluster(1)
    assert counted.args[0].bands[-1].band.name == "NDVI"
    session.editing.choose_for_sweep(result_names(session), session.editing.now.nodata)
    assert "NDVI" in [band.name for band in session.scenes.scene.listed]


def result_names(session):
    return session.sweeps.sweep.settings.band_names


def test_a_project_keeps_computed_bands_also_those_of_its_run_alone(
    session,
    new_session,  # noqa: F811
    tmp_path,
    qtbot,
):
    add_ndvi(session)
    session.jobs.run_sweep(SETTINGS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    session.computing.remove("NDVI")
    session.computing.add(bind("ratio", "nir / red", session.computing.bands))
    path = tmp_path / "kept.bandsweep"
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    other = new_session()
    open_and_wait(qtbot, other, path)
    assert other.heard == []
    assert other.editing.now.teaching == session.editing.now.teaching
    assert [band.called for band in other.scenes.scene.listed][-1] == "ratio"
    assert other.sweeps.run.id == session.sweeps.run.id
    mine, theirs = session.sweeps.result.signatures, other.sweeps.result.signatures
    np.testing.assert_array_equal(mine.mean, theirs.mean)
    other.editing.undo()
    other.editing.undo()
    assert "NDVI" in other.editing.now.ticked


def test_an_index_is_shown_undone_and_kept_in_a_project(session, new_session, tmp_path, qtbot):  # noqa: F811
    shown = IndexShown(bind_index(NDVI, session.computing.bands), Ramp.SEQUENTIAL)
    with qtbot.waitSignal(session.scenes.scale_changed, timeout=WAIT_MS) as told:
        session.editing.set_channels(shown)
    assert told.args[0].name == "NDVI"
    assert -1 <= told.args[0].low < told.args[0].high <= 1
    before = session.editing.now.channels
    with qtbot.waitSignal(
        session.scenes.scale_changed, timeout=WAIT_MS, check_params_cb=lambda scale: scale is None
    ):
        session.editing.undo()
    session.editing.redo()
    assert session.editing.now.channels == before == shown
    path = tmp_path / "shown.bandsweep"
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    other = new_session()
    open_and_wait(qtbot, other, path)
    assert other.editing.now.channels == shown
    other.editing.undo()
    assert isinstance(other.editing.now.channels, tuple)


def test_a_pixel_tells_of_the_index_that_is_shown(session):
    shown = IndexShown(bind_index(NDVI, session.computing.bands))
    session.editing.set_channels(shown)
    told = session.scenes.readout(10, 10)
    named = dict(told.values)
    red, nir = named["B3"], named["B4"]
    assert named["NDVI"] == pytest.approx((nir - red) / (nir + red), abs=1e-6)
    assert len(told.decimals) == len(told.values)
    add_ndvi(session)
    names = [name for name, _ in session.scenes.readout(10, 10).values]
    assert names.count("NDVI") == 1


def test_a_computed_band_is_called_otherwise_and_is_the_same(session, qtbot):
    add_ndvi(session)
    said = TaughtBand("NDVI", "greenness", "", BandKind.COMPUTED)
    session.editing.teach(session.editing.now.teaching.saying(said))
    assert "NDVI" in session.editing.now.ticked
    assert "greenness" in dict(session.scenes.readout(10, 10).values)
    session.jobs.run_sweep(SETTINGS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    assert session.sweeps.result.signatures.bands[-1].called == "greenness"
    assert session.sweeps.sweep.settings.band_names[-1] == "NDVI"


def test_a_computed_band_goes_along_to_another_grid(session, qtbot):
    add_ndvi(session)
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.work_at(TargetGrid(60.0))
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    assert "NDVI" in session.editing.now.ticked
    assert session.scenes.scene.computed[0].resolution_m == 30.0
