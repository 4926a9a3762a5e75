from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from app.engine.scenes.recent_scenes import RecentScene
from app.steps import Progress
from app.ui.start.recent_card import RecentCard
from app.ui.start.start_page import StartPage

pytestmark = pytest.mark.gui
FOLDER, PROJECT = (Path("/scenes/lake"),), (Path("/saved/fields.bandsweep"),)
RGBA = np.full((4, 6, 4), 200, dtype=np.uint8)


@pytest.fixture
def page(qtbot):
    made = StartPage()
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.show()
    made.show_recent([FOLDER, PROJECT])
    return made


def cards(page):
    QApplication.processEvents()
    return [each for each in page.findChildren(RecentCard) if each.isVisible()]


def test_each_way_to_begin_is_a_button_that_the_keyboard_presses(qtbot, page):
    for name, signal in (
        ("startFolderButton", page.folder_requested),
        ("startFilesButton", page.files_requested),
        ("startProjectButton", page.project_requested),
        ("startSampleButton", page.sample_requested),
    ):
        with qtbot.waitSignal(signal):
            QTest.keyClick(page.findChild(QPushButton, name), Qt.Key.Key_Space)


def test_recent_ones_are_named_after_their_paths_until_more_is_known(page):
    assert [card.title for card in cards(page)] == ["lake", "fields"]
    page.show_found(RecentScene(FOLDER, "Lake in May", "2020-05-01 · Landsat 8", RGBA))
    first, second = cards(page)
    assert (first.title, first.facts, first.has_picture) == (
        "Lake in May",
        "2020-05-01 · Landsat 8",
        True,
    )
    assert (second.facts, second.has_picture) == ("", False)
    assert second.place.startswith("Project · ")


def test_a_card_without_facts_has_no_gap_between_its_name_and_its_place(page):
    first, second = cards(page)
    page.show_found(RecentScene(FOLDER, "Lake in May", "2020-05-01 · Landsat 8"))
    page.show_found(RecentScene(PROJECT, "Fields", ""))
    assert (rows_of_text(first), rows_of_text(second)) == (3, 2)


def rows_of_text(card):
    """Count the rows of letters below the picture, with nothing between them but one line's gap."""
    shot = card.grab().toImage()
    ground = shot.pixelColor(4, shot.height() - 4)
    inked = [
        any(shot.pixelColor(x, y) != ground for x in range(10, shot.width() - 10))
        for y in range(132, shot.height() - 2)  # the picture ends at 130
    ]
    starts = [y for y in range(1, len(inked)) if inked[y] and not inked[y - 1]]
    gaps = [y - max(b for b in range(y) if inked[b]) for y in starts[1:]]
    assert all(gap < card.fontMetrics().height() for gap in gaps)
    return len(starts)


def test_a_recent_one_is_opened_by_click_and_by_return(qtbot, page):
    first, second = cards(page)
    with qtbot.waitSignal(page.paths_chosen) as chosen:
        QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert chosen.args == [FOLDER]
    with qtbot.waitSignal(page.paths_chosen) as chosen:
        QTest.keyClick(second, Qt.Key.Key_Return)
    assert chosen.args == [PROJECT]


def test_a_missing_one_is_told_and_can_be_removed(qtbot, page):
    page.show_found(RecentScene(FOLDER, is_missing=True))
    first, second = cards(page)
    assert (first.is_missing, first.facts) == (True, "Not found where it was")
    remove = first.findChild(QToolButton, "removeRecentButton")
    assert remove.isVisible()
    with qtbot.waitSignal(page.remove_requested) as removed:
        QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert removed.args == [FOLDER]
    with qtbot.waitSignal(page.remove_requested) as removed:
        QTest.keyClick(second, Qt.Key.Key_Delete)
    assert removed.args == [PROJECT]


def test_a_list_that_changes_keeps_what_was_found_out(page):
    page.show_found(RecentScene(PROJECT, "Fields", "", RGBA))
    page.show_recent([PROJECT])
    (card,) = cards(page)
    assert (card.title, card.has_picture) == ("Fields", True)


def test_nothing_else_is_opened_while_a_scene_is_on_its_way(qtbot, page):
    page.set_opening(is_opening=True)
    page.show_progress(Progress("Reading B1.TIF", 0.5))
    assert not any(card.isEnabled() for card in cards(page))
    with qtbot.waitSignal(page.stop_requested):
        QTest.mouseClick(
            page.findChild(QPushButton, "openingStopButton"), Qt.MouseButton.LeftButton
        )
