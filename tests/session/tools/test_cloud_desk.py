"""Clouds found by a clear scene are left out, as strictly as wanted, and can be taken back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.arrays import Window
from app.cli.commands.replay import run as replay
from app.cli.sweep_command import run as sweep
from app.clustering.clouds.wishes import N_CLEAR_MAX, CloudMode, SkyClass
from app.products.report_page.page_text import SCREEN
from app.session import Session, remedies

WAIT_MS = 60_000
GROUNDS = np.array([[600, 900, 800, 3000], [1500, 1700, 2200, 2600], [700, 800, 600, 300]])
CLOUD = np.array([6200, 6300, 6400, 7000])
BANDS = ("SR_B2", "SR_B3", "SR_B4", "SR_B5")


def write(folder, date, values):
    folder.mkdir()
    for name, plane in zip(BANDS, values, strict=True):
        path = folder / f"LC08_L2SP_042024_{date}_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=90, height=60, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    base = tmp_path_factory.mktemp("scenes")
    rng = np.random.default_rng(1)
    material = rng.integers(3, size=(6, 9)).repeat(10, 0).repeat(10, 1)
    ground = GROUNDS[material].transpose(2, 0, 1) * (1 + 0.04 * rng.standard_normal((4, 60, 90)))
    later = 0.95 * ground + rng.normal(0, 15, ground.shape)
    later[:, 20:35, 30:55] = CLOUD[:, None, None] + rng.normal(0, 60, (4, 15, 25))
    thin = later[:, 40:50, 30:40]
    later[:, 40:50, 30:40] = 0.7 * thin + 0.3 * CLOUD[:, None, None]
    clear = write(base / "clear", "20200101", ground)
    same = write(base / "same", "20200102", 0.95 * ground + rng.normal(0, 15, ground.shape))
    return clear, write(base / "later", "20200201", later), same


@pytest.fixture(scope="module")
def model(folders, tmp_path_factory):
    """Return a model of the clear scene."""
    out = tmp_path_factory.mktemp("model") / "out"
    assert sweep([str(folders[0]), "--k", "3-3", "--out", str(out), "--save-model", "--quiet"]) == 0
    return out / "k03.bandsweep-model"


@pytest.fixture
def session(qapp, qtbot, folders):  # noqa: ARG001 - threads need the application
    session = Session()
    session.heard = []
    session.message_raised.connect(session.heard.append)
    opened(qtbot, session, folders[1])
    yield session
    session.shut_down()


def opened(qtbot, session, path):
    session.jobs.open_paths([path])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )


def left_out(session):
    masks = session.editing.now.nodata.masks
    return masks[0].plane() if masks else np.zeros((60, 90), bool)


def found(qtbot, session, paths):
    """Open the tool, choose a clear scene, and return what is decided."""
    session.clouds.watch(is_watched=True)
    session.clouds.find(paths)
    return decided(qtbot, session)


def decided(qtbot, session):
    qtbot.waitUntil(lambda: session.clouds.view is not None, timeout=WAIT_MS)
    return session.clouds.view


def leave_out(qtbot, session):
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        session.clouds.leave_out()


def test_clouds_are_left_out_and_can_be_taken_back(session, qtbot, folders):
    told = []
    session.clouds.left_out_changed.connect(told.append)
    view = found(qtbot, session, [folders[0]])
    assert view.share(SkyClass.CLOUD) == pytest.approx(15 * 25 / 5400, rel=0.1)
    assert not left_out(session).any()
    leave_out(qtbot, session)
    assert left_out(session)[20:35, 30:55].mean() > 0.98
    assert left_out(session).sum() < 1.1 * 15 * 25
    assert told[-1] is True
    (pixels,) = session.editing.now.nodata.leave_out.clusters
    assert pixels.name == "Clouds and shadows by clear"
    session.editing.undo()
    assert not left_out(session).any()
    assert told[-1] is False


def test_the_only_other_scene_of_a_folder_is_taken_as_the_clear_one(
    session, qtbot, folders, tmp_path
):
    for folder in folders[:2]:
        for path in folder.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    later = tuple(sorted(tmp_path.glob("*20200201*")))
    session.jobs.open_paths(later)
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    view = found(qtbot, session, [tmp_path])
    assert view.share(SkyClass.CLOUD) == pytest.approx(15 * 25 / 5400, rel=0.1)
    assert {Path(text) for text in session.clouds.search.clear} == set(tmp_path.glob("*20200101*"))
    assert not session.heard
    session.editing.undo()
    assert not session.clouds.search.clear
    assert not session.editing.history.to_undo


def test_one_of_several_clear_scenes_is_chosen_by_the_person(session, qtbot, folders):
    later, choices = folders[1], session.clouds.choices
    session.clouds.watch(is_watched=True)
    with qtbot.waitSignal(choices.found, timeout=WAIT_MS) as several:
        session.clouds.find([later.parent])
    assert {choice.paths for choice in several.args[0]} == {(folders[0],), (folders[2],)}
    assert not session.clouds.search.clear  # nothing is chosen yet
    session.clouds.find(next(each.paths for each in several.args[0] if "clear" in str(each)))
    assert decided(qtbot, session).share(SkyClass.CLOUD) > 0.05
    session.editing.undo()
    assert not session.editing.history.to_undo


def test_what_was_chosen_meanwhile_is_not_taken_back_with_a_folder_of_several(
    session, qtbot, folders
):
    clouds, editing, choices = session.clouds, session.editing, session.clouds.choices
    clouds.watch(is_watched=True)
    with qtbot.waitSignal(choices.found, timeout=WAIT_MS):
        clouds.find([folders[0].parent])
        editing.undo()
        editing.set_ticked(editing.scene.band_names[:2])  # at the same place among all edits
    assert editing.now.ticked == editing.scene.band_names[:2]


def test_a_folder_of_several_that_is_looked_for_again_takes_nothing_back(session, qtbot, folders):
    clouds, editing, choices = session.clouds, session.editing, session.clouds.choices
    folder = str(folders[0].parent.absolute())
    chosen = replace(clouds.search, clear=(folder,))
    editing.set_tools(replace(editing.now.tools, clouds=chosen), "a project")
    editing.set_ticked(editing.scene.band_names[:2])
    clouds.watch(is_watched=True)
    qtbot.waitUntil(lambda: not clouds.is_busy, timeout=WAIT_MS)
    with qtbot.waitSignal(choices.found, timeout=WAIT_MS):
        clouds.find([folders[0].parent])
    assert editing.now.ticked == editing.scene.band_names[:2]
    assert clouds.search.clear == (folder,)


def test_what_is_left_out_while_clouds_are_stays_left_out(session, qtbot, folders):
    found(qtbot, session, [folders[0]])
    session.clouds.leave_out()
    grown = replace(session.editing.now.nodata, value=7.0)
    other = replace(grown, leave_out=replace(grown.leave_out, n_grown_px=3))
    session.editing.set_nodata(other)
    qtbot.waitUntil(lambda: bool(session.editing.now.nodata.leave_out.clusters), timeout=WAIT_MS)
    now = session.editing.now.nodata
    assert (now.value, now.leave_out.n_grown_px) == (7.0, 3)
    session.editing.undo()
    assert session.editing.now.nodata == other


def test_more_files_than_a_project_holds_are_refused(session):
    before = session.editing.now
    session.clouds.find([Path(f"clear_{number}.tif") for number in range(N_CLEAR_MAX + 1)])
    assert session.heard[-1].title == "Too many files chosen"
    assert session.editing.now == before


def test_a_stricter_choice_is_shown_and_replaces_the_one_before(session, qtbot, folders):
    before = found(qtbot, session, [folders[0]])
    leave_out(qtbot, session)
    session.clouds.set_wishes(replace(before.wishes, strictness=0.8))
    assert session.clouds.view is None  # what is shown is never that of another choice
    view = decided(qtbot, session)
    assert view.looked is before.looked  # nothing is read again
    thin = (slice(40, 50), slice(30, 40))
    assert (view.decision.labels[thin] == SkyClass.CLOUD).mean() > 0.9
    assert not (before.decision.labels[thin] == SkyClass.CLOUD).any()
    leave_out(qtbot, session)
    assert left_out(session)[thin].mean() > 0.9
    assert len(session.editing.now.nodata.leave_out.clusters) == 1
    for _ in range(2):  # what is left out, then the choice
        session.editing.undo()
    assert decided(qtbot, session).wishes == before.wishes


def test_part_of_the_map_is_shown_as_fine_as_the_screen(session, qtbot, folders):
    view = found(qtbot, session, [folders[0]])
    window = Window(10, 20, 30, 40)
    with qtbot.waitSignal(session.clouds.detail_made, timeout=WAIT_MS) as heard:
        session.clouds.show_detail(window, (30, 40))
    (picture,) = heard.args
    assert picture.window == window
    assert (picture.labels == view.decision.labels[10:40, 20:60]).all()


def test_specks_go_and_clouds_grow(session, qtbot, folders):
    wishes = found(qtbot, session, [folders[0]]).wishes
    session.clouds.set_wishes(replace(wishes, smallest_px=15 * 25 * 2))
    assert decided(qtbot, session).share(SkyClass.CLOUD) == 0
    session.clouds.set_wishes(replace(wishes, grow_px=2))
    labels = decided(qtbot, session).decision.labels
    assert (labels[18:37, 30:55] == SkyClass.CLOUD).mean() > 0.98


def test_clouds_can_be_known_by_being_unlike_the_clear_scene(session, qtbot, folders):
    found(qtbot, session, [folders[0]])
    session.clouds.set_mode(CloudMode.UNLIKE)
    view = decided(qtbot, session)
    assert view.looked.found.mode is CloudMode.UNLIKE
    assert (view.decision.labels[20:35, 30:55] == SkyClass.CLOUD).mean() > 0.95


def test_what_is_exported_is_what_the_command_writes(session, qtbot, folders, tmp_path):
    view = found(qtbot, session, [folders[0]])
    session.clouds.set_wishes(replace(view.wishes, strictness=0.8, grow_px=1))
    decided(qtbot, session)
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS) as heard:
        session.clouds.export(tmp_path / "out")
    assert heard.args[0].title == "Export finished"
    again = tmp_path / "again"
    assert replay([str(tmp_path / "out" / "run.json"), "--out", str(again), "--quiet"]) == 0
    for name in ("clouds.tif", "clouds.csv"):
        assert (again / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_what_was_chosen_comes_back_with_a_project(session, qtbot, folders, tmp_path):
    view = found(qtbot, session, [folders[0]])
    session.clouds.set_wishes(replace(view.wishes, strictness=0.8))
    labels = decided(qtbot, session).decision.labels
    path = tmp_path / "p.bandsweep"
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    other = Session()
    other.clouds.watch(is_watched=True)
    opened(qtbot, other, path)
    again = decided(qtbot, other)
    assert again.wishes.strictness == 0.8
    assert (again.decision.labels == labels).all()
    other.shut_down()


def test_clouds_that_a_project_left_out_are_told_as_left_out(session, qtbot, folders, tmp_path):
    found(qtbot, session, [folders[0]])
    leave_out(qtbot, session)
    path = tmp_path / "p.bandsweep"
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(path)
    other, told = Session(), []
    other.clouds.left_out_changed.connect(told.append)
    opened(qtbot, other, path)
    other.clouds.watch(is_watched=True)
    view = decided(qtbot, other)
    qtbot.waitUntil(lambda: told[-1] is True, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not other.clouds.is_busy, timeout=WAIT_MS)
    other.clouds.set_wishes(replace(view.wishes, grow_px=2))  # these are not the same pixels
    decided(qtbot, other)
    qtbot.waitUntil(lambda: not other.clouds.is_busy, timeout=WAIT_MS)
    assert told[-1] is False
    other.clouds.set_wishes(view.wishes)  # and these are again
    qtbot.waitUntil(lambda: told[-1] is True, timeout=WAIT_MS)
    other.shut_down()


def test_a_scene_without_clouds_is_told_as_such(qapp, qtbot, folders):  # noqa: ARG001
    session = Session()
    heard = []
    session.message_raised.connect(heard.append)
    opened(qtbot, session, folders[2])
    found(qtbot, session, [folders[0]])
    assert heard[-1].title == "No cloud found"
    assert not left_out(session).any()
    session.shut_down()


def test_a_clear_scene_that_cannot_be_read_is_told(session, qtbot, tmp_path):
    session.clouds.watch(is_watched=True)
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.clouds.find([tmp_path / "nowhere"])
    message = session.heard[-1]
    assert message.title == "File not found"
    assert [way.key for way in message.remedies] == [
        remedies.CHOOSE_CLEAR_FOLDER,
        remedies.CHOOSE_CLEAR_FILES,
    ]
    assert not left_out(session).any()
    n_heard = len(session.heard)
    session.clouds.watch(is_watched=False)
    session.clouds.watch(is_watched=True)
    assert not session.clouds.is_busy  # it is told once
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.clouds.find([tmp_path / "nowhere"])  # unless it is asked for
    assert len(session.heard) == n_heard + 1


def test_a_model_stands_in_for_a_clear_scene(session, qtbot, model, tmp_path):
    view = found(qtbot, session, [model])
    labels = view.decision.labels
    assert (labels[20:35, 30:55] == SkyClass.CLOUD).mean() > 0.98
    assert (labels == SkyClass.CLOUD).sum() < 1.1 * 15 * 25
    assert view.n_px[SkyClass.SHADOW - 1] == 0
    assert session.clouds.search.by is CloudMode.UNLIKE  # whatever was chosen for clear scenes
    assert "shadows are not looked for" in " ".join(view.looked.notes)
    leave_out(qtbot, session)
    assert left_out(session)[20:35, 30:55].mean() > 0.98
    project = tmp_path / "work.bandsweep"
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(project)
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.clouds.export(tmp_path / "out")
    record = tmp_path / "out" / "run.json"
    assert replay([str(record), "--out", str(tmp_path / "again"), "--quiet"]) == 0
    one, other = (folder / "clouds.tif" for folder in (tmp_path / "out", tmp_path / "again"))
    assert one.read_bytes() == other.read_bytes()
    session.editing.undo()
    opened(qtbot, session, project)  # and its clouds come back
    assert (decided(qtbot, session).decision.labels == labels).all()


def test_a_file_that_is_no_model_offers_another_model(session, qtbot, folders, tmp_path):
    path = tmp_path / "odd.bandsweep-model"
    path.write_text("{}")
    opened(qtbot, session, folders[1])
    session.clouds.watch(is_watched=True)
    with qtbot.waitSignal(session.clouds.message_raised, timeout=WAIT_MS) as heard:
        session.clouds.find([path])
    (message,) = heard.args
    assert remedies.CHOOSE_CLEAR_MODEL in [way.key for way in message.remedies], message.title


def test_a_model_that_does_not_fit_is_told_with_what_differs(session, qtbot, model, tmp_path):
    planes = np.full((4, 60, 90), 200.0) + np.arange(90)
    opened(qtbot, session, write(tmp_path / "dark", "20200401", planes))
    session.clouds.watch(is_watched=True)
    session.heard.clear()
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS):
        session.clouds.find([model])
    (message,) = session.heard
    assert message.title == "Model does not fit"
    assert "the least that the model was trained on" in message.detail
    assert [way.key for way in message.remedies] == [
        remedies.CHOOSE_CLEAR_MODEL,
        remedies.CHOOSE_CLEAR_FOLDER,
    ]


def test_a_report_tells_of_clouds_or_that_they_are_not_found_again_yet(
    session, qtbot, folders, model
):
    assert session.clouds.told_on_page() is None
    found(qtbot, session, [folders[0]])
    told = "".join(session.clouds.told_on_page()(SCREEN))
    assert "<h2>Clouds by clear</h2>" in told
    assert "<h3>Shares</h3>" in told
    found(qtbot, session, [model])
    told = "".join(session.clouds.told_on_page()(SCREEN))
    assert f"<h2>Clouds by {model.name}</h2>" in told
    assert "99.5 % of training" in told
    assert "shadows were not looked for" in told
    session.clouds.watch(is_watched=False)
    session.clouds.find([folders[2]])
    told = "".join(session.clouds.told_on_page()(SCREEN))
    assert "once Tools &gt; Clouds was opened" in told
