"""Classes are read while somebody looks, and anew when they are made of other clusters."""

import numpy as np
import pytest

from app.engine.reading import class_reading
from app.session import Session
from tests.session.test_projects import WAIT_MS, opened, swept, write_scene

pytestmark = pytest.mark.gui
K = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reading") / "scene"
    write_scene(folder)
    return folder


@pytest.fixture
def session(qtbot, folder):
    session = Session()
    opened(qtbot, session, folder)
    swept(qtbot, session)
    session.sweeps.select_k(K)
    session.sweeps.select_cluster(0)
    yield session
    session.shut_down()


def read(qtbot, session):
    """Wait until everything is read of every pixel."""

    def is_read():
        found = session.reading.reading
        return found is not None and found.patches is not None and not found.is_of_sample

    qtbot.waitUntil(is_read, timeout=WAIT_MS)
    return session.reading.reading


def test_classes_are_read_only_while_one_is_looked_at(qtbot, session):
    session.reading.watch(is_watched=True)
    assert session.reading.reading is None
    session.sweeps.select_cluster(1)
    found = read(qtbot, session)
    assert found.separation.divergence.shape == (K, K)
    assert len(found.histograms) == len(session.sweeps.result.signatures.bands)


def test_distances_of_every_pixel_are_those_of_the_pixels(qtbot, session):
    session.reading.watch(is_watched=True)
    session.sweeps.select_cluster(1)
    read(qtbot, session)
    result, survey = session.sweeps.result, session.scenes.survey
    found = session.reading._known[1]
    names = [band.name for band in found.bands]
    kept = [band.name for band in survey.preview.bands]
    pixels = survey.pixels[[kept.index(name) for name in names]]
    own = pixels[:, result.full.labels == 2].astype(float)
    np.testing.assert_allclose(found.mean[1], own.mean(axis=1))
    np.testing.assert_allclose(found.covariance[1], np.cov(own, ddof=0), rtol=1e-8)


def test_merging_reads_anew_without_another_pass_over_the_pixels(qtbot, session, monkeypatch):
    session.reading.watch(is_watched=True)
    session.sweeps.select_cluster(1)
    before = read(qtbot, session)
    monkeypatch.delattr(class_reading, "every_moment")
    session.classes.merge((1, 2))
    qtbot.waitUntil(lambda: session.reading.reading is not before, timeout=WAIT_MS)
    after = read(qtbot, session)
    assert after.separation.divergence.shape == (K - 1, K - 1)
    assert after.patches.n_patches[1] <= before.patches.n_patches[1:3].sum()


def test_nothing_is_read_while_nobody_looks(qtbot, session):
    session.reading.watch(is_watched=False)
    session.sweeps.select_cluster(2)
    assert session.reading.reading is None
    session.reading.watch(is_watched=True)
    read(qtbot, session)


def test_nothing_is_read_once_the_session_has_ended(session):
    session.reading.watch(is_watched=True)
    session.shut_down()
    session.sweeps.select_cluster(2)
    assert not session.reading._jobs.is_busy
