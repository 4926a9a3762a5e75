"""The bar of clean-up says what is wanted, in pixels or hectares, and what it would change."""

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QPushButton, QSpinBox

from app.clustering.cleanup.ways import Majority, Sieve
from app.ui.map.work.clean_up_bar import CleanUpBar

PIXEL_M2 = 900.0


@pytest.fixture
def bar(qtbot):
    bar = CleanUpBar(None)
    qtbot.addWidget(bar)
    bar.ask(PIXEL_M2)
    return bar


def find(bar, kind, name):
    return bar.findChild(kind, name)


def test_sieve_in_pixels_is_offered_first(bar):
    assert bar.way == Sieve(9)
    find(bar, QSpinBox, "cleanUpPixels").setValue(20)
    find(bar, QCheckBox, "cleanUpCorners").setChecked(True)
    assert bar.way == Sieve(20, with_corners=True)


def test_hectares_are_whole_pixels_at_least_as_large(bar):
    find(bar, QComboBox, "cleanUpUnit").setCurrentText("ha")
    hectares = find(bar, QDoubleSpinBox, "cleanUpHectares")
    assert hectares.value() == pytest.approx(0.81)
    hectares.setValue(1.0)
    assert bar.way == Sieve(12)  # 11 pixels are 0.99 ha


def test_majority_has_a_square_and_no_patch(bar):
    find(bar, QComboBox, "cleanUpKind").setCurrentText("Majority")
    find(bar, QComboBox, "cleanUpWidth").setCurrentIndex(1)
    assert bar.way == Majority(5)
    assert find(bar, QSpinBox, "cleanUpPixels").isHidden()


def test_hectares_need_an_area(qtbot):
    bar = CleanUpBar(None)
    qtbot.addWidget(bar)
    bar.ask(None)
    assert not find(bar, QComboBox, "cleanUpUnit").isEnabled()


def test_nothing_is_applied_before_it_was_looked_at(qtbot, bar):
    apply = find(bar, QPushButton, "cleanUpApply")
    assert not apply.isEnabled()
    bar.show_share(0.0312)
    assert apply.isEnabled()
    assert bar.outcome == "3.12 % change"
    with qtbot.waitSignal(bar.way_chosen):
        find(bar, QSpinBox, "cleanUpPixels").setValue(30)
    assert not apply.isEnabled()
