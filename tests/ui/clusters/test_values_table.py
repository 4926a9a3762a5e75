import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QTableView, QTabWidget, QToolButton

from app.ui.clusters.distinct_model import PIXELS, VALUE, DistinctModel
from app.ui.clusters.values_table import ValuesTable

pytestmark = pytest.mark.gui


@pytest.fixture
def shown(qtbot, values):
    shown = ValuesTable()
    qtbot.addWidget(shown)
    shown.resize(430, 220)
    shown.show()
    shown.show_values(values)
    return shown


def visible_texts(shown):
    return [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]


def row_texts(table, row):
    model = table.model()
    return [
        model.index(row, column).data().replace("\u202f", "")
        for column in range(model.columnCount())
    ]


def test_no_row_is_called_by_a_bare_number(shown, values):
    first, second, *others = values.bands
    told = replace(second, band=replace(second.band, name="2", role="blue"))
    shown.show_values(replace(values, bands=(first, told, *others)))
    table = shown.findChild(QTableView, "valuesTable")
    assert row_texts(table, 0)[0] == "B1"
    assert row_texts(table, 1)[0] == "2 blue"


def test_empty_view_says_what_to_click(qtbot):
    shown = ValuesTable()
    qtbot.addWidget(shown)
    shown.show()
    assert "Click a cluster in the map or in the table to see its values." in visible_texts(shown)


def test_waiting_says_what_is_counted(shown):
    shown.show_waiting(3)
    assert "Counting the values of cluster 3…" in visible_texts(shown)
    assert not shown.findChild(QTableView, "valuesTable").isVisible()


def test_every_band_has_its_figures(shown):
    table = shown.findChild(QTableView, "valuesTable")
    model = table.model()
    assert model.rowCount() == 7
    assert model.index(3, 0).data() == "B4"
    assert model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole) == "B4 red"
    titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(1, 11)]
    assert dict(zip(titles, row_texts(table, 3)[1:], strict=True)) == {
        "Min": "7000",
        "Max": "7399",
        "Mean": "7250",
        "Std": "82",
        "5 %": "7020",
        "25 %": "7110",
        "Median": "7260",
        "75 %": "7330",
        "95 %": "7390",
        "Distinct": "400",
    }


def test_distinct_values_come_with_counts_and_shares(shown):
    shown.findChild(QTabWidget).setCurrentIndex(1)
    table = shown.findChild(QTableView, "distinctTable")
    assert table.model().rowCount() == 400
    assert row_texts(table, 99) == ["7099", "100", "0.12"]
    assert any("400 distinct values" in text for text in visible_texts(shown))


def test_click_on_a_band_lists_its_distinct_values(qtbot, shown):
    table = shown.findChild(QTableView, "valuesTable")
    place = table.visualRect(table.model().index(2, 4)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.findChild(QComboBox, "valuesBandCombo").currentText() == "B3 green"


def test_the_chosen_band_stays_for_the_next_cluster(shown, values_of):
    combo = shown.findChild(QComboBox, "valuesBandCombo")
    combo.setCurrentIndex(4)
    shown.show_values(values_of(cluster=1))
    assert combo.currentIndex() == 4


def test_sorting_by_pixels_puts_the_commonest_first(shown):
    table = shown.findChild(QTableView, "distinctTable")
    table.sortByColumn(PIXELS, Qt.SortOrder.DescendingOrder)
    assert row_texts(table, 0)[VALUE] == "7399"


@pytest.mark.alone
def test_sixty_thousand_values_show_at_once(shown, values_of):
    values = values_of(n_distinct=65_536)
    start = time.perf_counter()
    shown.show_values(values)
    shown.findChild(QTabWidget).setCurrentIndex(1)
    shown.grab()
    assert time.perf_counter() - start < 1.0
    assert shown.findChild(QTableView, "distinctTable").model().rowCount() == 65_536


def test_real_numbers_keep_all_their_digits(values):
    band = replace(
        values.bands[0],
        distinct=np.array([0.1234567, 0.1234568], dtype=np.float32),
        counts=np.array([1, 2]),
    )
    model = DistinctModel()
    model.show(band)
    first, second = (model.index(row, VALUE).data() for row in (0, 1))
    assert first != second
    assert first.startswith("0.12345")


def test_copy_takes_the_selected_rows_as_plain_numbers(qtbot, shown):
    table = shown.findChild(QTableView, "valuesTable")
    table.selectRow(1)
    qtbot.mouseClick(shown.findChild(QToolButton, "copyValuesButton"), Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [
        "Band\tMin\tMax\tMean\tStd\t5 %\t25 %\tMedian\t75 %\t95 %\tDistinct",
        "B2\t7000\t7399\t7250\t82\t7020\t7110\t7260\t7330\t7390\t400",
    ]


def test_double_click_on_a_band_opens_its_distinct_values(qtbot, shown):
    table = shown.findChild(QTableView, "valuesTable")
    place = table.visualRect(table.model().index(4, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.findChild(QTabWidget).currentIndex() == 1
    assert shown.findChild(QComboBox, "valuesBandCombo").currentText() == "B5 nir"


def test_seven_bands_need_no_scroll_bar_sideways(shown):
    shown.resize(shown.sizeHint())
    shown.grab()
    assert shown.findChild(QTableView, "valuesTable").horizontalScrollBar().maximum() == 0


def test_quartiles_are_left_away_where_they_have_no_room_and_copied_all_the_same(qtbot, shown):
    table = shown.findChild(QTableView, "valuesTable")
    titles = [table.model().headerData(c, Qt.Orientation.Horizontal) for c in range(11)]

    def hidden():
        return [title for c, title in enumerate(titles) if table.isColumnHidden(c)]

    shown.resize(300, 220)
    assert hidden() == ["25 %", "75 %"]
    qtbot.mouseClick(shown.findChild(QToolButton, "copyValuesButton"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t") == titles
    shown.resize(800, 220)
    assert hidden() == []


def test_name_of_two_words_is_not_cut(qtbot, values):
    shown = ValuesTable()
    qtbot.addWidget(shown)
    named = [
        replace(entry, band=replace(entry.band, name=f"Band {number}"))
        for number, entry in enumerate(values.bands, start=1)
    ]
    shown.show()
    shown.show_values(replace(values, bands=tuple(named)))
    table = shown.findChild(QTableView, "valuesTable")
    assert table.model().index(1, 0).data() == "Band 2"
    assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance("Band 2")


def test_copy_without_selection_takes_all_distinct_values(qtbot, shown):
    shown.findChild(QTabWidget).setCurrentIndex(1)
    shown.findChild(QTableView, "distinctTable").clearSelection()
    qtbot.mouseClick(shown.findChild(QToolButton, "copyValuesButton"), Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Value\tPixels\tShare (%)"
    assert len(lines) == 401
    assert lines[100] == "7099\t100\t0.124688"


def test_ctrl_c_copies(shown):
    QGuiApplication.clipboard().clear()
    table = shown.findChild(QTableView, "valuesTable")
    table.selectRow(0)
    table.actions()[0].trigger()
    assert QGuiApplication.clipboard().text().count("\n") == 2


def test_save_asks_for_a_file(qtbot, shown):
    with qtbot.waitSignal(shown.save_requested):
        qtbot.mouseClick(
            shown.findChild(QToolButton, "saveValuesButton"), Qt.MouseButton.LeftButton
        )


def test_clear_forgets_the_cluster(shown):
    shown.clear()
    assert shown.findChild(QTableView, "valuesTable").model().rowCount() == 0
    assert not shown.findChild(QToolButton, "saveValuesButton").isEnabled()


def test_values_are_those_of_the_class_by_its_name_also_after_it_is_renamed(shown, look_of):
    named = replace(look_of(4), names=("Lake", "Field", "Lake 2010", "Wood"))
    shown.set_look(named)
    shown.show_waiting(3)
    assert "Counting the values of 3 Lake 2010…" in visible_texts(shown)
