"""Places are drawn on the shown map, answered, undone, kept in a project, and counted."""

import json
import re
from dataclasses import replace

import pytest

from app.cli.commands.replay import run as replay
from app.clustering.accuracy.looked_places import CANNOT_TELL, NOT_YET
from app.session import Session, remedies
from tests.session.test_projects import SETTINGS, WAIT_MS, opened, swept, write_scene

pytestmark = pytest.mark.gui
# Two squares of the scene, the upper said to be class 1 and the lower class 3.
AREAS = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "EPSG:32611"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"class": value},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y] for x, y in (
                    (500_300, top), (500_600, top), (500_600, top - 300), (500_300, top - 300),
                    (500_300, top),
                )]],
            },
        }
        for value, top in (("1", 5_699_700), ("3", 5_698_700))
    ],
}  # fmt: skip


def assert_same_files(one, other, *, n):
    """See that all files of one folder stand in the other, but for when they were written."""
    names = sorted(path.name for path in one.iterdir())
    assert len(names) == n
    for name in names:
        ours, theirs = (timeless((folder / name).read_bytes()) for folder in (one, other))
        if name == "run.json":
            ours, theirs = (timeless_record(each) for each in (ours, theirs))
        assert ours == theirs, name


def timeless(content: bytes) -> bytes:
    return re.sub(rb"Written by [^<]*\.", b"", content)


def timeless_record(content: bytes) -> dict:
    told = json.loads(content)
    changing = ("written", "seconds", "command", "command_line", "inputs", "repeat")
    return {key: value for key, value in told.items() if key not in changing}


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


def test_places_are_saved_to_the_end_whatever_is_done_next(qtbot, session, desk, tmp_path):
    answer_all(session)
    path = tmp_path / "points.csv"
    desk.save(path)
    assert session.is_busy  # the window asks before it closes
    desk.assess()
    desk.rest()  # the tool is closed
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert path.is_file()
    assert [message.title for message in session.heard] == ["Places saved"]


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
        *("points.csv", "report.html", "run.json"),
        *("map.tif", "map.tif.aux.xml", "map.tif.vat.dbf", "map.tif.vat.cpg"),
        *("map.qml", "map.sld"),
    }
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "Overall accuracy: 100.0 ± 0.0 %, from 30 places." in text
    assert "drawn at random within each class" in text
    assert "an interval of zero there says only that so few places showed nothing else" in text


def test_the_record_of_what_was_written_repeats_it_to_the_byte_also_elsewhere(
    qtbot, session, desk, tmp_path
):
    session.classes.rename(1, "=1+1")
    answer_all(session)
    desk.go_to(3)
    desk.answer(CANNOT_TELL)
    desk.go_to(7)
    desk.answer(desk.places.answers[7] % 3 + 1)
    found = assess(qtbot, desk)
    assert "=1+1" in found.names
    written = tmp_path / "accuracy"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        desk.export(written)
    told = json.loads((written / "run.json").read_text())
    assert (told["n_places"], told["n_without_class"]) == (29, 1)
    assert told["counts"] == found.accuracy.counts.tolist()
    assert told["outputs"] == {}
    folder = written.rename(tmp_path / "moved")
    again = tmp_path / "again"
    assert replay([str(folder / "run.json"), "--out", str(again), "--quiet"]) == 0
    assert_same_files(again, folder, n=5)
    page = (again / "report.html").read_text(encoding="utf-8")
    assert "Accuracy of k = 3, Run 1" in page
    assert "(seed 1); 29 of them were given a class" in page


def test_places_of_a_file_that_were_counted_at_once_are_repeated_from_it(
    qtbot, session, desk, tmp_path
):
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(AREAS), encoding="utf-8")
    with qtbot.waitSignal(desk.assessed, timeout=WAIT_MS, check_params_cb=bool):
        desk.read(path)
    folder, again = tmp_path / "accuracy", tmp_path / "again"
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        desk.export(folder)
    assert not (folder / "points.csv").exists()
    assert replay([str(folder / "run.json"), "--out", str(again), "--quiet"]) == 0
    assert_same_files(again, folder, n=5)
    changed = json.dumps(AREAS).replace('"1"', '"2"')
    path.write_text(changed, encoding="utf-8")
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        desk.export(tmp_path / "later")
    assert session.heard[-1].title == "Places have changed"
    assert not (tmp_path / "later").exists()


def test_places_beyond_the_scene_lie_beside_the_map(qtbot, session, desk):
    answer_all(session)
    now = session.editing.now
    beyond = replace(desk.places, rows=(10**6, *desk.places.rows[1:]))
    session.editing.set_tools(replace(now.tools, accuracy=beyond), "places of a larger scene")
    found = assess(qtbot, desk)
    assert (found.n_outside, found.n_places) == (1, 29)
    assert found.is_drawn_otherwise
