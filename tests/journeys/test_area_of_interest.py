"""An area is drawn on the map; what comes of a sweep is of its pixels alone."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QTableView, QToolButton

from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.ui.map.area_pen import AreaPen
from app.ui.map.map_view import MapView
from tests.journeys.analyst import WAIT_MS
from tests.journeys.conftest import SAMPLE

import rasterio  # isort: skip

LEFT = Qt.MouseButton.LeftButton
ROWS, COLS = (120, 320), (150, 400)
IN_NUMBERS = "0123456789."
ON_A_CORNER = -0.5  # places are asked for by the middles of pixels


@pytest.fixture
def valid():
    """Tell which pixels of the sample hold data."""
    with rasterio.open(next(SAMPLE.glob("*_B1.TIF"))) as file:
        return file.read_masks(1) != 0


@pytest.fixture
def ready(with_sample):
    """The sample scene is open, and what is left out unfolded."""
    with_sample.click(with_sample.control("leaveOutFold", QToolButton))
    return with_sample


def place(analyst, row, col):
    view = analyst.control("compositeView", MapView)
    return analyst.place_of(view, row + ON_A_CORNER, col + ON_A_CORNER)


def draw_rectangle(analyst):
    analyst.click(analyst.control("drawRectangleButton", QToolButton))
    pen = analyst.control("areaPen", AreaPen)
    with analyst.qtbot.waitSignal(analyst.session.editing.nodata_changed, timeout=WAIT_MS):
        QTest.mousePress(pen, LEFT, pos=place(analyst, ROWS[0], COLS[0]))
        QTest.mouseMove(pen, place(analyst, ROWS[1], COLS[1]))
        QTest.mouseRelease(pen, LEFT, pos=place(analyst, ROWS[1], COLS[1]))
    analyst.rest()


def listed(analyst):
    places = analyst.control("placeList", QListWidget)
    return [places.item(number).text() for number in range(places.count())]


def areas(analyst):
    model = analyst.control("clusterTable", QTableView).model()
    titles = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    return analyst.column("clusterTable", titles.index("Area (ha)"))


def drawn_window(analyst):
    """Return the rows and columns that the one rectangle covers, near where the mouse was."""
    (area,) = analyst.session.leaving_out.wanted.areas
    ((ring,),) = area.polygons
    a, _, left, _, e, top = analyst.session.scenes.scene.grid.transform
    cols = [round((x - left) / a) for x in (ring[0], ring[4])]
    rows = [round((y - top) / e) for y in (ring[1], ring[5])]
    one_screen_px = 1 / analyst.control("compositeView", MapView).viewport.scale
    assert np.abs(np.array([*rows, *cols]) - (*ROWS, *COLS)).max() <= 1 + one_screen_px
    return slice(*rows), slice(*cols)


def test_a_sweep_within_a_drawn_rectangle_counts_its_areas_alone(ready, valid):
    draw_rectangle(ready)
    assert listed(ready) == ["inside Rectangle 1"]
    assert not ready.control("drawRectangleButton", QToolButton).isChecked()
    share = ready.control("leaveOutShare", QLabel)
    ready.qtbot.waitUntil(lambda: "left out" in share.text())
    rows, cols = drawn_window(ready)

    ready.run(3, 4)

    result = ready.session.sweeps.result
    labels = result.full.labels
    n_px = np.count_nonzero(valid[rows, cols])
    assert np.count_nonzero(labels) == np.count_nonzero(labels[rows, cols]) == n_px
    hectares = [float("".join(filter(IN_NUMBERS.__contains__, text))) for text in areas(ready)]
    assert sum(hectares) == pytest.approx(n_px * 0.09, rel=2e-3)


def test_a_polygon_is_drawn_undone_and_removed(ready):
    draw_rectangle(ready)
    ready.click(ready.control("drawPolygonButton", QToolButton))
    pen = ready.control("areaPen", AreaPen)
    for row, col in ((50, 420), (50, 560), (140, 560)):
        QTest.mouseClick(pen, LEFT, pos=place(ready, row, col))
    with ready.qtbot.waitSignal(ready.session.editing.nodata_changed, timeout=WAIT_MS):
        ready.press(Qt.Key.Key_Return)
    ready.rest()
    assert listed(ready) == ["inside Rectangle 1", "inside Polygon 1"]
    ready.action("Undo").trigger()
    assert listed(ready) == ["inside Rectangle 1"]
    ready.action("Redo").trigger()
    assert listed(ready) == ["inside Rectangle 1", "inside Polygon 1"]
    with ready.qtbot.waitSignal(ready.session.editing.nodata_changed, timeout=WAIT_MS):
        ready.click(ready.control("removePlaceButton", QToolButton))
    assert listed(ready) == ["inside Rectangle 1"]
    ready.rest()


def test_escape_leaves_everything_as_it_was(ready):
    ready.click(ready.control("drawPolygonButton", QToolButton))
    QTest.mouseClick(ready.control("areaPen", AreaPen), LEFT, pos=place(ready, 100, 100))
    ready.press(Qt.Key.Key_Escape)
    assert not ready.control("drawPolygonButton", QToolButton).isChecked()
    assert not ready.control("areaPen", AreaPen).is_drawing
    assert not ready.action("Undo").isEnabled()
