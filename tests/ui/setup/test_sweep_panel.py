from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.scene.leaving_out.leave_out import LeaveOut, Meaning
from app.scene.nodata import NoDataRule
from app.session.run_obstacles import sweep_stopped
from app.steps import Progress
from app.ui.setup.outdated import outdated
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.window.links.sweeps.run_link import outcome_of

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(qtbot):
    panel = SweepPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 500)
    panel.show()
    return panel


def label(panel):
    return panel.findChild(QLabel, "progressLabel")


def test_run_waits_for_a_scene_and_says_so(panel):
    run = panel.findChild(QPushButton, "runButton")
    assert not run.isEnabled()
    assert "Open a scene" in run.toolTip()
    assert "Open a scene" in label(panel).text()


def test_another_reason_is_told(panel):
    panel.set_ready(False, "Tick at least one band.")
    assert label(panel).text() == "Tick at least one band."


def test_run_asks_for_the_tutorials_sweep_by_default(qtbot, panel):
    panel.set_ready(True)
    with qtbot.waitSignal(panel.run_requested) as asked:
        qtbot.mouseClick(panel.findChild(QPushButton, "runButton"), Qt.MouseButton.LeftButton)
    assert asked.args == [SweepSettings(band_names=(), k_min=3, k_max=10)]


def test_lowest_k_pushes_the_highest_and_back(panel):
    low, high = (panel.findChild(QSpinBox, name) for name in ("kMinSpin", "kMaxSpin"))
    low.setValue(14)
    assert high.value() == 14
    high.setValue(5)
    assert low.value() == 5


def test_slider_and_numbers_agree(panel):
    slider = panel.findChild(object, "kRangeSlider")
    slider.setValue((4, 7))
    assert panel.findChild(QSpinBox, "kMinSpin").value() == 4
    assert panel.findChild(QSpinBox, "kMaxSpin").value() == 7
    panel.findChild(QSpinBox, "kMaxSpin").setValue(9)
    assert tuple(slider.value()) == (4, 9)


def test_advanced_is_folded_and_unfolds_by_keyboard(qtbot, panel):
    seed = panel.findChild(QSpinBox, "seedSpin")
    assert not seed.isVisible()
    button = panel.findChild(object, "advancedButton")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert seed.isVisible()


def test_advanced_settings_reach_the_sweep(panel):
    panel.findChild(QComboBox, "scalingCombo").setCurrentIndex(1)
    fitter = panel.findChild(QComboBox, "fitterCombo")
    assert (fitter.accessibleName(), fitter.currentText()) == ("Fit with", "Bandsweep")
    assert "scikit-learn" in fitter.toolTip()
    fitter.setCurrentIndex(1)
    panel.findChild(QSpinBox, "seedSpin").setValue(42)
    panel.findChild(QSpinBox, "startsSpin").setValue(3)
    panel.findChild(QSpinBox, "sampleSpin").setValue(50_000)
    panel.findChild(QSpinBox, "silhouetteSpin").setValue(9_999)
    settings = panel.settings
    assert settings.scaling is Scaling.STANDARDISE
    assert settings.fitter is Fitter.SCIKIT_LEARN
    assert (settings.seed, settings.n_starts, settings.n_sample_px) == (42, 3, 50_000)
    assert settings.n_silhouette_px == 5_000


def test_counting_no_data_keeps_the_rest_of_the_rule(qtbot, panel):
    panel.set_nodata(NoDataRule(zero_is_fill=False))
    with qtbot.waitSignal(panel.nodata_changed) as asked:
        panel.findChild(QCheckBox, "nodataAsValuesCheck").setChecked(True)
    assert asked.args == [NoDataRule(as_values=True, zero_is_fill=False)]


def nodata_edit(panel):
    return panel.findChild(QLineEdit, "nodataValueEdit")


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("-9999", -9999.0, "-9999"),
        ("0.5", 0.5, "0.5"),
        ("-3.4e38", -3.4e38, "-3.4e+38"),
    ],
)
def test_no_data_value_is_taken_when_it_is_typed(qtbot, panel, typed, value, shown):
    panel.set_nodata(NoDataRule(zero_is_fill=False))
    with qtbot.waitSignal(panel.nodata_changed) as asked:
        qtbot.keyClicks(nodata_edit(panel), typed)
        qtbot.keyClick(nodata_edit(panel), Qt.Key.Key_Return)
    assert asked.args == [NoDataRule(zero_is_fill=False, value=value)]
    assert nodata_edit(panel).text() == shown


def test_an_emptied_field_goes_back_to_what_the_files_say(qtbot, panel):
    panel.set_nodata(NoDataRule(value=7.0))
    assert nodata_edit(panel).text() == "7"
    with qtbot.waitSignal(panel.nodata_changed) as asked:
        nodata_edit(panel).clear()
        qtbot.keyClick(nodata_edit(panel), Qt.Key.Key_Return)
    assert asked.args == [NoDataRule()]


def test_what_is_no_number_is_not_taken(qtbot, panel):
    panel.set_nodata(NoDataRule(value=7.0))
    with qtbot.assertNotEmitted(panel.nodata_changed):
        nodata_edit(panel).clear()
        qtbot.keyClicks(nodata_edit(panel), "x-")
        qtbot.keyClick(nodata_edit(panel), Qt.Key.Key_Return)
    assert nodata_edit(panel).text() == "7"


def test_a_sweep_takes_a_value_that_is_still_being_typed(qtbot, panel):
    with qtbot.waitSignal(panel.nodata_changed):
        qtbot.keyClicks(nodata_edit(panel), "12")
        assert panel.settings.nodata.value == 12.0


def test_no_data_counted_as_values_needs_no_value(panel):
    panel.set_nodata(NoDataRule(as_values=True, value=3.0))
    assert not nodata_edit(panel).isEnabled()
    panel.findChild(QCheckBox, "nodataAsValuesCheck").setChecked(False)
    assert nodata_edit(panel).isEnabled()
    assert panel.settings.nodata == NoDataRule(value=3.0)


def test_settings_from_elsewhere_come_back_unchanged(panel):
    settings = SweepSettings(
        band_names=(),
        k_min=2,
        k_max=12,
        scaling=Scaling.STANDARDISE,
        seed=7,
        n_starts=2,
        fitter=Fitter.SCIKIT_LEARN,
    )
    panel.show_settings(settings)
    assert panel.settings == settings


def test_a_running_sweep_can_only_be_stopped(qtbot, panel):
    panel.set_ready(True)
    panel.set_busy(True)
    stop = panel.findChild(QPushButton, "stopButton")
    assert not panel.findChild(QPushButton, "runButton").isEnabled()
    assert not panel.findChild(QSpinBox, "kMinSpin").isEnabled()
    with qtbot.waitSignal(panel.stop_requested):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)


def test_shortcut_does_not_start_a_second_sweep(qtbot, panel):
    panel.set_ready(True)
    panel.set_busy(True)
    with qtbot.assertNotEmitted(panel.run_requested):
        panel.run()


def test_progress_says_what_and_how_long(panel):
    panel.set_ready(True)
    panel.set_busy(True)
    panel.show_progress(Progress("k = 7, 5 of 8", 0.625, 2.2))
    assert label(panel).text() == "k = 7, 5 of 8, 2 s left"
    assert panel.findChild(QProgressBar, "progressBar").value() == 625


def test_progress_of_unknown_length_moves_without_a_number(panel):
    panel.set_busy(True)
    panel.show_progress(Progress("Reading the scene"))
    assert panel.findChild(QProgressBar, "progressBar").maximum() == 0


def test_outcome_comes_back_after_work_that_is_no_sweep(panel):
    panel.set_ready(True)
    panel.show_outcome("8 maps in 3 s.")
    assert label(panel).text() == "8 maps in 3 s."
    panel.set_busy(True)
    panel.set_busy(False)
    assert label(panel).text() == "8 maps in 3 s."


def test_refining_is_offered_in_the_place_of_stop(panel):
    stop, refine = (panel.findChild(QPushButton, name) for name in ("stopButton", "refineButton"))
    assert (stop.isVisible(), refine.isVisible()) == (True, False)
    height = panel.sizeHint().height()
    panel.offer_refining(is_offered=True)
    assert (stop.isVisible(), refine.isVisible()) == (False, True)
    assert panel.sizeHint().height() == height
    panel.offer_refining(is_offered=False)
    assert (stop.isVisible(), refine.isVisible()) == (True, False)


def test_keyboard_never_falls_from_stop_onto_refine(qtbot, panel):
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.set_ready(True)
    panel.refine_row.show_state(n_sample_px=1_000, obstacle="")
    stop, refine = (panel.findChild(QPushButton, name) for name in ("stopButton", "refineButton"))
    panel.offer_refining(is_offered=True)
    refine.setFocus()
    panel.set_busy(True)
    panel.offer_refining(is_offered=False)
    assert stop.hasFocus()
    panel.set_busy(False)
    panel.offer_refining(is_offered=True)
    assert not refine.hasFocus()


def test_every_control_has_a_name_and_a_tip(panel):
    panel.refine_row.show_state(n_sample_px=200_000, obstacle="")
    for kind in (QSpinBox, QComboBox, QCheckBox, QPushButton):
        for control in panel.findChildren(kind):
            assert control.objectName()
            assert control.accessibleName(), control.objectName()
            assert control.toolTip(), control.objectName()


def test_no_sample_can_be_chosen_that_a_sweep_refuses(panel):
    for name in ("sampleSpin", "silhouetteSpin", "startsSpin", "seedSpin"):
        spin = panel.findChild(QSpinBox, name)
        for bound in (spin.minimum(), spin.maximum()):
            spin.setValue(bound)
            assert panel.settings is not None


def test_settings_from_elsewhere_leave_no_data_as_it_was_chosen(panel):
    panel.set_nodata(NoDataRule(as_values=True))
    panel.show_settings(SweepSettings(band_names=("B2",), seed=5))
    assert panel.settings.nodata.as_values
    assert panel.findChild(QCheckBox, "nodataAsValuesCheck").isChecked()


def test_seed_too_large_for_its_field_is_kept_until_another_is_typed(panel):
    panel.show_settings(SweepSettings(band_names=(), seed=2**32 - 1))
    assert panel.settings.seed == 2**32 - 1
    panel.findChild(QSpinBox, "seedSpin").setValue(7)
    assert panel.settings.seed == 7


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [("kMaxSpin", "99", 64), ("kMaxSpin", "12", 12), ("startsSpin", "4000", 100)],
)
def test_a_number_too_large_becomes_the_largest(qtbot, panel, name, typed, value):
    spin = panel.findChild(QSpinBox, name)
    spin.selectAll()
    qtbot.keyClicks(spin, typed)
    assert (spin.value(), spin.text()) == (value, str(value))


def test_advanced_lies_beside_the_panel_and_moves_nothing_in_it(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    panel = SweepPanel(window)
    window.resize(1000, 500)
    window.show()
    panel.setGeometry(680, 40, 320, 200)
    places = {each: each.geometry() for each in panel.findChildren(QWidget) if each.isVisible()}
    qtbot.mouseClick(panel.findChild(QWidget, "advancedButton"), Qt.MouseButton.LeftButton)
    flyout = window.findChild(QWidget, "advancedFlyout")
    assert flyout.isVisible()
    assert flyout.geometry().right() < 680
    assert window.rect().contains(flyout.geometry())
    assert flyout.size() == flyout.sizeHint()  # nothing of it is scrolled to
    assert {each: each.geometry() for each in places} == places


def test_advanced_goes_with_escape_its_button_and_a_run(qtbot, panel):
    fold = panel.findChild(QWidget, "advancedButton")
    panel.set_ready(True)
    panel.activateWindow()
    for go in (
        lambda: qtbot.keyClick(panel.findChild(QSpinBox, "seedSpin"), Qt.Key.Key_Escape),
        lambda: qtbot.mouseClick(
            panel.findChild(QWidget, "advancedFlyoutClose"), Qt.MouseButton.LeftButton
        ),
        panel.run,
    ):
        qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
        assert panel.findChild(QWidget, "advancedFlyout").isVisible()
        go()
        assert not panel.findChild(QWidget, "advancedFlyout").isVisible()
        assert fold.accessibleName() == "Advanced, folded"


def settled_height(panel):
    QApplication.processEvents()  # layouts hear of it in an event
    return panel.sizeHint().height()


def test_nothing_below_moves_when_a_run_begins_or_ends(panel):
    panel.set_ready(True)
    height = settled_height(panel)
    panel.set_busy(True)
    panel.show_progress(Progress("Fitting k = 3", 0.1))
    assert settled_height(panel) == height
    panel.set_busy(False)
    assert settled_height(panel) == height
    panel.show_outcome("All 8 k are ready in 2.4 s.")
    assert settled_height(panel) == height


@pytest.mark.parametrize(
    ("estimates", "told", "message"),
    [
        (
            (True, True, True),
            "0 of 4 k are ready, 3 are estimates.",
            "0 of 4 k are finished and stay. 3 stay as estimates from a sample of the pixels.",
        ),
        (
            (False, False, True),
            "2 of 4 k are ready, 1 is an estimate.",
            "2 of 4 k are finished and stay. 1 stays as an estimate from a sample of the pixels.",
        ),
        ((False,), "1 of 4 k are ready.", "1 of 4 k are finished and stay."),
    ],
)
def test_estimates_of_a_stopped_sweep_are_not_told_to_be_ready(estimates, told, message):
    results = tuple(SimpleNamespace(is_estimate=one) for one in estimates)
    settings = SimpleNamespace(ks=(3, 4, 5, 6))
    sweep = SimpleNamespace(settings=settings, results=results, seconds={})
    assert outcome_of(sweep) == told
    assert sweep_stopped(sweep).detail == message


@pytest.mark.parametrize(
    ("ks", "n_done", "seconds", "told"),
    [
        ((5,), 1, 0.24, "k = 5 is ready in 0.2 s."),
        ((5,), 1, 0.0, "k = 5 was computed before."),
        ((3, 4), 2, 2.4, "All 2 k are ready in 2.4 s."),
        ((3, 4), 1, 2.4, "1 of 2 k are ready in 2.4 s."),
        ((3, 4), 2, 105.6, "All 2 k are ready in 1 min 46 s."),
    ],
)
def test_outcome_of_a_sweep_is_told_of_one_k_and_of_several(ks, n_done, seconds, told):
    settings = SimpleNamespace(ks=ks)
    results = (SimpleNamespace(is_estimate=False),) * n_done
    sweep = SimpleNamespace(settings=settings, results=results, seconds={"total": seconds})
    assert outcome_of(sweep) == told


@pytest.mark.usefixtures("styled")
@pytest.mark.parametrize("name", ["band_names", "nodata"])
def test_that_maps_are_outdated_takes_a_line_so_that_curves_stay_where_they_are(panel, name):
    swept = SweepSettings(band_names=("B2", "B3"))
    rule = NoDataRule(leave_out=LeaveOut((Meaning.CLOUD,)))
    now = replace(swept, **{"band_names": {name: ("B2",)}, "nodata": {name: rule}}[name])
    panel.set_ready(True)
    panel.show_outcome("All 8 k are ready in 2.4 s.")
    panel.show_outdated(outdated(swept, now))
    QApplication.processEvents()
    line = label(panel)
    assert "Run again." in line.text()
    assert line.heightForWidth(304) < 2 * line.fontMetrics().height()
