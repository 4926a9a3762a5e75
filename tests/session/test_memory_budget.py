"""The person's choice of memory reaches whoever holds pixels."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.settings import SweepSettings
from app.clustering.sweep.sweep import sweep
from app.engine.scenes.opening import open_sample
from app.scene.memory_budget import MIB, MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.pixels import source
from app.session import Session
from app.steps import drain

WAIT_MS = 60_000
TINY = MemoryBudget(MIB)  # the sample scene is larger than a sixth of it
SETTINGS = SweepSettings((), k_min=3, k_max=4, n_starts=2, n_silhouette_px=200)


@pytest.fixture
def session(qapp):  # noqa: ARG001 - threads need the application
    made = Session()
    yield made
    made.shut_down()


@pytest.mark.gui
def test_the_next_scene_is_opened_within_the_chosen_memory(qtbot, session):
    session.scenes.budget = TINY
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_sample()
    assert session.scenes.survey.pixels is None
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    session.scenes.budget = MemoryBudget(512 * MIB)
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_sample()
    assert session.scenes.survey.pixels is not None


@pytest.mark.gui
def test_sweep_and_values_read_within_the_chosen_memory(qtbot, session, monkeypatch):
    asked = []
    real = source.open_source

    def open_source(*args, budget=None, **more):
        asked.append(budget)
        return real(*args, budget=budget, **more)

    monkeypatch.setattr(source, "open_source", open_source)
    session.scenes.budget = TINY
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        session.jobs.open_sample()
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(SETTINGS)
    session.sweeps.select_k(3)
    with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
        session.sweeps.select_cluster(1)
    assert asked == [TINY, TINY]


@pytest.fixture
def streamed_sweep():
    """Return a sweep over the sample scene, streamed in windows of so many bytes."""
    _, opened = drain(open_sample(TINY))
    scene, survey = opened.scene, opened.survey
    settings = replace(SETTINGS, band_names=scene.ticked_at_first)

    def run(max_bytes):
        pixels = source.FileSource(scene, settings.band_names, NoDataRule(), max_bytes=max_bytes)
        return len(pixels.windows()), drain(sweep(pixels, survey, settings))[1].results

    return run


@pytest.mark.slow
def test_windows_leave_no_trace_in_maps_and_figures(streamed_sweep):
    n_many, pieces = streamed_sweep(100_000)
    n_few, whole = streamed_sweep(32 * MIB)
    assert n_many > 2 * n_few
    for one, two in zip(pieces, whole, strict=True):
        assert np.array_equal(one.full.labels, two.full.labels)
        assert np.array_equal(one.signatures.n_px, two.signatures.n_px)
        assert np.array_equal(one.signatures.maximum, two.signatures.maximum)
        assert np.allclose(one.signatures.mean, two.signatures.mean, rtol=1e-12, atol=0)
        assert one.inertia == pytest.approx(two.inertia, rel=1e-12)
