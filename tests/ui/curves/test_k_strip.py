from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.clustering.results import KSkipped, LabelMap
from app.ui.curves.k_strip import KStrip
from app.ui.parts.number_format import DIGITS_AT_FIRST, DecimalSign
from app.ui.parts.numbers import number_style

pytestmark = pytest.mark.gui


@pytest.fixture
def strip(qtbot, result_of, look_of):
    strip = KStrip()
    qtbot.addWidget(strip)
    strip.resize(720, strip.height())
    strip.show()
    strip.start((3, 4, 5, 6))
    for k in (3, 4, 5):
        strip.add_result(result_of(k))
    strip.set_looks({k: look_of(k) for k in (3, 4, 5)})
    return strip


def card(strip, k):
    return strip.findChild(QAbstractButton, f"kCard{k}")


def test_pending_k_waits_in_its_place(strip):
    waiting = card(strip, 6)
    assert waiting.state == "waiting"
    assert not waiting.isEnabled()


def test_card_shows_number_and_score(strip):
    assert card(strip, 4).state == "0.52"
    assert "k = 4" in card(strip, 4).accessibleName()


def test_picture_has_the_clusters_colours(strip, look_of):
    image = card(strip, 3).image
    right = image.pixelColor(image.width() - 1, image.height() - 1)
    assert right.getRgb()[:3] == look_of(3).colours[2]
    assert image.pixelColor(0, 0).alpha() == 0


def test_few_large_pixels_are_drawn_in_no_colour_between(qtbot, strip, result_of, look_of):
    labels = np.repeat([[1, 2], [3, 1]], 1, axis=0).astype(np.uint8)
    strip.show_revised(replace(result_of(3), preview=LabelMap(labels, 1)))
    one = card(strip, 3)
    qtbot.waitUntil(one.isVisible)
    drawn = one.grab().toImage()
    middle = range(drawn.width() // 4, 3 * drawn.width() // 4)
    seen = {drawn.pixelColor(x, drawn.height() // 4).getRgb()[:3] for x in middle}
    assert seen <= set(look_of(3).colours)
    assert len(seen) == 2


def test_picture_is_that_of_the_classes_as_they_are(strip, result_of, look_of):
    def left_corner():
        return card(strip, 4).image.pixelColor(1, card(strip, 4).image.height() - 1).getRgb()[:3]

    found = result_of(4)
    labels = found.preview.labels.copy()
    labels[labels == 1] = 4  # a part of it went over to another class
    strip.show_revised(replace(found, preview=LabelMap(labels, found.preview.step)))
    assert left_corner() == look_of(4).colours[3]
    strip.show_revised(found)
    assert left_corner() == look_of(4).colours[0]


def test_no_picture_comes_before_its_sweep_has_told_it(strip, result_of):
    strip.show_revised(result_of(6))
    strip.show_revised(result_of(9))
    strip.show_revised(None)
    assert card(strip, 6).state == "waiting"
    assert card(strip, 9) is None


def test_click_asks_for_that_k_and_waits_to_be_told(qtbot, strip):
    with qtbot.waitSignal(strip.k_clicked) as clicked:
        qtbot.mouseClick(card(strip, 5), Qt.MouseButton.LeftButton)
    assert clicked.args == [5]
    assert not card(strip, 5).isChecked()
    strip.select_k(5)
    assert card(strip, 5).isChecked()


def test_arrow_keys_skip_cards_without_a_map(qtbot, strip, result_of):
    strip.start((3, 4, 5, 6, 7))
    for k in (3, 4, 5, 7):
        strip.add_result(result_of(k))
    strip.select_k(5)
    with qtbot.waitSignal(strip.k_clicked) as clicked:
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert clicked.args == [7]
    with qtbot.waitSignal(strip.k_clicked) as clicked:
        qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert clicked.args == [4]


def test_skipped_k_says_why(strip):
    strip.skip(KSkipped(6, "There are only 5 distinct values."))
    assert card(strip, 6).state == "skipped"
    assert "only 5 distinct" in card(strip, 6).toolTip()


def test_maps_of_the_sweep_before_go_and_those_that_stay_come_again(qtbot, strip, result_of):
    strip.select_k(4)
    ks = (2, 3, 4, 5, 6, 7)
    strip.start(ks)
    # Qt deletes a card that was dropped when it next comes round to it.
    qtbot.waitUntil(lambda: not any(card(strip, k).has_map for k in ks))
    strip.add_result(result_of(4))
    assert not card(strip, 4).image.isNull()
    assert card(strip, 4).isChecked()


def test_cards_stand_in_the_order_of_k(qtbot, strip, result_of):
    strip.add_result(result_of(2))
    strip.show()
    qtbot.waitUntil(lambda: card(strip, 2).width() > 0 and card(strip, 3).x() > 0)
    places = [card(strip, k).mapTo(strip, QPoint(0, 0)).x() for k in (2, 3, 4, 5, 6)]
    assert places == sorted(places)


def test_recolouring_redraws_only_what_changed(strip, look_of):
    before = card(strip, 4).image
    looks = {k: look_of(k) for k in (3, 4, 5)}
    colours = ((1, 2, 3), *looks[3].colours[1:])
    looks[3] = type(looks[3])(3, looks[3].names, colours)
    strip.set_looks(looks)
    assert card(strip, 4).image is before
    image = card(strip, 3).image
    assert image.pixelColor(0, image.height() - 1).getRgb()[:3] == (1, 2, 3)


@pytest.mark.parametrize("width", [616, 716])  # beside a tool; beside scene and bands
def test_eight_maps_need_no_scroll_bar_beside_the_panels(qtbot, width):
    strip = KStrip()
    qtbot.addWidget(strip)
    strip.resize(width, strip.height())
    strip.show()
    strip.start(tuple(range(3, 11)))
    qtbot.waitUntil(lambda: strip.widget().sizeHint().width() > 500)
    assert strip.widget().sizeHint().width() <= width
    assert strip.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


@pytest.mark.parametrize("n", [3, 8, 18])
@pytest.mark.parametrize(("cols", "rows"), [(500, 500), (600, 400), (300, 900)])
def test_pictures_keep_the_scenes_aspect_and_scroll_only_where_they_have_no_room(
    qtbot, scene, n, cols, rows
):
    strip = KStrip()
    qtbot.addWidget(strip)
    strip.resize(718, strip.height())
    strip.show_scene(replace(scene, grid=replace(scene.grid, width=cols, height=rows)))
    strip.show()
    strip.start(tuple(range(3, 3 + n)))
    qtbot.waitUntil(lambda: card(strip, 3).width() > 0)
    size = card(strip, 3).picture_size
    assert abs(size.width() - size.height() * cols / rows) <= 1
    assert 54 <= size.height() <= 68
    qtbot.waitUntil(lambda: (strip.horizontalScrollBar().maximum() > 0) is (n == 18))
    assert strip.verticalScrollBar().maximum() == 0


def test_a_stopped_sweep_leaves_no_card_waiting(qtbot, strip, result_of):
    strip.start((3, 4, 5, 6, 7))
    for k in (3, 4, 5):
        strip.add_result(result_of(k))
    strip.skip(KSkipped(7, "There are only 6 distinct values."))
    qtbot.waitUntil(lambda: card(strip, 6).isVisible())
    strip.drop_waiting()
    shown = [k for k in (3, 4, 5, 6, 7) if card(strip, k).isVisible()]
    assert shown == [3, 4, 5, 7]


def test_clear_leaves_one_sentence(strip):
    strip.clear()
    shown = [label.text() for label in strip.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Run a sweep: one small map per k appears here. Click one to see it large."]
    assert not card(strip, 3).isVisible()


def test_score_is_written_anew_with_the_chosen_sign(strip):
    number_style.current().choose(DecimalSign.COMMA, DIGITS_AT_FIRST)
    try:
        assert card(strip, 4).state == "0,52"
        assert card(strip, 6).state == "waiting"
    finally:
        number_style.current().choose(DecimalSign.POINT, DIGITS_AT_FIRST)
    assert card(strip, 4).state == "0.52"


def test_a_bar_takes_no_height_where_all_cards_fit(strip, qtbot):
    strip.hide()
    strip.resize(100, strip.height())  # as before its first map
    strip.start(tuple(range(3, 9)))
    strip.show()
    strip.resize(900, strip.height())
    qtbot.waitUntil(lambda: strip.viewport().height() == strip.height())
    assert strip.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert card(strip, 3).height() == card(strip, 3).sizeHint().height()
    strip.start(tuple(range(3, 31)))
    assert strip.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
    qtbot.waitUntil(lambda: strip.horizontalScrollBar().maximum() > 0)
