"""Two pictures stand against each other in every mode of the map, and in turns."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.grids.grid import Grid
from app.scene.picture.composite import Picture
from app.scene.picture.index_picture import IndexScale
from app.scene.picture.ramps import Ramp
from app.ui.map.area.blink import TURN_MS
from app.ui.map.area.map_pair import MapSide, SideKind
from app.ui.map.map_area import MapArea, MapMode
from app.ui.map.shown.colour_bar import ColourBar
from tests.ui.conftest import make_scene
from tests.ui.map.test_map_area import LOOK, N, labels, picture

pytestmark = pytest.mark.gui
WINDOW = Window(0, 0, N, N)
RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 200, 0)
OTHER_LOOK = ClusterLook(1, ("All",), (RED,))
SHOWN = MapSide(SideKind.SHOWN_MAP, "k = 2, Run 1")
OTHER = MapSide(
    SideKind.OTHER_MAP,
    "k = 1, Run 2",
    LabelPicture(np.ones((N, N), dtype=np.uint8), WINDOW),
    OTHER_LOOK,
)


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


def colour(view, x_share):
    """Return the colour in the lower half of a view."""
    image = view.grab().toImage()
    place = QPoint(int(view.width() * x_share), int(view.height() * 0.7))
    return image.pixelColor(place).getRgb()[:3]


def panes(area):
    return area._first, area._second


def test_two_maps_stand_side_by_side_each_in_its_own_colours(area):
    area.compare((SHOWN, OTHER))
    first, second = panes(area)
    assert (first.captions[0], second.captions[0]) == ("k = 2, Run 1", "k = 1, Run 2")
    assert colour(first.view, 0.4) == BLUE
    assert colour(first.view, 0.6) == GREEN
    assert colour(second.view, 0.4) == colour(second.view, 0.6) == RED


def test_swipe_draws_the_second_right_of_the_divider(area):
    area.compare((SHOWN, OTHER))
    area.set_mode(MapMode.SWIPE)
    first, second = panes(area)
    assert not second.isVisible()
    assert first.captions == ("k = 2, Run 1", "k = 1, Run 2")
    assert colour(first.view, 0.45) == BLUE
    assert colour(first.view, 0.6) == RED


def test_picture_stands_against_a_map(area):
    area.compare((OTHER, MapSide(SideKind.PICTURE, "Picture")))
    first, second = panes(area)
    assert colour(first.view, 0.5) == RED
    assert colour(second.view, 0.5) == (200, 200, 200)


def test_end_of_comparing_shows_composite_and_clusters_again(area):
    area.set_composite_title("Natural colour")
    area.set_cluster_title("Clusters, k = 2", is_estimate=False)
    area.compare((SHOWN, OTHER))
    area.compare(None)
    first, second = panes(area)
    assert (first.captions[0], second.captions[0]) == ("Natural colour", "Clusters, k = 2")
    assert colour(first.view, 0.5) == (200, 200, 200)
    assert colour(second.view, 0.4) == BLUE


def test_other_colours_reach_a_map_whose_labels_stay(area):
    area.compare((SHOWN, OTHER))
    area.compare((SHOWN, replace(OTHER, look=ClusterLook(1, ("All",), (GREEN,)))))
    assert colour(panes(area)[1].view, 0.5) == GREEN


def test_detail_lies_over_its_own_side_only(area):
    area.compare((SHOWN, OTHER))
    nothing = LabelPicture(np.full((N, N), 2, dtype=np.uint8), WINDOW)
    area.compare((SHOWN, replace(OTHER, look=ClusterLook(2, ("A", "B"), (RED, GREEN)))))
    area.show_side_detail(1, nothing)
    first, second = panes(area)
    assert colour(second.view, 0.4) == GREEN
    assert colour(first.view, 0.4) == BLUE


def test_blink_shows_the_second_alone_then_the_first(qtbot, area):
    area.compare((SHOWN, OTHER))
    first, second = panes(area)
    with qtbot.waitSignal(area.blink_changed) as changed:
        area.blink()
    assert changed.args == [True]
    assert not second.isVisible()
    assert first.captions == ("k = 1, Run 2", "")
    assert colour(first.view, 0.45) == RED
    area.blink()
    assert first.captions == ("k = 2, Run 1", "")
    assert colour(first.view, 0.45) == BLUE


def test_choice_of_a_mode_ends_blinking(qtbot, area):
    area.blink()
    with qtbot.waitSignal(area.blink_changed) as changed:
        area.set_mode(MapMode.SIDE_BY_SIDE)
    assert changed.args == [False]
    assert panes(area)[1].isVisible()


def test_composite_and_clusters_blink_where_nothing_else_is_compared(area):
    area.blink()
    assert colour(panes(area)[0].view, 0.45) == BLUE
    area.blink()
    assert colour(panes(area)[0].view, 0.45) == (200, 200, 200)


def test_blinking_by_itself_goes_on_until_it_is_ended(qtbot, area):
    area.compare((SHOWN, OTHER))
    seen = []
    area.blink_changed.connect(lambda _: seen.append(panes(area)[0].captions[0]))
    area.blink_by_itself(True)
    qtbot.waitUntil(lambda: len(seen) >= 3, timeout=20 * TURN_MS)
    assert seen[:3] == ["k = 1, Run 2", "k = 2, Run 1", "k = 1, Run 2"]
    area.set_blinking(False)
    n_seen = len(seen)
    qtbot.wait(2 * TURN_MS)
    assert len(seen) == n_seen


def test_nothing_blinks_before_there_is_a_map(qtbot, area):
    area.clear_labels()
    with qtbot.assertNotEmitted(area.blink_changed):
        area.blink()


def test_veil_dims_both_views_but_for_the_pair(area):
    area.compare((SHOWN, OTHER))
    codes = np.zeros((N, N), dtype=np.uint8)
    codes[:, N // 2 :] = 1
    area.show_veil(LabelPicture(codes, WINDOW))
    first, second = panes(area)
    assert colour(first.view, 0.4) == BLUE
    assert colour(second.view, 0.4) == RED
    assert max(colour(first.view, 0.6)) < 150
    assert max(colour(second.view, 0.6)) < 170
    area.show_veil(None)
    assert colour(second.view, 0.6) == RED


def test_detail_of_the_veil_takes_its_place_where_it_lies(area):
    area.compare((SHOWN, OTHER))
    codes = np.ones((N, N), dtype=np.uint8)
    area.show_veil(LabelPicture(codes, WINDOW))
    half = Window(0, 0, N, N // 2)
    area.show_veil_detail(LabelPicture(np.zeros((N, N // 2), dtype=np.uint8), half))
    second = panes(area)[1].view
    assert colour(second, 0.4) == RED
    dimmed = colour(second, 0.6)
    area.show_veil(LabelPicture(codes, WINDOW))
    assert colour(second, 0.4) == colour(second, 0.6) == dimmed != RED


def test_another_scene_compares_nothing(area):
    area.compare((SHOWN, OTHER))
    area.show_scene(replace(make_scene(extra=False), grid=Grid(N, N, (30, 0, 0, 0, -30, 0))))
    assert panes(area)[0].captions == ("", "")


def image(rgb):
    rgba = np.full((N, N, 4), 255, dtype=np.uint8)
    rgba[..., :3] = rgb
    return Picture(rgba, WINDOW)


def against(scale=None):
    return (
        MapSide(SideKind.OTHER_PICTURE, "Original", image=image(RED)),
        MapSide(SideKind.OTHER_PICTURE, "Difference", image=image(GREEN), scale=scale),
    )


def test_pictures_stand_against_each_other_also_before_a_sweep(area):
    area.clear_labels()
    area.compare(against())
    first, second = panes(area)
    assert (colour(first.view, 0.5), colour(second.view, 0.5)) == (RED, GREEN)
    area.set_mode(MapMode.SWIPE)
    assert not second.isVisible()
    assert (colour(first.view, 0.45), colour(first.view, 0.6)) == (RED, GREEN)
    area.blink()
    assert colour(first.view, 0.45) == GREEN


def test_three_pictures_stand_side_by_side_at_the_same_place(area):
    heard = []
    area.third_shown.connect(heard.append)
    rebuilt = MapSide(SideKind.OTHER_PICTURE, "Rebuilt", image=image(BLUE))
    original, away = against(IndexScale("Difference in B4", Ramp.DIVERGING, -0.02, 0.02))
    area.compare((original, rebuilt, away))
    views = [pane.view for pane in area._panes]
    assert [pane.captions[0] for pane in area._panes] == ["Original", "Rebuilt", "Difference"]
    assert [colour(view, 0.5) for view in views] == [RED, BLUE, GREEN]
    assert area.findChild(ColourBar, "thirdSideScale").isVisible()
    assert not area.findChild(ColourBar, "secondSideScale").isVisible()
    area.show_image_detail(2, image(RED))
    assert colour(views[2], 0.5) == RED
    QTest.keyClick(views[2], Qt.Key.Key_Plus)
    assert len({view.viewport for view in views}) == 1
    assert views[0].viewport.scale > views[0].fitted().scale
    QTest.mouseMove(views[2], views[2].rect().center())
    assert [view._cross is not None for view in views] == [True, True, False]
    area.set_mode(MapMode.SWIPE)  # the first two
    assert area._third.isHidden()
    assert (colour(views[0], 0.45), colour(views[0], 0.6)) == (RED, BLUE)
    area.set_mode(MapMode.SIDE_BY_SIDE)
    area.compare(None)
    assert area._third.isHidden()
    assert heard == [True, False, True, False]


def test_detail_of_a_picture_lies_over_its_own_side_only(area):
    area.compare(against())
    area.show_image_detail(1, image(BLUE))
    first, second = panes(area)
    assert (colour(first.view, 0.5), colour(second.view, 0.5)) == (RED, BLUE)


def test_no_class_is_meant_where_a_picture_is_clicked(qtbot, area):
    area.compare(against())
    told = []
    area.cluster_clicked.connect(told.append)
    view = panes(area)[0].view
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    assert told == []
    area.compare(None)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    assert len(told) == 1


def test_a_scale_is_told_where_the_second_picture_is_seen(area):
    area.compare(against(IndexScale("Difference in B4", Ramp.DIVERGING, -0.02, 0.02)))
    bars = [area.findChild(ColourBar, name) for name in ("firstSideScale", "secondSideScale")]
    assert [bar.isVisible() for bar in bars] == [False, True]
    assert "Difference in B4 from" in bars[1].told
    area.set_mode(MapMode.SWIPE)
    assert [bar.isVisible() for bar in bars] == [True, False]
    area.resize(1000, 500)
    view = panes(area)[0].view
    assert view.width() - bars[0].geometry().right() < 12  # on the side of the second picture
    area.compare(None)
    assert not any(bar.isVisible() for bar in bars)


def test_where_a_selected_class_lies_is_seen_in_both_maps(area):
    area.compare((SHOWN, OTHER))
    area.select_classes((1,))
    first, second = panes(area)
    assert colour(first.view, 0.4) == BLUE
    assert colour(first.view, 0.6) != GREEN
    assert colour(second.view, 0.4) == RED
    assert colour(second.view, 0.6) != RED
    area.set_mode(MapMode.SWIPE)
    assert colour(first.view, 0.75) != RED
    area.select_classes(())
    assert colour(first.view, 0.75) == RED


def test_a_picture_is_not_dimmed_beside_a_map(area):
    area.compare((MapSide(SideKind.PICTURE, "Picture"), SHOWN))
    area.select_classes((1,))
    first, _ = panes(area)
    assert colour(first.view, 0.4) == colour(first.view, 0.6) == (200, 200, 200)
