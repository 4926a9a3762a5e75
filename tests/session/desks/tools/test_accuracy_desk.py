"""Places are drawn on the shown map, answered, undone, kept in a project, and counted."""

from dataclasses import replace

import pytest

from app.clustering.accuracy.looked_places import CANNOT_TELL, NOT_YET
from app.session import Session, remedies
from tests.session.test_projects import SETTINGS, WAIT_MS, opened, swept, write_scene

pytestmark = pytest.mark.gui


@pytest.fixture
def session(qtbot, tmp_path):
    """A sweep over stripes, k = 3 shown, with 30 places drawn on it."""
    write_scene(tmp_path / "scene")
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    opened(qtbot, session, tmp_path / "scene")
    swept(qtbot, session, replace(SETTINGS, k_min=3, k_max=4))
    session.sweeps.select_k(3)
    session.accuracy.draw(30, 5, 1)
    qtbot.waitUntil(lambda: session.accuracy.places is not None, timeout=WAIT_MS)
    yield session
    session.shut_down()


@pytest.fixture
def desk(session):
    return session.accuracy


def as_mapped(session, at):
    """Return the answer that says of a place what the map says."""
    places = session.accuracy.places
    values = [one.value for one in places.classes]
    return values.index(places.strata[at]) + 1


def answer_all(session):
    for at in range(session.accuracy.places.n):
        session.accuracy.go_to(at)
        session.accuracy.answer(as_mapped(session, at))


def assess(qtbot, desk):
    with qtbot.waitSignal(desk.assessed, timeout=WAIT_MS):
        desk.assess()
    return desk.found


def test_an_answer_goes_on_to_the_next_open_place_and_can_be_undone(session, desk):
    assert (desk.at, desk.places.n_answered) == (0, 0)
    desk.answer(as_mapped(session, 0))
    desk.answer(CANNOT_TELL)
    assert (desk.at, desk.places.n_answered, desk.places.n_told) == (2, 2, 1)
    session.editing.undo()
    assert (desk.at, desk.places.answers[1]) == (1, NOT_YET)
    session.editing.redo()
    assert desk.places.answers[1] == CANNOT_TELL
    desk.go_to(0)
    desk.answer(NOT_YET)
    assert (desk.at, desk.places.n_answered) == (0, 1)
    desk.go_on()
    assert desk.at == 0


def test_steps_go_round_and_an_answer_that_names_no_class_is_none(desk):
    desk.step(-1)
    assert desk.at == desk.places.n - 1
    desk.step(1)
    assert desk.at == 0
    desk.answer(77)
    assert desk.places.n_answered == 0


def test_places_that_agree_with_the_map_make_it_right_everywhere(qtbot, session, desk):
    answer_all(session)
    found = assess(qtbot, desk)
    assert found.accuracy.overall.value == 1
    assert found.n_places == 30
    assert "drawn at random within each class" in found.source


def test_what_was_found_is_forgotten_where_answers_or_classes_change(qtbot, session, desk):
    answer_all(session)
    assess(qtbot, desk)
    session.editing.undo()
    assert desk.found is None
    session.editing.redo()
    assess(qtbot, desk)
    session.sweeps.select_k(4)
    assert desk.found is None


def test_an_assessment_that_comes_after_another_map_was_picked_is_not_of_that_map(
    qtbot, session, desk
):
    answer_all(session)
    desk.assess()
    session.sweeps.select_k(4)
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert desk.found is None
    assess(qtbot, desk)
    assert desk.found is not None


def test_without_an_answer_the_message_offers_to_label(qtbot, session, desk):
    desk.assess()
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    message = session.heard[-1]
    assert message.title == "No place has a class"
    assert [way.key for way in message.remedies] == [remedies.LABEL_PLACES]


def test_places_come_back_from_a_file_and_from_a_project(qtbot, session, desk, tmp_path):
    answer_all(session)
    kept = desk.places
    path = tmp_path / "points.gpkg"
    desk.save(path)
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    desk.read(path)
    qtbot.waitUntil(lambda: desk.places != kept, timeout=WAIT_MS)
    assert (desk.places.rows, desk.places.answers) == (kept.rows, kept.answers)
    session.editing.undo()
    assert desk.places == kept
    project = tmp_path / "work.bandsweep"
    session.projects.save(project)
    qtbot.waitUntil(project.exists, timeout=WAIT_MS)
    other = Session()
    opened(qtbot, other, project)
    assert other.accuracy.places == kept
    other.shut_down()


def test_a_file_that_is_none_offers_to_choose_another(qtbot, session, desk, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("a,b\n1,2\n")
    desk.read(path)
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    assert [way.key for way in session.heard[-1].remedies] == [remedies.CHOOSE_PLACES]


def test_what_was_found_is_written_as_the_command_writes_it_and_as_a_page(
    qtbot, session, desk, tmp_path
):
    answer_all(session)
    assess(qtbot, desk)
    folder = tmp_path / "accuracy"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        desk.export(folder)
    names = {path.name for path in folder.iterdir()}
    assert names == {
        *("error_matrix.csv", "accuracy.csv", "areas.csv", "accuracy.json"),
        *("points.csv", "report.html"),
    }
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "Overall accuracy: 100.0 ± 0.0 %, from 30 places." in text
    assert "drawn at random within each class" in text
    assert "an interval of zero there says only that so few places showed nothing else" in text


def test_places_beyond_the_scene_count_as_without_data(qtbot, session, desk):
    answer_all(session)
    now = session.editing.now
    beyond = replace(desk.places, rows=(10**6, *desk.places.rows[1:]))
    session.editing.set_tools(replace(now.tools, accuracy=beyond), "places of a larger scene")
    found = assess(qtbot, desk)
    assert (found.n_no_data, found.n_places) == (1, 29)
    assert found.is_drawn_otherwise
