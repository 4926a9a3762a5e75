"""The legend stands where the classes are, and says what each colour means."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.scene.picture.composite import Picture
from app.ui.map.area.map_pair import MapSide, SideKind
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.map_area import MapArea, MapMode
from app.ui.parts import theme
from tests.ui.conftest import make_scene

ROWS = (LegendRow("1 Lake", (10, 60, 160), 0.25), LegendRow("No data, of the scene", None, 0.1))


@pytest.fixture
def area(qtbot):
    widget = MapArea()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    scene = make_scene(extra=False)
    n_rows, n_cols = scene.grid.height, scene.grid.width
    window = Window(0, 0, n_rows, n_cols)
    rgba = np.full((n_rows, n_cols, 4), 255, dtype=np.uint8)
    rgba[:, : n_cols // 2] = 0
    widget.show_scene(scene)
    widget.show_composite(Picture(rgba, window))
    widget.set_look(ClusterLook(1, ("Lake",), ((10, 60, 160),)))
    widget.show_labels(LabelPicture(np.ones((n_rows, n_cols), np.uint8), window))
    widget.furniture.show_rows(ROWS)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def seen(area):
    return [legend.isVisible() for legend in area.furniture.legends]


def test_it_is_there_when_asked_for_on_the_view_with_the_classes(area):
    assert seen(area) == [False, False]
    area.furniture.set_legend(True)
    assert seen(area) == [False, True]
    area.set_mode(MapMode.OVERLAY)
    assert seen(area) == [True, False]
    area.clear_labels()
    assert seen(area) == [False, False]


def test_colours_and_the_hatch_of_no_data_are_painted(area):
    area.furniture.set_legend(True)
    legend = area.furniture.legends[1]
    image = legend.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {
        image.pixelColor(x, y).getRgb()[:3] for x in range(30) for y in range(image.height())
    }
    assert (10, 60, 160) in colours
    assert theme.token("canvas").getRgb()[:3] in colours
    assert legend.accessibleName() == "Legend: 1 Lake, No data, of the scene"


def test_more_classes_than_there_is_room_for_are_counted(area):
    area.furniture.show_rows([LegendRow(f"{n} Class", (n, n, n), 0.01) for n in range(1, 65)])
    legend = area.furniture.legends[1]
    assert len(legend.rows) == 64
    assert legend.sizeHint().height() < area.height()


def test_no_data_is_hatched_on_the_map_and_the_surround_is_not(area):
    view = area._first.view
    image = view.grab().toImage()
    left, top = view.viewport.to_screen(1, 1, view.extent)
    patch = {
        image.pixelColor(int(left) + x, int(top) + y).lightness()
        for x in range(12)
        for y in range(12)
    }
    assert len(patch) > 2
    assert image.pixelColor(2, 2) == theme.token("surround")


def drag(qtbot, legend, by):
    """Drag it by the mouse; places on it change while it moves below that."""
    before, start = legend.pos(), QPoint(legend.width() // 2, 6)
    qtbot.mousePress(legend, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.5, 1.0):
        reached = legend.mapFromParent(before + start + by * share)
        moved = QMouseEvent(
            QMouseEvent.Type.MouseMove, QPointF(reached), QPointF(legend.mapToGlobal(reached)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(legend, moved)
    qtbot.mouseRelease(legend, Qt.MouseButton.LeftButton, pos=start)


def test_it_can_be_dragged_and_stays_there_on_either_view_and_at_any_size(qtbot, area):
    area.furniture.set_legend(True)
    legend = area.furniture.legends[1]
    with qtbot.waitSignal(area.furniture.legend_stood) as stood:
        drag(qtbot, legend, QPoint(-4_000, 4_000))
    assert stood.args == [(0.0, 1.0), False]
    view = area._second.view
    assert legend.x() < view.width() / 4
    assert legend.geometry().bottom() > view.height() - 20
    area.set_mode(MapMode.OVERLAY)
    first = area.furniture.legends[0]
    assert first.geometry().bottom() > area._first.view.height() - 20
    assert area._first.view.rect().contains(first.geometry())


def test_a_click_on_its_title_folds_it_and_the_next_unfolds_it(qtbot, area):
    area.furniture.set_legend(True)
    legend = area.furniture.legends[1]
    height = legend.height()
    for is_folded in (True, False):
        with qtbot.waitSignal(area.furniture.legend_stood) as stood:
            qtbot.mouseClick(legend, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
        assert stood.args == [(1.0, 0.0), is_folded]
        assert (legend.height() < height) is is_folded


def test_each_map_that_is_compared_has_its_own(area):
    area.furniture.set_legend(True)
    other = LegendRow("1 Wood", (0, 90, 0), None)
    window = area._clusters.pictures[0].window
    picture = LabelPicture(np.ones((window.height, window.width), np.uint8), window)
    sides = (
        MapSide(SideKind.SHOWN_MAP, "k = 1, Run 1"),
        MapSide(
            SideKind.OTHER_MAP, "k = 1, Run 2", picture, ClusterLook(1, ("Wood",), ((0, 90, 0),))
        ),
    )
    area.furniture.show_sides((("k = 1, Run 1", ROWS[:1]), ("k = 1, Run 2", (other,))))
    area.compare(sides)
    assert seen(area) == [True, True]
    assert [legend.rows for legend in area.furniture.legends] == [ROWS[:1], (other,)]
    area.set_mode(MapMode.SWIPE)
    assert seen(area) == [True, False]
    told = [row.name for row in area.furniture.legends[0].rows]
    assert told == ["k = 1, Run 1", "1 Lake", "k = 1, Run 2", "1 Wood"]
    area.blink()
    assert area.furniture.legends[0].rows == (other,)
    area.compare(None)
    area.furniture.show_sides(None)
    area.set_mode(MapMode.SIDE_BY_SIDE)
    assert [legend.rows for legend in area.furniture.legends] == [(), ROWS]
