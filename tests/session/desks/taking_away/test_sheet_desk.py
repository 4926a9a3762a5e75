"""The sheet that is shown is the one that would be written."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from app.clustering.settings import SweepSettings
from app.products.requests import ExportRequest
from app.resources import resource_path
from app.session import Session

WAIT_MS = 60_000
ASKED = ExportRequest(Path(), (2, 3), ("sheet",))


@pytest.fixture(scope="module")
def swept(qapp):  # noqa: ARG001 - threads need the application
    """A session with k = 2 and 3 of the sample scene."""
    session = Session()
    session.jobs.open_paths([next(resource_path("sample_scene").glob("*_SIMULATED"))])
    yield session
    session.shut_down()


@pytest.fixture
def session(qtbot, swept):
    qtbot.waitUntil(
        lambda: swept.scenes.survey is not None and not swept.jobs.is_busy, timeout=WAIT_MS
    )
    if swept.sweeps.sweep is None:
        swept.jobs.run_sweep(SweepSettings(("B2", "B3"), k_min=2, k_max=3))
    qtbot.waitUntil(
        lambda: swept.sweeps.sweep is not None and not swept.jobs.is_busy, timeout=WAIT_MS
    )
    return swept


def drawn(qtbot, session, asked):
    with qtbot.waitSignal(session.sheets.drawn, timeout=WAIT_MS) as heard:
        session.sheets.draw(asked)
    return heard.args[0]


def colours(image):
    return {image.pixelColor(x, y).name() for x in range(0, 800, 3) for y in range(0, 800, 3)}


def test_sheet_has_the_colours_of_its_classes_and_a_legend(qtbot, session):
    image = QImage.fromData(drawn(qtbot, session, ASKED))
    assert image.width() == 1200
    look = session.sweeps.looks()[2]
    assert {QColor(*colour).name() for colour in look.colours} <= colours(image)


def test_nothing_is_drawn_where_nothing_is_asked_for(qtbot, session):
    assert drawn(qtbot, session, None) is None
