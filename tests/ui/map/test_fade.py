"""A map that was changed comes over the one before, by opacity alone."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QSignalSpy

from app.arrays import Window
from app.clustering.naming.cluster_look import LabelPicture
from app.scene.grids.grid import Grid
from app.ui.map.map_area import MapArea, MapMode
from tests.ui.conftest import make_scene
from tests.ui.map.test_map_area import LOOK, N, labels, picture

pytestmark = pytest.mark.gui
BLUE, GREEN = (0, 0, 255), (0, 200, 0)
SPLIT = LabelPicture(np.full((N, N), 2, dtype=np.uint8), Window(0, 0, N, N))


@pytest.fixture
def area(qtbot):
    made = MapArea()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitExposed(made)
    made.show_scene(replace(make_scene(extra=False), grid=Grid(N, N, (30, 0, 0, 0, -30, 0))))
    made.show_composite(picture())
    made.set_look(LOOK)
    made.show_labels(labels())
    return made


def colour(view):
    """Return the colour where the class of before lies."""
    place = QPoint(int(view.width() * 0.4), int(view.height() * 0.7))
    return view.grab().toImage().pixelColor(place).getRgb()[:3]


def test_it_is_blue_then_both_then_green(qtbot, area):
    view, fade = area._second.view, area._pair.fade
    assert colour(view) == BLUE
    area.fade()
    area.show_labels(SPLIT)
    assert colour(view) == BLUE
    seen = []
    fade.stepped.connect(lambda: seen.append(colour(view)))
    qtbot.waitUntil(lambda: not fade.is_on, timeout=2_000)
    assert colour(view) == GREEN
    assert any(BLUE[2] > rgb[2] > 0 and rgb[1] < GREEN[1] for rgb in seen)


def test_without_it_the_map_is_there_at_once(area):
    area.show_labels(SPLIT)
    assert colour(area._second.view) == GREEN


def test_it_takes_a_fifth_of_a_second_and_paints_a_few_times(qtbot, area):
    fade = area._pair.fade
    steps = QSignalSpy(fade.stepped)
    area.fade()
    area.show_labels(SPLIT)
    qtbot.waitUntil(lambda: not fade.is_on, timeout=2_000)
    assert 2 <= steps.count() <= 10


def test_another_scene_ends_it(area):
    area.set_mode(MapMode.OVERLAY)
    area.fade()
    area.clear()
    assert not area._pair.fade.is_on


def test_nothing_is_kept_where_there_was_no_map(area):
    area.clear_labels()
    area.fade()
    assert not area._pair.fade.is_on
