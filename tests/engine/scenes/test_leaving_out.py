"""What is left out is looked up in the files once, and heard by everything that runs."""

from dataclasses import replace

import numpy as np
import pytest
import rasterio
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from rasterio.warp import transform_geom
from scipy import ndimage

from app.arrays import Window
from app.clustering.settings import SweepSettings
from app.engine.scenes.leaving_out import look_up, masked
from app.engine.scenes.opening import open_scene
from app.engine.sweeping import sweep
from app.engine.values import count_values
from app.errors import SettingsError
from app.scene.leaving_out.leave_out import Area, BandValues, LeaveOut, Meaning
from app.scene.memory_budget import MIB, MemoryBudget
from app.scene.nodata import NoDataRule
from app.steps import drain

HEIGHT, WIDTH = 150, 203
GRID = Affine(30, 0, 500_000, 0, -30, 5_700_000)
NAME = "LC08_L2SP_042024_20200715_20200801_02_T1_"
SPECTRA = np.array([[700, 800, 300], [2500, 2600, 2400], [400, 900, 4000], [1500, 1400, 2600]])


@pytest.fixture(scope="module")
def quality():
    """A quality band with clouds, shadows and fill of known places."""
    rng = np.random.default_rng(7)
    values = np.full((HEIGHT, WIDTH), 21824, dtype=np.uint16)
    values[rng.random(values.shape) < 0.002] = 22280  # cloud
    values[rng.random(values.shape) < 0.001] = 23888  # shadow
    values[40:60, 90:130] = 22280
    values[:12, :30] = 1  # fill
    return values


@pytest.fixture(scope="module")
def folder(tmp_path_factory, quality):
    """A Landsat scene of three bands of four materials, with its quality band."""
    folder = tmp_path_factory.mktemp("scene")
    rng = np.random.default_rng(1)
    materials = (np.arange(HEIGHT)[:, None] // 20 + np.arange(WIDTH) // 25) % 4
    values = SPECTRA[materials].transpose(2, 0, 1) + rng.normal(0, 20, (3, HEIGHT, WIDTH))
    planes = {f"SR_B{n}": plane for n, plane in zip((2, 4, 5), values, strict=True)}
    write(folder, {**planes, "QA_PIXEL": quality})
    return folder


def write(folder, planes, transform=GRID):
    for name, plane in planes.items():
        height, width = plane.shape
        with rasterio.open(
            folder / f"{NAME}{name}.TIF", "w", driver="GTiff", width=width, height=height, count=1,
            dtype="uint16", crs="EPSG:32611", transform=transform, tiled=True, blockxsize=32,
            blockysize=16,
        ) as file:  # fmt: skip
            file.write(np.clip(plane, 0, 65535).astype(np.uint16), 1)


@pytest.fixture(scope="module")
def opened(folder):
    return drain(open_scene([folder]))[1]


def plane_of(scene, leave_out, budget=None):
    return drain(look_up(scene, leave_out, budget))[1].plane()


CLOUD_OR_SHADOW = (Meaning.CLOUD, Meaning.SHADOW)


@pytest.mark.parametrize("budget", [None, MemoryBudget(MIB)], ids=["as it is", "small blocks"])
@pytest.mark.parametrize("n_px", [0, 1, 4, 20])
def test_quality_bits_grow_across_blocks_as_in_one_piece(opened, quality, n_px, budget):
    away = np.arange(-n_px, n_px + 1)
    disc = away[:, None] ** 2 + away**2 <= n_px**2
    wanted = ndimage.binary_dilation(np.isin(quality, (22280, 23888)), structure=disc)
    found = plane_of(opened.scene, LeaveOut(CLOUD_OR_SHADOW, n_grown_px=n_px), budget)
    assert np.array_equal(found, wanted)


def test_fill_does_not_grow_and_each_reason_is_counted(opened, quality):
    leave_out = LeaveOut((Meaning.FILL, Meaning.CLOUD), n_grown_px=3)
    mask = drain(look_up(opened.scene, leave_out))[1]
    reasons = dict(mask.reasons)
    assert reasons["fill"] == np.count_nonzero(quality == 1)
    assert reasons["cloud"] == np.count_nonzero(quality == 22280)
    assert mask.n_px == reasons["fill"] + reasons["cloud"] + reasons["3 px around"]
    assert mask.share == mask.plane().mean()


def test_values_of_any_band_are_left_out(opened):
    with rasterio.open(opened.scene.pick(["B4"])[0].path) as file:
        red = file.read(1)
    leave_out = LeaveOut(values=(BandValues("B4", ((800, 800), (2000, 3000))),))
    wanted = (red == 800) | ((red >= 2000) & (red <= 3000))
    assert np.array_equal(plane_of(opened.scene, leave_out), wanted)


def test_nothing_chosen_leaves_nothing_out_and_costs_no_mask(opened):
    rule = NoDataRule(value=3.0, masks=(object(),))
    assert drain(masked(opened.scene, rule))[1] == NoDataRule(value=3.0)


def test_leaving_out_everything_is_refused_with_the_reasons(opened):
    leave_out = LeaveOut(values=(BandValues("B4", ((0, 65535),)),))
    with pytest.raises(SettingsError) as caught:
        drain(look_up(opened.scene, leave_out))
    assert caught.value.title == "Nothing takes part"
    assert f"{HEIGHT * WIDTH:,}" in caught.value.detail


TRIANGLE = (502_000.0, 5_699_000.0, 505_010.0, 5_698_010.0, 501_010.0, 5_696_510.0)
HOLE = (502_500.0, 5_698_600.0, 502_900.0, 5_698_600.0, 502_900.0, 5_698_000.0)


def geojson(*rings):
    closed = [[*zip(ring[::2], ring[1::2], strict=True), ring[:2]] for ring in rings]
    return {"type": "Polygon", "coordinates": closed}


def inside(*shapes):
    return geometry_mask(shapes, (HEIGHT, WIDTH), GRID, invert=True)


def test_an_area_takes_the_pixels_whose_centres_lie_in_it(opened):
    area = Area("field", "EPSG:32611", ((TRIANGLE, HOLE),))
    wanted = inside(geojson(TRIANGLE, HOLE))
    assert 0 < wanted.sum() < wanted.size
    assert np.array_equal(plane_of(opened.scene, LeaveOut(areas=(area,))), ~wanted)
    outside = replace(area, is_inside=False)
    assert np.array_equal(plane_of(opened.scene, LeaveOut(areas=(outside,))), wanted)


def test_pixels_of_an_area_that_is_left_out_are_not_called_outside_of_it(opened):
    wanted = Area("field", "EPSG:32611", ((TRIANGLE,),))
    unwanted = Area("hole", "EPSG:32611", ((HOLE,),), is_inside=False)
    told = []
    for areas in ((wanted,), (unwanted,), (wanted, unwanted)):
        ((reason, _),) = drain(look_up(opened.scene, LeaveOut(areas=areas)))[1].reasons
        told.append(reason)
    assert told[:2] == ["outside the area of interest", "in areas left out"]
    assert told[2] == f"{told[0]} or {told[1]}"


def test_several_areas_and_a_window_join_as_they_should(opened):
    square = (501_000.0, 5_699_900.0, 503_000.0, 5_699_900.0, 503_000.0, 5_698_300.0, 501_000.0,
              5_698_300.0)  # fmt: skip
    one, two = (Area("a", "EPSG:32611", ((ring,),)) for ring in (TRIANGLE, square))
    hole = Area("b", "EPSG:32611", ((HOLE,),), is_inside=False)
    wanted = (inside(geojson(TRIANGLE)) | inside(geojson(square))) & ~inside(geojson(HOLE))
    cut = np.zeros_like(wanted)
    cut[20:110, 40:160] = True
    leave_out = LeaveOut(areas=(one, two, hole), window=Window(20, 40, 90, 120))
    assert np.array_equal(plane_of(opened.scene, leave_out), ~(wanted & cut))


@pytest.mark.parametrize("crs", ["OGC:CRS84", "EPSG:4326", "EPSG:3857", "EPSG:32612"])
def test_an_area_in_another_crs_takes_the_same_pixels(opened, crs):
    xy_first = "OGC:CRS84" if crs == "EPSG:4326" else crs
    moved = transform_geom("EPSG:32611", xy_first, geojson(TRIANGLE, HOLE))
    rings = tuple(tuple(v for point in ring[:-1] for v in point) for ring in moved["coordinates"])
    found = plane_of(opened.scene, LeaveOut(areas=(Area("field", crs, (rings,)),)))
    # Edges that are straight in one are not in the other: by less than a pixel here.
    differs = found != ~inside(geojson(TRIANGLE, HOLE))
    assert differs.sum() <= 3


def test_long_edges_follow_the_other_crs(opened):
    """A parallel over six degrees is an arc in UTM: its middle lies pixels off the chord."""
    lon, lat = -117.0, 51.43
    box = (lon - 3, lat, lon + 3, lat, lon + 3, lat - 1, lon - 3, lat - 1)
    found = plane_of(opened.scene, LeaveOut(areas=(Area("box", "OGC:CRS84", ((box,),)),)))
    rows, cols = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    xs, ys = 500_000 + 30 * cols.ravel(), 5_700_000 - 30 * rows.ravel()
    lats = np.reshape(
        rasterio.warp.transform("EPSG:32611", "OGC:CRS84", xs, ys)[1], (HEIGHT, WIDTH)
    )
    assert 0 < found.sum() < found.size
    assert np.count_nonzero(found != (lats > lat)) <= WIDTH // 20


def test_an_area_elsewhere_is_refused_with_both_extents(opened):
    area = Area("there", "OGC:CRS84", (((10.0, 50.0, 11.0, 50.0, 11.0, 51.0),),))
    with pytest.raises(SettingsError) as caught:
        drain(look_up(opened.scene, LeaveOut(areas=(area,))))
    assert caught.value.title == "Area lies elsewhere"
    assert "500,000" in caught.value.detail
    assert caught.value.detail.count(" to ") == 4
    assert "e+0" not in caught.value.detail


@pytest.mark.parametrize("crs", ["http://127.0.0.1/crs", "no crs", "EPSG:999999"])
def test_a_crs_that_cannot_be_used_is_refused_and_nothing_is_asked_for(opened, crs):
    area = Area("there", crs, ((TRIANGLE,),))
    with pytest.raises(SettingsError) as caught:
        drain(look_up(opened.scene, LeaveOut(areas=(area,))))
    assert caught.value.title == "Area cannot be placed"


def test_a_window_outside_is_refused(opened):
    with pytest.raises(SettingsError, match="Window lies elsewhere"):
        drain(look_up(opened.scene, LeaveOut(window=Window(150, 0, 5, 5))))


@pytest.mark.parametrize("budget", [None, MemoryBudget(MIB)], ids=["in memory", "streamed"])
def test_a_sweep_of_a_window_is_that_of_the_cropped_scene(tmp_path, folder, budget):
    """The same pixels, by themselves or among others that are left out, give the same clusters."""
    rows, cols = slice(13, 139), slice(20, 187)
    planes = {}
    for name in ("SR_B2", "SR_B4", "SR_B5"):
        with rasterio.open(folder / f"{NAME}{name}.TIF") as file:
            planes[name] = file.read(1)[rows, cols]
    write(tmp_path, planes, Affine(30, 0, 500_000 + 20 * 30, 0, -30, 5_700_000 - 13 * 30))
    settings = SweepSettings(("B2", "B4", "B5"), 3, 4, n_starts=3)
    whole, alone = (drain(open_scene([path], budget))[1] for path in (folder, tmp_path))
    window = NoDataRule(leave_out=LeaveOut(window=Window(13, 20, 126, 167)))
    rule = drain(masked(whole.scene, window))[1]
    found = drain(sweep(whole, replace(settings, nodata=rule)))[1].results
    wanted = drain(sweep(alone, settings))[1].results
    for one, two in zip(found, wanted, strict=True):
        outside = np.ones((HEIGHT, WIDTH), dtype=bool)
        outside[rows, cols] = False
        assert not one.full.labels[outside].any()
        assert np.mean(one.full.labels[rows, cols] == two.full.labels) > 0.999
        assert one.n_valid_px == two.n_valid_px
        # Streamed, centres are those of a sample, and the two samples are not of the same pixels.
        assert one.inertia == pytest.approx(two.inertia, rel=1e-6 if budget is None else 1e-4)


@pytest.mark.parametrize("budget", [None, MemoryBudget(MIB)], ids=["in memory", "streamed"])
def test_left_out_pixels_are_labelled_on_request_and_never_counted(folder, quality, budget):
    """The nearest centre is shown where clouds are; every figure is as without it."""
    opened = drain(open_scene([folder], budget))[1]
    settings = SweepSettings(("B2", "B4", "B5"), 3, 4, n_starts=3)
    found = []
    for labels_left_out in (False, True):
        leave_out = LeaveOut((Meaning.CLOUD,), labels_left_out=labels_left_out)
        rule = drain(masked(opened.scene, NoDataRule(leave_out=leave_out)))[1]
        found.append(drain(sweep(opened, replace(settings, nodata=rule)))[1].results)
    planes = []
    for name in ("SR_B2", "SR_B4", "SR_B5"):
        with rasterio.open(folder / f"{NAME}{name}.TIF") as file:
            planes.append(file.read(1).astype(float))
    cloud = quality == 22280
    for without, shown in zip(*found, strict=True):
        assert np.array_equal(without.full.labels[~cloud], shown.full.labels[~cloud])
        assert not without.full.labels[cloud].any()
        centres = shown.model.centres
        distances = ((np.array(planes)[:, cloud].T[:, None] - centres) ** 2).sum(axis=2)
        assert np.array_equal(shown.full.labels[cloud], distances.argmin(axis=1) + 1)
        step = shown.preview.step
        assert np.array_equal(shown.preview.labels != 0, np.ones_like(cloud)[::step, ::step])
        assert shown.inertia == without.inertia
        assert shown.n_valid_px == without.n_valid_px == np.count_nonzero(~cloud)
        for name in ("n_px", "mean", "std", "minimum", "maximum"):
            figures = (getattr(each.signatures, name) for each in (without, shown))
            assert np.array_equal(*figures)
        values = drain(count_values(opened, replace(settings, nodata=rule), shown, 1))[1]
        assert values.n_px == shown.signatures.n_px[0]
