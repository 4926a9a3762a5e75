"""The card says what is known of a class, and offers what a person does next."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from app.clustering.cleanup.patch_counts import PatchCounts
from app.clustering.reading.band_histogram import BandHistogram
from app.clustering.reading.class_hint import Hint
from app.clustering.reading.class_reading import ClassReading
from app.clustering.reading.separation import Separation
from app.clustering.shown_values import ValuesAs
from app.ui.clusters.reading.class_card import ClassCard
from app.ui.clusters.reading.class_spectrum import ClassSpectrum
from app.ui.parts import theme
from app.ui.parts.cut_line import CutLine
from tests.ui.conftest import make_result

pytestmark = pytest.mark.gui
WATER = Hint("Water", "MNDWI > 0", (("NDVI", -0.16), ("MNDWI", 0.58)))
NO_HINT = Hint("", "No band is known as red and none as near infrared.", ())


def reading_of(result, *, is_of_sample=False):
    n = len(result.signatures.n_px)
    apart = np.full((n, n), 1.95)
    apart[0, 2] = apart[2, 0] = 0.75
    np.fill_diagonal(apart, np.nan)
    histograms = tuple(
        BandHistogram(band, 0.0, 10_000.0, np.ones((n, 40), dtype=np.int64), is_of_sample)
        for band in result.signatures.bands
    )
    n_patches, largest = np.zeros(256, dtype=np.int64), np.zeros(256, dtype=np.int64)
    n_patches[1], largest[1] = 1_234, 5
    return ClassReading(
        Separation(apart, apart), is_of_sample, histograms, PatchCounts(n_patches, largest)
    )


@pytest.fixture
def card(qtbot, result_of, look_of):
    card = ClassCard()
    qtbot.addWidget(card)
    card.resize(430, 260)
    card.show()
    qtbot.waitExposed(card)
    look = look_of(4)
    look = replace(look, names=("Lake", *look.names[1:]))
    card.show_class(result_of(4), look, 1, WATER, ValuesAs.UNITS)
    return card


def button(card, name):
    return card.findChild(QPushButton, name)


def test_card_tells_what_the_class_is_called_how_it_lies_and_what_is_alike(card, result_of):
    card.show_reading(reading_of(result_of(4)))
    assert "1 Lake" in card.text
    assert "1\N{NARROW NO-BREAK SPACE}234" in card.text
    assert "Cluster 3\nJM 0.75, TD 0.75 of 2" in card.text
    assert "sample" not in card.text
    assert len(card.histograms.histograms) == 7


def test_card_says_what_rests_on_a_sample_and_nothing_of_it_is_cut(qtbot, card, result_of):
    card.resize(402, 220)  # what a window of 1280 pixels has for it
    card.show_reading(reading_of(result_of(4), is_of_sample=True))
    qtbot.waitUntil(lambda: card.width() == 402)
    note = card.findChild(CutLine, "classNote")
    assert note.findChild(QLabel).text() == note.text == "of a sample"
    assert note.toolTip() == "Distances and histograms rest on a sample of the pixels."
    assert note.accessibleName() == note.toolTip()


def test_unknown_distance_is_told_whole_on_the_card_and_why_in_its_tip(card, result_of):
    reading = reading_of(result_of(4))
    unknown = np.full_like(reading.separation.divergence, np.nan)
    card.show_reading(replace(reading, separation=Separation(unknown, unknown)))
    near = button(card, "classNearest")
    assert near.text() == near.whole_text == "too few pixels to tell"
    assert "covariance of 7 bands" in near.toolTip()
    assert near.accessibleName() == "Nearest class: too few pixels to tell"


def test_click_on_the_nearest_class_asks_for_it(qtbot, card, result_of):
    card.show_reading(reading_of(result_of(4)))
    with qtbot.waitSignal(card.cluster_clicked) as clicked:
        qtbot.mouseClick(button(card, "classNearest"), Qt.MouseButton.LeftButton)
    assert clicked.args == [3]


def test_hint_becomes_a_name_only_by_a_click(qtbot, card):
    assert "May be water" in card.text
    assert "MNDWI\N{NO-BREAK SPACE}0.58" in card.text
    with qtbot.waitSignal(card.name_wanted) as wanted:
        qtbot.mouseClick(button(card, "useHintAsName"), Qt.MouseButton.LeftButton)
    assert wanted.args == [1, "Water"]


def test_without_a_hint_the_reason_is_told_and_no_name_offered(card, result_of, look_of):
    card.show_class(result_of(4), look_of(4), 2, NO_HINT, ValuesAs.UNITS)
    assert NO_HINT.reason in card.text
    assert "Sensor…" in card.text
    assert button(card, "useHintAsName").isHidden()


def test_pixel_under_the_mouse_is_drawn_and_goes(card):
    card.show_pixel({f"B{n}": 1_000.0 + n for n in range(1, 8)})
    assert card.spectrum.pixel.tolist() == [1_000.0 + n for n in range(1, 8)]
    card.show_pixel({"B1": 1.0})  # a scene of other bands
    assert card.spectrum.pixel is None


def test_picture_shows_the_class_alone_in_its_colour(card, look_of):
    image = card.findChild(type(card._picture)).image
    colours = {
        image.pixelColor(x, y).getRgb()[:3]
        for x in range(image.width())
        for y in range(image.height())
    }
    assert look_of(4).colours[0] in colours
    assert look_of(4).colours[1] not in colours


def test_card_without_a_class_says_what_to_do(card):
    card.clear()
    assert card.number == 0
    assert card._stack.currentIndex() == 0


@pytest.mark.parametrize(
    "name", ["Lake", "A lake with a name that nobody would ever read as a whole"]
)
@pytest.mark.parametrize("size", [(439, 184), (439, 200), (600, 240)])
def test_low_card_shows_all_of_its_parts_without_a_scroll(qtbot, card, result_of, size, name):
    card.resize(*size)
    look = replace(card._look, names=(name,) * 4)
    hint = replace(WATER, reason="MNDWI > 0, NDVI < 0.1 and NIR < 0.11, which takes a line or two")
    card.show_class(result_of(4), look, 1, hint, ValuesAs.UNITS)
    card.show_reading(reading_of(result_of(4), is_of_sample=True))
    page = card.findChild(QScrollArea, "classCardPage")
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() == 0)
    seen = page.viewport().rect()
    parts = [
        "Picture",
        "Size",
        "Patches",
        "Nearest",
        "Distance",
        "Hint",
        "Indices",
        "Spectrum",
        "Histograms",
    ]
    for part in [*(f"class{part}" for part in parts), "useHintAsName"]:
        widget = card.findChild(QWidget, part)
        assert seen.contains(QRect(widget.mapTo(page.viewport(), QPoint()), widget.size())), part
    assert card.histograms.drawn == tuple(range(7))


def test_high_card_shows_plots_below_the_facts_with_their_ends(qtbot, card):
    card.resize(430, 700)
    qtbot.waitUntil(lambda: card.spectrum.mapTo(card, QPoint()).x() < 40)


def test_low_card_draws_as_many_bands_as_there_is_room_for(card, result_of):
    reading = reading_of(result_of(4))
    many = replace(reading, histograms=reading.histograms * 30)
    card.resize(439, 190)
    card.show_reading(many)
    drawn = card.histograms.drawn
    assert (drawn[0], drawn[-1]) == (0, 209)
    assert 8 < len(drawn) < 40


def test_hint_of_stored_numbers_says_in_its_tip_what_was_not_judged(card, result_of, look_of):
    partly = Hint("Water", "NDWI > 0", (("NDWI", 0.2),), "Snow is not judged.")
    card.show_class(result_of(4), look_of(4), 1, partly, ValuesAs.STORED)
    assert "Snow is not judged." in card.text


@pytest.mark.usefixtures("styled")
@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("NDVI < 0.2 and NDBI > 0", "By NDVI < 0.2, NDBI > 0, in part"),
        ("NDVI from 0.2 to 0.5", "By NDVI from 0.2 to 0.5, in part"),
    ],
)
def test_reason_of_a_hint_is_not_cut_in_a_window_of_1280_pixels(
    qtbot, card, result_of, look_of, reason, told
):
    card.resize(438, 220)
    partly = Hint("Bare or built-up", reason, (("NDVI", 0.17),), "Snow is not judged.")
    card.show_class(result_of(4), look_of(4), 1, partly, ValuesAs.STORED)
    line = card.findChild(CutLine, "classShortReason")
    qtbot.waitUntil(line.isVisible)
    assert line.findChild(QLabel).text() == line.text == told
    assert line.toolTip() == f"Rests on {reason}. Snow is not judged."


def ink_of(widget, top, bottom):
    """Return the columns of rows of a widget that something is written in."""
    image = widget.grab().toImage()
    ground = image.pixelColor(0, top).getRgb()
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).getRgb() != ground for y in range(top, bottom))
    ]


def test_name_of_the_last_band_is_not_cut_at_the_edge(qtbot, look_of):
    parent = QWidget()
    qtbot.addWidget(parent)
    drawn = ClassSpectrum(parent)
    drawn.resize(200, 120)
    result = make_result(4, bands=3)
    *others, last = result.signatures.bands
    bands = *(replace(band, name=" ") for band in others), replace(last, name="LST Kelvin llll")
    drawn.show_class(replace(result.signatures, bands=tuple(bands)), look_of(4), 0)
    bands = *bands[:-1], replace(last, name=" ")
    bare = ClassSpectrum(parent)
    bare.resize(200, 120)
    bare.show_class(replace(result.signatures, bands=tuple(bands)), look_of(4), 0)
    parent.show()
    without, named = ink_of(bare, 103, 120), ink_of(drawn, 103, 120)
    assert not without
    small = QFontMetrics(theme.small_font(theme.tabular_font(drawn.font())))
    assert named[-1] - named[0] >= small.horizontalAdvance("LST Kelvin llll") - 3
