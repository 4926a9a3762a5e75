"""Scenes for benchmarks have the asked size, and a mosaic has no seams and one collar."""

import argparse

import numpy as np
import pytest
import rasterio

from tests.benchmarks import make_scenes


def read(paths):
    planes = []
    for path in paths:
        with rasterio.open(path) as file:
            assert file.nodata is None
            planes.append(file.read(1))
    return np.stack(planes).astype(int)


@pytest.fixture(scope="module")
def mosaic(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make_scenes, "MAX_SIMULATED_PX", 1000)
        patch.setattr(make_scenes, "TILE", (256, 256))
        out = tmp_path_factory.mktemp("mosaic")
        return read(make_scenes.make_scene(out, n_cols=600, n_rows=520))


@pytest.mark.slow
def test_small_scene_has_the_asked_size(tmp_path):
    bands = read(make_scenes.make_scene(tmp_path, n_cols=130, n_rows=90))
    assert bands.shape == (7, 90, 130)


@pytest.mark.slow
def test_mosaic_has_the_asked_size_and_one_collar(mosaic):
    assert mosaic.shape == (7, 520, 600)
    empty = mosaic == 0
    assert (empty.all(axis=0) == empty.any(axis=0)).all()
    assert empty[0, 0, 0]
    assert not empty[0, :400, 256:].any()


@pytest.mark.slow
def test_mosaic_tiles_are_mirrored_with_noise_of_their_own(mosaic):
    left, right = mosaic[4, :256, 120:256], mosaic[4, :256, 256:392][:, ::-1]
    assert np.corrcoef(left.ravel(), right.ravel())[0, 1] > 0.99
    assert (left != right).mean() > 0.9


@pytest.mark.slow
def test_stack_repeats_bands_with_noise_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(make_scenes, "TILE", (256, 256))
    path = make_scenes.make_stack(tmp_path, n_cols=300, n_rows=260, n_bands=9)
    with rasterio.open(path) as file:
        bands = file.read().astype(int)
    assert bands.shape == (9, 260, 300)
    inside = (bands != 0).all(axis=0)
    assert ((bands != 0).any(axis=0) == inside).all()
    first, eighth = bands[0, inside], bands[7, inside]
    assert np.corrcoef(first, eighth)[0, 1] > 0.9
    assert (first != eighth).mean() > 0.9


@pytest.mark.parametrize(
    ("text", "size"), [("7711x7821", (7711, 7821)), ("10980X10980x10", (10980, 10980, 10))]
)
def test_size_is_columns_rows_and_bands(text, size):
    assert make_scenes.read_size(text) == size


@pytest.mark.parametrize("text", ["7711", "7711x", "7711x0", "axb", "1x2x3x4"])
def test_size_that_is_none_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="7711x7821"):
        make_scenes.read_size(text)
