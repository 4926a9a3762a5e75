"""Every table counts, aligns and names its columns in one way."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.ui.parts.tables.table_manners import LEFT, RIGHT, WRAPPED
from app.ui.parts.tables.table_model import Header, Role, TableModel

HEADERS = (Header("Name", "What it is called", is_text=True), Header("Area (ha)"))
ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Fields(TableModel):
    def cell(self, row, column, role):
        return f"{row}, {column}" if role == Role.DisplayRole else None


@pytest.fixture
def fields(owner):
    made = Fields(HEADERS, owner)
    with made.reset():
        made.n_rows = 3
    return made


def test_cells_stand_where_rows_and_headers_are(fields):
    assert (fields.rowCount(), fields.columnCount()) == (3, 2)
    assert fields.index(2, 1).data() == "2, 1"
    assert fields.data(QModelIndex()) is None
    assert fields.rowCount(fields.index(0, 0)) == 0
    assert fields.columnCount(fields.index(0, 0)) == 0


def test_text_stands_left_and_figures_right_below_their_headers(fields):
    for column, side in enumerate((LEFT, RIGHT)):
        assert fields.index(0, column).data(Role.TextAlignmentRole) == side
        assert fields.headerData(column, ACROSS, Role.TextAlignmentRole) == side | WRAPPED


def test_headers_say_their_title_and_their_tip(fields):
    assert [fields.headerData(column, ACROSS) for column in (0, 1)] == ["Name", "Area (ha)"]
    assert fields.headerData(0, ACROSS, Role.ToolTipRole) == "What it is called"
    assert fields.headerData(1, ACROSS, Role.ToolTipRole) is None
    assert fields.headerData(0, DOWN) is None
    assert fields.headerData(2, ACROSS) is None
    assert fields.headerData(0, ACROSS, Role.UserRole + 1) is None


def test_views_hear_of_other_rows_and_columns(qtbot, fields):
    tester = QAbstractItemModelTester(
        fields, QAbstractItemModelTester.FailureReportingMode.Fatal, fields
    )
    with qtbot.waitSignals([fields.modelAboutToBeReset, fields.modelReset]), fields.reset():
        fields.n_rows, fields.headers = 1, HEADERS[:1]
    assert (fields.rowCount(), fields.columnCount()) == (1, 1)
    assert tester.model() is fields
