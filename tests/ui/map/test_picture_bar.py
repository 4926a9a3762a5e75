import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider

from app.scene.picture.composite import Stretch, StretchKind
from app.ui.map.picture_bar import PictureBar
from tests.ui.conftest import make_scene


@pytest.fixture
def bar(qtbot):
    widget = PictureBar()
    qtbot.addWidget(widget)
    widget.show_scene(make_scene())
    widget.set_channels(("B4", "B3", "B2"))
    widget.show()
    return widget


def combo(bar, name):
    return bar.findChild(QComboBox, name)


def choose(box, text):
    """Choose an entry as a person does, by typing its beginning."""
    box.setFocus()
    index = box.findText(text, Qt.MatchFlag.MatchStartsWith)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_offers_natural_and_false_colour_of_the_tutorial(bar):
    box = combo(bar, "compositeCombo")
    titles = [box.itemText(row) for row in range(box.count())]
    assert any("4-3-2" in title for title in titles)
    assert any("7-6-4" in title for title in titles)
    assert titles[-1] == "Custom…"


def test_recipe_tells_its_three_bands(qtbot, bar):
    box = combo(bar, "compositeCombo")
    row = next(row for row in range(box.count()) if "7-6-4" in box.itemText(row))
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(box, box.itemText(row))
    assert chosen.args == [("B7", "B6", "B4")]


def test_custom_shows_three_combos_that_tell_their_bands(qtbot, bar):
    assert not combo(bar, "redCombo").isVisible()
    choose(combo(bar, "compositeCombo"), "Custom")
    assert combo(bar, "redCombo").isVisible()
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(combo(bar, "redCombo"), "B5")
    assert chosen.args == [("B5", "B3", "B2")]


def test_quality_band_is_not_offered_as_a_colour(bar):
    assert combo(bar, "redCombo").findText("BQA") < 0
    assert combo(bar, "redCombo").findText("B10") >= 0


def test_channels_without_recipe_are_custom(qtbot, bar):
    with qtbot.waitSignal(bar.title_changed) as titled:
        bar.set_channels(("B1", "B7", "B2"))
    assert combo(bar, "compositeCombo").currentText() == "Custom…"
    assert titled.args == ["Composite (B1-B7-B2)"]


def test_showing_a_choice_does_not_choose(qtbot, bar):
    with qtbot.assertNotEmitted(bar.channels_chosen), qtbot.assertNotEmitted(bar.stretch_chosen):
        bar.set_channels(("B7", "B6", "B4"))
        bar.set_stretch(Stretch(StretchKind.ADAPTIVE, 0.05))
    assert bar.findChild(QSlider, "clipLimitSlider").value() == 10


def test_clip_limit_starts_at_the_tutorial_s_and_steps_by_key(qtbot, bar):
    slider = bar.findChild(QSlider, "clipLimitSlider")
    assert slider.value() * 0.005 == pytest.approx(0.025)
    with qtbot.waitSignal(bar.stretch_chosen) as chosen:
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert chosen.args == [Stretch(StretchKind.ADAPTIVE, 0.03)]
    assert slider.minimum() * 0.005 == pytest.approx(0.005)
    assert slider.maximum() * 0.005 == pytest.approx(0.1)


def test_clip_limit_is_offered_only_where_it_acts(qtbot, bar):
    slider = bar.findChild(QSlider, "clipLimitSlider")
    assert slider.isVisible()
    with qtbot.waitSignal(bar.stretch_chosen) as chosen:
        choose(combo(bar, "stretchCombo"), "Percentile")
    assert chosen.args[0].kind is StretchKind.PERCENTILE
    assert not slider.isVisible()


def test_nothing_can_be_chosen_without_a_scene(bar):
    bar.clear()
    assert not combo(bar, "compositeCombo").isEnabled()
