"""Error matrix, accuracies and areas stand in tables; a cell leads to its places."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableView

from app.clustering.accuracy.assessment import Assessment, tally
from app.clustering.legends.change_codes import MapClass
from app.ui.parts.area_unit import AreaUnit
from app.ui.tools.accuracy.assessment_view import AssessmentView

M2 = np.array([6e6, 4e6])


def assessment(area_m2=M2):
    places = np.array([[0, 0, 0, 0], [0, 1, 2, 3], [0, 0, 1, 1], [0, 2, 1, 1]])
    return Assessment(
        title="k = 2", classes=(MapClass(1, "Water"), MapClass(4, "Land")),
        n_px=np.array([6000, 4000]), area_m2=area_m2, names=("Water", "Land", "Snow"),
        accuracy=tally(2, 3, places, M2), source="Drawn.", places=places,
    )  # fmt: skip


@pytest.fixture
def view(qtbot):
    view = AssessmentView()
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    view.heard = []
    view.cell_chosen.connect(lambda *pair: view.heard.append(pair))
    return view


def cells(view, name):
    model = view.findChild(QTableView, name).model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def titles(view, name):
    model = view.findChild(QTableView, name).model()
    across = Qt.Orientation.Horizontal
    return [model.headerData(column, across) for column in range(model.columnCount())]


def test_the_matrix_has_counts_and_totals(view):
    view.show_assessment(assessment())
    assert titles(view, "assessmentMatrix") == ["Map \\ found", "Water", "Land", "Snow", "Total"]
    assert cells(view, "assessmentMatrix") == [
        ["Water", "1", "0", "1", "2"],
        ["Land", "0", "2", "0", "2"],
        ["Total", "1", "2", "1", "4"],
    ]


def test_a_click_on_a_cell_leads_to_its_places_and_totals_lead_nowhere(view):
    view.show_assessment(assessment())
    table = view.findChild(QTableView, "assessmentMatrix")
    table.clicked.emit(table.model().index(0, 3))
    table.clicked.emit(table.model().index(2, 1))
    table.clicked.emit(table.model().index(0, 4))
    table.clicked.emit(table.model().index(0, 0))
    assert view.heard == [(0, 2)]


def test_figures_stand_with_their_intervals_in_the_unit_that_is_chosen(view):
    view.show_assessment(assessment())
    view.findChild(QComboBox, "assessmentCombo").setCurrentIndex(1)
    view.show_unit(AreaUnit.HECTARES)
    water, land, snow, overall = cells(view, "accuracyTable")
    assert water[1].startswith("50.0 ± ")
    assert land[1:4] == ["100.0 ± 0.0", "100.0 ± 0.0", "400.0"]
    assert snow[1:4] == ["", "", ""]
    assert overall[1].startswith("70.0 ± ")
    view.show_unit(AreaUnit.PIXELS)
    assert titles(view, "accuracyTable")[3] == "Mapped (px)"
    assert cells(view, "accuracyTable")[1][3].replace("\u202f", "") == "4000"


def test_without_areas_pixels_are_told(view):
    view.show_assessment(assessment(area_m2=None))
    assert titles(view, "accuracyTable")[4] == "Estimated (px)"


def test_nothing_found_says_how_to_get_it(view):
    view.show_assessment(None)
    assert not view.findChild(QTableView, "assessmentMatrix").isVisible()
