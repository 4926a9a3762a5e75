"""A piece of work is saved, and opened again to the very same results."""

import json
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.arrays import Window
from app.clustering.settings import Scaling, SweepSettings
from app.engine import sweeping
from app.engine.projects import saving
from app.errors import LOCATE
from app.messages import Level
from app.scene.leaving_out.leave_out import LeaveOut
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import PRINCIPAL, Stretch, StretchKind

WAIT_MS = 60_000
SPECTRA = np.array([[200, 300, 150, 40], [2500, 2600, 2400, 900], [400, 900, 4000, 60],
                    [1500, 1400, 2600, 4000]])  # fmt: skip
SETTINGS = SweepSettings((), k_min=2, k_max=4, n_starts=3, n_silhouette_px=300)


def write_scene(
    folder: Path, *, names=("B2", "B3", "B4", "B5"), shift: int = 0, scales=(1.0,) * 4
) -> None:
    """Write four materials in stripes, a collar of zeros, 90 x 60 pixels of Landsat 8."""
    folder.mkdir(parents=True, exist_ok=True)
    materials = np.repeat(np.arange(4), 15)[:, None] * np.ones(90, dtype=int)
    noise = np.random.default_rng(1).normal(0, 25, (4, 60, 90))
    values = (SPECTRA[materials].transpose(2, 0, 1) + noise + shift).clip(1).astype(np.uint16)
    values[:, :6, :6] = 0
    for name, plane, scale in zip(names, values, scales, strict=False):
        path = folder / f"LC08_L1TP_042024_20200101_20200113_01_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=90, height=60, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane, 1)
            file.scales = (scale,)


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "work" / "scene"
    write_scene(folder)
    return folder


def opened(qtbot, session, folder):
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_paths([folder])
    idle(qtbot, session)


def idle(qtbot, session):
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)


def swept(qtbot, session, settings=SETTINGS):
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(settings)
    idle(qtbot, session)


def saved(qtbot, session, path):
    with qtbot.waitSignal(session.message_raised, timeout=WAIT_MS) as told:
        session.projects.save(path)
    return told.args[0]


def reopened(qtbot, session, path):
    session.jobs.open_project(path)
    idle(qtbot, session)


def results(session):
    return session.sweeps.sweep.results


def assert_same(one, other):
    assert [found.k for found in one] == [found.k for found in other]
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.full.labels, b.full.labels)
        np.testing.assert_array_equal(a.preview.labels, b.preview.labels)
        np.testing.assert_array_equal(a.model.centres, b.model.centres)
        assert a.inertia == b.inertia
        assert a.silhouette == b.silhouette
        assert a.scores == b.scores
        assert (a.hues, a.n_valid_px, a.model.n_iter) == (b.hues, b.n_valid_px, b.model.n_iter)
        assert not b.is_estimate
        for name in ("n_px", "mean", "std", "p05", "p95", "minimum", "maximum"):
            np.testing.assert_array_equal(getattr(a.signatures, name), getattr(b.signatures, name))


def choose(session):
    session.editing.set_ticked(("B2", "B4", "B5"))
    session.editing.set_nodata(NoDataRule(zero_is_fill=True, value=7.0))
    session.editing.set_channels(("B5", "B4", "B3"))
    session.editing.set_stretch(Stretch(StretchKind.MINMAX, 0.05))


@pytest.mark.gui
def test_project_opens_to_the_very_same_results(qtbot, new_session, folder, tmp_path):
    first = new_session()
    opened(qtbot, first, folder)
    choose(first)
    swept(qtbot, first)
    first.sweeps.select_k(3)
    first.classes.rename(2, "Forest")
    first.classes.recolour(1, (1, 2, 3))
    path = tmp_path / "work" / "mine.bandsweep"
    assert saved(qtbot, first, path).level is Level.SUCCESS

    second = new_session()
    reopened(qtbot, second, path)
    assert second.heard == []
    assert_same(results(first), results(second))
    assert second.editing.now == first.editing.now
    assert second.editing.history.steps == first.editing.history.steps
    assert second.sweeps.settings == first.sweeps.settings
    assert second.sweeps.looks() == first.sweeps.looks()
    assert (second.sweeps.k, second.scenes.scene.title) == (3, first.scenes.scene.title)


@pytest.mark.gui
def test_what_was_done_before_saving_can_be_undone_after_opening(
    qtbot, new_session, folder, tmp_path
):
    first = new_session()
    opened(qtbot, first, folder)
    beginning = first.editing.now
    choose(first)
    swept(qtbot, first)
    first.sweeps.select_k(4)
    first.classes.rename(2, "Forest")
    first.classes.merge([2, 3])
    first.classes.recolour(1, (1, 2, 3))
    first.editing.undo()
    states = [before for _, before, _ in first.editing.history.steps]
    path = tmp_path / "a.bandsweep"
    saved(qtbot, first, path)

    second, stack = new_session(), None
    reopened(qtbot, second, path)
    stack = second.editing.history.stack
    texts = [stack.text(at) for at in range(stack.count())]
    assert texts[-3:] == ["Name Forest", "Merging of 2 classes", "Colour"]
    assert (stack.index(), stack.count()) == (6, 7)
    assert not second.editing.has_unsaved_looks
    second.editing.redo()
    assert second.sweeps.look().colours[0] == (1, 2, 3)
    for state in reversed(states):
        second.editing.undo()
        assert second.editing.now == state
    assert second.editing.now == beginning
    assert second.sweeps.look().names == ("Cluster 1", "Cluster 2", "Cluster 3", "Cluster 4")
    assert not stack.canUndo()
    stack.setIndex(6)
    assert second.editing.now == first.editing.now


@pytest.mark.gui
def test_pixels_left_out_at_an_earlier_step_are_left_out_again_when_it_is_undone(
    qtbot, new_session, folder, tmp_path
):
    first = new_session()
    opened(qtbot, first, folder)
    for window in (Window(0, 0, 30, 90), Window(10, 10, 20, 20)):
        with qtbot.waitSignal(first.editing.nodata_changed, timeout=WAIT_MS):
            first.leaving_out.choose(LeaveOut(window=window))
    with qtbot.waitSignal(first.editing.nodata_changed, timeout=WAIT_MS):
        first.leaving_out.choose(LeaveOut())
    saved(qtbot, first, tmp_path / "a.bandsweep")
    second = new_session()
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    assert second.editing.now.nodata.masks == ()
    for session in (first, second):
        session.editing.undo()
        session.editing.undo()
    (mask,) = second.editing.now.nodata.masks
    assert mask.n_px == 30 * 90
    assert second.editing.now == first.editing.now


@pytest.mark.gui
def test_steps_over_bands_that_are_gone_are_forgotten_and_the_project_opens(
    qtbot, new_session, folder, tmp_path
):
    first = new_session()
    opened(qtbot, first, folder)
    first.editing.set_channels(("B5", "B4", "B3"))
    first.editing.set_ticked(("B4", "B5"))
    first.editing.set_channels(("B5", "B4", "B4"))
    saved(qtbot, first, tmp_path / "a.bandsweep")
    next(folder.glob("*_B2.TIF")).unlink()
    second = new_session()
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    assert second.editing.now == first.editing.now
    assert not second.editing.history.stack.count()


@pytest.mark.gui
def test_streamed_scene_opens_to_the_very_same_results(
    qtbot, new_session, folder, tmp_path, monkeypatch
):
    from app.scene.pixels import survey

    real = survey.survey_scene

    def survey_streamed(scene, **kwargs):
        return real(scene, **kwargs | {"memory_px_bytes": 0, "n_preview_px": 2_000})

    monkeypatch.setattr(survey, "survey_scene", survey_streamed)
    first = new_session()
    opened(qtbot, first, folder)
    assert first.scenes.survey.pixels is None
    swept(qtbot, first)
    path = tmp_path / "streamed.bandsweep"
    saved(qtbot, first, path)
    second = new_session()
    reopened(qtbot, second, path)
    assert_same(results(first), results(second))


@pytest.mark.gui
def test_wider_range_after_opening_computes_only_what_is_missing(
    qtbot, new_session, folder, tmp_path, monkeypatch
):
    first = new_session()
    opened(qtbot, first, folder)
    swept(qtbot, first)
    saved(qtbot, first, tmp_path / "a.bandsweep")
    second = new_session()
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    known, asked = results(second), []
    real = sweeping.sweep

    def sweep(opened, settings, known, **others):
        asked.append(known)
        return real(opened, settings, known, **others)

    monkeypatch.setattr(sweeping, "sweep", sweep)
    swept(qtbot, second, SweepSettings((), k_min=2, k_max=5, n_starts=3, n_silhouette_px=300))
    assert [found.k for found in results(second)] == [2, 3, 4, 5]
    assert asked[0] == known
    one, other = first.sweeps.sweep.run, second.sweeps.sweep.run
    assert (one.id, one.started) == (other.id, other.started)
    assert all(a is b for a, b in zip(known, results(second), strict=False))


@pytest.mark.gui
def test_project_without_a_sweep_opens_its_scene_and_choices(qtbot, new_session, folder, tmp_path):
    first = new_session()
    opened(qtbot, first, folder)
    choose(first)
    saved(qtbot, first, tmp_path / "early.bandsweep")
    second = new_session()
    reopened(qtbot, second, tmp_path / "early.bandsweep")
    assert second.editing.now == first.editing.now
    assert second.sweeps.sweep is None
    assert second.scenes.survey is not None


@pytest.mark.gui
def test_results_are_told_as_a_sweep_would_tell_them(qtbot, new_session, folder, tmp_path):
    first = new_session()
    opened(qtbot, first, folder)
    swept(qtbot, first)
    saved(qtbot, first, tmp_path / "a.bandsweep")
    second, news, fractions = new_session(), [], []
    for desk, name in (
        (second.scenes, "scene_opened"), (second.scenes, "surveyed"), (second.sweeps, "started"),
        (second.sweeps, "k_finished"), (second.sweeps, "finished"),
    ):  # fmt: skip
        getattr(desk, name).connect(lambda *_, name=name: news.append(name))
    second.jobs.progressed.connect(lambda progress: fractions.append(progress.fraction or 0.0))
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    # Each k twice, as in a sweep: with figures of the file, then from every pixel.
    assert news == ["scene_opened", "surveyed", "started", *["k_finished"] * 6, "finished"]
    assert fractions == sorted(fractions)


OTHER = replace(SETTINGS, seed=5, k_min=3)


def two_runs(qtbot, session, folder):
    """Sweep twice; the first run has a name, the second a class, and both are compared."""
    opened(qtbot, session, folder)
    swept(qtbot, session)
    first = session.sweeps.run.id
    swept(qtbot, session, OTHER)
    session.editing.name_run(first, "Before")
    session.sweeps.select_k(3)
    session.classes.rename(2, "Forest")
    session.sweeps.select_clusters([1, 2])
    session.comparing.start()
    return first


def whole(qtbot, session):
    qtbot.waitUntil(lambda: not session.sweeps.to_restore, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not session.restoring.is_busy, timeout=WAIT_MS)


def held_back(session):
    """Let the maps of other runs wait for ever."""
    session.jobs.busy_changed.disconnect(session.restoring.give_way)
    session.restoring.give_way(True)
    return session


@pytest.mark.gui
def test_all_runs_come_back_with_what_was_looked_at(qtbot, new_session, folder, tmp_path):
    first = new_session()
    before = two_runs(qtbot, first, folder)
    first.work.look((40.0, 30.0, 5.0), "overlay")
    sides = [side.key for side in first.comparing.sides]
    saved(qtbot, first, tmp_path / "a.bandsweep")

    second, views = new_session(), []
    second.work.view_recalled.connect(views.append)
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    entries = second.sweeps.entries
    assert [(one.number, one.title, one.ks) for one in entries] == [
        (1, "Before", (2, 3, 4)), (2, "Run 2", (3, 4)),
    ]  # fmt: skip
    assert (second.sweeps.run.id, second.sweeps.k) == (first.sweeps.run.id, 3)
    assert second.sweeps.selected == (1, 2)
    assert [side.key for side in second.comparing.sides] == sides
    assert (views[0].place, views[0].mode) == ((40.0, 30.0, 5.0), "overlay")
    assert not second.work.is_modified
    whole(qtbot, second)
    assert_same(results(first), results(second))
    for session in (first, second):
        session.sweeps.switch_to(before)
    assert_same(results(first), results(second))
    assert not second.work.is_unkept
    assert second.heard == []


@pytest.mark.gui
def test_other_runs_can_be_looked_at_before_their_maps_are_whole(
    qtbot, new_session, folder, tmp_path
):
    first = new_session()
    before = two_runs(qtbot, first, folder)
    saved(qtbot, first, tmp_path / "a.bandsweep")
    second = held_back(new_session())
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    for session in (first, second):
        session.sweeps.switch_to(before)
    for one, other in zip(results(first), results(second), strict=True):
        assert (other.is_estimate, other.full) == (True, None)
        assert (one.inertia, one.silhouette, one.scores) == (
            other.inertia, other.silhouette, other.scores,
        )  # fmt: skip
        np.testing.assert_array_equal(one.preview.labels, other.preview.labels)
        np.testing.assert_array_equal(one.signatures.mean, other.signatures.mean)
    # What is not whole yet is saved as it was.
    saved(qtbot, second, tmp_path / "b.bandsweep")
    third = new_session()
    reopened(qtbot, third, tmp_path / "b.bandsweep")
    assert_same(results(first), results(third))


@pytest.mark.gui
def test_sweep_goes_on_with_a_run_that_is_not_whole_yet(
    qtbot, new_session, folder, tmp_path, monkeypatch
):
    first = new_session()
    before = two_runs(qtbot, first, folder)
    saved(qtbot, first, tmp_path / "a.bandsweep")
    second, asked = held_back(new_session()), []
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    real = sweeping.sweep

    def sweep(opened, settings, known, **others):
        asked.append([result.k for result in known])
        return real(opened, settings, known, **others)

    monkeypatch.setattr(sweeping, "sweep", sweep)
    wider = replace(SETTINGS, k_max=5)
    for session in (first, second):
        session.sweeps.switch_to(before)
        swept(qtbot, session, wider)
    assert asked == [[2, 3, 4], [2, 3, 4]]
    assert_same(results(first), results(second))


@pytest.mark.gui
def test_what_is_unsaved_is_told_once_there_is_a_project(qtbot, new_session, folder, tmp_path):
    session, told = new_session(), []
    session.work.modified_changed.connect(told.append)
    opened(qtbot, session, folder)
    swept(qtbot, session)
    session.editing.set_channels(("B5", "B4", "B3"))
    assert told == []  # no file would miss it
    assert session.work.is_unkept
    saved(qtbot, session, tmp_path / "a.bandsweep")
    assert not session.work.is_unkept
    session.editing.set_channels(("B4", "B3", "B2"))
    session.editing.undo()
    swept(qtbot, session, OTHER)
    saved(qtbot, session, tmp_path / "a.bandsweep")
    session.sweeps.remove_run(session.sweeps.run.id)
    assert told == [True, False, True, False, True]


@pytest.mark.gui
def test_dropped_project_file_opens_its_project(qtbot, session, folder, tmp_path):
    opened(qtbot, session, folder)
    saved(qtbot, session, tmp_path / "a.bandsweep")
    before = session.scenes.scene
    session.jobs.open_paths([tmp_path / "a.bandsweep"])
    idle(qtbot, session)
    assert session.scenes.scene is not before
    assert session.scenes.scene.sources == (folder,)


@pytest.mark.gui
def test_scene_that_moved_with_its_project_is_found(qtbot, session, folder, tmp_path):
    opened(qtbot, session, folder)
    saved(qtbot, session, folder.parent / "a.bandsweep")
    shutil.move(folder.parent, tmp_path / "moved")
    reopened(qtbot, session, tmp_path / "moved" / "a.bandsweep")
    assert session.scenes.scene.sources == (tmp_path / "moved" / "scene",)


@pytest.mark.gui
def test_pixels_that_changed_since_are_told(qtbot, session, folder, tmp_path):
    opened(qtbot, session, folder)
    swept(qtbot, session)
    saved(qtbot, session, tmp_path / "a.bandsweep")
    write_scene(folder, shift=10)
    session.heard.clear()
    reopened(qtbot, session, tmp_path / "a.bandsweep")
    assert [message.title for message in session.heard] == ["Scene has changed"]
    assert len(results(session)) == 3


def write_newer(path: Path) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | {"bandsweep_project": 9}))


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def swap_bands(folder: Path) -> None:
    shutil.rmtree(folder)
    write_scene(folder, names=("B5", "B6", "B7"))


SPOILED = {
    "scene gone": lambda _, folder: shutil.rmtree(folder),
    "band gone": lambda _, folder: next(folder.glob("*_B4.TIF")).unlink(),
    "other bands": lambda _, folder: swap_bands(folder),
    "no rasters": lambda _, folder: empty(folder),
    "cut": lambda path, _: os.truncate(path, 300),
    "newer": lambda path, _: write_newer(path),
    "gone": lambda path, _: path.unlink(),
    "foreign": lambda path, _: path.write_text("hello"),
}


@pytest.mark.gui
@pytest.mark.parametrize("how", SPOILED)
def test_project_that_cannot_be_opened_leaves_what_is_open(qtbot, session, folder, tmp_path, how):
    path, other = tmp_path / "a.bandsweep", tmp_path / "other"
    opened(qtbot, session, folder)
    swept(qtbot, session)
    saved(qtbot, session, path)
    write_scene(other)
    opened(qtbot, session, other)
    swept(qtbot, session)
    before = (
        session.scenes.scene,
        session.scenes.survey,
        session.editing.now,
        results(session),
        session.sweeps.k,
    )
    SPOILED[how](path, folder)
    session.heard.clear()
    reopened(qtbot, session, path)
    (message,) = session.heard
    assert message.level is Level.ERROR
    assert len(message.title.split()) <= 5
    assert message.detail
    assert message.hint
    now = (
        session.scenes.scene,
        session.scenes.survey,
        session.editing.now,
        results(session),
        session.sweeps.k,
    )
    assert all(one is other or one == other for one, other in zip(now, before, strict=True))
    assert session.sweeps.result is not None


@pytest.mark.gui
def test_project_that_cannot_be_written_says_so(qtbot, session, folder, tmp_path):
    opened(qtbot, session, folder)
    (tmp_path / "file").write_text("")
    message = saved(qtbot, session, tmp_path / "file" / "a.bandsweep")
    assert message.level is Level.ERROR


@pytest.mark.gui
def test_without_a_scene_there_is_nothing_to_save(qtbot, session, tmp_path):
    assert saved(qtbot, session, tmp_path / "a.bandsweep").title == "No scene to save"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.gui
def test_suffix_is_added_where_it_is_missing(qtbot, session, folder, tmp_path):
    opened(qtbot, session, folder)
    saved(qtbot, session, tmp_path / "2020.07 north")
    assert (tmp_path / "2020.07 north.bandsweep").is_file()


@pytest.mark.gui
def test_saves_of_one_file_are_written_in_the_order_they_were_asked_for(
    qtbot, session, folder, tmp_path, monkeypatch
):
    opened(qtbot, session, folder)
    swept(qtbot, session)
    session.sweeps.select_k(3)
    write, may_write, n_begun = saving.save_project, threading.Event(), []

    def slow_at_first(path, project, known):
        n_begun.append(path)
        assert len(n_begun) > 1 or may_write.wait(WAIT_MS / 1000)
        return (yield from write(path, project, known))

    monkeypatch.setattr(saving, "save_project", slow_at_first)
    told = []
    session.projects.saved.connect(told.append)
    path = tmp_path / "a.bandsweep"
    session.classes.rename(1, "Early")
    session.projects.save(path)
    session.classes.rename(1, "Late")
    session.projects.save(path)
    qtbot.waitUntil(lambda: len(n_begun) == 1, timeout=WAIT_MS)
    may_write.set()
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert told == [path]
    assert n_begun == [path, path]
    assert "Late" in path.read_text("utf-8")
    assert not session.editing.has_unsaved_looks


@pytest.mark.gui
def test_what_was_asked_to_be_saved_is_written_before_the_program_ends(
    qtbot, new_session, folder, tmp_path
):
    session = new_session()
    opened(qtbot, session, folder)
    paths = [tmp_path / f"{name}.bandsweep" for name in "abc"]
    for path in paths:
        session.projects.save(path)
    session.shut_down()
    assert all(path.exists() for path in paths)


@pytest.mark.gui
def test_file_of_the_scene_is_known_once_it_is_saved_or_opened(
    qtbot, new_session, folder, tmp_path
):
    first, path = new_session(), tmp_path / "a.bandsweep"
    opened(qtbot, first, folder)
    with qtbot.waitSignal(first.projects.file_changed, timeout=WAIT_MS) as told:
        first.projects.save(tmp_path / "a")
    assert told.args == [path]
    second = new_session()
    with qtbot.waitSignal(second.projects.file_changed, timeout=WAIT_MS) as told:
        second.jobs.open_project(path)
    assert told.args == [path]
    assert second.scenes.scene is not None
    idle(qtbot, second)


@pytest.mark.gui
def test_components_follow_the_ticked_bands_and_come_back_with_a_project(
    qtbot, new_session, folder
):
    session = new_session()
    opened(qtbot, session, folder)
    found = []
    session.scenes.components_changed.connect(found.append)

    def shown_bands():
        return [band.name for band in found[-1].bands] if found and found[-1] else None

    session.editing.set_channels(PRINCIPAL)
    qtbot.waitUntil(lambda: shown_bands() == ["B2", "B3", "B4", "B5"], timeout=WAIT_MS)
    session.editing.set_ticked(("B3", "B4", "B5"))
    qtbot.waitUntil(lambda: shown_bands() == ["B3", "B4", "B5"], timeout=WAIT_MS)
    path = folder.parent / "a.bandsweep"
    saved(qtbot, session, path)
    session.editing.undo()
    session.editing.undo()
    qtbot.waitUntil(lambda: found[-1] is None, timeout=WAIT_MS)

    other = new_session()
    again = []
    other.scenes.components_changed.connect(again.append)
    reopened(qtbot, other, path)
    assert other.editing.now.channels == PRINCIPAL
    qtbot.waitUntil(lambda: bool(again), timeout=WAIT_MS)
    assert [band.name for band in again[-1].bands] == ["B3", "B4", "B5"]


@pytest.mark.gui
@pytest.mark.parametrize("scaling", [Scaling.NONE, Scaling.STANDARDISE])
def test_restored_sweep_is_widened_to_what_it_had_been_at_once(
    qtbot, new_session, tmp_path, scaling
):
    folder = tmp_path / "mixed"
    write_scene(folder, scales=(1e-4, 1e-4, 2e-4, 5e-3))
    narrow = replace(SETTINGS, k_min=3, k_max=5, scaling=scaling)
    wide = replace(narrow, k_max=7)
    first = new_session()
    opened(qtbot, first, folder)
    assert len({band.calibration for band in first.scenes.scene.bands}) == 3
    swept(qtbot, first, narrow)
    path = tmp_path / "narrow.bandsweep"
    saved(qtbot, first, path)

    second = new_session()
    reopened(qtbot, second, path)
    swept(qtbot, second, wide)
    third = new_session()
    opened(qtbot, third, folder)
    swept(qtbot, third, wide)
    assert_same(results(second), results(third))


def test_a_project_whose_scene_was_moved_opens_once_it_is_located(
    qtbot, new_session, folder, tmp_path
):
    session, path = new_session(), tmp_path / "work.bandsweep"
    opened(qtbot, session, folder)
    swept(qtbot, session)
    saved(qtbot, session, path)
    now = folder.rename(tmp_path / "elsewhere")
    other = new_session()
    with qtbot.waitSignal(other.message_raised, timeout=WAIT_MS) as told:
        other.jobs.open_project(path)
    assert told.args[0].remedies[0].key == LOCATE
    idle(qtbot, other)
    other.jobs.locate(now)
    idle(qtbot, other)
    assert_same(results(session), results(other))
    assert other.scenes.scene.sources == (now,)


@pytest.fixture
def saved_project(qtbot, session, folder, tmp_path):
    path = tmp_path / "work.bandsweep"
    opened(qtbot, session, folder)
    saved(qtbot, session, path)
    return path


@pytest.mark.gui
def test_a_moved_scene_is_found_in_a_folder_below_and_told_from_its_like(
    qtbot, session, folder, tmp_path, saved_project
):
    archive = tmp_path / "archive"
    (archive / "2020").mkdir(parents=True)
    folder.rename(archive / "2020" / "july")
    shutil.copytree(archive / "2020" / "july", archive / "1999")
    for path in (archive / "1999").iterdir():  # of the same names, cropped
        with rasterio.open(path) as file:
            profile, values = file.profile, file.read(1, window=((0, 20), (0, 30)))
        with rasterio.open(path, "w", **profile | {"width": 30, "height": 20}) as file:
            file.write(values, 1)
    reopened(qtbot, session, saved_project)
    assert session.heard[-1].title == "Scene not found"
    session.jobs.locate(archive)
    idle(qtbot, session)
    assert session.scenes.scene.sources == (archive / "2020" / "july",)


@pytest.mark.gui
def test_a_place_without_the_files_can_be_chosen_again(
    qtbot, session, folder, tmp_path, saved_project
):
    folder.rename(tmp_path / "moved")
    (tmp_path / "elsewhere").mkdir()
    reopened(qtbot, session, saved_project)
    session.jobs.locate(tmp_path / "elsewhere")
    idle(qtbot, session)
    message = session.heard[-1]
    assert (message.title, message.remedies[0].key) == ("Scene not found", LOCATE)
    assert "LC08_L1TP_042024_20200101_20200113_01_T1_B2.TIF" in message.detail
    session.jobs.locate(tmp_path)
    idle(qtbot, session)
    assert session.scenes.scene.sources == (tmp_path / "moved",)


@pytest.mark.gui
def test_a_changed_scene_is_told_with_what_changed_and_buttons(
    qtbot, session, folder, saved_project
):
    (path,) = folder.glob("*_B4.TIF")
    with rasterio.open(path) as file:
        profile, values = file.profile, file.read(1)
    with rasterio.open(path, "w", **profile | {"dtype": "int32"}) as file:
        file.write(values.astype(np.int32), 1)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    session.heard.clear()
    reopened(qtbot, session, saved_project)
    (message,) = session.heard
    assert message.title == "Scene has changed"
    for word in ("_B4.TIF", "uint16 became int32", "bytes became", "now 2001-09-09"):
        assert word in message.detail
    assert "_B5" not in message.detail
    assert [way.key for way in message.remedies] == ["run", "locate"]


@pytest.mark.gui
def test_other_runs_do_not_tell_again_that_the_scene_has_changed(
    qtbot, new_session, folder, tmp_path
):
    first = new_session()
    two_runs(qtbot, first, folder)
    saved(qtbot, first, tmp_path / "a.bandsweep")
    write_scene(folder, shift=10)
    for path in folder.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    second = new_session()
    reopened(qtbot, second, tmp_path / "a.bandsweep")
    whole(qtbot, second)
    assert [message.title for message in second.heard] == ["Scene has changed"]
    assert "now 2001-09-09" in second.heard[0].detail


@pytest.mark.gui
@pytest.mark.parametrize("has_run", [True, False])
def test_a_copied_scene_with_the_same_pixels_is_no_changed_one(
    qtbot, session, folder, tmp_path, has_run
):
    opened(qtbot, session, folder)
    if has_run:
        swept(qtbot, session)
    saved(qtbot, session, tmp_path / "a.bandsweep")
    for path in folder.iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    session.heard.clear()
    reopened(qtbot, session, tmp_path / "a.bandsweep")
    assert session.heard == []
