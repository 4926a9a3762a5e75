"""A chosen decimal sign is seen on axes and in fields at once, and either sign can be typed."""

import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QWidget

from app.ui.map.shown.clip_limit import ClipLimit
from app.ui.parts import number_format
from app.ui.parts.number_format import DIGITS_AT_FIRST, DecimalSign
from app.ui.parts.numbers import number_style
from app.ui.parts.numbers.decimal_spin import DecimalSpin
from app.ui.parts.plot_canvas import PlotCanvas

pytestmark = pytest.mark.gui


@pytest.fixture(autouse=True)
def restored():
    yield
    number_style.current().choose(DecimalSign.POINT, DIGITS_AT_FIRST)


def choose_comma():
    number_style.current().choose(DecimalSign.COMMA, DIGITS_AT_FIRST)


@pytest.fixture
def spin(qtbot):
    spin = DecimalSpin(None)
    qtbot.addWidget(spin)
    spin.setRange(0.0, 100.0)
    spin.setSuffix(" ha")
    spin.setValue(1.5)
    spin.show()
    return spin


def typed(qtbot, spin, text):
    spin.selectAll()
    qtbot.keyClicks(spin, text)
    return spin.value()


def test_field_shows_the_chosen_sign_at_once_and_keeps_its_number(qtbot, spin):
    assert spin.text() == "1.50 ha"
    with qtbot.assertNotEmitted(spin.valueChanged):
        choose_comma()
    assert spin.text() == "1,50 ha"
    assert spin.value() == 1.5


@pytest.mark.parametrize("text", ["2.25", "2,25"])
@pytest.mark.parametrize("sign", DecimalSign)
def test_either_sign_can_be_typed_and_never_groups(qtbot, spin, sign, text):
    number_style.current().choose(sign, DIGITS_AT_FIRST)
    assert typed(qtbot, spin, text) == 2.25
    spin.stepUp()
    assert spin.text() == f"3{sign}25 ha"


def test_what_is_no_number_is_not_taken(qtbot, spin):
    assert typed(qtbot, spin, "1.2,x") == 1.2
    assert typed(qtbot, spin, "999") == 99.0  # as every spin box has it


@pytest.mark.parametrize(
    ("value", "spacing", "text"),
    [
        (0.25, 0.05, "0,25"),
        (2.0, 0.5, "2,0"),
        (-1.5, 0.5, "\N{MINUS SIGN}1,5"),
        (2000.0, 500.0, "2000"),
        (0.0, 0.2, "0,0"),
        (25000.0, 5000.0, "25000"),
        (2.5e12, 5e11, "2,5\N{MULTIPLICATION SIGN}10¹²"),
        (0.00025, 0.00005, "0,00025"),
    ],
)
def test_numbers_beside_an_axis_have_the_chosen_sign(value, spacing, text):
    choose_comma()
    assert number_format.tick(value, spacing) == text


def test_axes_are_drawn_anew_with_the_chosen_sign(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    canvas = PlotCanvas(parent)
    parent.resize(400, 300)
    canvas.widget.resize(400, 300)
    canvas.show_range(x=(0, 1), y=(0, 0.6))
    parent.show()
    qtbot.waitExposed(parent)

    def drawn():
        axis = canvas.plot.getAxis("left")
        low, high = axis.range
        levels = axis.tickValues(low, high, 200)
        return [text for spacing, at in levels for text in axis.tickStrings(at, 1.0, spacing)]

    assert any("." in text for text in drawn())
    canvas.widget.grab()
    axis = canvas.plot.getAxis("left")
    assert isinstance(axis, pg.AxisItem)
    assert axis.picture is not None
    choose_comma()
    assert axis.picture is None  # what was drawn before is not shown again
    assert not any("." in text for text in drawn())
    assert any("," in text for text in drawn())


def test_clip_limit_beside_its_slider_is_written_anew(qtbot):
    limit = ClipLimit(None)
    qtbot.addWidget(limit)
    limit.show_value(0.025)
    assert limit._value.text() == "0.025"
    choose_comma()
    assert limit._value.text() == "0,025"
