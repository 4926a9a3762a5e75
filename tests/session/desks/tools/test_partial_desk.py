"""Labels are painted, undone and saved; classes found by them are split, merged and written."""

from dataclasses import replace

import numpy as np
import pytest

from app.cli.commands.partial import run as command
from app.cli.commands.replay import run as replay
from app.clustering.partial.choices import Merge, PartialWishes, Split
from app.messages import Level
from app.products.report_page.page_text import SCREEN
from app.scene.grids.target_grid import TargetGrid
from app.session import Session, remedies
from tests.cli.commands.conftest import write_scene

WAIT_MS = 60_000
WATER, SOIL, PLANTS = 1, 2, 3
NOT_MADE_AGAIN = {"run.json", "labels.gpkg", "choices.bandsweep", "report.html"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_scene(tmp_path_factory.mktemp("partial") / "scene")


@pytest.fixture
def session(qapp, qtbot, folder):  # noqa: ARG001 - threads need the application
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    session.jobs.open_paths([folder])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    session.partial.watch(is_watched=True)
    yield session
    session.shut_down()


@pytest.fixture
def painted(session):
    """Strips of twelve rows are of one material each; two of them have the third label."""
    labels = session.labels
    for name in ("Water", "Soil", "Plants"):
        labels.add_label()
        labels.rename(len(labels.choices.labels.classes), name)
    for number, row in ((WATER, 5.5), (SOIL, 17.5), (PLANTS, 29.5), (PLANTS, 41.5)):
        labels.paint(number, [(4.5, row), (55.5, row)], 3)
    session.partial.wish(PartialWishes(k=12, seed=4))
    return session


@pytest.fixture
def found(painted, qtbot):
    return run(qtbot, painted)


def run(qtbot, session):
    desk = session.partial
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        desk.run()
    idle(qtbot, session)
    return session


def idle(qtbot, session):
    qtbot.waitUntil(lambda: not session.partial.is_busy, timeout=WAIT_MS)


def counted(qtbot, session):
    labels = session.labels
    is_known = lambda: (  # noqa: E731 - asked again and again
        labels.marked_scene is not None and labels.marked_scene.labels == labels.choices.labels
    )
    qtbot.waitUntil(is_known, timeout=WAIT_MS)
    return dict(labels.marked_scene.n_px)


def votes(session):
    return {vote.number: vote for vote in session.partial.found.map.votes}


def test_pixels_are_counted_as_strokes_come_and_go(painted, qtbot):
    before = counted(qtbot, painted)
    assert before[WATER] == before[SOIL] == before[PLANTS] / 2 > 150
    painted.labels.paint(SOIL, [(10.5, 5.5)], 1)
    assert counted(qtbot, painted)[SOIL] == before[SOIL] + 1
    painted.labels.paint(0, [(4.5, 17.5), (55.5, 17.5)], 3)
    assert counted(qtbot, painted)[SOIL] == 1
    painted.editing.undo()
    painted.editing.undo()
    assert counted(qtbot, painted) == before


def test_each_act_is_one_step_with_a_name(painted):
    painted.labels.draw(WATER, [(1, 1), (5, 1), (5, 3)])
    assert painted.editing.history.to_undo == "polygon with a label"
    painted.labels.recolour(SOIL, (1, 2, 3))
    painted.labels.remove(PLANTS)
    labels = painted.labels.choices.labels
    assert [each.name for each in labels.classes] == ["Water", "Soil"]
    assert all(mark.label != PLANTS for mark in labels.marks)
    painted.editing.undo()
    assert painted.labels.choices.labels.class_of(PLANTS).name == "Plants"
    painted.editing.undo()
    assert painted.labels.choices.labels.class_of(SOIL).colour != (1, 2, 3)


def test_nothing_is_found_before_two_labels_are_marked(session):
    assert session.partial.obstacle == "Mark places of two labels at least."
    session.labels.add_label()
    session.labels.paint(1, [(4, 4)], 3)
    session.partial.run()
    assert not session.partial.is_busy


def test_new_labels_have_names_and_colours_of_their_own(session):
    for _ in range(3):
        session.labels.add_label()
    session.labels.remove(2)
    session.labels.add_label()
    classes = session.labels.choices.labels.classes
    assert len({each.name for each in classes}) == len({each.colour for each in classes}) == 3


def test_no_label_is_green_by_itself_before_the_seventh(session):
    """Strokes of it could not be seen on fields and woods."""
    for _ in range(7):
        session.labels.add_label()
    colours = [each.colour for each in session.labels.choices.labels.classes]
    is_green = [green - max(red, blue) > 30 for red, green, blue in colours]
    assert is_green == [False] * 6 + [True]


def test_classes_follow_the_labels_and_get_outdated_with_them(found, qtbot):
    desk = found.partial
    at = [desk.found.names.index(name) + 1 for name in ("Water", "Soil", "Plants", "Plants")]
    truth = np.repeat(at, 12)[:, None]
    assert (desk.found.planes[0] == truth).mean() > 0.97
    assert not desk.is_outdated
    found.labels.paint(WATER, [(3, 40)], 3)
    assert desk.is_outdated
    found.editing.undo()
    assert not desk.is_outdated
    found.editing.set_ticked(("B2", "B4"))
    assert desk.is_outdated
    run(qtbot, found)
    assert not desk.is_outdated
    assert len(desk.found.map.bands) == 2


def test_a_split_shows_at_once_and_undo_takes_it_back_without_a_wait(found, qtbot):
    desk, before = found.partial, found.partial.found
    largest = max(votes(found).values(), key=lambda vote: vote.n_px).number
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        desk.split(largest, 3)
    idle(qtbot, found)
    assert desk.choices.decisions == (Split(largest, 3),)
    assert len(votes(found)) == len(before.map.votes) + 2
    assert found.editing.history.to_undo == f"splitting of cluster {largest}"
    found.editing.undo()
    assert desk.found is before
    assert not desk.is_busy
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        found.editing.redo()
    assert len(votes(found)) == len(before.map.votes) + 2


def test_merged_clusters_are_one_row(found, qtbot):
    pure = [vote.number for vote in votes(found).values() if vote.best == 1][:2]
    with qtbot.waitSignal(found.partial.found_changed, timeout=WAIT_MS):
        found.partial.merge(pure)
    assert pure[1] not in votes(found)
    assert found.partial.choices.decisions == (Merge(tuple(pure)),)


def test_undo_while_another_split_is_found_is_of_what_is_shown(found, qtbot):
    desk = found.partial
    first, second = sorted(votes(found), key=lambda number: votes(found)[number].n_px)[-2:]
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        desk.split(first, 2)
    idle(qtbot, found)
    desk.split(second, 2)
    found.editing.undo()
    idle(qtbot, found)
    assert desk.choices.decisions == desk.found.choices.decisions == ()


def test_a_split_that_is_not_possible_leaves_no_step(found, qtbot):
    before = found.editing.now
    found.partial.split(200, 2)
    idle(qtbot, found)
    assert found.heard[-1].title == "Cluster not there"
    assert found.editing.now == before


def test_another_stroke_drops_what_was_decided_of_other_clusters(found, qtbot):
    with qtbot.waitSignal(found.partial.found_changed, timeout=WAIT_MS):
        found.partial.split(1, 2)
    found.labels.paint(WATER, [(3, 3)], 3)
    assert found.partial.choices.decisions == ()
    found.editing.undo()
    assert found.partial.choices.decisions == (Split(1, 2),)


def test_labels_that_are_all_set_aside_offer_to_keep_them(session, qtbot):
    """Of each class one place is learned from, but the only place of the other has no data."""
    labels = session.labels
    for _ in range(2):
        labels.add_label()
    labels.paint(1, [(4, 4)], 3)
    labels.paint(2, [(-5, -5)], 3)
    session.partial.run()
    idle(qtbot, session)
    assert session.heard[-1].title == "Too few classes"
    assert [way.key for way in session.heard[-1].remedies] == [remedies.SET_NOTHING_ASIDE]
    session.partial.set_nothing_aside()
    assert session.partial.choices.wishes.aside == 0


@pytest.mark.parametrize("name", ["my labels.gpkg", "my labels.geojson"])
def test_saved_labels_come_back_and_give_the_command_the_same_map(
    found, qtbot, tmp_path, folder, name
):
    before = counted(qtbot, found)
    found.labels.save(tmp_path / name)
    qtbot.waitUntil(lambda: bool(found.heard), timeout=WAIT_MS)
    assert (found.heard[-1].level, found.heard[-1].title) == (Level.SUCCESS, "Labels saved")
    words = ["--labels", str(tmp_path / name), "--k", "12", "--seed", "4", "--quiet"]
    assert command([str(folder), *words, "--out", str(tmp_path / "out")]) == 0
    found.partial.export(tmp_path / "own")
    idle(qtbot, found)
    ours = (tmp_path / "own" / "classes.tif").read_bytes()
    assert (tmp_path / "out" / "classes.tif").read_bytes() == ours
    colours = [each.colour for each in found.labels.choices.labels.classes]
    for number in (WATER, SOIL, PLANTS):
        found.labels.remove(number)
    found.labels.load(tmp_path / name)
    qtbot.waitUntil(lambda: len(found.labels.choices.labels.classes) == 3, timeout=WAIT_MS)
    labels = found.labels.choices.labels
    by_name = {each.name: each for each in labels.classes}
    assert [by_name[each].colour for each in ("Water", "Soil", "Plants")] == colours
    after = counted(qtbot, found)
    assert {by_name[n].name: after[by_name[n].number] for n in by_name} == {
        "Water": before[WATER], "Soil": before[SOIL], "Plants": before[PLANTS]
    }  # fmt: skip
    assert found.editing.history.to_undo == "labels of a file"


def test_a_stroke_that_is_painted_while_a_file_is_read_stays(painted, qtbot, tmp_path):
    labels = painted.labels
    labels.save(tmp_path / "labels.gpkg")
    qtbot.waitUntil(lambda: bool(painted.heard), timeout=WAIT_MS)
    labels.load(tmp_path / "labels.gpkg")
    labels.paint(WATER, [(30.5, 50.5)], 1)
    stroke = labels.choices.labels.marks[-1]
    qtbot.waitUntil(lambda: painted.editing.history.to_undo == "labels of a file", timeout=WAIT_MS)
    assert stroke in labels.choices.labels.marks


def test_labels_are_saved_to_the_end_though_another_scene_is_opened(
    painted, qtbot, tmp_path, folder
):
    path = tmp_path / "labels.gpkg"
    painted.labels.save(path)
    assert painted.is_busy  # the window asks before it closes
    painted.labels.load(path)  # which is not there yet
    painted.jobs.open_paths([folder])
    qtbot.waitUntil(lambda: not painted.is_busy, timeout=WAIT_MS)
    assert path.is_file()
    assert "Labels saved" in [message.title for message in painted.heard]


def test_a_file_that_is_none_is_told_with_a_button(session, qtbot, tmp_path):
    session.labels.load(tmp_path / "none.gpkg")
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    assert session.heard[-1].title == "Labels not found"
    assert [way.key for way in session.heard[-1].remedies] == [remedies.CHOOSE_LABELS]


@pytest.mark.slow
@pytest.mark.parametrize("at", [None, 60.0])
def test_replay_makes_the_exported_map_again_on_any_grid(painted, qtbot, tmp_path, at):
    session = painted
    if at is not None:
        with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
            session.jobs.work_at(TargetGrid(at=at))
        qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
        assert session.labels.choices.labels.marks
    run(qtbot, session)
    mixed = max(votes(session).values(), key=lambda vote: vote.n_px).number
    with qtbot.waitSignal(session.partial.found_changed, timeout=WAIT_MS):
        session.partial.split(mixed, 2)
    idle(qtbot, session)
    out = tmp_path / "out"
    session.partial.export(out)
    idle(qtbot, session)
    assert session.heard[-1].title == "Export finished"
    assert replay([str(out / "run.json"), "--out", str(tmp_path / "again"), "--quiet"]) == 0
    names = {path.name for path in out.iterdir()} - NOT_MADE_AGAIN
    assert {"classes.tif", "confidence.tif", "clusters.csv", "accuracy.csv"} <= names
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes(), name


def test_labels_and_decisions_come_back_with_the_project(found, qtbot, tmp_path):
    with qtbot.waitSignal(found.partial.found_changed, timeout=WAIT_MS):
        found.partial.split(1, 2)
    idle(qtbot, found)
    kept, classes = found.partial.choices, found.partial.found.planes[0].copy()
    path = tmp_path / "work.bandsweep"
    with qtbot.waitSignal(found.projects.saved, timeout=WAIT_MS):
        found.projects.save(path)
    other = Session()
    try:
        other.jobs.open_project(path)
        qtbot.waitUntil(
            lambda: other.scenes.survey is not None and not other.jobs.is_busy, timeout=WAIT_MS
        )
        other.partial.watch(is_watched=True)
        assert other.partial.choices == kept
        run(qtbot, other)
        np.testing.assert_array_equal(other.partial.found.planes[0], classes)
        other.editing.undo()
        assert other.partial.choices == replace(kept, decisions=())
    finally:
        other.shut_down()


def test_strokes_are_kept_to_a_thousandth_of_a_pixel_and_no_finer(painted):
    painted.labels.paint(WATER, [(1 / 3, 2 / 3), (10 / 7, 5.5)], 3)
    mark = painted.labels.choices.labels.marks[-1]
    assert mark.points == tuple(round(value, 2) for value in mark.points)
    x, y = painted.editing.scene.grid.xy(2 / 3, 1 / 3)
    assert mark.points[:2] == pytest.approx((x, y), abs=0.03)


def test_a_report_tells_of_classes_or_that_they_are_not_found_again_yet(painted, qtbot):
    desk = painted.partial
    assert "was opened and found it again" in "".join(desk.told_on_page()(SCREEN))
    run(qtbot, painted)
    told = "".join(desk.told_on_page()(SCREEN))
    assert "<h2>Classes by few labels</h2>" in told
    assert all(name in told for name in ("Water", "Soil", "Plants", "Overall accuracy"))


def test_classes_that_were_let_go_are_found_again_when_the_tool_opens(found, qtbot):
    desk = found.partial
    before = desk.found.planes[0].copy()
    desk.watch(is_watched=False)
    desk.let_go()
    assert (desk.found, found.labels.marked_scene) == (None, None)
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        desk.watch(is_watched=True)
    idle(qtbot, found)
    assert (desk.found.planes[0] == before).all()
    assert not desk.is_outdated


def test_classes_of_other_labels_are_kept_since_nothing_finds_them_again(found):
    found.labels.paint(WATER, [(10.5, 30.5)], 3)
    found.partial.watch(is_watched=False)
    found.partial.let_go()
    assert found.partial.found is not None


def test_decisions_on_classes_that_were_let_go_are_not_made_on_classes_of_other_bands(found, qtbot):
    desk = found.partial
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        desk.split(1, 2)
    idle(qtbot, found)
    desk.watch(is_watched=False)
    desk.let_go()
    found.editing.set_ticked(found.editing.now.ticked[:-1])
    desk.watch(is_watched=True)
    idle(qtbot, found)
    assert desk.found is None  # a person has to ask for other classes
    run(qtbot, found)
    assert desk.found.choices.decisions == ()


def test_classes_that_were_let_go_are_found_again_though_the_tool_was_closed_meanwhile(
    found, qtbot
):
    desk = found.partial
    desk.watch(is_watched=False)
    desk.let_go()
    desk.watch(is_watched=True)
    desk.watch(is_watched=False)
    idle(qtbot, found)
    assert desk.found is None
    with qtbot.waitSignal(desk.found_changed, timeout=WAIT_MS):
        desk.watch(is_watched=True)
