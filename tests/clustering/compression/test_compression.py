"""A scene is rebuilt from few spectra, what is lost is told, and the rest makes it whole."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.clustering.compression.codebook import Codebook, find_codebook
from app.clustering.compression.losses import Losses
from app.clustering.compression.residuals import residual, restored
from app.steps import drain


def numbers(dtype, n, seed):
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return rng.standard_normal(n).astype(dtype)
    limits = np.iinfo(dtype)
    return rng.integers(limits.min, limits.max, n, dtype=dtype, endpoint=True)


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"])
def test_residuals_give_back_every_bit(dtype):
    one, other = numbers(dtype, 2_000, 1), numbers(dtype, 2_000, 2)
    assert restored(residual(one, other), other).tobytes() == one.tobytes()


def test_small_losses_of_either_sign_become_small_numbers():
    one = np.array([5, 4, 6, 3], dtype=np.uint16)
    assert residual(one, np.full(4, 5, np.uint16)).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("k", [2, 100, 128, 200, 256])
def test_every_pixel_gets_the_nearest_spectrum(k):
    rng = np.random.default_rng(k)
    book = Codebook(rng.integers(0, 1000, (k, 3)).astype(np.uint16))
    values = rng.integers(0, 1000, (3, 700)).astype(np.uint16)
    away = ((values.T[:, None].astype(float) - book.spectra[None]) ** 2).sum(axis=2)
    found = book.indices(values)
    np.testing.assert_array_equal(away[np.arange(700), found], away.min(axis=1))
    np.testing.assert_array_equal(book.rebuilt(found), book.spectra[found].T)


def test_as_many_spectra_as_values_lose_nothing():
    pixels = np.repeat(np.arange(0, 160, 10)[:, None], 2, axis=1)
    with ThreadPoolExecutor(1) as pool:
        many = np.tile(pixels, (50, 1))
        _, book = drain(find_codebook(many, 16, np.dtype("u1"), seed=0, pool=pool))
    assert book.spectra.tolist() == pixels.tolist()
    assert book.spectra.dtype == np.uint8


def test_losses_that_are_added_up_are_those_of_all_pixels():
    rng = np.random.default_rng(5)
    one = rng.integers(1, 5_000, (3, 900)).astype(np.uint16)
    other = one + rng.integers(0, 9, one.shape).astype(np.uint16)
    whole, summed = (Losses(np.ones(3), np.zeros(3)) for _ in range(2))
    whole.add(one, other)
    for part in (slice(0, 400), slice(400, 900)):
        lost = Losses(np.ones(3), np.zeros(3))
        lost.add(one[:, part], other[:, part])
        summed.add_up(lost)
    np.testing.assert_allclose(summed.rmse, whole.rmse, rtol=1e-12)
    np.testing.assert_array_equal(summed.largest, whole.largest)
    np.testing.assert_allclose(summed.psnr_db, whole.psnr_db, rtol=1e-12)
    assert summed.spectral_angle_deg == pytest.approx(whole.spectral_angle_deg)
    assert summed.n_px == 900


def test_losses_of_blocks_are_those_of_the_whole():
    rng = np.random.default_rng(4)
    one = rng.integers(1, 5_000, (3, 900)).astype(np.uint16)
    other = one + rng.integers(0, 9, one.shape).astype(np.uint16)
    losses = Losses(np.ones(3), np.zeros(3))
    for part in (slice(0, 400), slice(400, 900)):
        losses.add(one[:, part], other[:, part])
    away = other.astype(float) - one
    np.testing.assert_allclose(losses.rmse, np.sqrt((away**2).mean(axis=1)))
    np.testing.assert_array_equal(losses.largest, away.max(axis=1))
    span = one.max(axis=1) - one.min(axis=1)
    np.testing.assert_allclose(losses.psnr_db, 20 * np.log10(span / losses.rmse))
    cosine = (one * other.astype(float)).sum(axis=0) / np.sqrt(
        (one.astype(float) ** 2).sum(axis=0) * (other.astype(float) ** 2).sum(axis=0)
    )
    angle = np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean()
    assert losses.spectral_angle_deg == pytest.approx(angle)


def test_nothing_lost_is_told_as_such():
    losses = Losses(np.ones(2), np.zeros(2))
    values = np.arange(20, dtype=np.uint8).reshape(2, 10)
    losses.add(values, values)
    assert losses.rmse.tolist() == [0, 0]
    assert np.isinf(losses.psnr_db).all()
    assert losses.spectral_angle_deg == pytest.approx(0, abs=1e-5)
