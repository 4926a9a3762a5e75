"""Several runs on one scene: kept, switched, named, compared, removed, by mouse and by keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QMessageBox, QPushButton, QTableView, QTabWidget

from app.ui.map.map_pane import MapPane
from tests.journeys.analyst import WAIT_MS, Analyst

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def two_runs(with_part) -> Analyst:
    """A run with all bands, k = 3..5, and one with three of them, k = 4..6, which is shown."""
    with_part.run(3, 5)
    for row in range(4):
        with_part.toggle_band(row)
    with_part.run(4, 6)
    return with_part


def runs(analyst):
    combo = analyst.control("runCombo", QComboBox)
    return [combo.itemText(row) for row in range(combo.count())]


def captions(analyst):
    return [pane.captions[0] for pane in analyst.window.findChildren(MapPane) if pane.isVisible()]


def switch(analyst, key):
    with analyst.qtbot.waitSignal(analyst.session.sweeps.runs_changed, timeout=WAIT_MS):
        analyst.press(key, CONTROL, SHIFT)


def test_both_runs_are_in_the_list_and_each_shows_what_is_its_own(two_runs):
    analyst = two_runs
    assert [text.split(" · ")[:3] for text in runs(analyst)] == [
        ["Run 1", "B1-B7", "none"],
        ["Run 2", "B5-B7", "none"],
    ]
    second = analyst.session.sweeps.result_of(5)
    switch(analyst, Qt.Key.Key_PageUp)
    analyst.see(analyst.ks_in_strip, [3, 4, 5])
    assert analyst.ks_on_curve("inertiaPlot") == [3, 4, 5]
    assert analyst.session.sweeps.result_of(5) is not second
    n_bands = len(analyst.session.sweeps.result_of(5).signatures.bands)
    assert n_bands == 7
    switch(analyst, Qt.Key.Key_PageDown)
    analyst.see(analyst.ks_in_strip, [4, 5, 6])
    assert analyst.session.sweeps.result_of(5) is second


def test_names_and_classes_of_one_run_are_not_those_of_the_other(two_runs):
    analyst = two_runs
    analyst.show_k(5)
    analyst.session.classes.rename(1, "water")
    switch(analyst, Qt.Key.Key_PageUp)
    analyst.see(analyst.ks_in_strip, [3, 4, 5])
    analyst.show_k(5)
    assert analyst.session.sweeps.look().names[0] == "Cluster 1"
    switch(analyst, Qt.Key.Key_PageDown)
    assert analyst.session.sweeps.look().names[0] == "water"


def test_names_of_one_run_are_suggested_in_the_other_and_taken_by_one_act(two_runs):
    analyst = two_runs
    switch(analyst, Qt.Key.Key_PageUp)
    analyst.see(analyst.ks_in_strip, [3, 4, 5])
    analyst.show_k(5)
    for number in range(1, 6):
        analyst.session.classes.rename(number, f"Thing {number}")
    switch(analyst, Qt.Key.Key_PageDown)
    analyst.see(analyst.ks_in_strip, [4, 5, 6])
    analyst.show_k(5)
    desk, sweeps = analyst.session.suggestions, analyst.session.sweeps
    analyst.qtbot.waitUntil(lambda: bool(desk.now), timeout=WAIT_MS)
    assert sweeps.look().names[0] == "Cluster 1"  # nothing is given by itself
    told = analyst.column("clusterTable", 1)
    assert any("?" in text and "%" in text for text in told), told
    analyst.choose_from_menu("Clusters", "TakeAllNames")
    taken = [name for name in sweeps.look().names if name.startswith("Thing")]
    assert len(taken) >= 3, sweeps.look().names
    first = sweeps.result_in(sweeps.runs[0].id, 5).full.labels
    own = sweeps.look().class_table()[sweeps.result.full.labels]
    for number, name in zip(sweeps.look().numbers, sweeps.look().names, strict=True):
        if name.startswith("Thing"):  # it is called after what most of it was
            counts = np.bincount(first[own == number], minlength=6)
            assert counts[1:].argmax() + 1 == int(name.split()[1])
    analyst.press(Qt.Key.Key_Z, CONTROL)
    assert sweeps.look().names[0] == "Cluster 1"


def test_run_is_renamed_from_the_menu_and_the_name_is_undone(two_runs):
    analyst = two_runs
    analyst.choose_from_menu("Sweep", "RenameRun")
    analyst.type_over(analyst.control("runNameEdit", QLineEdit), "Infrared")
    analyst.press(Qt.Key.Key_Return)
    assert runs(analyst)[1].startswith("Infrared · B5-B7")
    analyst.press(Qt.Key.Key_Z, CONTROL)
    assert runs(analyst)[1].startswith("Run 2 · B5-B7")


def test_run_without_classes_goes_without_a_question(two_runs):
    analyst = two_runs
    analyst.choose_from_menu("Sweep", "RemoveRun")
    assert [text.split(" · ")[0] for text in runs(analyst)] == ["Run 1"]
    assert analyst.window.findChildren(QMessageBox) == []
    analyst.see(analyst.ks_in_strip, [3, 4, 5])


def test_run_with_classes_goes_only_when_that_is_confirmed(two_runs):
    analyst = two_runs
    analyst.show_k(5)
    analyst.session.classes.rename(1, "water")
    analyst.choose_from_menu("Sweep", "RemoveRun")
    analyst.click(analyst.control("keepRunButton", QPushButton))
    assert len(runs(analyst)) == 2
    analyst.qtbot.waitUntil(lambda: not analyst.window.findChildren(QMessageBox))
    analyst.choose_from_menu("Sweep", "RemoveRun")
    analyst.click(analyst.control("removeRunButton", QPushButton))
    assert [text.split(" · ")[0] for text in runs(analyst)] == ["Run 1"]
    analyst.run(4, 6)  # with the same settings: what was made is back
    analyst.show_k(5)
    assert analyst.session.sweeps.look().names[0] == "water"


def test_two_runs_are_compared_by_keyboard_and_pairs_are_shown_on_the_map(two_runs):
    analyst = two_runs
    analyst.show_k(5)
    analyst.press(Qt.Key.Key_F9)
    analyst.see(lambda: captions(analyst), ["k = 5, Run 2", "k = 5, Run 1"])
    with analyst.qtbot.waitSignal(analyst.session.comparing.counted, timeout=WAIT_MS) as counted:
        tabs = analyst.control("detailTabs", QTabWidget)
        titles = [tabs.tabText(place) for place in range(tabs.count())]
        tabs.setCurrentIndex(titles.index("Transitions"))
    (found,) = counted.args
    assert found.n_px == analyst.session.sweeps.result.n_valid_px
    with analyst.qtbot.waitSignal(analyst.session.comparing.veil_changed, timeout=WAIT_MS):
        table = analyst.select_row("transitionTable", 0)
    assert analyst.session.comparing.pair == (found.pairs[0].first, found.pairs[0].second)
    assert isinstance(table, QTableView)
    analyst.press(Qt.Key.Key_B)
    analyst.see(lambda: captions(analyst), ["k = 5, Run 1"])
    analyst.press(Qt.Key.Key_B)
    analyst.see(lambda: captions(analyst), ["k = 5, Run 2"])
    analyst.press(Qt.Key.Key_F6)
    analyst.press(Qt.Key.Key_F9)
    analyst.see(lambda: captions(analyst)[1], "Clusters, k = 5")
    assert analyst.session.comparing.pair is None


def test_scene_opened_next_has_no_run_and_compares_nothing(two_runs, sample_copy):
    analyst = two_runs
    analyst.press(Qt.Key.Key_F9)
    analyst.open(sample_copy)
    assert not analyst.control("runCombo", QComboBox).isVisible()
    assert not analyst.action("Compare").isChecked()
    assert analyst.session.keeping.n_held_bytes == 0
