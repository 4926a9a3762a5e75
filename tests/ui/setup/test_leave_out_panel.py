"""The panel offers what the scene's quality band tells, in plain words, and reports choices."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QToolButton,
)

from app.arrays import Window
from app.scene.computed.conditions import condition_on
from app.scene.leaving_out.bit_mask import BitMask
from app.scene.leaving_out.leave_out import Area, BandValues, LeaveOut, Meaning
from app.scene.nodata import NoDataRule
from app.ui.setup.leave_out_panel import LeaveOutPanel
from tests.ui.conftest import make_scene

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(qtbot):
    panel = LeaveOutPanel()
    qtbot.addWidget(panel)
    panel.show_scene(make_scene())
    panel.show()
    return panel


def child(panel, kind, name):
    return panel.findChild(kind, name)


def click(panel, kind, name):
    QTest.mouseClick(child(panel, kind, name), Qt.MouseButton.LeftButton)


def boxes(panel):
    return {
        box.objectName().removeprefix("leaveOut_"): box
        for box in panel.findChildren(QCheckBox)
        if box.objectName().startswith("leaveOut_") and not box.isHidden()
    }


def rule_of(leave_out, n_px=250):
    plane = np.zeros((20, 50), dtype=bool)
    plane.flat[:n_px] = True
    mask = BitMask.of(np.packbits(plane, axis=1), 50, (("cloud", n_px),))
    return NoDataRule(leave_out=leave_out, masks=(mask,))


def test_boxes_are_those_the_quality_band_tells(panel):
    assert set(boxes(panel)) == {
        "cloud", "maybe_cloud", "cirrus", "shadow", "snow", "saturated", "fill",
    }  # fmt: skip
    assert boxes(panel)["shadow"].text() == "Cloud shadow"


def test_a_scene_without_a_quality_band_offers_areas_alone(panel):
    panel.show_scene(make_scene(extra=False))
    assert boxes(panel) == {}
    assert child(panel, QPushButton, "cloudFreeButton").isHidden()
    click(panel, QToolButton, "leaveOutFold")
    assert child(panel, QToolButton, "loadAreaButton").isVisible()


def test_one_click_asks_for_a_scene_without_clouds(qtbot, panel):
    with qtbot.waitSignal(panel.chosen) as asked:
        click(panel, QPushButton, "cloudFreeButton")
    assert asked.args == [LeaveOut((Meaning.CLOUD, Meaning.CIRRUS, Meaning.SHADOW))]


def test_ticks_and_growth_are_reported_with_what_was_chosen_before(qtbot, panel):
    area = Area("field", "", (((0.0, 0.0, 1.0, 0.0, 1.0, 1.0),),))
    panel.show_rule(rule_of(LeaveOut((Meaning.SNOW,), areas=(area,))))
    click(panel, QToolButton, "leaveOutFold")
    with qtbot.waitSignal(panel.chosen) as asked:
        boxes(panel)["cloud"].click()
    cloudy = LeaveOut((Meaning.CLOUD, Meaning.SNOW), areas=(area,))
    assert asked.args == [cloudy]
    with qtbot.waitSignal(panel.chosen) as asked:
        child(panel, QSpinBox, "leaveOutGrowSpin").setValue(3)
    assert asked.args == [replace(cloudy, n_grown_px=3)]
    with qtbot.waitSignal(panel.chosen) as asked:
        child(panel, QToolButton, "clearAreasButton").click()
    assert asked.args == [replace(cloudy, n_grown_px=3, areas=())]


def test_what_was_drawn_a_moment_ago_is_not_forgotten_with_the_next_tick(qtbot, panel):
    drawn = LeaveOut(areas=(Area("Rectangle 1", "", (((0.0, 0.0, 1.0, 0.0, 1.0, 1.0),),)),))
    panel.take(drawn)
    with qtbot.waitSignal(panel.chosen) as asked:
        boxes(panel)["cloud"].click()
    assert asked.args == [replace(drawn, meanings=(Meaning.CLOUD,))]


def test_a_rule_is_shown_with_its_share_and_not_reported(qtbot, panel):
    with qtbot.assertNotEmitted(panel.chosen):
        panel.show_rule(rule_of(LeaveOut((Meaning.CLOUD,), n_grown_px=2)))
    assert [name for name, box in boxes(panel).items() if box.isChecked()] == ["cloud"]
    share = child(panel, QLabel, "leaveOutShare")
    assert share.text() == "25.0 % left out"
    assert "cloud 25.0 %" in share.toolTip()
    panel.set_looking(True)
    assert share.text() == "Looking for pixels…"
    panel.show_rule(NoDataRule())
    assert share.isHidden()
    assert not any(box.isChecked() for box in boxes(panel).values())


def test_areas_are_named(panel):
    ring = ((0.0, 0.0, 1.0, 0.0, 1.0, 1.0),)
    areas = tuple(Area(f"a{n}.kml", "", (ring,), is_inside=n != 1) for n in range(4))
    label = child(panel, QLabel, "areasLabel")
    assert label.text() == "The whole scene takes part."
    assert not label.isHidden()
    panel.show_rule(rule_of(LeaveOut(areas=areas)))
    shown = child(panel, QListWidget, "placeList")
    lines = [shown.item(number).text() for number in range(shown.count())]
    assert lines == ["inside a0.kml", "outside a1.kml", "inside a2.kml", "inside a3.kml"]
    assert label.isHidden()


def test_nothing_is_squeezed_or_scrolled_within_it(panel):
    areas = tuple(Area(f"a{n}.kml", "", (((0.0, 0.0, 1.0, 0.0, 1.0, 1.0),),)) for n in range(9))
    click(panel, QToolButton, "leaveOutFold")
    panel.show_rule(rule_of(LeaveOut(areas=areas, window=Window(0, 0, 10, 10))))
    panel.resize(panel.minimumSizeHint())
    QApplication.processEvents()
    parts = [*boxes(panel).values()]
    parts += [child(panel, QSpinBox, "windowRowSpin"), child(panel, QSpinBox, "windowWidthSpin")]
    assert all(part.height() >= part.minimumSizeHint().height() for part in parts)
    assert child(panel, QListWidget, "placeList").verticalScrollBar().maximum() == 0
    bottom = max(part.mapTo(panel, part.rect().bottomLeft()).y() for part in parts)
    assert bottom < panel.height()


def type_values(panel, text):
    field = child(panel, QLineEdit, "leaveOutValuesEdit")
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return field


def test_values_of_a_band_are_typed_and_reported_with_what_was_chosen_before(qtbot, panel):
    click(panel, QToolButton, "leaveOutFold")
    combo = child(panel, QComboBox, "leaveOutBandCombo")
    assert combo.itemData(0) == "BQA"  # codes are what one leaves out as a rule
    panel.show_rule(rule_of(LeaveOut((Meaning.SNOW,))))
    with qtbot.waitSignal(panel.chosen) as asked:
        type_values(panel, "0, 255, 10-20")
    first = BandValues("BQA", ((0, 0), (255, 255), (10, 20)))
    assert asked.args == [LeaveOut((Meaning.SNOW,), values=(first,))]
    combo.setCurrentIndex(combo.findData("B4"))
    assert child(panel, QLineEdit, "leaveOutValuesEdit").text() == ""
    with qtbot.waitSignal(panel.chosen) as asked:
        type_values(panel, "65535")
    second = BandValues("B4", ((65535, 65535),))
    assert asked.args == [LeaveOut((Meaning.SNOW,), values=(first, second))]
    note = child(panel, QLabel, "leaveOutValuesNote")
    combo.setCurrentIndex(combo.findData("BQA"))
    assert note.text() == "BQA: 0, 255, 10-20; B4: 65535"
    with qtbot.waitSignal(panel.chosen) as asked:
        type_values(panel, "")
    assert asked.args == [LeaveOut((Meaning.SNOW,), values=(second,))]


def test_values_come_back_by_undo_and_are_not_reported(qtbot, panel):
    values = (BandValues("B4", ((1.5, 2.0),)),)
    with qtbot.assertNotEmitted(panel.chosen):
        panel.show_rule(rule_of(LeaveOut(values=values)))
        assert child(panel, QLineEdit, "leaveOutValuesEdit").text() == "1.5-2"
        assert child(panel, QComboBox, "leaveOutBandCombo").currentData() == "B4"
        panel.show_rule(NoDataRule())
        assert child(panel, QLineEdit, "leaveOutValuesEdit").text() == ""


def test_what_is_no_value_is_told_and_left_to_be_mended(qtbot, panel):
    click(panel, QToolButton, "leaveOutFold")
    with qtbot.assertNotEmitted(panel.chosen):
        field = type_values(panel, "9-3")
    assert field.text() == "9-3"
    assert "0, 255, 10-20" in child(panel, QLabel, "leaveOutValuesNote").text()


def test_condition_is_reported_with_what_it_means(qtbot, panel):
    edit = child(panel, QLineEdit, "leaveOutWhereEdit")
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.keyClicks(edit, "NDVI > 0.4")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    (condition,) = chosen.args[0].conditions
    assert condition.text == "NDVI > 0.4"
    assert {name for _, name in condition.maths.operands} == {"B4", "B5"}
    panel.show_rule(NoDataRule())
    edit.clearFocus()
    panel.show_rule(NoDataRule(leave_out=chosen.args[0]))
    assert edit.text() == "NDVI > 0.4"


def test_condition_that_means_nothing_is_told_below_it_and_not_reported(qtbot, panel):
    edit = child(panel, QLineEdit, "leaveOutWhereEdit")
    note = child(panel, QLabel, "leaveOutWhereNote")
    with qtbot.assertNotEmitted(panel.chosen):
        qtbot.keyClicks(edit, "red > haze")
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert 'Column 7: no band is called "haze"' in note.text()
    assert not note.isHidden()


def test_several_conditions_of_a_command_are_shown_as_one(panel):
    both = tuple(condition_on(text, make_scene().bands) for text in ("red > 1", "nir > 2"))
    panel.show_rule(NoDataRule(leave_out=LeaveOut(conditions=both)))
    edit = child(panel, QLineEdit, "leaveOutWhereEdit")
    assert edit.text() == "(red > 1) or (nir > 2)"
