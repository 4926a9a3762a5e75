"""Good scenes, parts of them, and odd but whole ones raise no check of whole bands."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import SceneError
from app.resources import resource_path
from app.scene.checks.band_checks import check_bands
from app.scene.grids.target_grid import Resampling, TargetGrid
from app.scene.opening import open_scene
from app.scene.pixels.survey import survey_scene
from app.scene.recognition.taking_part import bands_at_first
from app.steps import drain
from tests.conftest import SHARED_DATA
from tests.scene.conftest import SAMPLE_NAME, checks_of, write_raster

FOLDERS = sorted(
    {
        str(path.parent.relative_to(SHARED_DATA))
        for path in (SHARED_DATA.rglob("*") if SHARED_DATA.is_dir() else ())
        if path.suffix.casefold() in {".tif", ".tiff", ".jp2"} and "odd" not in str(path)
    }
)
CLIPPED = {
    "Alberta": "l8_c2l2_alberta_1001/*_SR_B?.TIF",
    "Para": "l5_para_287x310/*_B[1-57].TIF",
    "Virginia, 20 m": "s2_l1c_virginia_mixed_res/s2_B[01][1-7]*.tif",
    "Virginia, 10 m": "s2_l1c_virginia_mixed_res/s2_B0[2348].tif",
    "Virginia, aerial": "aerial_naip_virginia_4bands/*.tiff",
    "Pennsylvania": "l7_pennsylvania_two_dates/*20021125_B[1-57].tif",
    "Hampi": "kmeans_reference_hampi/B*.tiff",
}


def largest_grid(planes):
    shapes = [plane.shape for plane in planes.values()]
    return {
        path: plane
        for path, plane in planes.items()
        if plane.shape == max(shapes, key=shapes.count)
    }


def write_all(folder, planes):
    paths = [write_raster(folder / Path(name).name, plane) for name, plane in planes.items()]
    return drain(open_scene(paths))[1]


def darkest(planes, size):
    """Return first row and column of the clip that is darkest in the last band: water."""
    last = list(planes.values())[-1].astype(float)
    height, width = last.shape
    places = [
        (row, col)
        for row in range(0, height - size + 1, 50)
        for col in range(0, width - size + 1, 50)
    ]
    return min(
        places,
        key=lambda place: last[place[0] : place[0] + size, place[1] : place[1] + size].mean(),
    )


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_real_files_raises_none(folder):
    try:
        scene = drain(open_scene([SHARED_DATA / folder]))[1]
    except SceneError:
        return  # of several scenes, or of none
    assert checks_of(scene) == ()


@pytest.mark.parametrize("rule", [Resampling.NEAREST, Resampling.CUBIC])
@pytest.mark.parametrize(
    ("folder", "sizes"),
    [
        ("s2_l1c_virginia_mixed_res", (10, 20, 60, 30)),  # edges differ: bands end within the scene
        ("s2_l1c_safe_thinned", (640, 1280, 3840, 2000)),
    ],
)
def test_bands_of_several_pixel_sizes_raise_none_on_any_grid(shared_data, folder, sizes, rule):
    for size in sizes:
        scene = drain(open_scene([shared_data / folder], TargetGrid(size, rule)))[1]
        assert scene.left_out == ()
        assert checks_of(scene) == (), size


@pytest.mark.parametrize("scene", sorted(CLIPPED))
@pytest.mark.parametrize("size", [200, 100])
def test_clips_of_real_scenes_raise_none(real_planes, tmp_path, scene, size):
    planes = largest_grid(real_planes(CLIPPED[scene]))
    height, width = next(iter(planes.values())).shape
    random = np.random.default_rng(size)
    places = [darkest(planes, size)]
    places += [
        (int(random.integers(height - size + 1)), int(random.integers(width - size + 1)))
        for _ in range(2)
    ]
    for number, (row, col) in enumerate(places):
        clip = {name: plane[row : row + size, col : col + size] for name, plane in planes.items()}
        assert checks_of(write_all(tmp_path / str(number), clip)) == (), (row, col)


@pytest.mark.parametrize("left_out", range(7))
def test_a_scene_of_fewer_bands_raises_none(sample_scene, sample_planes, left_out):
    names = [
        name for number, name in enumerate(sample_planes) if number not in {left_out, left_out + 2}
    ]
    assert checks_of(sample_scene(bands=names)) == ()


def test_ticking_bands_off_raises_none(sample_scene, sample_planes):
    scene = sample_scene()
    survey = drain(survey_scene(scene))[1]
    for name in sample_planes:
        others = [band for band in bands_at_first(scene, survey) if band != name]
        assert check_bands(survey, others) == ()


def fields(random, number):
    """Make water, plants and soil with straight edges between them, as teachers do."""
    reflectances = (
        *((0.06, 0.03, 0.12), (0.05, 0.03, 0.14), (0.04, 0.07, 0.18), (0.03, 0.04, 0.24)),
        *((0.015, 0.40, 0.30), (0.01, 0.20, 0.40), (0.005, 0.10, 0.35)),
    )
    kinds = np.full((100, 120), 2)
    kinds[:50], kinds[:, :40] = 1, 0
    values = np.array(reflectances[number - 1])[kinds] + random.normal(0, 0.002, kinds.shape)
    return (values * 1e4).astype("int16")


MADE = {
    "straight edges": lambda _, number: fields(np.random.default_rng(0 + number), number),
    "noise": lambda random, _: random.integers(1, 4_000, (120, 110)).astype("uint16"),
    "noise of 8 bits": lambda random, _: random.integers(1, 255, (120, 110)).astype("uint8"),
    "noise of floats": lambda random, _: random.normal(0, 1, (120, 110)).astype("float32"),
    "one value": lambda *_: np.full((64, 64), 7, "uint16"),
    "one value in each band": lambda _, number: np.full((64, 64), number, "uint16"),
    "zeros": lambda *_: np.zeros((64, 64), "uint16"),
    "one pixel": lambda _, number: np.full((1, 1), 100 + number, "uint16"),
    "nine pixels": lambda random, _: random.integers(1, 4_000, (3, 3)).astype("uint16"),
    "one row": lambda random, _: random.integers(1, 4_000, (1, 500)).astype("uint16"),
    "one column": lambda random, _: random.integers(1, 4_000, (500, 1)).astype("uint16"),
    "NaN in all pixels": lambda *_: np.full((64, 64), np.nan, "float32"),
    "infinity": lambda *_: np.full((64, 64), np.inf, "float32"),
}


@pytest.mark.parametrize("made", MADE)
def test_made_scenes_raise_none(tmp_path, made):
    random = np.random.default_rng(1)
    planes = {f"{SAMPLE_NAME}B{n}.tif": MADE[made](random, n) for n in range(1, 8)}
    assert checks_of(write_all(tmp_path, planes)) == ()


def test_one_band_alone_raises_none(sample_scene):
    assert checks_of(sample_scene(bands=["B4"])) == ()


def test_nan_scattered_over_bands_raises_none(sample_scene, sample_planes):
    random = np.random.default_rng(1)
    planes = {
        name: np.where(random.random(plane.shape) < 0.3, np.nan, plane).astype("float32")
        for name, plane in sample_planes.items()
    }
    assert checks_of(sample_scene(planes)) == ()


def test_the_whole_sample_scene_raises_none():
    folder = resource_path("sample_scene", "LC08_L2SP_999999_20200715_20200801_02_T1_SIMULATED")
    assert checks_of(drain(open_scene([folder]))[1]) == ()
