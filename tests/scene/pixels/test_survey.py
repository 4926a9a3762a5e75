import numpy as np
import pytest

from app.arrays import Window
from app.errors import SceneError
from app.scene.blocks import Preview
from app.scene.grids.grid import Grid
from app.scene.memory_budget import MemoryBudget
from app.scene.pixels.lattice_sample import draw_lattice
from app.scene.pixels.survey import survey_scene
from app.steps import Progress, drain
from tests.scene.conftest import ramp

ONE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
TILES = {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate"}


@pytest.fixture
def cube():
    values = np.stack([ramp(90, 130, first=1_000 * band + 1) for band in range(3)])
    values[:, :10, :40] = 0
    return values


def survey_of(scene, **options):
    return drain(survey_scene(scene, **options))[1]


@pytest.fixture
def small_windows(monkeypatch):
    """Return a way to have windows of so many bytes."""

    def choose(n_bytes):
        monkeypatch.setattr(MemoryBudget, "window_bytes", n_bytes)

    return choose


@pytest.fixture
def scene(cube, make_raster, open_paths, tmp_path):
    for number, values in enumerate(cube, start=1):
        make_raster(f"LC08_B{number}.TIF", values, **TILES)
    make_raster("LC08_BQA.TIF", ramp(90, 130))
    return open_paths(tmp_path)


def test_a_small_scene_is_kept_whole(scene, cube):
    survey = survey_of(scene)
    assert np.array_equal(survey.pixels, cube)
    assert not survey.pixels.flags.writeable
    assert survey.preview.step == 1
    assert np.shares_memory(survey.preview.values, survey.pixels)
    assert [band.name for band in survey.preview.bands] == ["B1", "B2", "B3"]


def test_a_scene_beyond_the_memory_is_not_kept(scene):
    assert survey_of(scene, memory_px_bytes=1_000).pixels is None
    assert survey_of(scene, budget=MemoryBudget(100_000)).pixels is None


def test_a_larger_scene_is_held_where_there_is_room(scene, cube, monkeypatch):
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    survey = survey_of(scene, n_preview_px=3_000)
    assert survey.pixels is None
    held = survey.held.look(Window(0, 0, *cube.shape[1:]))
    assert np.array_equal(held, cube)
    assert not held.flags.writeable
    assert not np.shares_memory(survey.preview.values, held)
    monkeypatch.setattr(MemoryBudget, "holds", lambda *_: False)
    assert survey_of(scene).held is None


def test_a_scene_for_which_the_system_has_no_room_is_streamed(scene, cube, monkeypatch):
    def refuse(shape, **options):
        if shape == cube.shape:
            raise MemoryError
        return np.empty(shape, **options)

    monkeypatch.setattr("app.scene.pixels.survey.np.zeros", refuse)
    survey = survey_of(scene, n_preview_px=3_000)
    assert survey.pixels is None
    assert np.array_equal(survey.preview.values, cube[:, ::2, ::2])


def test_the_windows_of_the_pass_leave_no_trace_in_what_it_finds(scene, small_windows):
    whole = survey_of(scene, memory_px_bytes=0)
    small_windows(4_000)
    pieces = survey_of(scene, memory_px_bytes=0)
    assert np.array_equal(pieces.preview.values, whole.preview.values)
    assert np.array_equal(pieces.sample.values, whole.sample.values)
    for one, other in zip(pieces.stats, whole.stats, strict=True):
        assert (one.minimum, one.maximum, one.n_valid_px) == (
            other.minimum,
            other.maximum,
            other.n_valid_px,
        )
        assert (one.mean, one.std) == pytest.approx((other.mean, other.std), rel=1e-12)


@pytest.mark.parametrize("memory_px_bytes", [0, 2**30])
@pytest.mark.parametrize(
    ("n_preview_px", "step"), [(90 * 130, 1), (3_000, 2), (1_320, 3), (1, 130)]
)
def test_the_preview_is_every_nth_pixel(scene, cube, memory_px_bytes, n_preview_px, step):
    preview = survey_of(scene, n_preview_px=n_preview_px, memory_px_bytes=memory_px_bytes).preview
    assert preview.step == step
    assert np.array_equal(preview.values, cube[:, ::step, ::step])
    assert preview.is_final


def test_progress_comes_first_and_the_final_preview_last(scene):
    steps, survey = drain(survey_scene(scene))
    assert isinstance(steps[0], Progress)
    assert steps[-1] is survey.preview


def test_the_sample_holds_the_pixels_at_its_places(scene, cube):
    sample = survey_of(scene, n_sample_px=500, memory_px_bytes=0).sample
    assert 400 < len(sample.values) <= 500
    assert np.array_equal(sample.values, cube[:, sample.rows, sample.cols].T)


def test_the_sample_is_repeatable_and_differs_by_seed(scene):
    first, again, other = (
        survey_of(scene, seed=seed, n_sample_px=500, memory_px_bytes=memory).sample
        for seed, memory in ((1, 0), (1, 2**30), (2, 0))
    )
    assert np.array_equal(first.values, again.values)
    assert not np.array_equal(first.rows, other.rows)


def test_a_sample_as_large_as_the_scene_is_the_scene(scene, cube):
    sample = survey_of(scene, n_sample_px=10**6).sample
    assert np.array_equal(sample.values, cube.reshape(3, -1).T)


def test_an_undeclared_collar_is_counted(scene):
    assert survey_of(scene).n_zero_everywhere_px == 10 * 40


def test_a_declared_collar_is_not_counted(cube, make_raster, open_paths):
    scene = open_paths(make_raster("a.tif", cube, nodata=0))
    assert survey_of(scene).n_zero_everywhere_px == 0


def test_figures_leave_declared_nodata_and_nan_out(make_raster, open_paths):
    values = np.array([[1, 2, 3], [np.nan, -9, np.inf]], dtype="float32")
    (stats,) = survey_of(open_paths(make_raster("a.tif", values, nodata=-9))).stats
    assert (stats.minimum, stats.maximum, stats.mean, stats.n_valid_px) == (1, 3, 2, 3)
    assert stats.n_not_finite_px == 2


def test_overviews_give_a_first_picture_of_a_large_scene(make_raster, open_paths, monkeypatch):
    monkeypatch.setattr("app.scene.pixels.survey._N_QUICK_BYTES", 0)
    path = make_raster("a.tif", ramp(128, 128), overviews=(2, 4), **TILES)
    steps, _ = drain(survey_scene(open_paths(path)))
    first = next(step for step in steps if isinstance(step, Preview))
    assert not first.is_final
    assert first.values.shape == (1, 64, 64)
    assert first.step == 2


def test_a_first_picture_may_have_every_other_pixel_of_the_smallest_overview(
    make_raster, open_paths, monkeypatch
):
    monkeypatch.setattr("app.scene.pixels.survey._N_QUICK_BYTES", 0)
    monkeypatch.setattr("app.scene.pixels.coarse_preview._N_COARSE_PX", 1_024)
    path = make_raster("a.tif", ramp(128, 128), overviews=(2,), **TILES)
    steps, _ = drain(survey_scene(open_paths(path)))
    first = next(step for step in steps if isinstance(step, Preview))
    assert (first.is_final, first.step, first.values.shape) == (False, 4, (1, 32, 32))
    monkeypatch.setattr("app.scene.pixels.coarse_preview._N_COARSE_PX", 1_023)
    steps, _ = drain(survey_scene(open_paths(path)))
    assert [step.is_final for step in steps if isinstance(step, Preview)] == [True]


def test_overviews_of_several_pixel_sizes_give_one_first_picture(
    make_raster, open_paths, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.scene.pixels.survey._N_QUICK_BYTES", 0)
    places = [(size, 0.0, 600_000.0, 0.0, -size, 5_700_000.0) for size in (10.0, 20.0)]
    for name in ("B02", "B03"):
        planes = ramp(128, 128)
        make_raster(f"S2_{name}.tif", planes, transform=places[0], overviews=(2, 4), **TILES)
    make_raster("S2_B05.tif", ramp(64, 64), transform=places[1], overviews=(2,), **TILES)
    steps, survey = drain(survey_scene(open_paths(tmp_path)))
    first = next(step for step in steps if isinstance(step, Preview))
    assert (first.is_final, first.step, first.values.shape) == (False, 2, (3, 64, 64))
    assert np.array_equal(first.values[2], ramp(64, 64))
    assert survey.preview.values.shape == (3, 128, 128)


def test_a_long_pass_shows_what_it_has(scene, small_windows, monkeypatch):
    small_windows(20_000)
    monkeypatch.setattr("app.scene.pixels.survey._FIRST_COARSE_S", -1.0)
    steps, survey = drain(survey_scene(scene))
    partial = [step for step in steps if isinstance(step, Preview) and not step.is_final]
    assert partial
    known = partial[0].values != 0
    assert np.array_equal(partial[0].values[known], survey.preview.values[known])


def test_many_bands_keep_sample_and_preview_small(make_raster, open_paths):
    scene = open_paths(make_raster("a.tif", np.ones((100, 30, 30), "float32")))
    survey = survey_of(scene, budget=MemoryBudget(32_000))
    assert survey.sample.values.nbytes <= 4_000
    assert survey.preview.values.nbytes <= 8_000


def test_a_damaged_file_is_named(scene):
    path = scene.bands[0].path
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(SceneError) as refusal:
        survey_of(scene)
    assert path.name in refusal.value.detail


def test_each_cell_of_the_lattice_gives_one_pixel():
    lattice = draw_lattice(Grid(100, 100, ONE), 100, seed=3)
    cells = set(zip((lattice.rows // 10).tolist(), (lattice.cols // 10).tolist(), strict=True))
    assert len(cells) == len(lattice.rows) == 100


@pytest.mark.parametrize(("height", "width"), [(1, 5_000), (5_000, 1), (3, 2_000), (77, 61)])
def test_lattices_of_narrow_grids_stay_within_bounds_and_budget(height, width):
    lattice = draw_lattice(Grid(width, height, ONE), 700, seed=0)
    assert 350 < len(lattice.rows) <= 700
    assert lattice.rows.max() < height
    assert lattice.cols.max() < width


def test_windows_share_the_lattice_out_without_loss():
    lattice = draw_lattice(Grid(61, 77, ONE), 500, seed=0)
    windows = [
        Window(row, col, min(16, 77 - row), min(20, 61 - col))
        for row in range(0, 77, 16)
        for col in range(0, 61, 20)
    ]
    shares = np.concatenate([lattice.within(window) for window in windows])
    assert np.array_equal(np.sort(shares), np.arange(len(lattice.rows)))
