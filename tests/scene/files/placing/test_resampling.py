"""Values on another grid are those of the definition, in whatever windows they are read."""

from pathlib import Path

import numpy as np
import pytest

from app.arrays import Window
from app.scene.band import Band, BandKind
from app.scene.files import (
    file_part,
    gdal_env,  # noqa: F401  # before rasterio
)
from app.scene.files import reader as reader_module
from app.scene.files.decoding import decode_ahead
from app.scene.files.placing.resampling import resample
from app.scene.files.placing.taps import make_taps
from app.scene.files.reader import SceneReader
from app.scene.grids.target_grid import FINEST, Axis, Resampling, TargetGrid
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.opening import open_scene
from app.scene.pixels.source import FileSource, open_source
from app.scene.pixels.survey import survey_scene
from app.steps import drain

from rasterio.enums import Resampling as WarpRule  # isort: skip
from rasterio.transform import Affine  # isort: skip
from rasterio.warp import reproject  # isort: skip

CRS = "EPSG:32611"
WEST, NORTH = 600_000.0, 5_700_000.0


def at(size, east=0.0, south=0.0):
    return (size, 0.0, WEST + east, 0.0, -size, NORTH - south)


def noise(rows, cols, seed=0, dtype="uint16"):
    return np.random.default_rng(seed).integers(1, 4_000, (rows, cols)).astype(dtype)


def write_mixed(make_raster, folder, down, across):
    """Write bands of 5, 10, 20 and 60 m whose edges differ; return how to open them.

    The band of 60 m has `down` rows and `across` columns.
    """
    tiled = {"tiled": True, "blockxsize": 16, "blockysize": 16}
    shape = (6 * down, 6 * across)
    make_raster("S2_B02.tif", noise(*shape, 1), transform=at(10))
    make_raster("S2_B03.tif", noise(*shape, 2), transform=at(10))
    wider = (3 * down + 1, 3 * across + 1)
    make_raster("S2_B05.tif", noise(*wider, 3), transform=at(20, -10, -10), **tiled)
    make_raster("S2_B01.tif", noise(down, across, 4), transform=at(60, 5, -7))
    finer = (12 * down, 12 * across)
    make_raster("S2_B04.tif", noise(*finer, 5), transform=at(5, 2, 3), **tiled)

    def opened(**target):
        return drain(open_scene([folder], TargetGrid(**target)))[1]

    return opened


@pytest.fixture
def mixed(make_raster, tmp_path):
    """Return how to open bands of 10 m with 120 rows and 132 columns, and others."""
    return write_mixed(make_raster, tmp_path, 20, 22)


def read(scene, name, window=None):
    grid = scene.grid
    with SceneReader(scene, [name], NoDataRule()) as reader:
        return reader.read(window or Window(0, 0, grid.height, grid.width)).values[0]


def by_definition(own, own_size, corner, size, shape):
    """Average by overlap, pixel by pixel; NaN where less than half is covered."""
    found = np.full(shape, np.nan)
    for row in range(shape[0]):
        for col in range(shape[1]):
            top, left = row * size - corner[0], col * size - corner[1]
            total = weight = 0.0
            for i in range(int(top // own_size), int((top + size) // own_size) + 1):
                for j in range(int(left // own_size), int((left + size) // own_size) + 1):
                    down = min(top + size, (i + 1) * own_size) - max(top, i * own_size)
                    across = min(left + size, (j + 1) * own_size) - max(left, j * own_size)
                    if 0 <= i < own.shape[0] and 0 <= j < own.shape[1] and min(down, across) > 0:
                        total += float(own[i, j]) * down * across
                        weight += down * across
            if weight >= size * size / 2:
                found[row, col] = np.floor(total / weight + 0.5 + 1e-7)
    return found


def test_a_finer_band_is_averaged_by_overlap(mixed):
    scene = mixed(at=20)
    assert scene.grid.transform == at(20, -10, -10)
    own = noise(120, 132, 1)
    expected = by_definition(own, 10, (10, 10), 20, (61, 67))
    assert np.array_equal(read(scene, "B02"), np.nan_to_num(expected, nan=0).astype("uint16"))


def test_edges_count_to_the_sub_pixel(mixed):
    scene = mixed(at=20)
    expected = by_definition(noise(240, 264, 5), 5, (13, 12), 20, (61, 67))
    assert np.isnan(expected).any()
    assert np.array_equal(read(scene, "B04"), np.nan_to_num(expected, nan=0).astype("uint16"))


def test_a_coarser_band_keeps_the_value_at_the_centre_of_each_pixel(mixed):
    scene = mixed(at=10)
    own = noise(61, 67, 3)
    rows = ((np.arange(120) + 0.5) * 10 + 10) // 20
    cols = ((np.arange(132) + 0.5) * 10 + 10) // 20
    assert np.array_equal(read(scene, "B05"), own[np.ix_(rows.astype(int), cols.astype(int))])


def test_a_pixel_whose_centre_no_band_covers_is_no_data(mixed):
    scene = mixed(at=10)
    (band,) = (band for band in scene.bands if band.name == "B01")
    assert band.nodata == 0
    values = read(scene, "B01")
    assert (values[119] == 0).all()
    assert (values[:119] > 0).all()  # the first column's centre lies on the band's edge


@pytest.mark.parametrize("rule", [Resampling.BILINEAR, Resampling.CUBIC])
def test_smooth_rules_are_those_of_gdal(mixed, rule):
    scene = mixed(at=10, resampling=rule)
    own = noise(61, 67, 3)
    expected = np.zeros((120, 132), dtype="uint16")
    reproject(
        own,
        expected,
        src_transform=Affine(*at(20, -10, -10)),
        dst_transform=Affine(*at(10)),
        src_crs=CRS,
        dst_crs=CRS,
        resampling=WarpRule[rule],
        tolerance=0,
    )
    inner = (slice(4, -4), slice(4, -4))  # GDAL weighs otherwise where a file ends
    off = np.abs(read(scene, "B05").astype(int) - expected.astype(int))[inner]
    assert off.max() <= 1
    assert (off == 0).mean() > 0.99


def test_averages_are_those_of_gdal(mixed):
    scene = mixed(at=60)
    own = noise(120, 132, 1)
    expected = np.zeros((scene.grid.height, scene.grid.width), dtype="uint16")
    reproject(
        own,
        expected,
        src_transform=Affine(*at(10)),
        dst_transform=Affine(*scene.grid.transform),
        src_crs=CRS,
        dst_crs=CRS,
        resampling=WarpRule.average,
        tolerance=0,
    )
    off = np.abs(read(scene, "B02").astype(int) - expected.astype(int))[1:-1, 1:-1]
    assert off.max() <= 1


@pytest.mark.parametrize("rule", list(Resampling))
@pytest.mark.parametrize("size", [FINEST, 10, 20, 30, 60, 7.3])
def test_windows_leave_no_trace(make_raster, tmp_path, size, rule):
    scene = write_mixed(make_raster, tmp_path, 7, 8)(at=size, resampling=rule)
    grid = scene.grid
    with SceneReader(scene, scene.band_names, NoDataRule()) as reader:
        whole = reader.read(Window(0, 0, grid.height, grid.width)).values
        for rows, cols in ((1, grid.width), (5, 11), (23, 23), (grid.height, 3)):
            parts = np.empty_like(whole)
            for row in range(0, grid.height, rows):
                for col in range(0, grid.width, cols):
                    height, width = min(rows, grid.height - row), min(cols, grid.width - col)
                    window = Window(row, col, height, width)
                    block = reader.read(window).values
                    parts[:, row : row + height, col : col + width] = block
            assert np.array_equal(parts, whole), (rows, cols)


def taken(own, axis, band, rule=Resampling.NEAREST):
    taps = make_taps(axis, rule)
    out = np.empty((axis.n_target, axis.n_target), dtype=band.dtype)
    resample(own, (0, 0), taps, taps, band, out)
    return out


def band_of(dtype="uint16", nodata=None):
    return Band(Path("a.tif"), 1, "B1", "", BandKind.OPTICAL, None, None, dtype, nodata)


def test_an_average_is_over_valid_pixels_and_none_where_these_are_less_than_half():
    own = np.array([[10, 0], [20, 31]], "uint16")
    assert taken(own, Axis(2.0, 0.0, 2, 1), band_of(nodata=0)) == 20  # 61 / 3
    own[1, 1] = 0
    assert taken(own, Axis(2.0, 0.0, 2, 1), band_of(nodata=0)) == 15
    own[1, 0] = 0
    assert taken(own, Axis(2.0, 0.0, 2, 1), band_of(nodata=0)) == 0


def test_nan_takes_no_part_in_an_average():
    own = np.array([[1.0, np.nan], [2.0, 6.0]], "float32")
    assert taken(own, Axis(2.0, 0.0, 2, 1), band_of("float32")) == 3
    own[:] = np.nan
    assert np.isnan(taken(own, Axis(2.0, 0.0, 2, 1), band_of("float32"))).all()


def test_an_average_that_meets_the_mark_of_no_data_moves_off_it():
    own = np.array([[5, 15], [5, 15]], "uint16")
    assert taken(own, Axis(2.0, 0.0, 2, 1), band_of(nodata=10)) == 11


def test_halves_are_rounded_up():
    own = np.array([[1, 2], [1, 2]], "uint16")
    assert taken(own, Axis(2.0, 0.0, 2, 1), band_of()) == 2


def test_cubic_values_stay_within_the_type():
    own = np.zeros((8, 8), "uint8")
    own[:, 4:] = 255
    values = taken(own, Axis(0.5, 0.0, 8, 16), band_of("uint8"), Resampling.CUBIC)
    assert (values[:, :6] <= 20).all()
    assert (values[:, 10:] >= 235).all()


def test_quality_marks_are_never_averaged(make_raster, open_paths, tmp_path):
    for name in ("B2", "B3", "B4"):
        make_raster(f"LC08_L1_{name}.TIF", noise(6, 6), transform=at(30))
    marks = np.random.default_rng(1).choice([1, 1024], (12, 12)).astype("uint16")
    make_raster("LC08_L1_BQA.TIF", marks, transform=at(15))
    scene = open_paths(tmp_path)
    assert np.array_equal(read(scene, "BQA"), marks[1::2, 1::2])


def test_a_thinned_picture_shows_pixels_near_their_place(mixed):
    scene = mixed(at=20)
    window = Window(0, 0, scene.grid.height, scene.grid.width)
    with SceneReader(scene, ["B02"], NoDataRule()) as reader:
        seen = reader.read(window, out_shape=(20, 20)).values[0]
    own = noise(120, 132, 1)
    for row, col in ((3, 4), (10, 15), (18, 18)):
        place = window.place((20, 20))
        near = own[
            2 * place.rows[row, 0] - 8 : 2 * place.rows[row, 0] + 9,
            2 * place.cols[0, col] - 8 : 2 * place.cols[0, col] + 9,
        ]
        assert seen[row, col] in near


def test_a_pass_in_threads_gives_the_same_and_decodes_every_block_once(mixed, monkeypatch):
    scene = mixed(at=20)
    names, grid = scene.band_names, scene.grid
    with SceneReader(scene, names, NoDataRule()) as reader:
        whole = reader.read(Window(0, 0, grid.height, grid.width)).values
    decoded = []
    read_own = reader_module.read_own

    def watched(raster, part, own, shape=None):
        decoded.append((part.path, own))
        return read_own(raster, part, own, shape)

    monkeypatch.setattr(reader_module, "read_own", watched)
    monkeypatch.setattr(file_part, "_N_SHARED_PX", 16)
    windows = [
        Window(row, col, min(7, grid.height - row), min(9, grid.width - col))
        for row in range(0, grid.height, 7)
        for col in range(0, grid.width, 9)
    ]

    def allocate(window):
        return np.empty((len(names), window.height, window.width), whole.dtype)

    parts = np.empty_like(whole)
    for window, values in decode_ahead(
        lambda: SceneReader(scene, names, NoDataRule()),
        windows,
        allocate,
        lambda window, values: (window, values),
        n_threads=3,
    ):
        rows = slice(window.row, window.row + window.height)
        parts[:, rows, window.col : window.col + window.width] = values
    assert np.array_equal(parts, whole)
    assert len(decoded) == len(set(decoded)) > len(names)


@pytest.fixture
def streamed(monkeypatch):
    """Keep no scene in memory as a whole, and cut it into many windows."""
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "holds", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "window_bytes", 5_000)
    monkeypatch.setattr(file_part, "_N_SHARED_PX", 16)


@pytest.mark.parametrize("at", [10, 20])
@pytest.mark.usefixtures("streamed")
def test_bands_are_held_as_large_as_in_their_files_and_decoded_once(mixed, at, monkeypatch):
    scene = mixed(at=at)
    survey = drain(survey_scene(scene))[1]
    assert survey.pixels is None
    assert survey.held is None
    names = scene.band_names
    subset = (names[0], names[-1])
    from_files = {
        which: [block.values for block in FileSource(scene, which, NoDataRule()).stream()]
        for which in (names, subset)
    }
    for read_anything in ("read_own", "read_part"):
        monkeypatch.setattr(
            reader_module, read_anything, lambda *_: pytest.fail("decoded once more")
        )
    for which, expected in from_files.items():
        found = open_source(scene, survey, which, NoDataRule()).stream()
        for block, values in zip(found, expected, strict=True):
            assert np.array_equal(block.values, values)


@pytest.mark.usefixtures("streamed")
def test_bands_are_streamed_where_there_is_no_room_for_them(mixed, monkeypatch):
    monkeypatch.setattr(MemoryBudget, "has_room_for", lambda *_: False)
    assert drain(survey_scene(mixed(at=20)))[1].planes is None


@pytest.mark.usefixtures("streamed")
def test_held_bands_can_be_given_back_as_they_are_walked_through(mixed):
    scene = mixed(at=20)
    names = scene.band_names
    survey = drain(survey_scene(scene))[1]
    files = FileSource(scene, names, NoDataRule())
    assert len(files.windows()) > 3
    spent = open_source(scene, survey, names, NoDataRule(), spends=True)
    for ours, theirs in zip(spent.stream(), files.stream(), strict=True):
        assert np.array_equal(ours.values, theirs.values)
    with pytest.raises(ValueError, match="given back"):
        next(iter(open_source(scene, survey, names, NoDataRule()).stream()))
