import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QTableView, QToolButton

from app.clustering.legends.overlap import Transition
from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import ClusterLook
from app.ui.parts.area_unit import AreaUnit
from app.ui.runs.transition_table import TransitionTable

pytestmark = pytest.mark.gui
LOOKS = (
    ClusterLook(2, ("Water", "=Land"), ((0, 0, 255), (0, 200, 0))),
    ClusterLook(3, ("Lake", "Field", "Wood"), ((0, 0, 250), (200, 200, 0), (0, 90, 0))),
)
FOUND = Transitions(
    (
        Transition(2, 3, 6_000, 5_400_000.0),
        Transition(1, 1, 3_000, 2_700_000.0),
        Transition(2, 2, 1_000, 900_000.0),
    ),
    frozenset({(2, 3), (1, 1)}),
    10_000,
    9_000_000.0,
    is_estimate=False,
)
TITLES = ("k = 2, Run 1", "k = 3, Run 2")


@pytest.fixture
def shown(qtbot):
    made = TransitionTable()
    qtbot.addWidget(made)
    made.resize(430, 220)
    made.show()
    made.show_unit(AreaUnit.HECTARES)
    made.show_transitions(FOUND, LOOKS, TITLES)
    return made


def table(shown):
    return shown.findChild(QTableView, "transitionTable")


def cells(shown, row):
    model = table(shown).model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def headers(shown):
    model = table(shown).model()
    across = Qt.Orientation.Horizontal
    return [model.headerData(column, across) for column in range(model.columnCount())]


def test_empty_table_says_how_to_get_pairs_and_offers_it(qtbot):
    made = TransitionTable()
    qtbot.addWidget(made)
    made.show()
    texts = [label.text() for label in made.findChildren(QLabel) if label.isVisible()]
    assert any("Compare two maps" in text for text in texts)
    with qtbot.waitSignal(made.compare_requested):
        made.findChild(QToolButton, "compareMapsButton").click()


def test_pairs_are_told_with_classes_area_share_and_the_best_marked(shown):
    assert headers(shown) == [*TITLES, "Area (ha)", "Share (%)", "Best"]
    assert cells(shown, 0) == ["2 =Land", "3 Wood", "540.0", "60.00", "best"]
    assert cells(shown, 1) == ["1 Water", "1 Lake", "270.0", "30.00", "best"]
    assert cells(shown, 2) == ["2 =Land", "2 Field", "90.0", "10.00", ""]


def test_unit_can_be_chosen(qtbot, shown):
    combo = shown.findChild(QComboBox, "transitionUnitCombo")
    with qtbot.waitSignal(shown.unit_chosen) as asked:
        combo.setCurrentIndex(combo.findData(str(AreaUnit.PIXELS)))
    shown.show_unit(asked.args[0])
    assert headers(shown)[2] == "Pixels"
    assert cells(shown, 1)[2].replace("\u202f", "") == "3000"


def test_row_under_the_keyboard_is_the_pair_that_is_shown(qtbot, shown):
    table(shown).setFocus()
    with qtbot.waitSignal(shown.pair_chosen) as asked:
        QTest.keyClick(table(shown), Qt.Key.Key_Down)
    assert asked.args == [(1, 1)]
    with qtbot.waitSignal(shown.pair_chosen) as asked:
        QTest.keyClick(table(shown), Qt.Key.Key_Up)
    assert asked.args == [(2, 3)]
    with qtbot.waitSignal(shown.pair_chosen) as asked:
        shown.findChild(QToolButton, "clearPairButton").click()
    assert asked.args == [None]


def test_map_that_shows_no_pair_any_more_marks_no_row(qtbot, shown):
    table(shown).selectRow(1)
    with qtbot.waitSignal(shown.pair_chosen) as asked:
        shown.show_pair(None)
    assert asked.args == [None]
    assert not table(shown).selectionModel().hasSelection()


def test_copy_takes_all_rows_and_no_name_becomes_a_formula(shown):
    table(shown).selectRow(1)
    shown.findChild(QToolButton, "copyTransitionsButton").click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == list(TITLES)
    assert [line.split("\t")[2] for line in lines[1:]] == ["540.0", "270.0", "90.0"]
    assert len(lines) == 4


def test_counting_and_estimates_are_told(shown):
    shown.show_counting()
    texts = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
    assert any("Counting" in text for text in texts)
    estimate = Transitions(FOUND.pairs, FOUND.best, FOUND.n_px, None, is_estimate=True)
    shown.show_transitions(estimate, LOOKS, TITLES)
    texts = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
    assert "3 pairs · estimate" in texts
    assert headers(shown)[2] == "Pixels"
