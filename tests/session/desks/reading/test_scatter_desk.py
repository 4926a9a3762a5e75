"""Two bands are counted while somebody looks, and pixels of a rectangle are shown on the map."""

import numpy as np
import pytest

from app.scene.computed.binding import bind_index
from app.scene.indices.spectral_indices import index_called
from app.session import Session
from tests.session.test_projects import WAIT_MS, opened, swept, write_scene

pytestmark = pytest.mark.gui
K = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scatter") / "scene"
    write_scene(folder)
    return folder


@pytest.fixture
def session(qtbot, folder):
    session = Session()
    opened(qtbot, session, folder)
    swept(qtbot, session)
    session.sweeps.select_k(K)
    yield session
    session.shut_down()


def counted(qtbot, session):
    desk = session.scatter
    qtbot.waitUntil(
        lambda: desk.scatter is not None and not desk.scatter.is_of_sample, timeout=WAIT_MS
    )
    return desk.scatter


def planes_of(session, pair):
    survey = session.scenes.survey
    kept = [band.name for band in survey.preview.bands]
    return survey.pixels[[kept.index(name) for name in pair]]


def test_every_pixel_of_a_class_is_counted_once(qtbot, session):
    assert session.scatter.scatter is None
    session.scatter.watch(is_watched=True)
    found = counted(qtbot, session)
    result = session.sweeps.result
    assert found.moments.n_px.tolist() == result.signatures.n_px.tolist()
    level, _ = planes_of(session, session.scatter.pair)
    own = level[result.full.labels == 1].astype(float)
    assert found.moments.mean[0, 0] == pytest.approx(own.mean())


def test_another_pair_is_counted_the_first_band_level(qtbot, session):
    session.scatter.watch(is_watched=True)
    counted(qtbot, session)
    pair = session.scatter.pair[::-1]
    session.scatter.choose(pair)
    found = counted(qtbot, session)
    assert tuple(band.name for band in found.bands) == pair
    level, _ = planes_of(session, pair)
    own = level[session.sweeps.result.full.labels == 2].astype(float)
    assert found.moments.mean[1, 0] == pytest.approx(own.mean())


def test_indices_can_be_set_against_each_other_without_taking_part(qtbot, session):
    offered = []
    session.scatter.bands_changed.connect(offered.append)
    session.scatter.watch(is_watched=True)
    counted(qtbot, session)
    names = [band.name for band in offered[-1]]
    assert "NDVI" in names
    assert "NDVI" not in session.scenes.scene.band_names
    roles = {band.role: band.name for band in session.scenes.scene.bands}
    session.scatter.choose(("NDVI", roles["nir"]))
    found = counted(qtbot, session)
    inside = session.sweeps.result.full.labels == 1
    pair = planes_of(session, (roles["red"], roles["nir"]))
    red, nir = pair[:, inside].astype(float)
    expected = ((nir - red) / (nir + red)).mean()
    assert found.moments.mean[0, 0] == pytest.approx(expected, abs=1e-4)
    session.computing.add(bind_index(index_called("NDVI"), session.computing.bands))
    assert [band.name for band in offered[-1]].count("NDVI") == 1


def test_rectangle_leaves_its_pixels_clear_on_the_map_until_it_goes(qtbot, session):
    session.scatter.watch(is_watched=True)
    counted(qtbot, session)
    planes = planes_of(session, session.scatter.pair).astype(float)
    labels = session.sweeps.result.full.labels
    middle = [float(np.median(plane[labels > 0])) for plane in planes]
    lowest = [float(plane.min()) for plane in planes]
    with qtbot.waitSignal(session.scatter.veil_changed, timeout=WAIT_MS) as veiled:
        session.scatter.highlight((tuple(middle), tuple(lowest)))
    inside = (planes[0] <= middle[0]) & (planes[1] <= middle[1])
    np.testing.assert_array_equal(veiled.args[0].labels == 1, ~inside & (labels > 0))
    with qtbot.waitSignal(session.scatter.veil_changed, timeout=WAIT_MS) as veiled:
        session.scatter.highlight(None)
    assert veiled.args == [None]


def test_another_k_is_counted_anew(qtbot, session):
    session.scatter.watch(is_watched=True)
    counted(qtbot, session)
    session.sweeps.select_k(3)
    assert len(counted(qtbot, session).counts) == 3
