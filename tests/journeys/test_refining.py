"""A scene larger than the memory is refined on every pixel, as often as the analyst likes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSpinBox, QWidget

from app.scene.pixels import survey
from app.ui.curves.curves_view import CurvesView
from app.ui.setup.sweep_panel import SweepPanel
from tests.journeys.analyst import WAIT_MS
from tests.journeys.conftest import SAMPLE


@pytest.fixture
def streamed(monkeypatch):
    """Have every scene read from its files, as one too large for the memory would be."""
    real = survey.survey_scene

    def survey_streamed(scene, **kwargs):
        found = yield from real(scene, **kwargs)
        return replace(found, pixels=None)

    monkeypatch.setattr(survey, "survey_scene", survey_streamed)


@pytest.fixture
def swept(analyst, streamed):  # noqa: ARG001 - read from its files
    """The sample scene, with centres from no more than a thousand of its pixels."""
    analyst.open(SAMPLE)
    assert not button(analyst).isVisible()
    assert "Run a sweep" in analyst.action("Refine").toolTip()
    analyst.click(analyst.control("advancedButton", QWidget))
    analyst.type_number("sampleSpin", 1_000)
    analyst.click(analyst.control("advancedButton", QWidget))
    analyst.run(3, 6)
    return analyst


def button(analyst):
    return analyst.control("refineButton", QPushButton)


def results(analyst):
    return {result.k: result for result in analyst.session.sweeps.sweep.results}


def outcome(analyst):
    return analyst.control("progressLabel", QLabel).text()


def refine(analyst, n_passes):
    analyst.type_number("refinePassesSpin", n_passes)
    with analyst.qtbot.waitSignal(analyst.session.sweeps.refined, timeout=WAIT_MS):
        analyst.click(button(analyst))
    analyst.rest()


def test_refined_maps_show_everywhere_and_keep_their_names(swept):
    swept.show_k(4)
    cluster = swept.click_cluster_at(250, 300)
    swept.session.classes.rename(cluster, "Fields")
    before, shares = results(swept), swept.column("clusterTable", 2)
    card = swept.card(4).image
    refine(swept, 2)
    after = results(swept)
    assert all(after[k].inertia < before[k].inertia for k in (3, 4, 5, 6))
    assert swept.session.sweeps.result is after[4]
    assert outcome(swept).startswith("2 passes: inertia fell up to")
    assert swept.column("clusterTable", 2) != shares
    assert "Fields" in swept.column("clusterTable", 1)
    swept.qtbot.waitUntil(lambda: swept.card(4).image != card)
    assert swept.selected_row("clusterTable") == cluster - 1
    assert swept.ks_on_curve("inertiaPlot") == [3, 4, 5, 6]
    swept.session.sweeps.select_cluster(0)
    row, col = pixel_that_changed(before[4].full.labels, after[4].full.labels)
    colour = swept.session.sweeps.look().colours[after[4].full.labels[row, col] - 1]
    swept.qtbot.waitUntil(lambda: swept.colour_at("clusterView", row, col) == colour)


def pixel_that_changed(before, after):
    """Return row and column of one amid 3 x 3 pixels that are all in the same cluster now."""
    for row, col in np.argwhere(before != after):
        around = (slice(max(row - 1, 0), row + 2), slice(max(col - 1, 0), col + 2))
        if (after[around] == after[row, col]).all():
            return int(row), int(col)
    raise AssertionError("no pixel changed its cluster")


def test_passes_end_once_all_centres_rest_and_the_window_says_so(swept):
    for _ in range(20):
        if not button(swept).isEnabled():
            break
        refine(swept, 20)
    assert outcome(swept).endswith("all are at rest.")
    assert "at rest" in button(swept).toolTip()
    assert not swept.action("Refine").isEnabled()
    assert swept.action("Refine").toolTip() == button(swept).toolTip()


def test_menu_and_key_do_what_the_button_does(swept):
    swept.type_number("refinePassesSpin", 1)
    with swept.qtbot.waitSignal(swept.session.sweeps.refined, timeout=WAIT_MS) as told:
        swept.choose_from_menu("Sweep", "Refine")
    swept.rest()
    assert told.args[0].n_passes == 1
    before = results(swept)
    with swept.qtbot.waitSignal(swept.session.sweeps.refined, timeout=WAIT_MS):
        QTest.keyClick(swept.window, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    swept.rest()
    assert results(swept)[6].inertia < before[6].inertia


def test_nothing_else_can_be_begun_meanwhile_and_stop_ends_it(swept):
    swept.type_number("refinePassesSpin", 20)
    with swept.qtbot.waitSignal(swept.session.sweeps.k_finished, timeout=WAIT_MS):
        swept.click(button(swept))
    assert not button(swept).isVisible()
    assert not swept.action("Refine").isEnabled()
    assert not swept.control("runButton", QWidget).isEnabled()
    with swept.qtbot.waitSignal(swept.session.sweeps.refined, timeout=WAIT_MS) as told:
        swept.click(swept.control("stopButton", QWidget))
    swept.rest()
    assert 1 <= told.args[0].n_passes < 20
    assert swept.newest_message().title == "Refining stopped"
    assert button(swept).isEnabled()


def test_wider_sweep_leaves_refined_maps_as_they_are(swept):
    refine(swept, 1)
    known = results(swept)
    swept.run(3, 7)
    assert all(results(swept)[k] is result for k, result in known.items())


@pytest.mark.usefixtures("with_sample")
def test_scene_in_memory_is_not_offered_what_it_does_not_need(analyst):
    analyst.run(3, 4)
    assert not button(analyst).isVisible()
    assert not analyst.action("Refine").isEnabled()
    assert "fits in memory" in analyst.action("Refine").toolTip()


def test_all_of_it_fits_into_a_small_window(swept):
    swept.window.resize(1280, 770)
    swept.type_number("refinePassesSpin", 20)
    panel = swept.part(SweepPanel)
    spin = swept.control("refinePassesSpin", QSpinBox)
    for control in (swept.control("runButton", QPushButton), button(swept), spin):
        assert control.width() >= control.sizeHint().width(), control.objectName()
        assert panel.rect().contains(control.rect().translated(control.mapTo(panel, QPoint())))
    scroll = swept.part(CurvesView).findChild(QScrollArea).verticalScrollBar()
    swept.qtbot.waitUntil(lambda: scroll.maximum() == 0)
