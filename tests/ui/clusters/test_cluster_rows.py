from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView

from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.cluster_table_model import NAME

pytestmark = pytest.mark.gui
LONG = "Mixed broadleaf and needleleaf forest, partly in shadow, northern slope"


@pytest.fixture
def shown(qtbot, scene, result_of, look_of):
    shown = ClusterTable()
    qtbot.addWidget(shown)
    shown.resize(620, 220)
    shown.show()
    look = look_of(5)
    shown.show_result(result_of(5), replace(look, names=(LONG, *look.names[1:])), scene.grid)
    QApplication.processEvents()
    return shown


def table_of(shown):
    return shown.findChild(QTableView, "clusterTable")


def test_a_long_name_is_cut_before_a_figure_is_out_of_sight(shown):
    table = table_of(shown)
    assert table.horizontalScrollBar().maximum() == 0
    full_px = table.fontMetrics().horizontalAdvance(LONG)
    assert 80 <= table.columnWidth(NAME) < full_px
    tip = table.model().index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert LONG in tip


def test_it_has_its_room_where_there_is_any(shown):
    table = table_of(shown)
    before = table.columnWidth(NAME)
    shown.resize(900, 220)
    QApplication.processEvents()
    assert table.columnWidth(NAME) > before
    assert table.horizontalScrollBar().maximum() == 0


def test_a_width_that_was_chosen_stays(shown, scene, result_of, look_of):
    table = table_of(shown)
    table.horizontalHeader().resizeSection(NAME, 210)
    shown.resize(700, 220)
    shown.show_result(result_of(4), look_of(4), scene.grid)
    QApplication.processEvents()
    assert table.columnWidth(NAME) == 210


@pytest.mark.parametrize("n_rows", [3, 6])
def test_so_many_rows_are_seen_whole_at_the_height_told_for_them(shown, n_rows):
    shown.resize(620, shown.height_of(n_rows))
    QApplication.processEvents()
    table = table_of(shown)
    assert table.viewport().height() == n_rows * table.rowHeight(0)
