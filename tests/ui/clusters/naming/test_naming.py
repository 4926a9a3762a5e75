"""Names are typed one below the other, offered from a list, and taken where they are suggested."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QToolButton

from app.clustering.legends.suggestions import Suggestion
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.cluster_table_model import COLOUR, NAME

pytestmark = pytest.mark.gui
KEY = Qt.Key
WATER = Suggestion("Water", (0, 0, 200), 0.934)


@pytest.fixture
def shown(qtbot, scene, result_of, look_of):
    """A table that shows at once what is typed, as the session has it."""
    shown = ClusterTable()
    qtbot.addWidget(shown)
    shown.resize(620, 260)
    result, look = result_of(4), look_of(4)
    shown.show_result(result, look, scene.grid)
    names = list(look.names)

    def rename(number, name):
        names[number - 1] = name
        shown.show_result(result, replace(look, names=tuple(names)), scene.grid)

    shown.rename_requested.connect(rename)
    shown.names = names
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def table(shown):
    return shown.findChild(QTableView, "clusterTable")


def editor(shown):
    found = [
        one for one in table(shown).findChildren(QLineEdit, "classNameEdit") if one.isVisible()
    ]
    return found[0] if found else None


def begin(qtbot, shown, number=1):
    shown.select_classes((number,))
    table(shown).setFocus()
    shown.rename_selected()
    qtbot.waitUntil(lambda: editor(shown) is not None)


def cell(shown, row, column=NAME, role=Qt.ItemDataRole.DisplayRole):
    return table(shown).model().index(row, column).data(role)


def test_enter_goes_on_to_the_name_below_until_the_last(qtbot, shown):
    begin(qtbot, shown)
    for number, name in enumerate(("Water", "Forest", "Town", "Sand"), start=1):
        qtbot.waitUntil(
            lambda number=number: (
                editor(shown) is not None and editor(shown).text() == f"Cluster {number}"
            )
        )
        QTest.keyClicks(editor(shown), name)
        QTest.keyClick(editor(shown), KEY.Key_Return)
        qtbot.waitUntil(lambda number=number, name=name: shown.names[number - 1] == name)
    qtbot.waitUntil(lambda: editor(shown) is None)
    assert shown.names == ["Water", "Forest", "Town", "Sand"]


def test_escape_leaves_a_name_as_it_was(qtbot, shown):
    begin(qtbot, shown)
    QTest.keyClicks(editor(shown), "Wat")
    QTest.keyClick(editor(shown), KEY.Key_Escape)
    qtbot.waitUntil(lambda: editor(shown) is None)
    assert shown.names[0] == "Cluster 1"


def test_part_of_a_name_finds_it_in_the_list(qtbot, shown):
    shown.offer_names([("Tree cover", (0, 100, 0)), ("Permanent water bodies", None)])
    begin(qtbot, shown)
    QTest.keyClicks(editor(shown), "wat")
    popup = editor(shown).completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == [
        "Permanent water bodies"
    ]
    QTest.keyClick(popup, KEY.Key_Down)
    QTest.keyClick(popup, KEY.Key_Return)
    qtbot.waitUntil(lambda: shown.names[0] == "Permanent water bodies")
    qtbot.waitUntil(lambda: editor(shown) is not None and editor(shown).text() == "Cluster 2")


def test_arrow_down_opens_the_whole_list(qtbot, shown):
    shown.offer_names([("Tree cover", (0, 100, 0)), ("Permanent water bodies", None)])
    begin(qtbot, shown)
    QTest.keyClick(editor(shown), KEY.Key_Down)
    popup = QApplication.activePopupWidget()
    assert popup.objectName() == "offeredNames"
    assert popup.model().rowCount() == 2
    popup.close()


def test_suggestion_stands_in_italics_with_its_share_and_is_no_name(shown):
    shown.show_suggestions({2: WATER}, "k = 8")
    assert cell(shown, 1) == "Water? 93\u202f%".replace("\u202f", " ")
    assert cell(shown, 1, role=Qt.ItemDataRole.FontRole).italic()
    assert cell(shown, 0) == "Cluster 1"
    assert cell(shown, 0, role=Qt.ItemDataRole.FontRole) is None
    assert shown.names[1] == "Cluster 2"


@pytest.mark.parametrize(
    ("is_of_preview", "told"),
    [(False, "of its pixels lie"), (True, "of its pixels of the preview")],
)
def test_tip_says_whether_a_share_is_of_the_preview(shown, is_of_preview, told):
    shown.show_suggestions({2: replace(WATER, is_of_preview=is_of_preview)}, "k = 8")
    assert told in cell(shown, 1, role=Qt.ItemDataRole.ToolTipRole)


def test_enter_and_double_click_take_a_suggestion(qtbot, shown):
    shown.show_suggestions({2: WATER}, "k = 8")
    shown.select_classes((2,))
    table(shown).setFocus()
    with qtbot.waitSignal(shown.take_requested, timeout=1000) as taken:
        QTest.keyClick(table(shown), KEY.Key_Return)
    assert taken.args == [2]
    place = table(shown).visualRect(table(shown).model().index(1, NAME)).center()
    viewport = table(shown).viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(shown.take_requested, timeout=1000):
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert editor(shown) is None


def test_enter_takes_nothing_where_nothing_is_suggested(qtbot, shown):
    shown.show_suggestions({2: WATER}, "k = 8")
    shown.select_classes((1,))
    table(shown).setFocus()
    with qtbot.assertNotEmitted(shown.take_requested, wait=50):
        QTest.keyClick(table(shown), KEY.Key_Return)


def test_f2_begins_with_the_suggestion(qtbot, shown):
    shown.show_suggestions({1: WATER}, "k = 8")
    begin(qtbot, shown)
    assert editor(shown).text() == "Water"
    QTest.keyClick(editor(shown), KEY.Key_Return)
    qtbot.waitUntil(lambda: shown.names[0] == "Water")


def test_button_takes_all_and_is_there_only_while_something_is_suggested(qtbot, shown):
    button = shown.findChild(QToolButton, "takeAllNames")
    assert button.isHidden()
    shown.show_suggestions({1: WATER}, "k = 8")
    assert "k = 8" in button.toolTip()
    with qtbot.waitSignal(shown.take_all_requested, timeout=1000):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.show_suggestions({}, "")
    assert button.isHidden()


def test_heading_says_clusters_until_they_are_merged(shown, scene, result_of, look_of):
    headings = [label.text() for label in shown.findChildren(QLabel)]
    assert "Clusters, k = 4" in headings
    look = replace(
        look_of(3), k=4, numbers=(1, 2, 4), of_label=(1, 2, 2, 4), members=((1,), (2, 3), (4,))
    )
    shown.show_result(result_of(3), look, scene.grid)
    assert "Classes, k = 4 (3 classes)" in [label.text() for label in shown.findChildren(QLabel)]
    tip = cell(shown, 1, COLOUR, Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Made of clusters 2, 3. ")
    assert not cell(shown, 0, COLOUR, Qt.ItemDataRole.ToolTipRole).startswith("Made of")
