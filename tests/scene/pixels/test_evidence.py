import numpy as np
import pytest

from app.arrays import Window
from app.scene.checks.band_checks import check_bands
from app.scene.grids.grid import Grid
from app.scene.memory_budget import MemoryBudget
from app.scene.pixels.cross_lattice import cell_edges, mirrored_patches
from app.scene.pixels.evidence import EvidenceCollector
from app.scene.pixels.survey import survey_scene
from app.steps import drain

TILES = {"tiled": True, "blockxsize": 16, "blockysize": 16}
GRID = Grid(70, 90, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0))


@pytest.fixture
def planes():
    values = np.random.default_rng(5).integers(1, 9_000, (3, 90, 70)).astype("uint16")
    values[1, 60:] = 0  # cut off
    values[2, 16:32, 32:48] = 7  # a tile of one value
    values[:, :, :5] = 0  # a collar
    return values


@pytest.fixture
def scene(planes, make_raster, open_paths, tmp_path):
    for number, values in enumerate(planes, start=1):
        make_raster(f"LC08_B{number}.TIF", values, **TILES)
    return open_paths(tmp_path)


def arrays_of(evidence):
    cells = evidence.cells
    return evidence.profile, evidence.is_flat, evidence.patches, cells.points, cells.is_flat


def assert_same(one, other):
    assert one.patch_shape == other.patch_shape
    for first, second in zip(arrays_of(one), arrays_of(other), strict=True):
        assert np.array_equal(first, second)


@pytest.mark.parametrize("window_bytes", [700, 2_000, 9_000])
def test_it_depends_on_the_scene_alone(scene, monkeypatch, window_bytes):
    whole = drain(survey_scene(scene))[1]
    monkeypatch.setattr(MemoryBudget, "window_bytes", window_bytes)
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "holds", lambda *_: False)
    pieces = drain(survey_scene(scene, seed=3, n_preview_px=100, n_sample_px=50))[1]
    assert_same(whole.evidence, pieces.evidence)
    names = scene.ticked_at_first
    assert check_bands(whole, names) == check_bands(pieces, names)
    assert check_bands(whole, names)[0].name == "band_cut"


def test_it_tells_rows_and_tiles_of_one_value(scene, planes):
    evidence = drain(survey_scene(scene))[1].evidence
    assert np.array_equal(np.flatnonzero(evidence.is_flat[1]), np.arange(60, 90))
    assert not evidence.is_flat[[0, 2]].any()
    assert np.argwhere(evidence.cells.is_flat[2]).tolist() == [[1, 2]]
    assert np.array_equal(evidence.patches, planes)  # the whole of a small scene


@pytest.mark.parametrize("cut", ["rows", "columns", "squares"])
def test_windows_may_come_in_any_order(scene, planes, cut):
    height, width = {"rows": (7, 70), "columns": (90, 9), "squares": (11, 13)}[cut]
    windows = [
        Window(row, col, min(height, 90 - row), min(width, 70 - col))
        for row in range(0, 90, height)
        for col in range(0, 70, width)
    ]
    found = []
    for order in ([Window(0, 0, 90, 70)], windows[::-1]):
        collector = EvidenceCollector(GRID, scene.bands, planes.dtype, (16, 16))
        for window in order:
            rows = slice(window.row, window.row + window.height)
            cols = slice(window.col, window.col + window.width)
            collector.keep(window, collector.look(window, planes[:, rows, cols]))
        found.append(collector.finish())
    assert_same(*found)


@pytest.mark.parametrize("length", [3, 40, 479, 481, 1_000, 7_711, 7_822])
def test_patches_lie_as_their_own_mirror_image(length):
    places, side = mirrored_patches(length, 10**9)
    assert np.array_equal(places, length - 1 - places[::-1])
    assert (np.diff(places) > 0).all()
    assert len(places) == length if side == length else len(places) == 4 * side


@pytest.mark.parametrize(("length", "block"), [(1, 1), (100, 16), (10_980, 16), (7_711, 256)])
def test_cells_are_whole_blocks_and_not_too_many(length, block):
    edges = cell_edges(length, block, 40)
    assert edges[0] == 0
    assert edges[-1] == length
    assert len(edges) <= 41
    assert not (edges[:-1] % block).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (3, 3), (9, 1), (17, 2), (40, 40)])
@pytest.mark.parametrize("n_bands", [1, 2, 5])
@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64"])
def test_tiny_scenes_are_looked_at_without_an_alarm(make_raster, open_paths, shape, n_bands, dtype):
    random = np.random.default_rng(1)
    values = random.integers(1, 100, (n_bands, *shape)).astype(dtype)
    scene = open_paths(make_raster("a.tif", values))
    survey = drain(survey_scene(scene))[1]
    assert check_bands(survey, scene.ticked_at_first) == ()
