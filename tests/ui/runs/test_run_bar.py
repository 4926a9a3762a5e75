from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton

from app.clustering.run import Run
from app.clustering.run_entry import RunEntry
from app.clustering.settings import SweepSettings
from app.ui.runs.run_bar import RunBar

pytestmark = pytest.mark.gui
STARTED = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
BANDS = ("B2", "B3", "B4")
ENTRIES = tuple(
    RunEntry(Run(f"id{n}", SweepSettings(BANDS, seed=n), STARTED), n, name, BANDS)
    for n, name in ((1, ""), (2, "Dry season"))
)


@pytest.fixture
def bar(qtbot):
    made = RunBar()
    qtbot.addWidget(made)
    made.resize(300, 40)
    made.show()
    made.show_runs(ENTRIES, "id2")
    return made


def combo(bar):
    return bar.findChild(QComboBox, "runCombo")


def edit(bar):
    return bar.findChild(QLineEdit, "runNameEdit")


def test_list_is_seen_only_where_there_is_a_run(bar):
    assert bar.isVisible()
    bar.show_runs((), "")
    assert not bar.isVisible()
    assert bar.current_id == ""


def test_list_shows_every_run_and_the_one_that_is_shown(bar):
    texts = [combo(bar).itemText(row) for row in range(combo(bar).count())]
    assert [text.split(" · ")[:4] for text in texts] == [
        ["Run 1", "B2-B4", "none", "seed 1"],
        ["Dry season", "B2-B4", "none", "seed 2"],
    ]
    assert combo(bar).currentIndex() == 1
    assert "Bands: B2, B3, B4" in combo(bar).toolTip()


def test_choosing_with_the_keyboard_asks_for_a_run(qtbot, bar):
    combo(bar).setFocus()
    with qtbot.waitSignal(bar.run_chosen) as chosen:
        QTest.keyClick(combo(bar), Qt.Key.Key_Up)
    assert chosen.args == ["id1"]


def test_runs_that_are_listed_anew_ask_for_nothing(qtbot, bar):
    with qtbot.assertNotEmitted(bar.run_chosen):
        bar.show_runs(ENTRIES, "id1")
    assert bar.current_id == "id1"


def test_name_is_typed_in_place_of_the_list(qtbot, bar):
    bar.rename()
    assert edit(bar).isVisible()
    assert edit(bar).text() == "Dry season"
    edit(bar).selectAll()
    QTest.keyClicks(edit(bar), "Wet")
    with qtbot.waitSignal(bar.rename_requested) as asked:
        QTest.keyClick(edit(bar), Qt.Key.Key_Return)
    assert asked.args == ["id2", "Wet"]
    assert combo(bar).isVisible()


def test_escape_leaves_the_name_as_it_was(qtbot, bar):
    bar.rename()
    QTest.keyClicks(edit(bar), "Wet")
    with qtbot.assertNotEmitted(bar.rename_requested):
        QTest.keyClick(edit(bar), Qt.Key.Key_Escape)
    assert combo(bar).isVisible()


def test_no_other_run_can_be_chosen_while_one_arrives(qtbot, bar):
    bar.set_busy(True)
    assert not combo(bar).isEnabled()
    with qtbot.assertNotEmitted(bar.remove_requested):
        bar.remove()
    bar.set_busy(False)
    with qtbot.waitSignal(bar.remove_requested) as asked:
        bar.remove()
    assert asked.args == ["id2"]


def test_menu_does_what_the_keyboard_can_reach(qtbot, bar):
    button = bar.findChild(QToolButton, "runMenuButton")
    assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus
    with qtbot.waitSignal(bar.settings_requested) as asked:
        bar.findChild(QAction, "useRunSettingsAction").trigger()
    assert asked.args == ["id2"]
    with qtbot.waitSignal(bar.compare_requested):
        bar.findChild(QAction, "compareRunAction").trigger()
