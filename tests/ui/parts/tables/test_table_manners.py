from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionHeader, QTableView

from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.cluster_table_model import COLOUR, FIRST_FIGURE
from app.ui.clusters.distinct_model import PIXELS, SHARE, VALUE
from app.ui.clusters.values_table import ValuesTable

pytestmark = pytest.mark.gui


@pytest.fixture(autouse=True)
def _as_in_the_program(qapp):
    before = QApplication.style().name()
    qapp.setStyle("Fusion")
    yield
    qapp.setStyle(before)


@pytest.fixture
def values_table(qtbot, values):
    """The values of seven bands that no sensor is known of."""
    bands = tuple(
        replace(entry, band=replace(entry.band, name=str(number), role=""))
        for number, entry in enumerate(values.bands, start=1)
    )
    shown = ValuesTable()
    qtbot.addWidget(shown)
    shown.resize(402, 220)
    shown.show()
    shown.show_values(replace(values, bands=bands))
    return shown


def places(table, column):
    """Return where the header draws the title and the arrow of a column."""
    header = table.horizontalHeader()
    option = QStyleOptionHeader()
    option.rect = QRect(0, 0, header.sectionSize(column), header.height())
    option.state = QStyle.StateFlag.State_Horizontal | QStyle.StateFlag.State_Enabled
    option.orientation = Qt.Orientation.Horizontal
    is_sorted = header.isSortIndicatorShown() and header.sortIndicatorSection() == column
    if is_sorted:
        option.sortIndicator = QStyleOptionHeader.SortIndicator.SortDown
    parts = QStyle.SubElement
    label = header.style().subElementRect(parts.SE_HeaderLabel, option, header)
    arrow = header.style().subElementRect(parts.SE_HeaderArrow, option, header)
    return label, arrow if is_sorted else QRect()


def assert_titles_are_whole(table):
    """Every title fits where it is drawn: broken between its words, if the header breaks it."""
    model, words = table.model(), table.horizontalHeader().fontMetrics()
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        title = model.headerData(column, Qt.Orientation.Horizontal)
        how = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        label, arrow = places(table, column)
        needed = words.boundingRect(QRect(0, 0, label.width(), 1000), how, title)
        assert needed.width() <= label.width(), title
        assert needed.height() <= label.height(), title
        assert not label.intersects(arrow), title


def test_titles_of_figures_are_whole(values_table):
    table = values_table.findChild(QTableView, "valuesTable")
    assert_titles_are_whole(table)


@pytest.mark.parametrize("column", [VALUE, PIXELS, SHARE])
def test_the_arrow_leaves_the_titles_of_distinct_values_alone(values_table, column):
    table = values_table.findChild(QTableView, "distinctTable")
    table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert_titles_are_whole(table)


@pytest.mark.parametrize("column", [COLOUR, FIRST_FIGURE, FIRST_FIGURE + 1, FIRST_FIGURE + 2])
def test_the_arrow_leaves_the_titles_of_clusters_alone(qtbot, scene, result_of, look_of, column):
    shown = ClusterTable()
    qtbot.addWidget(shown)
    shown.show()
    shown.show_result(result_of(5), look_of(5), scene.grid)
    table = shown.findChild(QTableView, "clusterTable")
    table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert_titles_are_whole(table)
