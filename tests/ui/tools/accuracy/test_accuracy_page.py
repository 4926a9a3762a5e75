"""The page leads from drawing places over labelling them to what follows."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.clustering.accuracy.looked_places import LookedPlaces
from app.clustering.legends.change_codes import MapClass
from app.ui.tools.accuracy.accuracy_page import AccuracyPage

PLACES = LookedPlaces(
    ("run", 3), (MapClass(1, "Water"), MapClass(2, "Field")), (1, 2), (3, 4), (1, 2), bytes(2), 0
)


@pytest.fixture
def page(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    page = AccuracyPage(parent)
    page.test_parent = parent
    return page


def standing_out(page):
    names = ("drawPlacesButton", "labelPlacesButton", "assessButton")
    buttons = [page.findChild(QPushButton, name) for name in names]
    return [each.objectName() for each in buttons if each.property("role") == "primary"]


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        (None, "drawPlacesButton"),
        (PLACES, "labelPlacesButton"),
        (replace(PLACES, answers=bytes((1, 0))), "labelPlacesButton"),
        (replace(PLACES, answers=bytes((1, 2))), "assessButton"),
    ],
)
def test_the_button_that_comes_next_stands_out(page, places, wanted):
    page.show_places(places)
    assert standing_out(page) == [wanted]


def test_the_way_out_of_labelling_stands_out_once_no_place_is_left(page):
    done = page.findChild(QPushButton, "labellingDoneButton")
    page.show_places(replace(PLACES, answers=bytes((1, 0))))
    assert done.property("role") != "primary"
    assert done.text() == "Stop labelling"
    page.show_places(replace(PLACES, answers=bytes((1, 2))))
    assert done.property("role") == "primary"
    assert done.text() == "Done"


def test_without_places_it_is_said_how_to_get_some(page):
    page.show_places(None)
    assert page.findChild(QLabel, "placesTold").text() == (
        "No places yet: draw them, or load a file."
    )
