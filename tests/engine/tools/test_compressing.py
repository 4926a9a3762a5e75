"""Sizes are measured one by one; pictures show the original, what comes back, and how far off."""

from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.compression.figures import ALL_BANDS
from app.engine.tools.compressing.curve import MeasuredSize, measure_sizes, open_pixels
from app.engine.tools.compressing.pictures import (
    PictureWishes,
    show_rebuilt,
    show_rebuilt_detail,
)
from app.engine.tools.compressing.saving import measure_curve
from app.engine.tools.opening import open_with_bands
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.picture.composite import Stretch, StretchKind
from app.scene.picture.ramps import Ramp
from app.steps import Progress, drain, relay

import rasterio  # isort: skip

ROWS, COLS = 60, 80
BANDS = ("B2", "B4", "B5")


@pytest.fixture(scope="module")
def values():
    """Return three bands of four materials with some noise, and a collar of no data."""
    rng = np.random.default_rng(3)
    materials = rng.integers(500, 9_000, (4, 3))
    ground = materials[rng.integers(4, size=(6, 8)).repeat(10, 0).repeat(10, 1)]
    planes = (ground + rng.normal(0, 40, ground.shape)).clip(1).astype(np.uint16)
    planes[:5] = 0
    return np.ascontiguousarray(planes.transpose(2, 0, 1))


@pytest.fixture(scope="module")
def opened(values, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scene")
    for name, plane in zip(BANDS, values, strict=True):
        path = folder / f"LC08_L2SP_999999_20200715_20200801_02_T1_SR_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=COLS, height=ROWS, count=1, dtype="uint16", nodata=0,
            crs="EPSG:32632", transform=rasterio.Affine(30, 0, 5e5, 0, -30, 5e6),
        ) as file:  # fmt: skip
            file.write(plane, 1)
    _, (found, names) = drain(open_with_bands([folder], ()))
    assert names == BANDS
    return found


@pytest.fixture(scope="module")
def sizes(opened):
    return drain(measure_sizes(opened, open_pixels(opened, BANDS), 8))[1]


def wishes(band=ALL_BANDS, kind=StretchKind.PERCENTILE):
    return PictureWishes(("B5", "B4", "B2"), Stretch(kind), BANDS, band)


def pictures(opened, size, *chosen):
    return show_rebuilt(opened.survey.preview, size.book, size.bands, wishes(*chosen))


def rebuilt(size, values):
    return size.book.rebuilt(size.book.indices(values.reshape(3, -1))).reshape(values.shape)


def test_a_size_is_there_before_the_next_one_is_begun(opened):
    steps = measure_sizes(opened, open_pixels(opened, BANDS), 8)
    heard = []

    def listen(step):
        heard.append(step.point.k if isinstance(step, MeasuredSize) else step.text)
        return ()

    drain(relay(steps, listen))
    order = [each for each in heard if isinstance(each, int) or each.startswith("Fitting")]
    assert order == ["Fitting 2 spectra", 2, "Fitting 4 spectra", 4, "Fitting 8 spectra", 8]


def test_progress_never_goes_back(opened):
    told, _ = drain(measure_curve(opened, BANDS, 8))
    fractions = [each.fraction for each in told if isinstance(each, Progress) and each.fraction]
    assert fractions == sorted(fractions)
    assert fractions[-1] >= 0.65 + 0.35 * 2 / 3 - 1e-9  # the last of three ways to pack
    assert [each.point.k for each in told if isinstance(each, MeasuredSize)] == [2, 4, 8]
    assert set(told[-1]) == {"deflate", "zstd", "lerc 0"}


def test_stopping_leaves_what_is_finished(opened):
    steps = measure_sizes(opened, open_pixels(opened, BANDS), 8)
    found = [next(each for each in steps if isinstance(each, MeasuredSize))]
    steps.close()
    assert [each.figures.k for each in found] == [2]


def test_figures_are_in_units_and_of_all_bands_together(sizes, values, opened):
    size = sizes[-1]
    inside = values.any(axis=0)
    away = (values.astype(float) - rebuilt(size, values))[:, inside]
    scale = opened.scene.bands[0].calibration.scale
    figures = size.figures
    assert {loss.unit for loss in figures.bands} == {"reflectance"}
    assert [loss.name for loss in figures.bands] == [ALL_BANDS, *BANDS]
    assert figures.of("B4").rmse == pytest.approx(scale * np.sqrt((away[1] ** 2).mean()))
    assert figures.of(ALL_BANDS).rmse == pytest.approx(scale * np.sqrt((away**2).mean()))
    assert figures.of(ALL_BANDS).largest == pytest.approx(scale * np.abs(away).max())
    span = float(np.ptp(values[:, inside].astype(float)))
    psnr = 20 * np.log10(span / np.sqrt((away**2).mean()))
    assert figures.of(ALL_BANDS).psnr_db == pytest.approx(psnr)


@pytest.mark.parametrize("kind", list(StretchKind))
def test_the_same_values_have_the_same_colours_on_both_sides(opened, sizes, values, kind):
    shown = pictures(opened, sizes[-1], ALL_BANDS, kind)
    # A scene of nothing but its own spectra comes back as it is: both pictures have to agree.
    preview = replace(opened.survey.preview, values=rebuilt(sizes[-1], values))
    same = show_rebuilt(preview, sizes[-1].book, sizes[-1].bands, wishes(ALL_BANDS, kind))
    inside = values.any(axis=0)
    np.testing.assert_array_equal(same.original.rgba[inside], same.rebuilt.rgba[inside])
    assert (shown.original.rgba[inside] != shown.rebuilt.rgba[inside]).any()
    assert len(np.unique(same.rebuilt.rgba[inside], axis=0)) > 1


def test_no_data_is_transparent_in_all_three(opened, sizes, values):
    shown = pictures(opened, sizes[0])
    for picture in (shown.original, shown.rebuilt, shown.difference):
        np.testing.assert_array_equal(picture.rgba[..., 3] > 0, values.any(axis=0))


def test_differences_of_a_band_are_to_both_sides_of_nothing(opened, sizes, values):
    shown = pictures(opened, sizes[0], "B4")
    scale = shown.look.scale
    inside = values.any(axis=0)
    away = (values[1].astype(float) - rebuilt(sizes[0], values)[1])[inside]
    unit = opened.scene.bands[1].calibration.scale
    assert (scale.ramp, scale.low) == (Ramp.DIVERGING, -scale.high)
    assert scale.high == pytest.approx(unit * np.percentile(np.abs(away), 99), rel=1e-3)
    colours = shown.difference.rgba[inside].astype(int)
    brown = colours[:, 0] > colours[:, 2] + 20  # the low end
    assert (away[brown] < 0).all()
    assert brown.any()


def test_differences_of_all_bands_begin_at_nothing(opened, sizes):
    scale = pictures(opened, sizes[0]).look.scale
    assert (scale.ramp, scale.low) == (Ramp.SEQUENTIAL, 0.0)
    assert scale.high > 0


def test_a_detail_has_the_colours_of_the_whole(opened, sizes):
    shown = pictures(opened, sizes[1], "B5")
    window = Window(10, 20, 30, 40)
    part = show_rebuilt_detail(opened.scene, shown.look, window, (30, 40))
    for whole, cut in (
        (shown.original, part.original),
        (shown.rebuilt, part.rebuilt),
        (shown.difference, part.difference),
    ):
        assert cut.window == window
        np.testing.assert_array_equal(cut.rgba, whole.rgba[10:40, 20:60])


def test_bands_that_are_not_compressed_are_shown_as_they_are(opened, values):
    source = open_pixels(opened, ("B2", "B5"))
    (size,) = drain(measure_sizes(opened, source, 2))[1]
    shown = show_rebuilt(opened.survey.preview, size.book, size.bands, wishes())
    inside = values.any(axis=0)
    green = 1  # B4 is shown as green
    one, other = (each.rgba[inside].astype(int) for each in (shown.original, shown.rebuilt))
    np.testing.assert_array_equal(one[:, green], other[:, green])
    assert (one[:, 0] != other[:, 0]).any()
