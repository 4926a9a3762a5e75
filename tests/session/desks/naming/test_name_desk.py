"""Lists offer names and colours; each choice of colours is one step."""

import pytest

from app.clustering.naming.palette import palette

WAIT_MS = 30_000
RED, BLUE = (200, 0, 0), (0, 0, 200)


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "Our legend.csv"
    path.write_text("name,colour,code\nTown,#c80000,1\nLake,#0000c8,2\nMeadow\n", encoding="utf-8")
    return path


@pytest.fixture
def listed(qtbot, session, own):
    with qtbot.waitSignal(session.names.loaded, timeout=WAIT_MS) as read:
        session.names.load(own)
    assert read.args == [own]
    return session


def colours(session):
    return [one.colour for one in session.classes.legend.classes]


def test_usual_lists_are_there_and_the_one_of_last_time_is_chosen(qtbot, session, own):
    with qtbot.waitSignal(session.names.lists_changed, timeout=WAIT_MS):
        session.names.begin("NLCD 2021", own)
    titles = [one.title for one in session.names.lists]
    assert titles[-1] == "Our legend"
    assert {"CORINE Land Cover, level 2", "ESA WorldCover 2021", "NLCD 2021"} <= set(titles)
    assert session.names.chosen.title == "NLCD 2021"


def test_list_that_has_gone_is_passed_over_at_the_start(qtbot, session, own):
    own.unlink()
    with qtbot.waitSignal(session.names.lists_changed, timeout=WAIT_MS):
        session.names.begin("Our legend", own)
    assert session.names.chosen == session.names.lists[0]


def test_list_that_cannot_be_read_is_told_of(qtbot, session, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("Town,reddish\n", encoding="utf-8")
    with qtbot.waitSignal(session.names.message_raised, timeout=WAIT_MS) as told:
        session.names.load(bad)
    assert '"reddish" for a colour' in told.args[0].detail


def test_name_of_the_list_brings_its_colour_in_the_same_step(listed):
    listed.names.rename(1, "lake")
    assert (listed.classes.legend.of(1).name, listed.classes.legend.of(1).colour) == ("lake", BLUE)
    listed.editing.undo()
    assert listed.classes.legend.is_as_found
    listed.names.gives_colours = False
    listed.names.rename(1, "Lake")
    assert listed.classes.legend.of(1).colour is None


def test_colours_of_the_list_the_palette_and_none_are_one_step_each(listed):
    listed.names.gives_colours = False
    listed.names.rename(1, "Town")
    listed.names.rename(3, "Lake")
    listed.names.colour_as_list()
    assert colours(listed) == [RED, None, BLUE, None]
    listed.names.colour_safely()
    assert colours(listed) == list(palette(4))
    listed.names.reset_colours()
    assert colours(listed) == [None] * 4
    for expected in (list(palette(4)), [RED, None, BLUE, None], [None] * 4):
        listed.editing.undo()
        assert colours(listed) == expected


def test_classes_take_the_colours_of_the_picture_in_one_step(qtbot, session):
    with qtbot.waitSignal(session.editing.legends_changed, timeout=WAIT_MS):
        session.names.colour_as_scene()
    found = colours(session)
    assert len(set(found)) == 4
    assert None not in found
    session.editing.undo()
    assert colours(session) == [None] * 4


def test_list_that_names_no_class_says_so(qtbot, listed):
    with qtbot.waitSignal(listed.names.message_raised, timeout=WAIT_MS) as told:
        listed.names.colour_as_list()
    assert "Our legend" in told.args[0].detail


@pytest.mark.parametrize("by_name", [True, False])
def test_style_file_colours_by_names_or_else_by_numbers(qtbot, session, tmp_path, by_name):
    style = tmp_path / "style.clr"
    style.write_text("1 200 0 0 255 Lake\n2 0 0 200 255 Town\n", encoding="utf-8")
    if by_name:
        session.classes.rename(4, "town")
    with qtbot.waitSignal(session.editing.legends_changed, timeout=WAIT_MS):
        session.names.colour_as_file(style)
    expected = [None, None, None, BLUE] if by_name else [RED, BLUE, None, None]
    assert colours(session) == expected
    assert session.editing.history.to_undo == "colours"
