"""What is said of a scene that holds fewer values than classes are looked for."""

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from app.clustering.settings import SweepSettings
from app.session import Session
from app.ui.messages.message_bar import MessageBar
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState

pytestmark = pytest.mark.gui


@pytest.fixture
def session():
    return Session()


@pytest.fixture
def told(qtbot, session, tmp_path):
    """Return what the window says after a sweep of k = 3 to 7 over so many different values."""
    window = MainWindow(
        session, WindowState(QSettings(str(tmp_path / "s.ini"), QSettings.IniFormat))
    )
    window.show()
    qtbot.waitExposed(window)

    def sweep(n_values):
        path = tmp_path / "scene" / "values.tif"
        path.parent.mkdir()
        values = np.tile(np.arange(1, n_values + 1, dtype=np.uint16) * 100, (12, 6))
        place = rasterio.Affine(10, 0, 500_000, 0, -10, 5_500_000)
        with rasterio.open(
            path, "w", driver="GTiff", width=values.shape[1], height=12, count=1, dtype="uint16",
            crs="EPSG:32632", transform=place,
        ) as file:  # fmt: skip
            file.write(values, 1)
        with qtbot.waitSignal(session.scenes.surveyed, timeout=60_000):
            session.jobs.open_paths([path.parent])
        qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=60_000)
        with qtbot.waitSignal(session.sweeps.finished, timeout=60_000):
            session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=7))
        qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=60_000)
        return window.findChild(MessageBar).messages

    yield sweep
    window.end()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_all_k_that_are_skipped_are_told_together(told):
    (message,) = told(4)
    assert message.title == "k = 5 to 7 skipped"
    assert message.detail == "k = 5 needs at least 5 different spectra; the valid pixels hold 4."


def test_where_no_k_can_be_fitted_that_is_told_once(told):
    (message,) = told(2)
    assert message.title == "No k can be fitted"
    assert "k = 3 needs at least 3 different spectra" in message.detail
