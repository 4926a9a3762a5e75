"""The page of the tool says what is wanted, lists what was found, and takes decisions by key."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSpinBox, QToolButton

from app.clustering.anomalies.ground_choice import ALL, AREA, read_ground
from app.clustering.anomalies.pieces import Piece, SizeLimits
from app.clustering.anomalies.wishes import METRES_MAX, AnomalyWishes, Judgement
from app.products.pieces.piece_rows import PieceRow
from app.scene.leaving_out.drawn import Shape
from app.ui.tools.anomalies.anomaly_page import AnomalyPage


def row_of(number, judgement=None):
    mask = np.ones((2, 4), dtype=bool)
    piece = Piece(number, 11.0, 22.0, 10, 20, mask, 120.0, 60.0, 4.0, 2.0, 90.0, 12.5)
    return PieceRow(piece, 500_000.0, 5_000_000.0, (-114.05, 51.04), judgement)


@pytest.fixture
def page(qtbot):
    page = AnomalyPage(None)
    qtbot.addWidget(page)
    page.resize(320, 700)
    page.show()
    qtbot.waitExposed(page)
    return page


def shown(page):
    labels = page.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(page))


@pytest.mark.parametrize(
    "wishes",
    [
        AnomalyWishes(),
        AnomalyWishes(read_ground("NDVI<-0.25"), 0.0, 12, 0.25),
        AnomalyWishes(AREA, 90.0, 6, 1.0, SizeLimits(3, 50, 30.0, 400.0)),
        AnomalyWishes(ALL, limits=SizeLimits(1, 1, 0.0, METRES_MAX)),
    ],
)
def test_wishes_that_are_shown_are_those_that_are_searched(page, qtbot, wishes):
    page.show_wishes(wishes)
    wanted = wishes if wishes.limits.longest_m <= METRES_MAX else None
    with qtbot.waitSignal(page.search_requested) as asked:
        qtbot.mouseClick(page.findChild(QPushButton, "anomalySearch"), Qt.MouseButton.LeftButton)
    assert asked.args == [wanted or AnomalyWishes()]


def test_a_largest_piece_is_never_smaller_than_the_smallest(page):
    page.findChild(QSpinBox, "anomalySmallest").setValue(50)
    page.findChild(QSpinBox, "anomalyLargest").setValue(10)
    assert (page.wishes.limits.smallest_px, page.wishes.limits.largest_px) == (50, 50)


def test_an_area_of_interest_can_be_drawn_where_it_is_to_be_the_ground(page, qtbot):
    page.ground.show_ground(AREA)
    assert "No area yet." in shown(page)
    with qtbot.waitSignal(page.ground.drawing_requested) as asked:
        button = page.findChild(QPushButton, "anomalyAreaPolygon")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == [Shape.POLYGON]
    page.ground.set_areas(2)
    assert "2 areas." in shown(page)


def test_pieces_are_told_with_size_contrast_place_and_decision(page):
    page.show_rows((row_of(1), row_of(2, Judgement(10, 20, is_kept=False, reason="Surf"))))
    told = [page.pieces.pieces.data(page.pieces.pieces.index(at)) for at in (0, 1)]
    size, place = "120 \N{MULTIPLICATION SIGN} 60 m", "51.04000, \N{MINUS SIGN}114.05000"
    assert told[0] == f"1  {size}, contrast 12.5, 90°, {place}"
    assert told[1].endswith("Rejected: Surf")
    assert "2 unusual pieces: 0 kept, 1 rejected" in shown(page)


def test_keys_decide_of_the_selected_piece(page, qtbot):
    page.show_rows(tuple(map(row_of, (1, 2, 3))))
    page.pieces.select(2)
    page.findChild(QComboBox, "anomalyReason").setCurrentText("Surf or foam")
    said = []
    page.decided.connect(lambda *told: said.append(told))
    page.left_open.connect(said.append)
    for key in (Qt.Key.Key_R, Qt.Key.Key_K, Qt.Key.Key_U):
        qtbot.keyClick(page.pieces, key)
    assert said == [(2, False, "Surf or foam"), (2, True, ""), 2]


def test_space_goes_to_the_next_piece_that_nothing_was_decided_of(page, qtbot):
    kept = Judgement(10, 20, is_kept=True)
    page.show_rows((row_of(1), row_of(2, kept), row_of(3)))
    page.pieces.select(1)
    qtbot.keyClick(page.pieces, Qt.Key.Key_Space)
    assert page.pieces.number == 3
    qtbot.keyClick(page.pieces, Qt.Key.Key_Space)
    assert page.pieces.number == 1


def test_the_list_takes_the_keyboard_without_going_to_a_piece(page, qtbot):
    page.show_rows(tuple(map(row_of, (1, 2))))
    page.activateWindow()
    told = []
    page.pieces.piece_selected.connect(told.append)
    page.pieces.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.pieces.hasFocus)
    assert (page.pieces.number, told) == (0, [])
    qtbot.keyClick(page.pieces, Qt.Key.Key_Space)
    assert (page.pieces.number, told) == (1, [1])


def test_a_decision_leaves_the_selection_and_the_pictures(page):
    rows = tuple(map(row_of, (1, 2, 3)))
    page.show_rows(rows)
    page.pieces.pieces.add_pictures([(2, np.full((8, 8, 4), 200, dtype=np.uint8))])
    page.pieces.select(2)
    decided = PieceRow(rows[1].piece, 0.0, 0.0, None, Judgement(10, 20, is_kept=True))
    page.show_rows((rows[0], decided, rows[2]))
    assert page.pieces.number == 2
    assert page.pieces.pieces.picture_of(2) is not None
    page.show_rows(tuple(map(row_of, (1, 2))))  # of another search
    assert page.pieces.pieces.picture_of(2) is None


def test_nothing_found_is_said_in_words(page):
    page.show_rows(())
    assert "Nothing unusual was found" in shown(page)


def test_what_is_outdated_is_told_also_where_the_steps_are_folded_away(page):
    page.show_rows((row_of(1),))
    assert "search again" not in shown(page)
    page.set_outdated(is_outdated=True)
    assert "search again" in shown(page)


def test_a_scene_without_metres_takes_the_shore_in_pixels(page):
    page.set_metric(is_metric=False)
    shore = page.findChild(QDoubleSpinBox, "anomalyShore")
    assert shore.suffix() == " px"
    assert shore.value() == 2  # not as many as there would be metres
    assert not page.findChild(QDoubleSpinBox, "anomalyShortest").isEnabled()
    page.set_metric(is_metric=True)
    assert shore.suffix() == " m"
    assert shore.value() == AnomalyWishes().shore_m
    shore.setValue(2)
    page.set_metric(is_metric=True)
    assert shore.value() == 2  # as chosen


def test_steps_that_are_unfolded_take_the_place_of_the_list_until_the_next_search(page, qtbot):
    page.show_rows((row_of(1),))
    search = page.findChild(QPushButton, "anomalySearch")
    assert (search.isVisible(), page.pieces.isVisible()) == (False, True)
    fold = page.findChild(QToolButton, "anomaliesToolFold")
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert (search.isVisible(), page.pieces.isVisible()) == (True, False)
    page.set_searching(is_searching=True)
    page.show_rows((row_of(1), row_of(2)))
    page.set_searching(is_searching=False)
    assert (search.isVisible(), page.pieces.isVisible()) == (False, True)
