"""The curve grows point by point; what is picked is looked at, undone, kept, and written."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import rasterio

from app.arrays import Window
from app.cli.commands.compress import run as command
from app.cli.commands.replay import run as replay
from app.clustering.compression.wishes import CompressionChoice
from app.messages import Level
from app.scene.grids.target_grid import TargetGrid
from app.session import Session, remedies

WAIT_MS = 60_000
ROWS, COLS = 60, 80
BANDS = ("B2", "B4", "B5")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("scene")
    rng = np.random.default_rng(3)
    materials = rng.integers(500, 9_000, (4, 3))
    ground = materials[rng.integers(4, size=(6, 8)).repeat(10, 0).repeat(10, 1)]
    planes = (ground + rng.normal(0, 40, ground.shape)).clip(1).astype(np.uint16)
    planes[:5] = 0
    for at, name in enumerate(BANDS):
        path = base / f"LC08_L2SP_999999_20200715_20200801_02_T1_SR_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=COLS, height=ROWS, count=1, dtype="uint16", nodata=0,
            crs="EPSG:32632", transform=rasterio.Affine(30, 0, 5e5, 0, -30, 5e6),
        ) as file:  # fmt: skip
            file.write(planes[..., at], 1)
    return base


@pytest.fixture
def session(qapp, qtbot, folder):  # noqa: ARG001 - threads need the application
    session = Session()
    session.heard, session.pictures = [], []
    session.message_raised.connect(session.heard.append)
    session.compressing.pictures_changed.connect(session.pictures.append)
    session.jobs.open_paths([folder])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    yield session
    session.shut_down()


def measured(qtbot, session, k_max=8):
    desk = session.compressing
    desk.choose(replace(desk.choice, k_max=k_max), "largest k")
    desk.run()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    return desk


def test_points_arrive_one_by_one_and_then_the_size_of_the_original(session, qtbot):
    told = []
    session.compressing.curve_changed.connect(told.append)
    desk = measured(qtbot, session)
    assert [len(curve.sizes) for curve in told] == [0, 1, 2, 3, 3]
    assert [figures.k for figures in desk.curve.figures] == [2, 4, 8]
    assert [curve.originals is not None for curve in told] == [False] * 4 + [True]
    assert desk.curve.names == BANDS


def test_stop_keeps_what_is_finished(session, qtbot):
    desk = session.compressing
    desk.choose(CompressionChoice(k_max=256), "largest k")

    def stop_after_two(curve):
        if curve is not None and len(curve.sizes) == 2:
            desk.stop()

    desk.curve_changed.connect(stop_after_two)
    desk.run()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert [figures.k for figures in desk.curve.figures] == [2, 4]
    assert desk.curve.originals is None


def test_a_size_that_is_picked_can_be_undone(session, qtbot):
    desk = measured(qtbot, session)
    told = []
    desk.choice_changed.connect(told.append)
    desk.pick(4)
    desk.pick(8)
    assert session.editing.history.to_undo == "k = 8 of compression"
    session.editing.undo()
    assert [choice.k for choice in told] == [4, 8, 4]


def test_pictures_are_made_only_while_somebody_looks(session, qtbot):
    desk = measured(qtbot, session)
    desk.pick(4)
    qtbot.wait(50)
    assert session.pictures == []
    desk.watch(is_watched=True)
    qtbot.waitUntil(lambda: len(session.pictures) == 1, timeout=WAIT_MS)
    shown = session.pictures[-1]
    assert shown.look.book.k == 4
    assert shown.rebuilt.rgba.shape == (ROWS, COLS, 4)
    desk.set_band("B4")
    qtbot.waitUntil(lambda: len(session.pictures) == 2, timeout=WAIT_MS)
    assert session.pictures[-1].look.band == "B4"
    desk.watch(is_watched=False)
    assert session.pictures[-1] is None


def test_pictures_follow_what_is_picked_and_what_the_composite_shows(session, qtbot):
    desk = measured(qtbot, session)
    desk.watch(is_watched=True)
    desk.pick(2)
    qtbot.waitUntil(lambda: len(session.pictures) == 1, timeout=WAIT_MS)
    session.editing.set_channels(("B2", "B4", "B5"))
    qtbot.waitUntil(lambda: len(session.pictures) == 2, timeout=WAIT_MS)
    session.editing.undo()
    session.editing.undo()  # nothing is picked any more
    qtbot.waitUntil(lambda: session.pictures[-1] is None, timeout=WAIT_MS)


def test_a_pixel_tells_what_it_was_and_comes_back_as(session, qtbot):
    desk = measured(qtbot, session)
    assert desk.readout(30, 30) == ()
    desk.pick(2)
    (blue, *_) = found = desk.readout(30, 30)
    assert [line.title for line in found] == list(BANDS)
    book, band = desk.curve.of(2).book, session.scenes.scene.bands[0]
    assert blue.rebuilt in [pytest.approx(band.calibration.values(row[0])) for row in book.spectra]
    assert blue.difference == pytest.approx(blue.original - blue.rebuilt)
    assert desk.readout(0, 0) == ()  # no data
    assert desk.readout(ROWS, 0) == ()


def test_what_is_written_is_what_the_command_writes(session, qtbot, folder, tmp_path):
    desk = measured(qtbot, session, 16)
    desk.choose(CompressionChoice(16, 8, keeps_residual=True, keeps_rebuilt=True), "files")
    desk.export(tmp_path / "window")
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    assert (session.heard[-1].level, session.heard[-1].folder) == (
        Level.SUCCESS,
        tmp_path / "window",
    )
    out = ["--out", str(tmp_path / "command"), "--quiet"]
    assert command([str(folder), "--k", "8", "--residual", "--rebuilt", *out]) == 0
    names = sorted(path.name for path in (tmp_path / "command").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "window").iterdir())
    for name in names:
        if name not in ("run.json", "report.html"):  # which tell when and how long
            one, other = (tmp_path / each / name for each in ("window", "command"))
            assert one.read_bytes() == other.read_bytes(), name
    record = tmp_path / "window" / "run.json"
    assert replay([str(record), "--out", str(tmp_path / "again"), "--quiet"]) == 0
    name = "compressed_k008.tif"
    assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "window" / name).read_bytes()


def test_files_that_stand_in_the_way_are_left_alone(session, qtbot, tmp_path):
    desk = measured(qtbot, session, 4)
    desk.pick(2)
    old = tmp_path / "out" / "run.json"
    old.parent.mkdir()
    old.write_text("{}")
    desk.export(tmp_path / "out")
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    assert session.heard[-1].folder == tmp_path / "out 2"
    assert old.read_text() == "{}"


def test_what_cannot_be_written_can_go_elsewhere(session, qtbot, tmp_path):
    desk = measured(qtbot, session, 4)
    desk.pick(2)
    (tmp_path / "file").write_text("")
    desk.export(tmp_path / "file" / "out")
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    (message,) = session.heard
    assert message.level is Level.ERROR
    assert [way.key for way in message.remedies] == [remedies.EXPORT_TOOL]


def test_only_the_files_own_pixels_are_compressed(session, qtbot):
    survey = session.scenes.survey
    session.scenes.begin(replace(session.editing.found, target=TargetGrid(at=60.0)))
    session.scenes.survey = survey
    desk = session.compressing
    desk.run()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    assert [message.title for message in session.heard] == ["Not the files' own pixels"]
    assert desk.curve.sizes == ()


def test_another_scene_takes_the_curve_away(session, qtbot):
    desk = measured(qtbot, session, 2)
    session.scenes.begin(session.editing.found)
    assert desk.curve is None


def test_details_are_made_where_the_preview_is_coarser_than_the_screen(session, qtbot):
    desk = measured(qtbot, session, 2)
    details = []
    desk.detail_changed.connect(details.append)
    survey = session.scenes.survey
    session.scenes.survey = replace(survey, preview=survey.preview.thinned_to(ROWS * COLS // 4))
    desk.watch(is_watched=True)
    desk.pick(2)
    qtbot.waitUntil(lambda: bool(session.pictures), timeout=WAIT_MS)
    desk.set_view(Window(0, 0, ROWS, COLS), (ROWS // 2, COLS // 2))
    desk.set_view(Window(10, 20, 30, 40), (300, 400))
    qtbot.waitUntil(lambda: bool(details), timeout=WAIT_MS)
    (detail,) = details
    assert detail.rebuilt.rgba.shape == (30, 40, 4)
    assert detail.difference.window == Window(10, 20, 30, 40)


@pytest.fixture
def own_scene(folder, tmp_path):
    """Return a copy of the scene that a test may change."""
    return shutil.copytree(folder, tmp_path / "own")


def opened(qtbot, session, path):
    session.jobs.open_paths([path])
    desk = session.compressing
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    return desk


def saved(qtbot, session, path):
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    return path


def told_of(curve):
    return [
        (size.figures, size.book.spectra.tolist(), size.book.spectra.dtype, size.bands)
        for size in curve.sizes
    ]


def test_measured_sizes_come_back_with_their_project(session, qtbot, own_scene, tmp_path):
    desk = opened(qtbot, session, own_scene)
    before = measured(qtbot, session, 4).curve
    desk.pick(4)
    project = saved(qtbot, session, tmp_path / "work.bandsweep")
    assert not session.work.is_modified
    session.scenes.begin(session.editing.found)
    assert desk.curve is None
    opened(qtbot, session, project)
    assert told_of(desk.curve) == told_of(before)
    assert (desk.curve.originals, desk.curve.names) == (before.originals, BANDS)
    assert not desk.curve.is_outdated
    assert not session.work.is_modified
    assert desk.readout(30, 30)
    session.heard.clear()
    desk.export(tmp_path / "out")  # nothing has to be measured for it
    qtbot.waitUntil(lambda: bool(session.heard), timeout=WAIT_MS)
    assert session.heard[-1].folder == tmp_path / "out"


def test_sizes_measured_since_are_not_in_the_project_yet(session, qtbot, own_scene, tmp_path):
    opened(qtbot, session, own_scene)
    saved(qtbot, session, tmp_path / "work.bandsweep")
    measured(qtbot, session, 64)
    session.editing.undo()  # of the largest k: what was measured is no edit
    assert session.work.is_modified
    saved(qtbot, session, tmp_path / "work.bandsweep")
    assert not session.work.is_modified


def test_sizes_of_a_scene_that_has_changed_are_told_but_not_used(
    session, qtbot, own_scene, tmp_path
):
    opened(qtbot, session, own_scene)
    figures = measured(qtbot, session, 4).curve.figures
    session.compressing.pick(4)
    project = saved(qtbot, session, tmp_path / "work.bandsweep")
    with rasterio.open(next(own_scene.glob("*B4.TIF")), "r+") as file:
        values = file.read(1)
        values[20:40] += 100
        file.write(values, 1)
    session.scenes.begin(session.editing.found)
    desk = opened(qtbot, session, project)
    assert desk.curve.is_outdated
    assert desk.curve.figures == figures
    assert desk.readout(30, 30) == ()
    session.heard.clear()
    desk.export(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    saved(qtbot, session, project)  # still as it was, and still of other pixels
    session.scenes.begin(session.editing.found)
    assert opened(qtbot, session, project).curve.is_outdated
    measured(qtbot, session, 4)
    assert not desk.curve.is_outdated
