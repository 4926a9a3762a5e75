"""What is chosen in Preferences counts at once, is remembered, and is taken back by Cancel."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QMenuBar, QPushButton

from app.scene.memory_budget import MemoryBudget
from app.scene.picture.composite import Stretch, StretchKind
from app.session import Session
from app.session.edits import Edits
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.dialogs.preferences.preferences_dialog import PreferencesDialog
from app.ui.parts import number_format
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.number_format import DIGITS_AT_FIRST, DecimalSign
from app.ui.window.links.preferences_link import PreferencesLink
from app.ui.window.menus import Menus
from app.ui.window.window_state import WindowState
from tests.ui.conftest import make_scene

GB = 2**30

pytestmark = pytest.mark.gui


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """Return a way to run on a machine of so many GB; at first it has 16."""

    def has(n_gb):
        for place in (
            "app.scene.memory_budget.machine_bytes",
            "app.ui.dialogs.preferences.memory_choice.machine_bytes",
        ):
            monkeypatch.setattr(place, lambda: int(n_gb * GB))

    has(16)
    return has


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def session(qapp):  # noqa: ARG001 - threads need the application
    made = Session()
    yield made
    made.shut_down()


@pytest.fixture
def state(settings):
    made = WindowState(settings)
    yield made
    made.finish()


@pytest.fixture
def table(qtbot):
    made = ClusterTable()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def menus(qtbot):
    bar = QMenuBar()
    qtbot.addWidget(bar)
    made = Menus(bar)
    made.bar = bar  # kept alive by it
    return made


@pytest.fixture
def opened(menus, table, session, state):
    """Return the dialog as the menu opens it."""
    bar = menus.bar
    desk = PreferencesLink(bar, menus, table, session, state)
    menus["Preferences"].trigger()
    dialog = bar.findChild(PreferencesDialog, "preferencesDialog")
    assert dialog.isVisible()
    dialog.desk = desk
    return dialog


def memory_spin(dialog):
    return dialog.findChild(QDoubleSpinBox, "memorySpin")


def type_into(qtbot, spin, text):
    spin.setFocus()
    spin.selectAll()
    qtbot.keyClicks(spin, text)
    qtbot.keyClick(spin, Qt.Key.Key_Return)


def test_a_quarter_of_the_machine_is_offered_and_said(opened, session):
    spin = memory_spin(opened)
    assert spin.value() == 4.0
    assert (spin.minimum(), spin.maximum()) == (0.5, 16.0)
    assert session.scenes.budget == MemoryBudget(4 * GB)
    labels = [label.text() for label in opened.findChildren(QLabel)]
    assert "This computer has 16.0 GB; a quarter of it, 4.0 GB, is the default." in labels


def test_a_choice_counts_at_once_and_is_remembered(qtbot, opened, session, state, settings):
    type_into(qtbot, memory_spin(opened), "1.5")
    assert session.scenes.budget == MemoryBudget(int(1.5 * GB))
    state.finish()
    later = WindowState(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert later.memory_budget == MemoryBudget(int(1.5 * GB))


def test_the_key_is_that_of_preferences_everywhere(qtbot):
    bar = QMenuBar()
    qtbot.addWidget(bar)
    action = Menus(bar)["Preferences"]
    assert action.objectName() == "actionPreferences"
    assert action.shortcut().matches(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Comma))


def test_return_in_the_field_leaves_the_dialog_open(qtbot, opened):
    type_into(qtbot, memory_spin(opened), "2")
    assert opened.isVisible()


def test_reset_goes_by_the_default_also_when_the_machine_grows(
    qtbot, opened, session, state, settings, machine
):
    reset = opened.findChild(QPushButton, "memoryResetButton")
    assert not reset.isEnabled()
    type_into(qtbot, memory_spin(opened), "2")
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert memory_spin(opened).value() == 4.0
    assert session.scenes.budget == MemoryBudget(4 * GB)
    assert not reset.isEnabled()
    machine(32)
    state.finish()
    settings.sync()
    assert WindowState(settings).memory_budget == MemoryBudget(8 * GB)


@pytest.mark.parametrize(
    "stored", ["much", "", "0", "-1", "1e9", "4.5", str(64 * GB), "9" * 5_000, ["1", "2"], None]
)
def test_stored_nonsense_means_the_default(qtbot, table, session, settings, stored):
    settings.setValue("memory/scene_bytes", stored)
    bar = QMenuBar()
    qtbot.addWidget(bar)
    PreferencesLink(bar, Menus(bar), table, session, WindowState(settings))
    assert session.scenes.budget == MemoryBudget(4 * GB)


def test_all_of_the_memory_can_be_chosen_although_it_is_shown_rounded(qtbot, state, machine):
    machine(15.97)
    dialog = PreferencesDialog(None)
    qtbot.addWidget(dialog)
    dialog.memory_chosen.connect(lambda budget: setattr(state, "memory_budget", budget))
    spin = memory_spin(dialog)
    spin.setValue(spin.maximum())
    assert state.memory_budget.total_bytes == pytest.approx(15.97 * GB, rel=0.005)


def test_a_small_machine_offers_no_more_than_it_has(qtbot, machine):
    machine(1)
    dialog = PreferencesDialog(None)
    qtbot.addWidget(dialog)
    dialog.show_memory(MemoryBudget.default())
    assert memory_spin(dialog).value() == pytest.approx(0.25, abs=0.06)
    assert memory_spin(dialog).maximum() == 1.0


def choose(combo, unit):
    combo.setCurrentIndex(combo.findData(str(unit)))


def test_one_unit_of_areas_counts_everywhere_and_is_remembered(opened, table, state, settings):
    in_table = table.findChild(QComboBox, "areaUnitCombo")
    in_dialog = opened.findChild(QComboBox, "areaUnitPreferenceCombo")
    choose(in_dialog, AreaUnit.ACRES)
    assert in_table.currentData() == "acres"
    choose(in_table, AreaUnit.SQUARE_KILOMETRES)
    assert in_dialog.currentData() == "km2"
    assert state.area_unit is AreaUnit.SQUARE_KILOMETRES
    state.finish()
    later = WindowState(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert later.area_unit is AreaUnit.SQUARE_KILOMETRES


@pytest.mark.parametrize("stored", ["furlong", "", ["1"], None])
def test_a_stored_unit_that_is_none_means_the_fitting_one(settings, stored):
    settings.setValue("view/area_unit", stored)
    assert WindowState(settings).area_unit is AreaUnit.FITTING


def listed(dialog, key):
    return dialog.findChild(QComboBox, f"{key}PreferenceCombo")


def test_the_stretch_is_that_of_scenes_to_come(opened, session, state):
    choose(listed(opened, "stretch"), "percentile")
    assert session.editing.preferred_stretch.kind == "percentile"
    assert state.stretch == "percentile"
    session.editing.begin(make_scene())
    assert session.editing.now.stretch.kind == "percentile"
    session.editing.set_stretch(Stretch(StretchKind.MINMAX))  # in the toolbar
    assert listed(opened, "stretch").currentData() == "min-max"
    assert state.stretch == "min-max"
    session.editing.set_stretch(Stretch(StretchKind.PERCENTILE, 0.04, 0.5))
    assert (state.clip_limit, state.cut_percent) == (0.04, 0.5)
    session.editing.undo()
    assert session.editing.now.stretch == Stretch(StretchKind.MINMAX)


@pytest.mark.usefixtures("opened")
def test_what_a_project_brings_is_no_preference(session, state):
    scene = make_scene()
    session.editing.begin(scene, Edits(stretch=Stretch(StretchKind.MINMAX)))
    assert session.editing.now.stretch.kind == "min-max"
    assert state.stretch == "adaptive"


@pytest.fixture
def _numbers_as_before():
    yield
    number_format.choose(DecimalSign.POINT, DIGITS_AT_FIRST)


@pytest.mark.usefixtures("_numbers_as_before")
def test_numbers_are_written_as_chosen_and_views_told_at_once(qtbot, opened, session, state):
    with qtbot.waitSignal(session.values.told_changed):
        choose(listed(opened, "decimal"), ",")
    with qtbot.waitSignal(session.values.told_changed):
        choose(listed(opened, "digits"), "6")
    assert number_format.number(1234.56789) == "1\u202f234,57"
    assert number_format.percent(0.1234) == "12,3"
    assert (state.decimal_sign, state.digits) == (",", 6)


@pytest.mark.usefixtures("_numbers_as_before")
def test_cancel_takes_everything_back(opened, session, state, tmp_path):
    before = (state.area_unit, state.decimal_sign, state.digits, state.stretch, state.output_folder)
    choose(opened.findChild(QComboBox, "areaUnitPreferenceCombo"), AreaUnit.ACRES)
    choose(listed(opened, "decimal"), ",")
    choose(listed(opened, "digits"), "7")
    choose(listed(opened, "stretch"), "min-max")
    opened.folder_chosen.emit(tmp_path)
    memory_spin(opened).setValue(1.5)
    assert state.output_folder == tmp_path
    opened.findChild(QPushButton, "preferencesCancelButton").click()
    after = (state.area_unit, state.decimal_sign, state.digits, state.stretch, state.output_folder)
    assert after == before
    assert number_format.number(0.25) == "0.2500"
    assert session.editing.preferred_stretch.kind == "adaptive"
    assert session.scenes.budget == MemoryBudget(4 * GB)
    assert not state.has_memory_budget


def test_keep_leaves_all_as_chosen(opened, state):
    choose(listed(opened, "stretch"), "min-max")
    opened.findChild(QPushButton, "preferencesKeepButton").click()
    assert not opened.isVisible()
    assert state.stretch == "min-max"


def test_theme_and_palette_are_those_of_the_menus(qtbot, opened, menus):
    for key, group in (("theme", menus.themes), ("palette", menus.palettes)):
        combo = listed(opened, key)
        last = combo.count() - 1
        assert combo.count() == len(group.actions())
        with qtbot.waitSignal(group.triggered) as triggered:
            combo.setCurrentIndex(last)
        assert str(triggered.args[0].data()) == combo.itemData(last)


@pytest.mark.parametrize("stored", ["many", "99", "", None])
def test_stored_digits_that_are_none_mean_the_usual_number(settings, stored):
    settings.setValue("numbers/digits", stored)
    assert WindowState(settings).digits == DIGITS_AT_FIRST
