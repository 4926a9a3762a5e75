"""Bands of another CRS join a scene where the person agrees, pixel by pixel."""

import numpy as np
import pytest

from app.arrays import Window
from app.scene.files import gdal_env  # noqa: F401  # before rasterio
from app.scene.files.decoding import decode_ahead
from app.scene.files.placing.warping import covered_share, make_warp
from app.scene.files.reader import SceneReader
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import TargetGrid
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.opening import open_scene
from app.scene.pixels.survey import survey_scene
from app.steps import drain

from rasterio.crs import CRS  # isort: skip
from rasterio.enums import Resampling as WarpRule  # isort: skip
from rasterio.transform import Affine  # isort: skip
from rasterio.warp import reproject, transform, transform_bounds  # isort: skip

UTM = "EPSG:32611"
AT = (20.0, 0.0, 600_000.0, 0.0, -20.0, 5_700_000.0)
SHAPE = (301, 407)
OTHERS = ["EPSG:4326", "EPSG:3857", "EPSG:32612", "EPSG:3413"]


def noise(rows, cols, seed):
    return np.random.default_rng(seed).integers(1, 4_000, (rows, cols)).astype("uint16")


def transform_in(crs, margin=3_000):
    """Return a transform, width and height in another CRS around the scene."""
    left, top = AT[2] - margin, AT[5] + margin
    right, bottom = AT[2] + SHAPE[1] * 20 + margin, AT[5] - SHAPE[0] * 20 - margin
    bounds = transform_bounds(UTM, crs, left, bottom, right, top)
    width, height = SHAPE[1] + margin // 10, SHAPE[0] + margin // 10
    across, down = (bounds[2] - bounds[0]) / width, (bounds[3] - bounds[1]) / height
    return (across, 0.0, bounds[0], 0.0, -down, bounds[3]), width, height


@pytest.fixture(params=OTHERS)
def mixed(request, make_raster):
    """Write two bands of UTM and one of another CRS around them, and return that one."""
    at, width, height = transform_in(request.param)
    own = noise(height, width, 3)
    make_raster("S2_B02.tif", noise(*SHAPE, 1), transform=AT, crs=UTM)
    make_raster("S2_B03.tif", noise(*SHAPE, 2), transform=AT, crs=UTM)
    tiles = {"tiled": True, "blockxsize": 64, "blockysize": 64}
    make_raster("S2_B04.tif", own, transform=at, crs=request.param, **tiles)
    return own, at, request.param


def opened(path, **target):
    return drain(open_scene([path], TargetGrid(**target)))[1]


def read(scene, window=None):
    with SceneReader(scene, ["B04"], NoDataRule()) as reader:
        return reader.read(window or Window(0, 0, *scene_shape(scene))).values[0]


def scene_shape(scene):
    return scene.grid.height, scene.grid.width


def by_gdal(own, at, crs):
    out = np.zeros(SHAPE, "uint16")
    reproject(
        own,
        out,
        src_transform=Affine(*at),
        src_crs=crs,
        src_nodata=0,
        dst_transform=Affine(*AT),
        dst_crs=UTM,
        dst_nodata=0,
        resampling=WarpRule.nearest,
        tolerance=0,
    )
    return out


def test_a_band_of_another_crs_stays_out_unless_the_person_agrees(mixed, tmp_path):
    scene = opened(tmp_path)
    assert [band.name for band in scene.bands] == ["B02", "B03"]
    assert [band.can_be_warped for band in scene.left_out] == [True]
    assert mixed[2] in scene.left_out[0].reason
    scene = opened(tmp_path, warps=True)
    assert [band.name for band in scene.bands] == ["B02", "B03", "B04"]
    assert not scene.left_out
    assert scene.grid.crs_name == UTM


def by_definition(own, at, crs):
    """Transform the centre of each pixel."""
    row, col = np.meshgrid(np.arange(SHAPE[0]) + 0.5, np.arange(SHAPE[1]) + 0.5, indexing="ij")
    x, y = AT[2] + AT[0] * col, AT[5] + AT[4] * row
    x, y = transform(UTM, crs, x.ravel(), y.ravel())
    cols = np.floor((np.reshape(x, SHAPE) - at[2]) / at[0]).astype(int)
    rows = np.floor((np.reshape(y, SHAPE) - at[5]) / at[4]).astype(int)
    return own[rows, cols]


def test_each_pixel_gets_the_nearest_value(mixed, tmp_path):
    values = read(opened(tmp_path, warps=True))
    # A centre within a hundredth of an edge may fall on either side, by GDAL within an eighth.
    assert np.mean(values == by_definition(*mixed)) > 0.998
    assert np.mean(values == by_gdal(*mixed)) > 0.93


@pytest.mark.usefixtures("mixed")
def test_windows_leave_no_trace(tmp_path):
    scene = opened(tmp_path, warps=True)
    whole = read(scene)
    random = np.random.default_rng(0)
    for _ in range(20):
        row, col = int(random.integers(0, 300)), int(random.integers(0, 400))
        height = int(random.integers(1, SHAPE[0] - row + 1))
        width = int(random.integers(1, SHAPE[1] - col + 1))
        part = read(scene, Window(row, col, height, width))
        assert np.array_equal(part, whole[row : row + height, col : col + width])


@pytest.mark.usefixtures("mixed")
def test_a_pass_in_threads_gives_the_same(tmp_path):
    scene = opened(tmp_path, warps=True)
    windows = [Window(row, 0, min(50, SHAPE[0] - row), SHAPE[1]) for row in range(0, SHAPE[0], 50)]
    parts = decode_ahead(
        lambda: SceneReader(scene, ["B04"], NoDataRule()),
        windows,
        lambda window: np.empty((1, window.height, window.width), "uint16"),
        lambda _, values: values[0],
    )
    assert np.array_equal(np.concatenate(list(parts)), read(scene))


@pytest.fixture(params=OTHERS)
def finer(request, make_raster):
    """Write bands of 60 m in UTM and one of another CRS around them, of a third of that at most."""
    at, width, height = transform_in(request.param)
    own = noise(height, width, 3)
    own[: height // 2, : width // 3] = 0
    coarse = (60.0, 0.0, AT[2], 0.0, -60.0, AT[5])
    make_raster("S2_B02.tif", noise(100, 135, 1), transform=coarse, crs=UTM)
    make_raster("S2_B03.tif", noise(100, 135, 2), transform=coarse, crs=UTM)
    tiles = {"tiled": True, "blockxsize": 64, "blockysize": 64}
    make_raster("S2_B04.tif", own, transform=at, crs=request.param, nodata=0, **tiles)
    return own, at, request.param, coarse


def test_of_a_finer_band_the_mean_is_taken(finer, tmp_path):
    own, at, crs, coarse = finer
    values = read(opened(tmp_path, warps=True))
    assert values.shape == (100, 135)
    # By definition: every own pixel is counted in the pixel of the scene that its centre lies in.
    row, col = np.indices(own.shape) + 0.5
    x, y = transform(crs, UTM, (at[2] + at[0] * col).ravel(), (at[5] + at[4] * row).ravel())
    cols = np.floor((np.array(x) - coarse[2]) / 60).astype(int)
    rows = np.floor((coarse[5] - np.array(y)) / 60).astype(int)
    inside = (rows >= 0) & (rows < 100) & (cols >= 0) & (cols < 135)
    inside &= own.ravel() > 0
    sums, counts = np.zeros(values.shape), np.zeros(values.shape)
    np.add.at(sums, (rows[inside], cols[inside]), own.ravel()[inside])
    np.add.at(counts, (rows[inside], cols[inside]), 1)
    both = (values > 0) & (counts > 0)
    assert both.mean() > 0.6
    assert ((values > 0) == (counts > counts.max() / 2)).mean() > 0.97
    apart = values[both] - sums[both] / counts[both]
    spread = own[own > 0].std() / np.sqrt(counts.max())
    assert apart.std() < 0.75 * spread  # the nearest value alone is three times as far
    assert abs(apart.mean()) < 0.1 * spread


@pytest.mark.usefixtures("finer")
def test_windows_leave_no_trace_in_means(tmp_path):
    scene = opened(tmp_path, warps=True)
    whole = read(scene)
    for row, col, height, width in (
        (0, 0, 1, 1),
        (3, 60, 70, 75),
        (64, 64, 36, 71),
        (99, 134, 1, 1),
    ):
        part = read(scene, Window(row, col, height, width))
        assert (part == whole[row : row + height, col : col + width]).all()


def test_marks_of_quality_are_never_averaged(make_raster, tmp_path):
    at, width, height = transform_in("EPSG:32612")
    marks = np.random.default_rng(3).choice([1, 8, 64], (height, width)).astype("uint8")
    coarse = (60.0, 0.0, AT[2], 0.0, -60.0, AT[5])
    for number in (2, 3):
        make_raster(f"S2_B0{number}.tif", noise(100, 135, number), transform=coarse, crs=UTM)
    make_raster("S2_SCL.tif", marks, transform=at, crs="EPSG:32612")
    scene = opened(tmp_path, warps=True)
    assert "SCL" in scene.band_names
    with SceneReader(scene, ["SCL"], NoDataRule()) as reader:
        values = reader.read(Window(0, 0, 100, 135)).values[0]
    assert set(np.unique(values)) <= {0, 1, 8, 64}


def test_a_thinned_picture_shows_pixels_near_their_place(make_raster, tmp_path):
    at, width, height = transform_in("EPSG:4326")
    ramp = np.tile(np.arange(1, width + 1, dtype="uint16") * 10, (height, 1))
    make_raster("S2_B02.tif", noise(*SHAPE, 1), transform=AT, crs=UTM)
    make_raster("S2_B03.tif", noise(*SHAPE, 2), transform=AT, crs=UTM)
    make_raster("S2_B04.tif", ramp, transform=at, crs="EPSG:4326")
    scene = opened(tmp_path, warps=True)
    window = Window(0, 0, *SHAPE)
    with SceneReader(scene, ["B04"], NoDataRule()) as reader:
        seen = reader.read(window, out_shape=(60, 80)).values[0].astype(int)
    place = window.place((60, 80))
    whole = read(scene).astype(int)[place.rows.ravel()][:, place.cols.ravel()]
    assert np.abs(seen - whole).max() <= 10 * (width / 80 + 1)


def test_beside_a_band_is_no_data(make_raster, tmp_path):
    at, width, height = transform_in("EPSG:4326")
    own = noise(height, width, 3)
    cut = width * 2 // 3
    make_raster("S2_B02.tif", noise(*SHAPE, 1), transform=AT, crs=UTM)
    make_raster("S2_B03.tif", noise(*SHAPE, 2), transform=AT, crs=UTM)
    path = make_raster("S2_B04.tif", own[:, :cut], transform=at, crs="EPSG:4326")
    scene = opened(tmp_path, warps=True)
    assert scene.pick(["B04"])[0].nodata == 0
    values = read(scene)
    assert path.exists()
    assert not values[:, -5:].any()
    truth = by_gdal(own[:, :cut], at, "EPSG:4326")
    assert np.mean((values == 0) == (truth == 0)) > 0.999


def test_a_band_that_covers_little_stays_out(make_raster, tmp_path):
    at, width, height = transform_in("EPSG:4326")
    make_raster("S2_B02.tif", noise(*SHAPE, 1), transform=AT, crs=UTM)
    make_raster("S2_B03.tif", noise(*SHAPE, 2), transform=AT, crs=UTM)
    own = noise(height, width // 4, 3)
    make_raster("S2_B04.tif", own, transform=at, crs="EPSG:4326")
    scene = opened(tmp_path, warps=True)
    assert len(scene.bands) == 2
    assert not scene.left_out[0].can_be_warped


def grid(crs, at, width, height):
    return Grid(width, height, at, CRS.from_string(crs).to_wkt(), crs, 1.0, True)


def test_what_cannot_be_placed_is_not_warped():
    whole = grid(UTM, AT, SHAPE[1], SHAPE[0])
    assert make_warp(Grid(10, 10, AT), whole) is None
    far = grid("EPSG:32755", AT, 100, 100)  # the other side of the Earth
    warp = make_warp(far, whole)
    assert warp is None or covered_share(warp, whole) == 0


def test_a_real_band_of_another_crs_shows_the_same_ground(shared_data):
    folder = shared_data / "l8_l1_virginia_186x169"
    files = [folder / f"L8-B{name}-Elkton-VA.tiff" for name in ("2", "3")]
    warped = open_scene([*files, folder / "L8-B4-Elkton-VA-4326.tiff"], TargetGrid(warps=True))
    scene = drain(warped)[1]
    assert len(scene.bands) == 3
    own = drain(open_scene([folder / "L8-B4-Elkton-VA.tiff"]))[1]
    grid = scene.grid
    planes = []
    for opened_scene in (scene, own):
        with SceneReader(opened_scene, [opened_scene.bands[-1].name], NoDataRule()) as reader:
            planes.append(reader.read(Window(0, 0, grid.height, grid.width)))
    both = planes[0].valid & planes[1].valid
    first, second = (plane.values[0][both].astype(float) for plane in planes)
    assert both.mean() > 0.9
    assert np.corrcoef(first, second)[0, 1] > 0.9


@pytest.mark.usefixtures("mixed")
def test_pixels_of_another_crs_are_not_held_from_one_pass_to_another(tmp_path, monkeypatch):
    """Which of them a window needs depends on where it is cut."""
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "holds", lambda *_: False)
    scene = opened(tmp_path, warps=True)
    assert "B04" in scene.band_names
    assert drain(survey_scene(scene))[1].planes is None
