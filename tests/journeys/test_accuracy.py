"""A map is assessed: places are drawn, labelled with keys, counted, and taken away."""

import csv

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSpinBox, QTableView, QTabWidget

from app.ui.curves.k_strip import KStrip
from app.ui.map.map_area import MapArea
from app.ui.map.map_view import MapView
from app.ui.tools.accuracy.class_keys import ClassKeys
from tests.journeys.analyst import WAIT_MS, Analyst


def places_of(analyst: Analyst):
    return analyst.session.accuracy.places


def draw(analyst: Analyst, n: int, least: int) -> None:
    analyst.choose_from_menu("Tools", "ToolAccuracy")
    analyst.type_number("placesSpin", n)
    analyst.type_number("leastPlacesSpin", least)
    assert analyst.control("placesSpin", QSpinBox).value() == n
    with analyst.qtbot.waitSignal(analyst.session.accuracy.places_changed, timeout=WAIT_MS):
        analyst.click(analyst.control("drawPlacesButton", QPushButton))


def press_as_mapped(analyst: Analyst, at: int, *, wrong: bool = False) -> None:
    """Press the key of the class that the map has at a place, or of another one."""
    places = places_of(analyst)
    values = [one.value for one in places.classes]
    answer = (values.index(places.strata[at]) + int(wrong)) % len(values) + 1
    focus = analyst.control("classKeys", ClassKeys)
    QTest.keyClick(focus, Qt.Key(Qt.Key.Key_0 + answer))


def label(analyst: Analyst) -> None:
    """The map is hidden meanwhile; keys answer, go back, and say that nothing can be told."""
    analyst.click(analyst.control("labelPlacesButton", QPushButton))
    view = analyst.control("compositeView", MapView)
    assert not analyst.control("clusterView", MapView).isVisible()
    assert not analyst.part(KStrip).isVisible()
    n = places_of(analyst).n
    press_as_mapped(analyst, 0, wrong=True)
    row, col = places_of(analyst).rows[1], places_of(analyst).cols[1]
    middle = view.viewport.to_scene(view.width() / 2, view.height() / 2, view.extent)
    assert np.hypot(middle[0] - col, middle[1] - row) < 60
    QTest.keyClick(view, Qt.Key.Key_0)  # the map takes no keys of its own now
    assert places_of(analyst).n_answered == 2
    analyst.action("Undo").trigger()
    assert places_of(analyst).n_answered == 1
    for at in range(1, n):
        press_as_mapped(analyst, at)
    assert places_of(analyst).n_told == n
    told = analyst.control("placeTold", QLabel).text()
    assert told == f"Place {n} of {n}"
    analyst.press(Qt.Key.Key_Escape)  # ends labelling, not the tool
    assert analyst.control("clusterView", MapView).isVisible()
    analyst.click(analyst.control("labelPlacesButton", QPushButton))
    assert not analyst.control("clusterView", MapView).isVisible()
    analyst.click(analyst.control("labellingDoneButton", QPushButton))
    assert analyst.control("clusterView", MapView).isVisible()
    assert analyst.part(MapArea).place is None  # the whole scene, as before
    assert analyst.part(KStrip).isVisible()


def look_at_the_matrix(analyst: Analyst) -> None:
    """One cell beside the diagonal holds the place that was answered wrongly, and leads to it."""
    with analyst.qtbot.waitSignal(analyst.session.accuracy.assessed, timeout=WAIT_MS):
        analyst.click(analyst.control("assessButton", QPushButton))
    tabs = analyst.control("detailTabs", QTabWidget)
    assert tabs.tabText(tabs.currentIndex()) == "Accuracy"
    table = analyst.control("assessmentMatrix", QTableView)
    found = analyst.session.accuracy.found
    ((mapped, reference),) = np.argwhere(found.accuracy.counts * (1 - np.eye(len(found.names))) > 0)
    index: QModelIndex = table.model().index(int(mapped), int(reference) + 1)
    assert index.data() == "1"
    table.scrollTo(index)
    analyst.click(table.viewport(), table.visualRect(index).center())
    marks = analyst.part(MapArea).tool.marks
    assert [(mark.top, mark.left) for mark in marks] == [
        (places_of(analyst).rows[0], places_of(analyst).cols[0])
    ]
    assert "Overall accuracy" in analyst.control("overallOfMap", QLabel).text()


def take_away(analyst: Analyst, folder) -> None:
    with analyst.qtbot.waitSignal(analyst.session.message_raised, timeout=WAIT_MS):
        analyst.session.accuracy.export(folder)
    with (folder / "error_matrix.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert int(rows[-1]["Total"]) == places_of(analyst).n
    assert (folder / "report.html").stat().st_size > 1_000


def test_accuracy_of_the_sample_by_keys(with_sample, tmp_path):
    analyst = with_sample
    analyst.run(3, 4)
    analyst.show_k(4)
    draw(analyst, 24, 4)
    label(analyst)
    look_at_the_matrix(analyst)
    take_away(analyst, tmp_path / "accuracy")
