import threading
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Window
from app.errors import SceneError
from app.machine.held_pixels import HeldPixels
from app.scene.files.decoding import N_THREADS
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.pixels.source import FileSource, MemorySource, open_source
from app.scene.pixels.survey import survey_scene
from app.steps import drain
from tests.scene.conftest import ramp

RULE = NoDataRule()


@pytest.fixture
def scene(make_raster, open_paths, tmp_path):
    tiles = {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate"}
    for number in (1, 2, 3, 9):
        values = ramp(100, 70, first=1_000 * number)
        values[:20, :30] = 0
        make_raster(f"LC08_B{number}.TIF", values, **tiles)
    make_raster("LC08_BQA.TIF", ramp(100, 70))
    return open_paths(tmp_path)


def survey_of(scene, **options):
    return drain(survey_scene(scene, **options))[1]


def collect(source):
    whole = np.zeros((len(source.bands), source.grid.height, source.grid.width), source.dtype)
    valid = np.zeros(whole.shape[1:], bool)
    windows = []
    for block in source.stream():
        rows = slice(block.window.row, block.window.row + block.window.height)
        cols = slice(block.window.col, block.window.col + block.window.width)
        whole[:, rows, cols], valid[rows, cols] = block.values, block.valid
        windows.append(block.window)
    assert tuple(windows) == source.windows()
    return whole, valid


@pytest.mark.parametrize("names", [("B1", "B2", "B3"), ("B1", "B3"), ("B2",)])
def test_memory_and_files_give_the_same_pixels(scene, names):
    memory = collect(MemorySource(survey_of(scene), scene, names, RULE))
    files = collect(FileSource(scene, names, RULE, max_bytes=20_000))
    assert np.array_equal(memory[0], files[0])
    assert np.array_equal(memory[1], files[1])
    assert (~files[1]).sum() == 20 * 30


def test_a_scene_that_is_held_gives_the_same_pixels_at_every_walk(scene):
    survey = survey_of(scene)
    held = replace(survey, pixels=None, held=HeldPixels(survey.pixels))
    files = FileSource(scene, ["B1", "B3"], RULE, max_bytes=9_000)
    source = MemorySource(held, scene, ["B1", "B3"], RULE, files.windows())
    with closing(source.stream()) as blocks:
        next(blocks)  # the next is under way when the walk ends
    expected = collect(files)
    for _ in range(2):
        found = collect(source)
        assert np.array_equal(found[0], expected[0])
        assert np.array_equal(found[1], expected[1])


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_windows_do_not_depend_on_the_number_of_threads(scene, n_threads):
    expected = FileSource(scene, ["B1", "B2"], RULE, max_bytes=9_000)
    source = FileSource(scene, ["B1", "B2"], RULE, max_bytes=9_000, n_threads=n_threads)
    assert source.windows() == expected.windows()
    assert len(source.windows()) > 3
    assert np.array_equal(collect(source)[0], collect(expected)[0])


def test_a_smaller_budget_means_smaller_blocks_of_the_same_pixels(make_raster, open_paths):
    values = np.arange(7 * 1_500 * 900).reshape(7, 1_500, 900).astype("uint16")
    scene = open_paths(make_raster("a.tif", values, interleave="band"))
    large, small = (
        FileSource(scene, scene.band_names, RULE, budget=MemoryBudget(n_mib * 2**20))
        for n_mib in (8_192, 16)
    )
    sizes = [max(w.height * w.width * 14 for w in one.windows()) for one in (large, small)]
    assert sizes[1] <= 2**20 < sizes[0]
    assert np.array_equal(collect(small)[0], values)
    assert np.array_equal(collect(large)[0], values)


def test_one_thread_decodes_where_a_block_of_the_file_is_huge(scene, monkeypatch):
    seen = []
    monkeypatch.setattr(
        MemoryBudget,
        "n_decoding_threads",
        lambda _, n_processors, block_bytes: seen.append((n_processors, block_bytes)) or 1,
    )
    threads = {threading.active_count() for _ in FileSource(scene, ["B1", "B2"], RULE).stream()}
    assert seen == [(N_THREADS, 16 * 16 * 2 * 2)]
    assert max(threads) <= threading.active_count() + 1


def test_blocks_from_memory_are_views(scene):
    survey = survey_of(scene)
    for block in MemorySource(survey, scene, ["B1", "B2"], RULE).stream():
        assert np.shares_memory(block.values, survey.pixels)
        assert not block.values.flags.writeable


def test_a_stream_closed_early_leaves_no_thread(scene):
    before = threading.active_count()
    with closing(FileSource(scene, ["B1", "B2"], RULE, max_bytes=5_000).stream()) as stream:
        next(stream)
    assert threading.active_count() == before


def test_memory_is_used_where_it_holds_the_bands(scene):
    survey = survey_of(scene)
    assert isinstance(open_source(scene, survey, ["B1"], RULE), MemorySource)
    assert isinstance(open_source(scene, survey, ["B1", "BQA"], RULE), FileSource)
    assert isinstance(open_source(scene, None, ["B1"], RULE), FileSource)
    streamed = survey_of(scene, memory_px_bytes=0)
    assert isinstance(open_source(scene, streamed, ["B1"], RULE), FileSource)


def test_a_file_that_vanishes_before_the_run_is_named(scene):
    source = FileSource(scene, ["B1", "B2"], RULE)
    scene.bands[1].path.unlink()
    with pytest.raises(SceneError) as refusal:
        collect(source)
    assert scene.bands[1].path.name in refusal.value.detail
    assert threading.active_count() < 20


def test_a_held_scene_is_walked_through_as_its_files_are(scene, monkeypatch):
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "window_bytes", 5_000)
    held = open_source(scene, survey_of(scene), ["B1", "B9"], RULE)
    files = FileSource(scene, ["B1", "B9"], RULE)
    assert isinstance(held, MemorySource)
    assert len(held.windows()) > 3
    for ours, theirs in zip(held.stream(), files.stream(), strict=True):
        assert ours.window == theirs.window
        assert np.array_equal(ours.values, theirs.values)
        assert np.array_equal(ours.valid, theirs.valid)


def test_a_held_scene_may_be_walked_through_once_and_given_back(scene, monkeypatch):
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "window_bytes", 5_000)
    given = []
    monkeypatch.setattr(HeldPixels, "give_back", lambda _, window: given.append(window))
    source = open_source(scene, survey_of(scene), ["B1", "B9"], RULE, spends=True)
    windows = source.windows()
    files = FileSource(scene, ["B1", "B9"], RULE)
    for n, (ours, theirs) in enumerate(zip(source.stream(), files.stream(), strict=True)):
        assert np.array_equal(ours.values, theirs.values)
        assert given == list(windows[: max(0, n - 1)])  # neither this one nor the one before
    with pytest.raises(ValueError, match="given back"):
        next(iter(source.stream()))


def test_a_scene_in_memory_is_never_given_back(scene, monkeypatch):
    monkeypatch.setattr(HeldPixels, "give_back", lambda *_: pytest.fail("given back"))
    source = open_source(scene, survey_of(scene), ["B1"], RULE, spends=True)
    for _ in range(2):
        collect(source)


def test_a_held_scene_is_read_anew_where_its_values_were_widened(
    make_raster, open_paths, tmp_path, monkeypatch
):
    make_raster("LC08_B1.TIF", ramp(40, 30))
    make_raster("LC08_B2.TIF", ramp(40, 30).astype(np.float32) + 0.5)
    mixed = open_paths(tmp_path)
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    survey = survey_of(mixed)
    assert survey.held.dtype == np.float32
    assert isinstance(open_source(mixed, survey, ["B1"], RULE), FileSource)


def test_whoever_looks_at_pixels_that_were_given_back_is_told(scene, monkeypatch):
    """They would be zeros, without a word."""
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "window_bytes", 20_000)  # whole rows
    survey = survey_of(scene)
    expected, _ = collect(open_source(scene, survey, ["B1", "B9"], RULE))
    late = open_source(scene, survey, ["B1", "B9"], RULE)
    collect(open_source(scene, survey, ["B1", "B9"], RULE, spends=True))
    with pytest.raises(ValueError, match="given back"):
        next(iter(late.stream()))
    with pytest.raises(ValueError, match="given back"):
        survey.held.look(Window(0, 0, 1, 1))
    assert expected.any()


def test_a_block_that_is_kept_keeps_its_pixels(scene, monkeypatch):
    monkeypatch.setattr(MemoryBudget, "keeps", lambda *_: False)
    monkeypatch.setattr(MemoryBudget, "window_bytes", 20_000)  # whole rows
    names = ["B1", "B2", "B3"]
    spent = open_source(scene, survey_of(scene), names, RULE, spends=True)
    kept = [(block.window, block.values[1:].reshape(2, -1)) for block in spent.stream()]
    files = FileSource(scene, names, RULE)
    for (window, values), theirs in zip(kept, files.stream(), strict=True):
        assert window == theirs.window
        assert np.array_equal(values, theirs.values[1:].reshape(2, -1))
