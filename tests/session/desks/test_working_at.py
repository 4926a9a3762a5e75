"""A scene is opened again at another pixel size; what was chosen for it stays."""

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.scene.grids.target_grid import TargetGrid
from app.scene.nodata import NoDataRule
from app.session import Session

pytestmark = pytest.mark.gui

WAIT_MS = 60_000


@pytest.fixture
def session(qapp):  # noqa: ARG001 - threads need the application
    made = Session()
    yield made
    made.shut_down()


@pytest.fixture
def folder(tmp_path):
    noise = np.random.default_rng(1)
    for name, size in (("B02", 10), ("B03", 10), ("B04", 10), ("B05", 20), ("B11", 20)):
        n = 480 // size
        with rasterio.open(
            tmp_path / f"T31TCJ_20240801T105031_{name}.tif", "w", driver="GTiff", width=n, height=n,
            count=1, dtype="uint16", crs="EPSG:32631",
            transform=Affine(size, 0, 300_000, 0, -size, 4_900_000),
        ) as file:  # fmt: skip
            file.write(noise.integers(1, 4_000, (n, n)).astype("uint16"), 1)
    return tmp_path


def wait_for_survey(qtbot, session, begin):
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        begin()
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)


def test_what_was_chosen_stays_at_another_pixel_size(qtbot, session, folder):
    wait_for_survey(qtbot, session, lambda: session.jobs.open_paths([folder]))
    assert session.scenes.scene.grid.width == 48
    session.editing.set_ticked(("B02", "B05"))
    session.editing.set_nodata(NoDataRule(value=7.0))
    session.editing.set_channels(("B11", "B04", "B02"))
    title = session.scenes.scene.title
    wait_for_survey(qtbot, session, lambda: session.jobs.work_at(TargetGrid(20.0)))
    scene, now = session.scenes.scene, session.editing.now
    assert (scene.grid.width, scene.title, scene.target.at) == (24, title, 20.0)
    assert now.ticked == ("B02", "B05")
    assert now.nodata == NoDataRule(value=7.0)
    assert now.channels == ("B11", "B04", "B02")


def test_another_folder_begins_afresh(qtbot, session, folder):
    wait_for_survey(qtbot, session, lambda: session.jobs.open_paths([folder]))
    session.editing.set_ticked(("B02",))
    wait_for_survey(qtbot, session, lambda: session.jobs.work_at(TargetGrid(20.0)))
    wait_for_survey(qtbot, session, lambda: session.jobs.open_paths([folder]))
    assert session.editing.now.ticked == ("B02", "B03", "B04", "B05", "B11")
    assert session.scenes.scene.grid.width == 48
