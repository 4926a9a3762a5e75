from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QColorDialog, QComboBox, QLabel, QLineEdit, QMenu, QTableView

from app.scene.grids.pixel_areas import PixelAreas
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.cluster_table_model import COLOUR, FIRST_FIGURE, NAME

pytestmark = pytest.mark.gui

SHARE, AREA, FIRST_BAND = FIRST_FIGURE, FIRST_FIGURE + 1, FIRST_FIGURE + 2


@pytest.fixture
def shown(qtbot, scene, result_of, look_of):
    shown = ClusterTable()
    qtbot.addWidget(shown)
    shown.resize(620, 220)
    shown.show()
    shown.show_result(result_of(5), look_of(5), scene.grid)
    return shown


def table_of(shown):
    return shown.findChild(QTableView, "clusterTable")


def text(shown, row, column):
    return table_of(shown).model().index(row, column).data().replace("\u202f", "")


def headers(shown):
    model = table_of(shown).model()
    return [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]


def place_of(shown, row, column):
    table = table_of(shown)
    return table.visualRect(table.model().index(row, column)).center()


def test_headers_name_bands_and_units(shown):
    assert headers(shown)[:6] == ["No.", "Name", "Share (%)", "Area (ha)", "B1 coastal", "B2 blue"]


def test_rows_hold_share_area_and_means(shown):
    assert text(shown, 0, SHARE) == "6.7"
    assert text(shown, 4, AREA) == "4500"
    assert text(shown, 2, FIRST_BAND + 3) == "3400"


def test_shares_are_nothing_or_all_only_where_they_are(shown, scene, result_of, look_of):
    result = result_of(3)
    n_px = np.array([999_990, 10, 0])
    result = replace(result, signatures=replace(result.signatures, n_px=n_px))
    shown.show_result(result, look_of(3), scene.grid)
    assert [text(shown, row, SHARE) for row in range(3)] == ["> 99.9", "< 0.1", "0.0"]


def with_areas(result, m2):
    areas = None if m2 is None else result.signatures.n_px * m2
    return replace(result, signatures=replace(result.signatures, area_m2=areas))


def unit_combo(shown):
    return shown.findChild(QComboBox, "areaUnitCombo")


def choose(shown, unit):
    combo = unit_combo(shown)
    combo.setCurrentIndex(combo.findData(unit))


def totals(shown):
    return shown.findChild(QLabel, "clusterTotals").text().replace("\u202f", "")


def area_tip(shown):
    model = table_of(shown).model()
    return model.headerData(AREA, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_areas_are_pixels_where_they_are_not_known(shown, scene, result_of, look_of):
    shown.show_result(with_areas(result_of(5), None), look_of(5), scene.grid)
    assert headers(shown)[AREA] == "Pixels"
    assert text(shown, 0, AREA) == "10000"
    assert totals(shown) == "All 5 clusters: 150000 pixels"
    assert not unit_combo(shown).isEnabled()


def test_large_areas_are_square_kilometres(shown, scene, result_of, look_of):
    shown.show_result(with_areas(result_of(5), 90_000.0), look_of(5), scene.grid)
    assert headers(shown)[AREA] == "Area (km²)"
    assert text(shown, 0, AREA) == "900"


def test_totals_stand_below_whatever_is_sorted(shown):
    table_of(shown).sortByColumn(AREA, Qt.SortOrder.DescendingOrder)
    assert totals(shown) == "All 5 clusters: 150000 pixels, 13500.0 ha"
    shown.clear()
    assert not shown.findChild(QLabel, "clusterTotals").isVisible()
    assert not unit_combo(shown).isVisible()


@pytest.mark.parametrize(
    ("unit", "header", "first", "total"),
    [
        ("ha", "Area (ha)", "900", "13500.0 ha"),
        ("km2", "Area (km²)", "9.00", "135.000 km²"),
        ("acres", "Area (acres)", "2224", "33359.2 acres"),
    ],
)
def test_areas_are_shown_in_the_unit_chosen(qtbot, shown, unit, header, first, total):
    with qtbot.waitSignal(shown.unit_chosen) as chosen:
        choose(shown, unit)
    assert chosen.args == [unit]
    assert headers(shown)[AREA] == header
    assert text(shown, 0, AREA) == first
    assert totals(shown).endswith(total)


def test_pixels_can_be_chosen_and_areas_again(shown):
    choose(shown, "pixels")
    assert headers(shown)[AREA] == "Pixels"
    assert text(shown, 4, AREA) == "50000"
    assert totals(shown) == "All 5 clusters: 150000 pixels"
    choose(shown, "fitting")
    assert headers(shown)[AREA] == "Area (ha)"


def test_clusters_that_lie_elsewhere_have_larger_pixels(shown, scene, result_of, look_of):
    m2 = np.linspace(800.0, 1000.0, 5)
    shown.show_result(with_areas(result_of(5), m2), look_of(5), scene.grid)
    assert (text(shown, 0, AREA), text(shown, 4, AREA)) == ("800", "5000")


def test_it_is_said_what_areas_are_measured_on(shown, scene, result_of, look_of):
    assert area_tip(shown) == "Areas by the units of the map; one pixel is 900 m²"
    areas = PixelAreas(np.array([[899.25], [900.5]]), np.array([0, 10, 50]), np.array([0, 60]))
    grid = replace(scene.grid, measured_areas=areas)
    shown.show_result(result_of(5), look_of(5), grid)
    assert area_tip(shown) == (
        "Areas on the ellipsoid WGS 84, by row; one pixel is 899.250 to 900.500 m²"
    )


def test_click_on_a_row_selects_its_cluster(qtbot, shown):
    with qtbot.waitSignal(shown.classes_chosen) as chosen:
        qtbot.mouseClick(
            table_of(shown).viewport(), Qt.MouseButton.LeftButton, pos=place_of(shown, 2, SHARE)
        )
    assert chosen.args == [(3,)]


def test_click_with_ctrl_selects_one_more_and_the_newest_is_the_current_one(qtbot, shown):
    chosen = []
    shown.classes_chosen.connect(chosen.append)
    for row, modifier in ((3, "NoModifier"), (0, "ControlModifier"), (2, "ControlModifier")):
        qtbot.mouseClick(
            table_of(shown).viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier[modifier],
            pos=place_of(shown, row, SHARE),
        )
    assert [set(numbers) for numbers in chosen] == [{4}, {4, 1}, {4, 1, 3}]
    assert [numbers[-1] for numbers in chosen] == [4, 1, 3]


def test_several_classes_selected_elsewhere_are_selected_here(shown):
    shown.select_classes((4, 2))
    rows = table_of(shown).selectionModel().selectedRows()
    assert {row.row() for row in rows} == {1, 3}
    shown.select_classes(())
    assert not table_of(shown).selectionModel().selectedRows()


def test_selection_from_elsewhere_is_not_reported_back(qtbot, shown):
    with qtbot.assertNotEmitted(shown.classes_chosen):
        shown.select_classes((4,))
        shown.select_classes((1, 4))
        shown.select_classes(())


def test_arrow_keys_select_the_next_cluster(qtbot, shown):
    shown.select_classes((2,))
    with qtbot.waitSignal(shown.classes_chosen) as chosen:
        qtbot.keyClick(table_of(shown), Qt.Key.Key_Down)
    assert chosen.args == [(3,)]


def test_sorting_by_area_keeps_numbers_with_their_rows(shown):
    table_of(shown).sortByColumn(AREA, Qt.SortOrder.DescendingOrder)
    model = table_of(shown).model()
    assert [model.index(row, COLOUR).data() for row in range(5)] == [5, 4, 3, 2, 1]
    shown.select_classes((5,))
    assert table_of(shown).selectionModel().selectedRows()[0].row() == 0


def test_typing_a_name_asks_for_it(qtbot, shown):
    table = table_of(shown)
    table.setFocus()
    shown.select_classes((2,))
    table.edit(table.model().index(1, NAME))
    editor = table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Water")
    with qtbot.waitSignal(shown.rename_requested) as asked:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert asked.args == [2, "Water"]


def test_f2_opens_the_name_of_the_selected_cluster(qtbot, shown):
    shown.select_classes((3,))
    table = table_of(shown)
    qtbot.keyClick(table, Qt.Key.Key_F2)
    assert table.findChild(QLineEdit).text() == "Cluster 3"


@pytest.mark.parametrize("name", ["", "   ", "Cluster 1"])
def test_empty_and_unchanged_names_are_not_asked_for(qtbot, shown, name):
    model = table_of(shown).model()
    with qtbot.assertNotEmitted(shown.rename_requested):
        assert not model.setData(model.index(0, NAME), name)


def test_new_names_keep_selection_and_order(shown, scene, result_of, look_of):
    table_of(shown).sortByColumn(AREA, Qt.SortOrder.DescendingOrder)
    shown.select_classes((2,))
    look = look_of(5)
    look = replace(look, names=("Lake", *look.names[1:]))
    shown.show_result(result_of(5), look, scene.grid)
    assert text(shown, 4, NAME) == "Lake"
    rows = table_of(shown).selectionModel().selectedRows()
    assert [row.row() for row in rows] == [3]


def test_another_k_starts_without_selection(qtbot, shown, scene, result_of, look_of):
    shown.select_classes((2,))
    with qtbot.assertNotEmitted(shown.classes_chosen):
        shown.show_result(result_of(7), look_of(7), scene.grid)
    assert table_of(shown).model().rowCount() == 7
    assert not table_of(shown).selectionModel().selectedRows()


def test_double_click_on_a_swatch_offers_colours(qtbot, shown):
    viewport, place = table_of(shown).viewport(), place_of(shown, 1, COLOUR)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    dialog = shown.findChild(QColorDialog)
    dialog.setCurrentColor(QColor(10, 20, 30))
    with qtbot.waitSignal(shown.recolour_requested) as asked:
        dialog.accept()
    assert asked.args == [2, (10, 20, 30)]


def test_menu_offers_rename_and_colour(shown):
    table = table_of(shown)
    table.customContextMenuRequested.emit(place_of(shown, 1, NAME))
    menu = shown.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Rename",
        "Change colour…",
        "Copy table",
    ]
    menu.close()
    table.customContextMenuRequested.emit(QPoint(5, table.height() - 5))


def copy(shown):
    (action,) = (each for each in table_of(shown).actions() if each.text() == "Copy table")
    action.trigger()


def test_copy_gives_plain_numbers_with_headers(shown):
    shown.select_classes((5,))
    table_of(shown).setFocus()
    copy(shown)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("No.\tName\tShare (%)\tArea (ha)\tB1 coastal")
    assert lines[1].startswith("5\tCluster 5\t33.3\t4500\t5100")
    assert len(lines) == 2


def test_names_are_pasted_as_text_and_in_one_cell(shown, scene, result_of, look_of):
    names = ("=1+1", "a\tb", "-5", "plain", "@SUM(1)")
    shown.show_result(result_of(5), replace(look_of(5), names=names), scene.grid)
    copy(shown)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in lines[1:]] == [
        "'=1+1",
        "a␉b",
        "-5",
        "plain",
        "'@SUM(1)",
    ]


def test_estimates_say_so(shown, scene, result_of, look_of):
    shown.show_result(result_of(5, is_estimate=True), look_of(5), scene.grid)
    texts = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
    assert "estimates until every pixel is counted" in texts
    assert text(shown, 0, AREA) == "900"


def test_selecting_far_down_does_not_scroll_sideways(shown, scene, result_of, look_of):
    shown.resize(300, 160)
    shown.show_result(result_of(10), look_of(10), scene.grid)
    shown.select_classes((10,))
    assert table_of(shown).horizontalScrollBar().value() == 0


def test_clear_says_what_comes(shown):
    shown.clear()
    assert not table_of(shown).isVisible()


def test_seven_bands_need_no_scroll_bar_sideways(shown):
    shown.resize(shown.sizeHint())
    shown.grab()
    assert table_of(shown).horizontalScrollBar().maximum() == 0


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.n = 0
        widget.installEventFilter(self)

    def eventFilter(self, _, event):
        self.n += event.type() is QEvent.Type.Paint
        return False


@pytest.mark.parametrize("k", [3, 5, 9])
def test_a_result_is_painted_once(qtbot, shown, scene, result_of, look_of, k):
    qtbot.wait(50)
    paints = Paints(table_of(shown).viewport())
    shown.show_result(result_of(k), look_of(k), scene.grid)
    qtbot.wait(100)
    assert paints.n == 1


def test_columns_are_measured_only_where_names_are_suggested(shown):
    table = table_of(shown)
    table.setColumnWidth(SHARE, 123)
    shown.show_suggestions({}, "")  # as with every k of a sweep
    assert table.columnWidth(SHARE) == 123
