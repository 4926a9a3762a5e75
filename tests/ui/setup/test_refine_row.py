"""The button beside Run asks for exact passes, and says in words what it does or why it cannot."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSpinBox

from app.clustering.results import Refinement
from app.ui.parts import number_format
from app.ui.setup.refine_row import RefineRow
from app.ui.window.links.sweeps.refine_link import outcome_of

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot):
    made = RefineRow()
    qtbot.addWidget(made)
    made.show_state(n_sample_px=200_000, obstacle="")
    made.show()
    return made


def button(row):
    return row.findChild(QPushButton, "refineButton")


def spin(row):
    return row.findChild(QSpinBox, "refinePassesSpin")


def test_two_passes_are_offered_at_first(qtbot, row):
    with qtbot.waitSignal(row.refine_requested) as asked:
        qtbot.mouseClick(button(row), LEFT)
    assert asked.args == [2]


def test_as_many_passes_are_asked_for_as_were_chosen(qtbot, row):
    spin(row).setValue(7)
    with qtbot.waitSignal(row.refine_requested) as asked:
        row.refine()
    assert asked.args == [7]


@pytest.mark.parametrize(("wanted", "shown"), [(0, "1 pass"), (1, "1 pass"), (99, "20 passes")])
def test_number_of_passes_has_bounds_and_its_unit(row, wanted, shown):
    spin(row).setValue(wanted)
    assert spin(row).text() == shown


def test_tip_tells_where_the_centres_come_from_and_what_a_pass_does(row):
    tip = button(row).toolTip()
    assert f"a sample of {number_format.count(200_000)} pixels" in tip
    assert "exact means of all pixels" in tip


def test_obstacle_is_told_and_nothing_is_asked_for(qtbot, row):
    row.show_state(n_sample_px=200_000, obstacle="Run a sweep first.")
    assert button(row).toolTip() == "Run a sweep first."
    assert not spin(row).isEnabled()
    with qtbot.assertNotEmitted(row.refine_requested):
        qtbot.mouseClick(button(row), LEFT)
        row.refine()


def test_every_control_has_a_name_and_a_tip(row):
    for control in (button(row), spin(row)):
        assert control.accessibleName()
        assert control.toolTip()


@pytest.mark.parametrize(
    ("said", "refined"),
    [
        ("2 passes: inertia fell up to 0.02 %, 3 k still move.", (2, (5, 6, 7), 0.0002)),
        ("1 pass: inertia fell up to 2.13 %, all are at rest.", (1, (), 0.0213)),
        ("3 passes: inertia fell by less than 0.01 %, all are at rest.", (3, (), 1e-6)),
        ("No pass was complete.", (0, (3,), 0.0)),
        ("All centres are at rest.", (0, (), 0.0)),
    ],
)
def test_outcome_says_what_the_passes_brought(said, refined):
    n_passes, moving, fall = refined
    assert outcome_of(Refinement(n_passes, 5, moving, fall)) == said
