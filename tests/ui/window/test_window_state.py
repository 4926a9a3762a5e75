import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu

from app.ui.map.map_area import MapMode
from app.ui.parts.theme import ThemeChoice
from app.ui.window.recent_menu import RecentMenu
from app.ui.window.window_state import WindowState

pytestmark = pytest.mark.usefixtures("qapp")  # threads need the application


def settings_in(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def state(tmp_path):
    made = WindowState(settings_in(tmp_path))
    yield made
    made.finish()


def test_choices_survive_a_restart(state, tmp_path):
    state.theme = ThemeChoice.DARK
    state.mode = MapMode.SWIPE
    state.clip_limit, state.cut_percent = 0.04, 0.5
    state.folder = tmp_path
    state.export_kinds = ("maps", "pictures")
    state.finish()
    later = WindowState(settings_in(tmp_path))
    assert (later.theme, later.mode, later.folder) == (ThemeChoice.DARK, MapMode.SWIPE, tmp_path)
    assert (later.clip_limit, later.cut_percent) == (0.04, 0.5)
    assert later.export_kinds == ("maps", "pictures")


def test_settings_that_make_no_sense_are_passed_over(tmp_path):
    settings = settings_in(tmp_path)
    settings.setValue("view/theme", "purple")
    settings.setValue("view/mode", "upside down")
    settings.setValue("view/clip_limit", "a lot")
    settings.setValue("view/cut_percent", "99")
    settings.setValue("view/tables_px", "-3")
    settings.setValue("folders/open", "/not/there")
    state = WindowState(settings)
    assert state.theme is ThemeChoice.SYSTEM
    assert state.mode is MapMode.SIDE_BY_SIDE
    assert (state.clip_limit, state.cut_percent, state.tables_px) == (0.025, 2.0, 0)
    assert state.folder == Path.home()


def test_recent_scenes_are_newest_first_without_repeats(state):
    for name in ("a", "b", "a"):
        state.add_recent([Path("/scenes") / name])
    state.add_recent([Path("/x/B1.tif"), Path("/x/B2.tif")])
    assert state.recent == (
        (Path("/x/B1.tif"), Path("/x/B2.tif")),
        (Path("/scenes/a"),),
        (Path("/scenes/b"),),
    )


def test_no_more_than_eight_scenes_are_kept(state):
    for number in range(12):
        state.add_recent([Path(f"/scenes/{number}")])
    assert len(state.recent) == 8
    assert state.recent[0] == (Path("/scenes/11"),)


def test_file_dialogs_begin_where_the_open_scene_is(qtbot, state, tmp_path):
    menu = QMenu()
    qtbot.addWidget(menu)
    recent = RecentMenu(menu, state)
    (tmp_path / "scenes" / "lake").mkdir(parents=True)
    recent.remember((tmp_path / "scenes" / "lake",))  # dropped, or named to the command
    assert state.folder == tmp_path / "scenes"
    recent.remember((tmp_path / "work.bandsweep",))  # beside no scene
    assert state.folder == tmp_path / "scenes"


def test_menu_opens_what_it_names_and_can_be_cleared(qtbot, state):
    state.add_recent([Path("/scenes/a")])
    menu = QMenu()
    qtbot.addWidget(menu)
    recent = RecentMenu(menu, state)
    first, *_, last = menu.actions()
    assert "scenes/a" in first.text()
    with qtbot.waitSignal(recent.paths_chosen) as chosen:
        first.trigger()
    assert chosen.args == [(Path("/scenes/a"),)]
    last.trigger()
    assert state.recent == ()
    assert not menu.isEnabled()


def test_a_name_with_newlines_and_bytes_that_are_no_text_comes_back(state, tmp_path):
    odd = Path("/scenes/a\n\n/etc/forged\nb") / os.fsdecode(b"c\xff")
    state.add_recent([odd, Path("/scenes/é")])
    state.finish()
    assert WindowState(settings_in(tmp_path)).recent == ((odd, Path("/scenes/é")),)


def test_scenes_that_an_older_program_kept_are_listed(tmp_path):
    settings = settings_in(tmp_path)
    settings.setValue("recent", "/x/B1.tif\n/x/B2.tif\n\n/scenes/a")
    listed = WindowState(settings).recent
    assert listed == ((Path("/x/B1.tif"), Path("/x/B2.tif")), (Path("/scenes/a"),))


@pytest.mark.parametrize("kept", ["[", "[1]", "[[1]]", '[["a"], {"b": 1}, []]', "[" * 100_000])
def test_a_list_that_was_changed_by_hand_ends_nothing(tmp_path, kept):
    settings = settings_in(tmp_path)
    settings.setValue("recent", kept)
    assert len(WindowState(settings).recent) <= 2


def test_hidden_panels_are_remembered(tmp_path):
    state = WindowState(settings_in(tmp_path))
    state.hidden_panels = ("LeftPanel", "DetailsPanel")
    state.finish()
    assert WindowState(settings_in(tmp_path)).hidden_panels == ("LeftPanel", "DetailsPanel")
