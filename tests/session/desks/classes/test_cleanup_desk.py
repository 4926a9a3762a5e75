"""A map is looked at before it is tidied; tidying and giving patches away are steps with undo."""

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from app.arrays import Window
from app.clustering.cleanup.ways import Majority, Sieve
from app.clustering.settings import SweepSettings
from app.session import Session

WAIT_MS = 60_000
SPECTRA = np.array([[200, 300], [2500, 2600], [400, 4000]])
SPECK = (5, 5)  # of the third material, amid the first


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "scene"
    folder.mkdir()
    materials = np.repeat(np.arange(3), 20)[:, None] * np.ones(60, dtype=int)
    materials[SPECK] = 2
    noise = np.random.default_rng(1).normal(0, 10, (2, 60, 60))
    values = SPECTRA[materials].transpose(2, 0, 1) + noise
    for name, plane in (("SR_B4", values[0]), ("SR_B5", values[1])):
        path = folder / f"LC08_L2SP_042024_20200101_20200113_02_T1_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=60, height=60, count=1, dtype="uint16",
            crs="EPSG:32611", transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


@pytest.fixture
def session(qtbot, folder):
    session = Session()
    session.jobs.open_paths([folder])
    qtbot.waitUntil(lambda: session.scenes.opened is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    settings = SweepSettings((), k_min=3, k_max=3, n_starts=3, n_silhouette_px=300)
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(settings)
    yield session
    session.shut_down()


def numbers(session) -> np.ndarray:
    return session.sweeps.look().class_table()[session.sweeps.result.full.labels]


def is_made(session) -> bool:
    return session.sweeps.steps_wanted() is None and not session.classes.is_making


def test_part_in_view_is_shown_as_it_would_be_and_nothing_is_changed(qtbot, session):
    before = numbers(session).copy()
    session.cleanup.set_view(Window(0, 0, 10, 10))
    with qtbot.waitSignal(session.cleanup.previewed, timeout=WAIT_MS) as shown:
        session.cleanup.look_at(Sieve(4))
    (preview,) = shown.args
    assert preview.share_changed == pytest.approx(1 / 100)
    assert preview.picture.labels.shape == (10, 10)
    assert len(np.unique(preview.picture.labels)) == 1
    assert (numbers(session) == before).all()
    assert not session.editing.history.to_undo


def test_only_the_middle_of_a_large_view_is_looked_at(session):
    session.cleanup.set_view(Window(0, 100, 4_000, 1_000))
    assert session.cleanup._window == Window(1_250, 100, 1_500, 1_000)


def test_sieve_gives_a_speck_to_what_lies_around_it_and_undo_takes_it_back(qtbot, session):
    before = numbers(session).copy()
    speck, around = before[SPECK], before[0, 0]
    session.cleanup.apply(Sieve(4))
    qtbot.waitUntil(lambda: is_made(session), timeout=WAIT_MS)
    after = numbers(session)
    assert after[SPECK] == around
    assert np.count_nonzero(after != before) == 1
    counts = dict(
        zip(session.sweeps.look().numbers, session.sweeps.classed.signatures.n_px, strict=True)
    )
    assert counts[speck] == 20 * 60
    assert session.editing.history.to_undo == "sieve of 4 pixels"
    session.editing.undo()
    assert (numbers(session) == before).all()
    assert session.sweeps.result is session.sweeps.found
    session.editing.redo()
    assert numbers(session)[SPECK] == around


def test_figures_after_a_step_are_those_of_a_pass_over_the_pixels(qtbot, session):
    session.cleanup.apply(Majority(5))
    qtbot.waitUntil(lambda: is_made(session), timeout=WAIT_MS)
    pixels, labels = session.scenes.survey.pixels, session.sweeps.result.full.labels
    found = session.sweeps.result.signatures
    for label in (1, 2, 3):
        own = pixels[:, labels == label].astype(float)
        assert found.n_px[label - 1] == own.shape[1]
        np.testing.assert_allclose(found.mean[label - 1], own.mean(axis=1))
        np.testing.assert_allclose(found.std[label - 1], own.std(axis=1))
        np.testing.assert_allclose(found.p95[label - 1], np.percentile(own, 95, axis=1))


def test_patch_is_given_to_another_class(qtbot, session):
    before = numbers(session).copy()
    other = next(n for n in session.sweeps.look().numbers if n not in (before[SPECK], before[0, 0]))
    session.cleanup.reassign(*SPECK, other)
    qtbot.waitUntil(lambda: is_made(session), timeout=WAIT_MS)
    after = numbers(session)
    assert after[SPECK] == other
    assert np.count_nonzero(after != before) == 1


def test_steps_come_back_with_a_project(qtbot, session, tmp_path):
    session.cleanup.apply(Sieve(4))
    qtbot.waitUntil(lambda: is_made(session), timeout=WAIT_MS)
    wanted = numbers(session).copy()
    with qtbot.waitSignal(session.projects.saved, timeout=WAIT_MS):
        session.projects.save(tmp_path / "work.bandsweep")
    session.jobs.open_project(tmp_path / "work.bandsweep")
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: session.sweeps.result is not None and is_made(session), timeout=WAIT_MS)
    assert (numbers(session) == wanted).all()
