"""Clouds found by a clear scene are left out, as strictly as wanted, and can be taken back."""

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.session import Session

WAIT_MS = 60_000
GROUNDS = np.array([[600, 900, 800, 3000], [1500, 1700, 2200, 2600], [700, 800, 600, 300]])
CLOUD = np.array([6200, 6300, 6400, 7000])
BANDS = ("SR_B2", "SR_B3", "SR_B4", "SR_B5")


def write(folder, date, values):
    folder.mkdir()
    for name, plane in zip(BANDS, values, strict=True):
        path = folder / f"LC08_L2SP_042024_{date}_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=90, height=60, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    base = tmp_path_factory.mktemp("scenes")
    rng = np.random.default_rng(1)
    material = rng.integers(3, size=(6, 9)).repeat(10, 0).repeat(10, 1)
    ground = GROUNDS[material].transpose(2, 0, 1) * (1 + 0.04 * rng.standard_normal((4, 60, 90)))
    later = 0.95 * ground + rng.normal(0, 15, ground.shape)
    later[:, 20:35, 30:55] = CLOUD[:, None, None] + rng.normal(0, 60, (4, 15, 25))
    thin = later[:, 40:50, 30:40]
    later[:, 40:50, 30:40] = 0.7 * thin + 0.3 * CLOUD[:, None, None]
    clear = write(base / "clear", "20200101", ground)
    same = write(base / "same", "20200102", 0.95 * ground + rng.normal(0, 15, ground.shape))
    return clear, write(base / "later", "20200201", later), same


@pytest.fixture
def session(qapp, qtbot, folders):  # noqa: ARG001 - threads need the application
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    opened(qtbot, session, folders[1])
    yield session
    session.shut_down()


def opened(qtbot, session, path):
    session.jobs.open_paths([path])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )


def left_out(session):
    masks = session.editing.now.nodata.masks
    return masks[0].plane() if masks else np.zeros((60, 90), bool)


def test_clouds_are_left_out_and_can_be_taken_back(session, qtbot, folders):
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        session.clouds.find([folders[0]])
    assert left_out(session)[20:35, 30:55].mean() > 0.98
    assert left_out(session).sum() < 1.1 * 15 * 25
    (pixels,) = session.editing.now.nodata.leave_out.clusters
    assert pixels.name == "Clouds and shadows by clear"
    session.editing.undo()
    assert not left_out(session).any()


def test_a_stricter_choice_replaces_the_one_before(session, qtbot, folders):
    offered = []
    session.clouds.strictness_offered.connect(offered.append)
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        session.clouds.find([folders[0]])
    assert offered[-1] is True
    before = left_out(session)
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        session.clouds.set_strictness(0.8)
    assert left_out(session)[40:50, 30:40].mean() > 0.9
    assert not before[40:50, 30:40].any()
    assert len(session.editing.now.nodata.leave_out.clusters) == 1
    session.editing.undo()
    session.editing.undo()
    assert offered[-1] is False


def test_a_scene_without_clouds_is_told_as_such(qapp, qtbot, folders):  # noqa: ARG001
    session = Session()
    heard = []
    session.message_raised.connect(heard.append)
    opened(qtbot, session, folders[2])
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.clouds.find([folders[0]])
    assert heard[-1].title == "No cloud found"
    assert not left_out(session).any()
    session.shut_down()


def test_a_clear_scene_that_cannot_be_read_is_told(session, qtbot, tmp_path):
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.clouds.find([tmp_path / "nowhere"])
    assert session.heard[-1].title == "File not found"
    assert not left_out(session).any()
