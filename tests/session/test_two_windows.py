"""Two windows have one project: neither writes over what the other saved without a word."""

import pytest
from PySide6.QtCore import QDeadlineTimer

from app.messages import Level
from app.session import remedies
from tests.session.test_projects import WAIT_MS, folder, opened, reopened, saved, swept

__all__ = ["folder"]  # a fixture
pytestmark = pytest.mark.gui
TITLE = "Project was changed elsewhere"


@pytest.fixture
def path(qtbot, new_session, folder, tmp_path):
    """Return a project with a run of which a class has a name."""
    first = new_session()
    opened(qtbot, first, folder)
    swept(qtbot, first)
    first.sweeps.select_k(3)
    first.classes.rename(1, "Lake")
    path = tmp_path / "shared.bandsweep"
    assert saved(qtbot, first, path).level is Level.SUCCESS
    return path


@pytest.fixture
def windows(qtbot, new_session, path):
    """Return two windows with the project; the first has saved another name since."""
    both = new_session(), new_session()
    for one in both:
        reopened(qtbot, one, path)
    both[0].classes.rename(1, "Pond")
    assert saved(qtbot, both[0], path).level is Level.SUCCESS
    return both


def test_what_the_other_window_saved_is_not_lost_without_a_word(qtbot, windows, path, tmp_path):
    _, late = windows
    late.classes.rename(1, "Sea")
    before = path.read_bytes()
    message = saved(qtbot, late, path)
    assert (message.level, message.title) == (Level.ERROR, TITLE)
    assert '"shared.bandsweep"' in message.detail
    ways = [way.key for way in message.remedies]
    assert ways == [remedies.SAVE_PROJECT_ELSEWHERE, remedies.OVERWRITE_PROJECT]
    assert path.read_bytes() == before
    assert late.work.is_modified
    beside = tmp_path / "mine.bandsweep"
    assert saved(qtbot, late, beside).level is Level.SUCCESS
    assert "Sea" in beside.read_text("utf-8")
    assert path.read_bytes() == before
    assert not late.work.is_modified


def test_who_says_so_writes_over_it_and_then_the_other_window_is_asked(qtbot, windows, path):
    early, late = windows
    late.classes.rename(1, "Sea")
    assert saved(qtbot, late, path).title == TITLE
    with qtbot.waitSignal(late.projects.saved, timeout=WAIT_MS) as told:
        late.projects.overwrite()
    assert told.args == [path]
    assert "Sea" in path.read_text("utf-8")
    assert saved(qtbot, late, path).level is Level.SUCCESS  # its own file from now on
    early.classes.rename(1, "Tarn")
    assert saved(qtbot, early, path).title == TITLE


def test_one_window_saves_as_often_as_it_likes_and_a_file_that_went_is_written_again(
    qtbot, windows, path
):
    early, _ = windows
    for name in ("Tarn", "Mere"):
        early.classes.rename(1, name)
        assert saved(qtbot, early, path).level is Level.SUCCESS
    path.unlink()
    early.classes.rename(1, "Loch")
    assert saved(qtbot, early, path).level is Level.SUCCESS
    assert "Loch" in path.read_text("utf-8")


def test_what_was_refused_is_not_written_over_by_another_scene(qtbot, windows, path, folder):
    _, late = windows
    late.classes.rename(1, "Sea")
    assert saved(qtbot, late, path).title == TITLE
    before = path.read_bytes()
    opened(qtbot, late, folder)
    late.projects.overwrite()
    late.projects.shut_down(QDeadlineTimer(WAIT_MS))
    assert path.read_bytes() == before
