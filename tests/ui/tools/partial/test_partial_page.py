"""The page shows labels, clusters and their conflicts, and says what is wanted of them."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QToolButton,
)

from app.clustering.partial.checking import ClusterVote, ErrorMatrix
from app.clustering.partial.choices import PartialChoices, PartialMode, PartialWishes
from app.scene.areas.labelled.painted import Mark, MarkKind, PaintedLabels
from app.ui.parts import theme
from app.ui.tools.partial.paint_bar import PaintTool
from app.ui.tools.partial.partial_page import PartialPage, ShownAs

pytestmark = pytest.mark.gui
WATER, FIELD = (0, 0, 255), (0, 99, 0)
LABELS = PaintedLabels().with_class("Water", WATER).with_class("Field", FIELD)
MARKED = LABELS.marked([Mark(MarkKind.STROKE, 1, (1.0, 1.0), radius=3.0)])
VOTES = (
    ClusterVote(1, 900, (40, 0), 3, 4),
    ClusterVote(2, 500, (6, 4), 9, 8),
    ClusterVote(3, 700, (0, 0), 1, 1),
    ClusterVote(4, 100, (12, 1), 5, 5),
    ClusterVote(5, 800, (2, 30), 7, 7),
)
MATRIX = ErrorMatrix(np.array([[18, 3], [2, 27], [0, 0]]), 0.71, 0.97)


@pytest.fixture
def page(qtbot):
    page = PartialPage(None)
    qtbot.addWidget(page)
    page.resize(340, 1400)
    page.show()
    return page


def found(votes=VOTES, matrix=MATRIX):
    return SimpleNamespace(
        names=("Water", "Field", "Unlabelled"), colours=(WATER, FIELD, (128, 128, 128)),
        map=SimpleNamespace(votes=votes, matrix=matrix, n_learned_px=95),
    )  # fmt: skip


def column(page, name, at, role=Qt.ItemDataRole.DisplayRole):
    model = page.findChild(QTableView, name).model()
    return [model.index(row, at).data(role) for row in range(model.rowCount())]


def select(page, *numbers):
    page.votes.select(*numbers)


def enabled(page, name):
    return page.findChild(QPushButton, name).isEnabled()


def test_what_is_missing_before_a_run_is_said(page):
    page.show_choices(PartialChoices(), "Mark places of two labels at least.")
    assert not enabled(page, "runPartialButton")
    assert "two labels" in page.findChild(QLabel, "partialMissing").text()
    page.show_choices(PartialChoices(MARKED), "")
    assert enabled(page, "runPartialButton")
    assert page.findChild(QLabel, "partialMissing").isHidden()


def test_the_button_to_find_classes_stays_where_it_is_once_it_can_be_pressed(page):
    page.resize(340, 400)  # all steps have no room: the last one stands at the bottom
    page.show_choices(PartialChoices(MARKED), "Mark places of two labels at least.")
    QApplication.processEvents()
    button = page.findChild(QPushButton, "runPartialButton")
    before = button.mapTo(page, button.rect().topLeft())
    page.show_choices(PartialChoices(MARKED), "")
    QApplication.processEvents()
    assert button.mapTo(page, button.rect().topLeft()) == before


def test_tools_can_be_taken_where_there_is_something_to_do(page):
    page.show_choices(PartialChoices(LABELS), "")
    states = [page.findChild(QToolButton, f"{tool}ToolButton").isEnabled() for tool in PaintTool]
    assert states == [True, True, False]
    page.show_choices(PartialChoices(MARKED), "")
    assert page.findChild(QToolButton, "eraserToolButton").isEnabled()


def test_one_tool_at_a_time_is_taken(page, qtbot):
    page.show_choices(PartialChoices(MARKED), "")
    for tool in (PaintTool.BRUSH, PaintTool.ERASER):
        with qtbot.waitSignal(page.paint.tool_chosen) as chosen:
            page.findChild(QToolButton, f"{tool}ToolButton").click()
        assert chosen.args == [tool]
        assert page.paint.tool is tool
    with qtbot.waitSignal(page.paint.tool_chosen) as chosen:
        page.findChild(QToolButton, "eraserToolButton").click()
    assert chosen.args == [None]


def test_a_new_label_is_at_hand_and_f2_names_it(page, qtbot):
    page.show_choices(PartialChoices(LABELS), "")
    page.show_choices(PartialChoices(LABELS.with_class("Label 3", (9, 9, 9))), "")
    assert page.labels.at_hand.name == "Label 3"
    table = page.findChild(QTableView, "labelTable")
    QTest.keyClick(table, Qt.Key.Key_F2)
    (edit,) = table.findChildren(QLineEdit)
    edit.setText("Town")
    with qtbot.waitSignal(page.labels.renamed) as renamed:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert renamed.args == [3, "Town"]


def test_a_label_that_is_added_by_the_button_is_named_at_once(page, qtbot):
    labels = [PaintedLabels()]

    def add():
        labels.append(labels[-1].with_class(f"Label {len(labels)}", (9, 9, len(labels))))
        page.show_choices(PartialChoices(labels[-1]), "")

    page.labels.added.connect(add)
    page.show_choices(PartialChoices(labels[0]), "")
    table = page.findChild(QTableView, "labelTable")
    for number, name in ((1, "Water"), (2, "Town")):
        page.findChild(QToolButton, "addLabelButton").click()
        edit = QApplication.focusWidget()
        assert isinstance(edit, QLineEdit)
        assert table.isAncestorOf(edit)
        assert edit.selectedText() == f"Label {number}"
        edit.setText(name)
        with qtbot.waitSignal(page.labels.renamed) as renamed:
            QTest.keyClick(edit, Qt.Key.Key_Return)
        assert renamed.args == [number, name]
        assert page.labels.at_hand.number == number


def test_a_label_that_comes_back_by_redo_opens_no_name(page):
    page.show_choices(PartialChoices(LABELS), "")
    page.show_choices(PartialChoices(LABELS.with_class("Label 3", (9, 9, 9))), "")
    assert not page.findChild(QTableView, "labelTable").findChildren(QLineEdit)


def test_wishes_are_shown_and_told(page, qtbot):
    wishes = PartialWishes(PartialMode.SEEDS, 0, 0.4, 0.2, smooths=False, seed=7)
    page.show_choices(PartialChoices(MARKED, wishes), "")
    with qtbot.waitSignal(page.wishes.chosen) as chosen:
        page.wishes._seed.setValue(8)
    assert chosen.args == [replace(wishes, seed=8)]


def test_conflicts_come_first_in_red_by_a_word_and_a_sign(page):
    page.show_found(found())
    assert column(page, "voteTable", 0) == ["2", "3", "1", "5", "4"]
    assert [text[0] for text in column(page, "voteTable", 1)] == ["✗", "\N{EN DASH}", *"✓✓✓"]
    inks = column(page, "voteTable", 1, Qt.ItemDataRole.ForegroundRole)
    assert inks[0].color() == theme.token("error")
    assert inks[1].color() == theme.token("text_quiet")
    assert inks[2] is None
    minority = column(page, "voteTable", 4, Qt.ItemDataRole.ForegroundRole)
    assert minority[0].color() == theme.token("error")  # the four labels against six
    assert page.findChild(QLabel, "voteCount").text() == "3 pure, 1 in conflict, 1 without labels"


def test_split_takes_one_cluster_and_merge_pure_ones_of_one_label(page, qtbot):
    page.show_found(found())
    assert not enabled(page, "voteSplitButton")
    select(page, 2)
    assert enabled(page, "voteSplitButton")
    assert not enabled(page, "voteMergeButton")
    with qtbot.waitSignal(page.votes.split_requested) as split:
        page.findChild(QPushButton, "voteSplitButton").click()
    assert split.args == [2, 2]
    select(page, 1)
    with qtbot.waitSignal(page.votes.merge_requested) as merge:
        page.findChild(QPushButton, "voteMergeButton").click()
    assert set(merge.args[0]) == {1, 4}  # all pure ones of that label
    select(page, 1, 5)
    assert not enabled(page, "voteMergeButton")


def test_where_to_label_next_leaves_out_what_is_certain(page, qtbot):
    page.show_found(found())
    nexts = page.findChild(QListWidget, "whereNextList")
    assert [nexts.item(at).data(Qt.ItemDataRole.UserRole) for at in range(4)] == [3, 2, 5, 4]
    assert nexts.count() == 4
    with qtbot.waitSignal(page.nexts.chosen) as chosen:
        place = nexts.visualItemRect(nexts.item(1)).center()
        QTest.mouseClick(nexts.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [2]


def test_the_check_is_told_with_its_interval_and_only_where_there_was_one(page):
    page.show_found(found())
    told = page.findChild(QLabel, "partialOverall").text()
    assert "90.0 %" in told
    assert "71.0 to 97.0\N{NO-BREAK SPACE}%" in told
    assert column(page, "partialErrorMatrix", 0) == ["Water", "Field", "Producer's (%)"]
    assert column(page, "partialErrorMatrix", 3)[:2] == ["86", "93"]
    without = ErrorMatrix(np.array([[18, 3], [2, 27], [1, 0]]), 0.71, 0.97)
    page.show_found(found(matrix=without))
    assert "Unlabelled" in column(page, "partialErrorMatrix", 0)
    page.show_found(found(matrix=ErrorMatrix(np.zeros((3, 2), int))))
    assert "not known" in page.findChild(QLabel, "partialOverall").text()
    assert page.findChild(QTableView, "partialErrorMatrix").isHidden()


def test_what_is_outdated_is_neither_split_nor_exported(page):
    page.show_choices(PartialChoices(MARKED), "")
    page.show_found(found())
    select(page, 2)
    page.set_outdated(is_outdated=True)
    assert not enabled(page, "voteSplitButton")
    assert not enabled(page, "partialToolExport")
    assert not page.findChild(QLabel, "partialToolOutdated").isHidden()
    page.set_outdated(is_outdated=False)
    assert enabled(page, "voteSplitButton")
    assert enabled(page, "partialToolExport")


def test_another_view_of_the_map_shows_all_clusters_again(page, qtbot):
    page.show_found(found())
    select(page, 2)
    with qtbot.waitSignal(page.shown_changed):
        page.show_as(ShownAs.CONFIDENCE)
    assert page.votes.chosen == ()
