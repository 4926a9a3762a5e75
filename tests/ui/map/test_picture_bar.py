from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QToolButton, QWidget

from app.scene.band_teaching import BandTeaching
from app.scene.computed.binding import bind
from app.scene.picture.components import Components
from app.scene.picture.composite import PRINCIPAL, IndexShown, Stretch, StretchKind
from app.scene.picture.index_picture import IndexScale
from app.scene.picture.ramps import Ramp
from app.ui.map.picture_bar import PictureBar
from app.ui.map.shown.colour_bar import ColourBar
from tests.ui.conftest import make_bands, make_scene


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


def test_a_single_band_is_said_to_be_grey_and_asks_for_no_channels(qtbot, bar):
    scene = make_scene()
    bar.show_scene(replace(scene, bands=scene.bands[:1]))
    with qtbot.waitSignal(bar.title_changed) as titled:
        bar.set_channels(("B1", "B1", "B1"))
    assert titled.args == ["B1 coastal in grey"]
    assert not combo(bar, "redCombo").isVisible()


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


def test_the_cut_stands_beside_percentile_and_is_told_once_it_is_typed(qtbot, bar):
    cut = bar.findChild(QDoubleSpinBox, "percentileCutSpin")
    assert not cut.isVisible()
    choose(combo(bar, "stretchCombo"), "Percentile")
    assert cut.isVisible()
    assert cut.text() == "2.0 %"
    cut.setFocus()
    cut.selectAll()
    with qtbot.assertNotEmitted(bar.stretch_chosen, wait=10):
        QTest.keyClicks(cut, "0.5")
    with qtbot.waitSignal(bar.stretch_chosen) as chosen:
        QTest.keyClick(cut, Qt.Key.Key_Return)
    assert chosen.args == [Stretch(StretchKind.PERCENTILE, cut_percent=0.5)]


def test_each_stretch_is_a_button_of_the_list(qtbot, bar):
    row = combo(bar, "stretchCombo")
    buttons = row.findChildren(QToolButton)
    assert [button.text() for button in buttons] == [row.itemText(at) for at in range(row.count())]
    with qtbot.waitSignal(bar.stretch_chosen) as chosen:
        QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert chosen.args[0].kind is StretchKind.MINMAX
    assert row.currentText() == "Min-max"
    row.setCurrentText("Percentile")
    assert [button.isChecked() for button in buttons] == [False, True, False]


def test_arrow_keys_go_from_stretch_to_stretch_and_stop_at_the_ends(qtbot, bar):
    row = combo(bar, "stretchCombo")
    with qtbot.waitSignal(bar.stretch_chosen) as chosen:
        QTest.keyClick(row, Qt.Key.Key_Right)
    assert chosen.args[0].kind is StretchKind.PERCENTILE
    QTest.keyClick(row, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(bar.stretch_chosen, wait=10):
        QTest.keyClick(row, Qt.Key.Key_Right)
    assert row.currentText() == "Min-max"


def test_nothing_can_be_chosen_without_a_scene(bar):
    bar.clear()
    assert not combo(bar, "compositeCombo").isEnabled()


COMPONENTS = Components(make_bands(), np.zeros(7), np.eye(7)[:3], (0.714, 0.15, 0.0604))


def test_principal_components_are_offered_beside_the_recipes(qtbot, bar):
    box = combo(bar, "compositeCombo")
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(box, "Principal components")
    assert chosen.args == [PRINCIPAL]
    assert not combo(bar, "redCombo").isVisible()


def test_scene_of_two_bands_has_no_three_components(bar):
    scene = make_scene(extra=False)
    bar.show_scene(replace(scene, bands=scene.bands[:2]))
    assert combo(bar, "compositeCombo").findText("Principal components") < 0


def test_components_tell_how_much_of_the_variance_each_holds(qtbot, bar):
    bar.set_channels(PRINCIPAL)
    with qtbot.waitSignal(bar.title_changed) as titled:
        bar.set_components(COMPONENTS)
    assert titled.args == ["Principal components (71 + 15 + 6 % of variance)"]
    tip = combo(bar, "compositeCombo").toolTip()
    for told in ("7 bands", "red holds 71.4 %", "green 15.0 %", "blue 6.0 %"):
        assert told in tip
    with qtbot.waitSignal(bar.title_changed) as titled:
        bar.set_channels(("B4", "B3", "B2"))
    assert titled.args == ["Natural colour (4-3-2)"]
    assert "variance" not in combo(bar, "compositeCombo").toolTip()


def test_shares_that_arrive_late_say_nothing_of_bands(qtbot, bar):
    with qtbot.assertNotEmitted(bar.title_changed):
        bar.set_components(COMPONENTS)


def test_custom_after_components_shows_the_bands_that_its_lists_name(qtbot, bar):
    bar.set_channels(PRINCIPAL)
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(combo(bar, "compositeCombo"), "Custom")
    assert chosen.args == [("B4", "B3", "B2")]
    bar.set_channels(chosen.args[0])
    assert combo(bar, "redCombo").isVisible()
    bar.set_channels(PRINCIPAL)  # undone
    assert combo(bar, "compositeCombo").currentText() == "Principal components"


def test_an_index_is_chosen_with_a_ramp_in_place_of_a_stretch(qtbot, bar):
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(combo(bar, "compositeCombo"), "NDVI")
    (shown,) = chosen.args
    assert dict(shown.maths.operands) == {"nir": "B5", "red": "B4"}
    with qtbot.waitSignal(bar.title_changed) as titled:
        bar.set_channels(shown)
    assert titled.args == ["NDVI, vegetation"]
    assert combo(bar, "rampCombo").isVisible()
    assert not combo(bar, "stretchCombo").isVisible()
    assert not bar.findChild(QSlider, "clipLimitSlider").isVisible()
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(combo(bar, "rampCombo"), "Grey")
    assert chosen.args == [replace(shown, ramp=Ramp.GREY)]
    bar.set_channels(("B4", "B3", "B2"))
    assert not combo(bar, "rampCombo").isVisible()
    assert combo(bar, "stretchCombo").isVisible()


def test_a_formula_of_a_person_is_offered_and_goes_from_dark_to_bright(qtbot, bar):
    scene = make_scene()
    ratio = bind("ratio", "nir / red", scene.bands)
    bar.show_described(scene.taught(BandTeaching(computed=(ratio,))))
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(combo(bar, "compositeCombo"), "ratio")
    assert chosen.args == [IndexShown(ratio, Ramp.SEQUENTIAL)]
    bar.set_channels(IndexShown(ratio, Ramp.GREY))
    with qtbot.waitSignal(bar.channels_chosen) as chosen:
        choose(combo(bar, "compositeCombo"), "NDVI")
    assert chosen.args[0].ramp is Ramp.GREY  # as the index before it


def test_only_indices_that_the_bands_allow_are_offered(bar):
    scene = make_scene(extra=False)
    bar.show_scene(replace(scene, bands=scene.bands[:5]))
    titles = [combo(bar, "compositeCombo").itemText(row) for row in range(9)]
    assert "NDVI, vegetation" in titles
    assert not any(title.startswith("NBR") for title in titles)


def test_the_colour_bar_tells_values_and_hides_without_an_index(qtbot):
    view = QWidget()
    qtbot.addWidget(view)
    colours = ColourBar(view)
    view.show()
    colours.show_scale(IndexScale("NDVI", Ramp.DIVERGING, -0.5, 0.5))
    assert colours.isVisible()
    assert colours.accessibleName() == "NDVI from \N{MINUS SIGN}0.500 over 0 to 0.500"
    colours.set_apt(is_apt=False)
    assert not colours.isVisible()
    colours.set_apt(is_apt=True)
    colours.show_scale(IndexScale("none", Ramp.GREY, float("nan"), float("nan")))
    assert not colours.isVisible()


def test_clip_limit_stands_beside_its_caption_in_a_wide_window_too(qtbot, bar):
    slider, caption = bar.findChild(QSlider), bar._clip._caption
    bar.resize(bar.sizeHint().width() + 300, bar.height())
    qtbot.waitUntil(lambda: bar._clip.width() > bar._clip.sizeHint().width())
    assert slider.x() - caption.x() <= caption.sizeHint().width() + 12
