"""A search is an edit; what it finds follows it back and forth, and is written with decisions."""

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.clustering.anomalies.ground_choice import ALL, AREA, read_ground
from app.clustering.anomalies.wishes import AnomalyWishes
from app.messages import Level
from app.products.report_page.page_text import SCREEN
from app.session import Session, remedies

WAIT_MS = 60_000
WISHES = AnomalyWishes(ALL, shore_m=0.0, k=4)
N = 80
SHIPS = ((10, 12), (40, 60), (66, 20))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sea")
    values = np.random.default_rng(3).normal(400, 12, (2, N, N))
    for row, col in SHIPS:
        values[:, row : row + 2, col : col + 5] += 900
    for name, plane in zip(("SR_B4", "SR_B5"), values, strict=True):
        path = folder / f"LC08_L2SP_042024_20200101_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=N, height=N, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.astype(np.uint16), 1)
    return folder


@pytest.fixture
def session(qapp, qtbot, folder):  # noqa: ARG001 - threads need the application
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    session.jobs.open_paths((folder,))
    qtbot.waitUntil(lambda: session.scenes.opened is not None, timeout=WAIT_MS)
    session.anomalies.watch(is_watched=True)
    yield session
    session.shut_down()


def search(session, qtbot, wishes=WISHES):
    session.anomalies.look_for(wishes)
    wait_for(session, qtbot)


def wait_for(session, qtbot):
    qtbot.waitUntil(lambda: session.anomalies.found is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not session.anomalies.is_busy, timeout=WAIT_MS)


def decisions(session):
    return [(row.decision, row.reason) for row in session.anomalies.rows]


def test_pieces_come_with_a_picture_of_each(session, qtbot):
    numbers = []
    session.anomalies.pictures_made.connect(
        lambda made: numbers.extend(number for number, _ in made.pictures)
    )
    search(session, qtbot)
    places = {(row.piece.window_row, row.piece.window_col) for row in session.anomalies.rows}
    assert places == set(SHIPS)
    assert sorted(numbers) == [1, 2, 3]


def test_pictures_that_were_not_made_when_the_tool_closed_are_made_when_it_opens(session, qtbot):
    numbers = []
    desk = session.anomalies
    desk.pictures_made.connect(lambda made: numbers.extend(number for number, _ in made.pictures))
    desk.searched.connect(lambda found: found is not None and desk.watch(is_watched=False))
    desk.look_for(WISHES)
    qtbot.waitUntil(lambda: desk.found is not None and not desk.is_busy, timeout=WAIT_MS)
    assert numbers == []
    desk.searched.disconnect()
    desk.watch(is_watched=True)
    qtbot.waitUntil(lambda: sorted(numbers) == [1, 2, 3], timeout=WAIT_MS)


def test_a_decision_is_undone_and_redone(session, qtbot):
    search(session, qtbot)
    session.anomalies.judge(2, "Surf", is_kept=False)
    assert decisions(session) == [("", ""), ("rejected", "Surf"), ("", "")]
    assert session.editing.history.to_undo == "rejecting piece 2"
    session.editing.undo()
    assert decisions(session) == [("", "")] * 3
    session.editing.redo()
    session.anomalies.leave_open(2)
    assert decisions(session) == [("", "")] * 3


def test_undo_of_a_search_finds_again_what_was_found_before(session, qtbot):
    search(session, qtbot)
    fewer = AnomalyWishes(ALL, shore_m=0.0, k=4, seed=7)
    search(session, qtbot, fewer)
    session.editing.undo()
    assert session.anomalies.search.wishes == replace(WISHES, bands=("B4", "B5"))
    wait_for(session, qtbot)
    assert len(session.anomalies.rows) == 3
    session.editing.undo()
    assert (session.anomalies.search, session.anomalies.rows) == (None, ())


def test_decisions_stay_with_pieces_that_another_search_finds_again(session, qtbot):
    search(session, qtbot)
    session.anomalies.judge(1, is_kept=True)
    (kept,) = (row.piece for row in session.anomalies.rows if row.decision)
    search(session, qtbot, AnomalyWishes(ALL, shore_m=0.0, k=5))
    (again,) = (row.piece for row in session.anomalies.rows if row.decision)
    assert (again.window_row, again.window_col) == (kept.window_row, kept.window_col)


def test_what_is_chosen_is_searched_once_the_tool_is_open(session, qtbot):
    session.anomalies.watch(is_watched=False)
    session.anomalies.look_for(WISHES)
    qtbot.waitUntil(lambda: not session.anomalies.is_busy, timeout=WAIT_MS)
    session.editing.undo()
    session.editing.redo()
    assert not session.anomalies.is_busy
    session.anomalies.watch(is_watched=True)
    wait_for(session, qtbot)
    assert len(session.anomalies.rows) == 3


def test_only_ticked_bands_take_part_and_others_make_it_outdated(session, qtbot):
    told = []
    session.anomalies.outdated_changed.connect(told.append)
    search(session, qtbot)
    session.editing.set_ticked(("B5",))
    assert told[-1]
    search(session, qtbot)
    assert not told[-1]
    assert [band.name for band in session.anomalies.found.found.bands] == ["B5"]


def test_a_search_without_a_band_says_so(session):
    session.editing.set_ticked(())
    session.anomalies.look_for(WISHES)
    assert not session.anomalies.is_busy
    assert [message.title for message in session.heard] == ["No band chosen"]
    assert [way.key for way in session.heard[0].remedies] == [remedies.TICK_USUAL]


def test_a_ground_that_is_not_there_can_be_chosen_otherwise(session, qtbot):
    session.anomalies.look_for(AnomalyWishes(AREA))
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    (message,) = session.heard
    assert (message.level, message.title) == (Level.ERROR, "No area of interest")
    assert [way.key for way in message.remedies] == [remedies.CHOOSE_AREA, remedies.CHOOSE_GROUND]


def test_what_could_not_be_searched_is_tried_again_only_when_asked_to(session, qtbot):
    def wait_for_messages(n):
        qtbot.waitUntil(lambda: len(session.heard) == n, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: not session.anomalies.is_busy, timeout=WAIT_MS)

    wishes = AnomalyWishes(AREA)
    session.anomalies.look_for(wishes)
    wait_for_messages(1)
    session.anomalies.watch(is_watched=False)
    session.anomalies.watch(is_watched=True)
    assert not session.anomalies.is_busy
    session.anomalies.look_for(wishes)
    wait_for_messages(2)


def test_a_search_that_closing_ended_begins_again_with_the_tool(session, qtbot):
    session.anomalies.look_for(WISHES)
    assert session.anomalies.is_busy
    session.anomalies.watch(is_watched=False)
    qtbot.waitUntil(lambda: not session.anomalies.is_busy, timeout=WAIT_MS)
    session.anomalies.watch(is_watched=True)
    wait_for(session, qtbot)
    assert len(session.anomalies.rows) == 3


def test_other_pixels_that_take_part_are_told(session, qtbot):
    from app.arrays import Window
    from app.scene.leaving_out.leave_out import LeaveOut

    told = []
    session.anomalies.outdated_changed.connect(told.append)
    search(session, qtbot)
    session.leaving_out.choose(LeaveOut(window=Window(0, 0, 50, N)))
    qtbot.waitUntil(lambda: bool(told) and told[-1], timeout=WAIT_MS)
    session.anomalies.look_for(WISHES)
    qtbot.waitUntil(lambda: not told[-1], timeout=WAIT_MS)
    wait_for(session, qtbot)
    assert len(session.anomalies.rows) == 2


def test_what_the_window_writes_is_written_again_by_its_record(session, qtbot, tmp_path):
    from app.arrays import Window
    from app.cli.commands.replay import run as replay
    from app.scene.leaving_out.leave_out import LeaveOut

    session.leaving_out.choose(LeaveOut(window=Window(0, 0, 50, N)))
    qtbot.waitUntil(lambda: bool(session.editing.now.nodata.masks), timeout=WAIT_MS)
    search(session, qtbot)
    session.anomalies.judge(1, "Surf: seen twice", is_kept=False)
    session.anomalies.export(tmp_path / "out")
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    (message,) = session.heard
    assert (message.level, message.folder) == (Level.SUCCESS, tmp_path / "out")
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (record["n_pieces"], record["n_rejected"]) == (2, 1)
    assert (
        replay([str(tmp_path / "out" / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]) == 0
    )
    for name in ("anomalies.tif", "anomalies.csv"):
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()
    assert b"Surf: seen twice" in (tmp_path / "b" / "anomalies.csv").read_bytes()


def test_what_bands_are_said_to_be_and_an_area_that_was_drawn_go_into_the_record(
    session, qtbot, tmp_path
):
    from app.cli.commands.replay import run as replay
    from app.scene.band import BandKind
    from app.scene.band_teaching import BandTeaching, TaughtBand
    from app.scene.leaving_out.drawn import Shape

    green = TaughtBand("B4", "Green", "green", BandKind.OPTICAL, 560.0)
    session.editing.teach(BandTeaching("", (green,)))
    session.leaving_out.add_drawn(Shape.RECTANGLE, ((0, 0), (N, 0), (N, 50), (0, 50)))
    qtbot.waitUntil(lambda: bool(session.editing.now.nodata.masks), timeout=WAIT_MS)
    search(session, qtbot, AnomalyWishes(read_ground("NDWI>-0.9"), shore_m=0.0, k=4))
    assert len(session.anomalies.rows) == 2
    session.anomalies.export(tmp_path / "out")
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    assert session.heard[0].level is Level.SUCCESS, session.heard
    words = [str(tmp_path / "out" / "run.json"), "--out", str(tmp_path / "b"), "--quiet"]
    assert replay(words) == 0
    for name in ("anomalies.tif", "anomalies.csv"):
        assert (tmp_path / "b" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_a_report_tells_of_pieces_and_decisions(session, qtbot):
    assert session.anomalies.told_on_page() is None
    search(session, qtbot)
    session.anomalies.judge(1, "Surf", is_kept=False)
    told = "".join(session.anomalies.told_on_page()(SCREEN))
    assert "<h2>Unusual things</h2>" in told
    assert "<h3>3 unusual pieces</h3>" in told
    assert "Surf" in told


def test_what_was_let_go_is_found_again_with_its_decisions(session, qtbot):
    search(session, qtbot)
    session.anomalies.judge(2, "Surf", is_kept=False)
    before = decisions(session)
    session.anomalies.watch(is_watched=False)
    session.anomalies.let_go()
    assert session.anomalies.found is None
    session.anomalies.watch(is_watched=True)
    wait_for(session, qtbot)
    assert decisions(session) == before
