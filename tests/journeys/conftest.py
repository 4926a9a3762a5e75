"""Open the real window for a person with settings of their own; leave nothing running behind."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import shiboken6
from PySide6.QtCore import QSettings, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.resources import resource_path
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.session import Session
from app.ui.parts import theme
from app.ui.parts.theme import ThemeChoice
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.journeys.analyst import WAIT_MS, Analyst
from tests.journeys.patient_bot import PatientBot

import rasterio  # isort: skip
from rasterio.windows import Window  # isort: skip

PART = Window(150, 100, 240, 200)  # columns and rows: fields, forest and town, without the collar
SAMPLE = resource_path("sample_scene", "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, none can be forgotten."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.journey)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001
    """Wait for all that is waited for as long as for what computes."""
    return PatientBot(request)


def running_threads() -> list[QThread]:
    # Of all objects of Python, these are the ones that stand for something of Qt's.
    wrappers = shiboken6.getAllValidWrappers()
    return [one for one in wrappers if isinstance(one, QThread) and one.isRunning()]


def workers() -> list[threading.Thread]:
    """Return Python's own threads at work."""
    pools = ("ThreadPoolExecutor", "kernel", "decode", "writing")
    return [thread for thread in threading.enumerate() if thread.name.startswith(pools)]


@pytest.fixture(autouse=True)
def nothing_left_running(qtbot: QtBot) -> Iterator[None]:
    """Fail a test that leaves a thread running. First in, so last out: windows are closed then."""
    yield
    qtbot.waitUntil(lambda: not workers())
    left = running_threads()
    assert left == []


@pytest.fixture(scope="session", autouse=True)
def no_process_left() -> Iterator[None]:
    """See that no process is left that the program began."""
    before = set(psutil.Process().children(recursive=True))
    yield
    left = set(psutil.Process().children(recursive=True)) - before
    assert left == set()


@pytest.fixture
def state(tmp_path: Path) -> WindowState:
    """Settings of a person who never started the program before."""
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = WindowState(settings)
    made.folder = tmp_path
    made.output_folder = tmp_path
    return made


@pytest.fixture
def analyst(qtbot: QtBot, state: WindowState) -> Iterator[Analyst]:
    """Sit down before the open window."""
    session = Session()
    window = MainWindow(session, state)
    window.resize(1440, 900)
    with qtbot.waitExposed(window, timeout=WAIT_MS):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Analyst(qtbot, window, session)
    window.end()
    assert not window.isVisible()
    window.deleteLater()
    session.deleteLater()
    theme.current().choose(ThemeChoice.LIGHT)


def moved(place: rasterio.Affine) -> rasterio.Affine:
    """Return where the part lies; rasterio's own way warns of a matrix product that is to go."""
    left, top = place.c + PART.col_off * place.a, place.f + PART.row_off * place.e
    return rasterio.Affine(place.a, place.b, left, place.d, place.e, top)


@pytest.fixture(scope="session")
def sample_part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut a part out of the bands of the sample scene: what is looked at for itself takes time."""
    folder = tmp_path_factory.mktemp("part")
    for path in SAMPLE.glob("*.TIF"):
        with rasterio.open(path) as whole:
            place = whole.profile | {
                "width": PART.width,
                "height": PART.height,
                "transform": moved(whole.transform),
            }
            with rasterio.open(folder / path.name, "w", **place) as part:
                part.write(whole.read(window=PART))
                part.update_tags(**whole.tags())
                part.scales, part.offsets = whole.scales, whole.offsets
    return folder


@pytest.fixture
def sample_copy(tmp_path: Path, sample_part: Path) -> Path:
    """Copy a part of the sample scene, to be damaged, or to be another scene."""
    return shutil.copytree(sample_part, tmp_path / "copy")


@pytest.fixture
def with_part(analyst: Analyst, sample_part: Path) -> Analyst:
    """Have a part of the sample scene open."""
    analyst.open(sample_part)
    return analyst


@pytest.fixture
def with_sample(analyst: Analyst) -> Analyst:
    """Have the sample scene open."""
    analyst.open(SAMPLE)
    return analyst
