"""A mask of bits answers for every place as the plane it was made of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from app.arrays import Place, Window
from app.scene.leaving_out.bit_mask import BitMask, no_bits, put_bits
from app.scene.leaving_out.growing import grown

HEIGHT, WIDTH = 37, 53
PLANE = np.random.default_rng(3).random((HEIGHT, WIDTH)) < 0.3


def mask_of(plane):
    return BitMask.of(np.packbits(plane, axis=1), plane.shape[1])


@settings(deadline=None)
@given(st.data())
def test_every_window_is_that_part_of_the_plane(data):
    row, col = data.draw(st.integers(0, HEIGHT - 1)), data.draw(st.integers(0, WIDTH - 1))
    height = data.draw(st.integers(1, HEIGHT - row))
    width = data.draw(st.integers(1, WIDTH - col))
    found = mask_of(PLANE).leaves_out(Window(row, col, height, width).place())
    assert np.array_equal(found, PLANE[row : row + height, col : col + width])


@pytest.mark.parametrize("shape", [(5, 7), (12, 53), (1, 1), (36, 2)])
def test_thinned_out_blocks_get_the_pixels_they_are_made_of(shape):
    place = Window(1, 2, 36, 51).place(shape)
    assert np.array_equal(mask_of(PLANE).leaves_out(place), PLANE[place.rows, place.cols])


@pytest.mark.parametrize("step", [1, 2, 3, 9, 40])
def test_previews_get_every_so_many_pixels(step):
    rows, cols = np.arange(0, HEIGHT, step), np.arange(0, WIDTH, step)
    place = Place(rows[:, np.newaxis], cols[np.newaxis])
    assert np.array_equal(mask_of(PLANE).leaves_out(place), PLANE[::step, ::step])


def test_scattered_pixels_get_their_own():
    rng = np.random.default_rng(5)
    rows, cols = rng.integers(0, HEIGHT, 400), rng.integers(0, WIDTH, 400)
    assert np.array_equal(mask_of(PLANE).leaves_out(Place(rows, cols)), PLANE[rows, cols])


def test_masks_of_the_same_pixels_are_equal_and_others_are_not():
    other = PLANE.copy()
    other[-1, -1] ^= True
    one, same, third = mask_of(PLANE), mask_of(PLANE.copy()), mask_of(other)
    assert one == same
    assert hash(one) == hash(same)
    assert one != third
    wide, narrow = np.zeros((2, 16), dtype=bool), np.zeros((2, 15), dtype=bool)
    assert mask_of(wide) != mask_of(narrow)
    assert mask_of(wide) != mask_of(wide.reshape(4, 8))


def test_pixels_are_counted():
    assert mask_of(PLANE).n_px == np.count_nonzero(PLANE)
    assert mask_of(PLANE).share == pytest.approx(PLANE.mean())


@pytest.mark.parametrize("cut", [(7, 5), (8, 8), (16, 24), (37, 53)])
def test_a_mask_put_together_of_windows_is_the_whole(cut):
    bits = no_bits(HEIGHT, WIDTH)
    for row in range(0, HEIGHT, cut[0]):
        for col in range(0, WIDTH, cut[1]):
            part = PLANE[row : row + cut[0], col : col + cut[1]]
            put_bits(bits, WIDTH, Window(row, col, *part.shape), part)
    assert BitMask.of(bits, WIDTH) == mask_of(PLANE)
    assert np.array_equal(BitMask.of(bits, WIDTH).plane(), PLANE)


@pytest.mark.parametrize("n_px", [0, 1, 2, 3, 5, 8, 9, 17, 60])
def test_growing_reaches_every_pixel_within_the_distance(n_px):
    plane = np.random.default_rng(n_px).random((HEIGHT, WIDTH)) < 0.004
    plane[0, 0] = plane[-1, -1] = plane[10, 8] = True
    away = np.arange(-n_px, n_px + 1)
    disc = away[:, np.newaxis] ** 2 + away**2 <= n_px**2
    wanted = ndimage.binary_dilation(plane, structure=disc)
    bits = grown(np.packbits(plane, axis=1), WIDTH, n_px)
    assert np.array_equal(BitMask.of(bits, WIDTH).plane(), wanted)
    assert BitMask.of(bits, WIDTH) == mask_of(wanted)


def test_growing_changes_neither_an_empty_mask_nor_the_one_given():
    bits = np.packbits(PLANE, axis=1)
    before = bits.copy()
    grown(bits, WIDTH, 4)
    assert np.array_equal(bits, before)
    assert not grown(no_bits(5, 9), 9, 3).any()
