"""Nothing is told of bands of good scenes: whole, of some bands, or cut out of them."""

from functools import cache

import numpy as np
import pytest

from app.arrays import Window
from app.resources import resource_path
from app.scene.blocks import Survey
from app.scene.checks.band_checks import check_bands
from app.scene.grids.grid import Grid
from app.scene.opening import open_scene
from app.scene.pixels.evidence import EvidenceCollector
from app.scene.pixels.survey import survey_scene
from app.steps import drain
from tests.conftest import SHARED_DATA as DATA

# Folders that hold more than one scene, by what the names of one have in common; "" for all.
PARTS = {
    "kmeans_reference_hampi": ("B*.tiff", "sentinel_stack.tif"),
    "l7_pennsylvania_two_dates": ("*20020720*", "*20021125*"),
    "l8_l1_newyork_dates": ("*20180710_2*", "*20181217_2*", "*20180428_2*", "*20180903_2*"),
    "s2_l1c_safe_thinned": ("", "**/*_B0[19].jp2", "**/*_B0[2348].jp2", "**/*_B[018][567A12].jp2"),
    "s2_l1c_virginia_mixed_res": ("", "*_B0[19].tif", "*_B0[2348].tif", "*_B[018][567A12].tif"),
    "tm_shiraz_urban_3bands": ("corrected", "unrectified"),
}
SCENES = [
    (folder.name, part)
    for folder in (sorted(DATA.iterdir()) if DATA.is_dir() else ())
    if folder.is_dir() and folder.name != "odd_tiffs"
    for part in PARTS.get(folder.name, ("",))
] + [("sample", "")]
SIDES = (3, 8, 16, 24, 40, 64, 100, 200, 400)
N_CLIPS = 40


@cache
def survey_of(name: str, part: str) -> Survey:
    """Open and survey one scene, once for all tests."""
    if name == "sample":
        paths = [*resource_path("sample_scene").glob("*_SIMULATED")]
    else:
        paths = sorted((DATA / name).glob(part)) if part else [DATA / name]
    assert paths
    return drain(survey_scene(drain(open_scene(paths))[1]))[1]


def told(survey, names):
    return [(check.name, check.sentence) for check in check_bands(survey, names)]


def clipped(survey: Survey, window: Window, bands: list[int], block: tuple[int, int]) -> Survey:
    """Return a survey of a clip of some bands, stored in such blocks."""
    grid = Grid(window.width, window.height, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    chosen = tuple(survey.preview.bands[number] for number in bands)
    rows = slice(window.row, window.row + window.height)
    values = survey.pixels[bands, rows, window.col : window.col + window.width]
    collector = EvidenceCollector(grid, chosen, values.dtype, block)
    whole = Window(0, 0, window.height, window.width)
    collector.keep(whole, collector.look(whole, values))
    return Survey(survey.preview, (), survey.sample, 0, None, evidence=collector.finish())


@pytest.fixture(params=SCENES, ids=lambda scene: "-".join(filter(None, scene)))
def survey(request) -> Survey:
    return survey_of(*request.param)


def test_nothing_is_told_of_the_whole_scene(survey):
    names = [band.name for band in survey.preview.bands]
    assert told(survey, names) == []
    assert told(survey, names[:3]) == []


def test_nothing_is_told_of_clips_and_of_some_bands(survey):
    random = np.random.default_rng(6)
    n_bands, height, width = survey.pixels.shape
    for _ in range(N_CLIPS if n_bands < 100 else 3):
        down, across = (int(min(limit, random.choice(SIDES))) for limit in (height, width))
        window = Window(
            int(random.integers(height - down + 1)),
            int(random.integers(width - across + 1)),
            down,
            across,
        )
        n_chosen = int(random.integers(2, n_bands + 1))
        bands = sorted(random.choice(n_bands, n_chosen, replace=False).tolist())
        block = (16, 16) if random.random() < 0.5 else (1, across)
        clip = clipped(survey, window, bands, block)
        assert told(clip, [band.name for band in clip.evidence.bands]) == [], (window, bands)
