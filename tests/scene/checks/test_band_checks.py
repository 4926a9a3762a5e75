"""Checks of whole bands depend on the scene alone, and are quick however many bands there are."""

import time

import numpy as np
import pytest

from app.arrays import Window
from app.scene.checks.band_checks import check_bands
from app.scene.memory_budget import MIB, MemoryBudget
from app.scene.pixels.evidence import EvidenceCollector
from app.scene.pixels.survey import survey_scene
from app.steps import drain
from tests.scene.conftest import checks_of

N_TIMED = 1_000


def damaged(planes):
    planes = {name: plane.copy() for name, plane in planes.items()}
    planes["B1"][64:128, 192:256] = 0
    planes["B2"] = planes["B2"][::-1]
    planes["B4"][280:] = 0
    planes["B6"] = np.roll(planes["B6"], 5, 1)
    planes["B7"] = (planes["B7"] >> 8).astype("uint16")
    return planes


WAYS = {
    "a small preview": {"n_preview_px": 10_000},
    "a small sample": {"n_sample_px": 500},
    "streamed": {"memory_px_bytes": 0},
    "the least budget": {"budget": MemoryBudget(512 * MIB)},
    "a large budget": {"budget": MemoryBudget(8_192 * MIB)},
    "small windows": {"budget": MemoryBudget(8 * MIB)},
    "another seed": {"seed": 7},
}


@pytest.mark.parametrize("form", ["tiled", "striped"])
def test_checks_do_not_depend_on_how_the_scene_is_read(
    sample_scene, sample_planes, monkeypatch, form
):
    scene = sample_scene(damaged(sample_planes), form)
    usual = checks_of(scene)
    assert {check.name for check in usual} == {
        "band_cut", "band_turned", "band_shifted", "ranges_differ",
    }  # fmt: skip
    for way, sizes in WAYS.items():
        assert checks_of(scene, **sizes) == usual, way
    monkeypatch.setattr(MemoryBudget, "window_bytes", 100_000)
    assert checks_of(scene, memory_px_bytes=0) == usual
    monkeypatch.setattr(MemoryBudget, "n_decoding_threads", lambda *_: 1)
    assert checks_of(scene, memory_px_bytes=0) == usual


def test_evidence_does_not_depend_on_the_order_of_windows(sample_scene, sample_planes):
    scene = sample_scene()
    values = np.stack(list(damaged(sample_planes).values()))
    evidence = []
    for steps in ((300, 300), (64, 128), (100, 75)):
        collector = EvidenceCollector(scene.grid, scene.bands, values.dtype, (64, 64))
        places = [(r, c) for r in range(0, 300, steps[0]) for c in range(0, 300, steps[1])]
        for row, col in reversed(places):
            part = values[:, row : row + steps[0], col : col + steps[1]]
            window = Window(row, col, *part.shape[1:])
            collector.keep(window, collector.look(window, part))
        evidence.append(collector.finish())
    for other in evidence[1:]:
        for name in ("profile", "is_flat", "patches"):
            assert np.array_equal(getattr(other, name), getattr(evidence[0], name)), name
        assert np.array_equal(other.cells.points, evidence[0].cells.points)
        assert np.array_equal(other.cells.is_flat, evidence[0].cells.is_flat)


@pytest.mark.parametrize(("n_bands", "has_collar"), [(224, False), (224, True), (N_TIMED, True)])
def test_many_bands_are_checked_at_once(make_raster, open_paths, n_bands, has_collar):
    random = np.random.default_rng(1)
    values = random.integers(1, 4_000, (n_bands, 32, 32)).astype("uint16")
    if has_collar:
        values[:, :3] = values[:, -3:] = 0
    scene = open_paths(make_raster("stack.tif", values, INTERLEAVE="BAND"))
    survey = drain(survey_scene(scene))[1]
    started = time.process_time()
    assert check_bands(survey, scene.ticked_at_first) == ()
    # Some 0.2 and 0.5 s; where pairs of bands were looped over it was 8 s.
    assert time.process_time() - started < (2 if n_bands < N_TIMED else 4)
