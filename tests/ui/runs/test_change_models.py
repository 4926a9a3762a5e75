"""What became of classes stands in a matrix and as gains and losses, in the unit that is chosen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.clustering.legends.change_codes import MapClass
from app.clustering.legends.changes.differences import summed_up
from app.clustering.legends.overlap import Overlap
from app.ui.parts.area_unit import AreaUnit
from app.ui.runs.change_models import BalanceModel, ChangeMatrixModel

N_PX = np.array([[0, 0, 0], [0, 100, 20], [0, 0, 80]])
CLASSES = (
    (MapClass(1, "Water"), MapClass(2, "Land")),
    (MapClass(1, "Water"), MapClass(7, "Snow")),
)


@pytest.fixture
def told():
    return summed_up(Overlap(N_PX, N_PX * 900.0), CLASSES, ("a", "b"))


def cells(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def titles(model):
    across = Qt.Orientation.Horizontal
    return [model.headerData(column, across) for column in range(model.columnCount())]


def test_the_matrix_is_told_in_areas_and_its_empty_cells_are_empty(qapp, told):  # noqa: ARG001
    model = ChangeMatrixModel()
    model.show(told, AreaUnit.HECTARES)
    assert titles(model) == ["From \\ to (ha)", "Water", "Snow", "Total"]
    assert cells(model) == [
        ["Water", "9.000", "1.800", "10.800"],
        ["Land", "", "7.200", "7.200"],
        ["Total", "9.000", "9.000", "18.000"],
    ]


def test_gains_and_losses_in_pixels_are_whole_numbers(qapp, told):  # noqa: ARG001
    model = BalanceModel()
    model.show(told, AreaUnit.PIXELS)
    rows = {row[0]: row[1:] for row in cells(model)}
    assert rows["Water"][:3] == ["120", "100", "100"]
    assert rows["Land"][0] == "80"
    assert rows["Snow"][-1] == "+100"


def test_without_areas_and_without_anything(qapp, told):  # noqa: ARG001
    model = ChangeMatrixModel()
    model.show(told.in_pixels, AreaUnit.HECTARES)
    assert titles(model)[0] == "From \\ to (px)"
    model.show(None, AreaUnit.HECTARES)
    assert model.rowCount() == 0


def test_classes_without_names_are_said_to_be_the_same_by_number(told):
    assert not told.is_by_number
    unnamed = ((MapClass(1, "Cluster 1"),), (MapClass(1, "Class 1"),))
    assert summed_up(Overlap(N_PX[:2, :2], None), unnamed, ("a", "b")).is_by_number
