"""Whichever fitter is chosen finds centres as tight, the same every time, and can be stopped."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.clustering.fitting.fitter import N_COMPARE_PX, FitPixels
from app.clustering.fitting.fitters import FITTERS
from app.clustering.settings import Fitter, SweepSettings
from app.clustering.sweep.sweep import sweep
from app.resources import resource_path
from app.scene.opening import open_scene
from app.scene.pixels.source import open_source
from app.scene.pixels.survey import survey_scene
from app.scene.recognition.taking_part import bands_at_first
from app.steps import drain

SAMPLE = resource_path("sample_scene", "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def pixels() -> FitPixels:
    """Five materials, one of them on one pixel in fifty."""
    rng = np.random.default_rng(2)
    which = rng.choice(5, 6_000, p=(0.4, 0.2, 0.2, 0.18, 0.02))
    spectra = rng.uniform(0, 100, (5, 3))
    return FitPixels.of((spectra[which] + rng.normal(0, 3, (6_000, 3))).astype(np.float32))


def found(fitter, pixels, pool, k=4, seed=0):
    return drain(FITTERS[fitter](pixels, k, n_starts=4, seed=seed, pool=pool))[1]


def test_every_fitter_that_can_be_chosen_is_there():
    assert set(FITTERS) == set(Fitter)


@pytest.mark.parametrize("fitter", Fitter)
def test_same_seed_gives_the_very_same_centres_with_any_number_of_threads(fitter, pixels, pool):
    one = found(fitter, pixels, pool)
    with ThreadPoolExecutor(1) as alone:
        again = found(fitter, pixels, alone)
    assert one.centres.dtype == np.float32
    assert one.centres.tobytes() == again.centres.tobytes()
    assert one.n_iter == again.n_iter


@pytest.mark.parametrize("fitter", Fitter)
def test_inertia_is_that_of_the_pixels_given(fitter, pixels, pool):
    start = found(fitter, pixels, pool)
    squares = ((pixels.rows[:, None].astype(float) - start.centres[None]) ** 2).sum(axis=2)
    assert start.inertia == pytest.approx(squares.min(axis=1).sum(), rel=1e-5)


@pytest.mark.parametrize("fitter", Fitter)
def test_work_can_be_given_up_between_starts(fitter, pixels, pool):
    steps = FITTERS[fitter](pixels, 4, n_starts=100, seed=0, pool=pool)
    assert next(steps) is None
    steps.close()


def test_scikit_learn_is_imported_only_where_it_is_chosen():
    code = (
        "import sys, numpy as np\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from app.clustering.fitting.fitter import FitPixels\n"
        "from app.clustering.fitting.fitters import FITTERS\n"
        "from app.steps import drain\n"
        "pixels = FitPixels.of(np.random.default_rng(0).random((500, 2), dtype=np.float32))\n"
        "for fitter, find in FITTERS.items():\n"
        "    with ThreadPoolExecutor(1) as pool:\n"
        "        drain(find(pixels, 3, n_starts=2, seed=0, pool=pool))\n"
        "    print(fitter, 'sklearn' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["bandsweep", "False", "scikit-learn", "True"]


def inertias(paths, fitter, ks) -> dict[int, float]:
    scene = drain(open_scene(paths))[1]
    survey = drain(survey_scene(scene))[1]
    # Centres are looked at, and no silhouette. They come to rest on all pixels: of the sample, more
    # than starts are compared on will do.
    settings = SweepSettings(
        bands_at_first(scene, survey), fitter=fitter, n_silhouette_px=300,
        n_sample_px=N_COMPARE_PX + 10_000,
    )  # fmt: skip
    fitted = {}
    for k in ks:
        source = open_source(scene, survey, settings.band_names, settings.nodata)
        asked = replace(settings, k_min=k, k_max=k)
        (result,) = drain(sweep(source, survey, asked))[1].results
        fitted[k] = result.inertia
    return fitted


def assert_as_tight(paths, ks):
    own, theirs = (inertias(paths, fitter, ks) for fitter in Fitter)
    for k in ks:
        assert own[k] == pytest.approx(theirs[k], rel=5e-4), k


@pytest.mark.slow
def test_both_fit_the_sample_scene_as_tightly():
    assert_as_tight([SAMPLE], (8,))


@pytest.mark.slow
def test_both_fit_a_real_scene_as_tightly(shared_data):
    assert_as_tight([shared_data / "l8_c2l2_alberta_1001"], (4,))
