import contextlib
import mmap
import sys
from pathlib import Path

import numpy as np
import pytest

from app.arrays import Window
from app.machine.held_pixels import HeldPixels, HeldPlanes, ReusedRoom, fetch, give_back, room_for

U16 = np.dtype(np.uint16)
SHAPE = (2, 40, 3_000)  # a row is no multiple of a page
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="gives back nothing elsewhere")


@pytest.fixture
def pixels():
    room = room_for(SHAPE, np.dtype(np.uint16))
    assert not room.any()
    room[:] = 7
    return room


def resident_bytes():
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * mmap.PAGESIZE


@only_linux
def test_rows_given_back_leave_the_others_as_they_were(pixels):
    give_back(pixels, Window(10, 0, 20, SHAPE[2]))
    assert (pixels[:, :10] == 7).all()
    assert (pixels[:, 30:] == 7).all()
    n_page_px = mmap.PAGESIZE // 2
    for plane in pixels:  # but for the pages at both ends
        assert np.count_nonzero(plane[10:30]) <= 2 * n_page_px


@only_linux
def test_the_system_has_the_memory_again():
    pixels = room_for((2, 4_000, 4_000), np.dtype(np.uint16))
    pixels[:] = 1
    before = resident_bytes()
    give_back(pixels.view(), Window(0, 0, 4_000, 4_000))
    assert before - resident_bytes() > 0.9 * pixels.nbytes


def has_populate():
    if sys.platform != "linux":
        return False
    with contextlib.closing(mmap.mmap(-1, mmap.PAGESIZE)) as page:
        try:
            page.madvise(23)  # MADV_POPULATE_WRITE
        except OSError:
            return False
    return True


@pytest.mark.skipif(not has_populate(), reason="needs Linux 5.14")
def test_memory_of_a_window_is_there_before_it_is_written():
    pixels = room_for((2, 4_000, 4_000), np.dtype(np.uint16))
    window = Window(1_000, 0, 2_000, 4_000)
    before = resident_bytes()
    fetch(pixels, window)
    fetched = resident_bytes() - before
    assert fetched == pytest.approx(pixels.nbytes / 2, rel=0.1)
    pixels[:, 1_000:3_000] = 1
    assert resident_bytes() - before < fetched + pixels.nbytes / 20


def test_what_was_written_stays_when_a_window_is_fetched(pixels, tmp_path):
    mapped = np.memmap(tmp_path / "map", np.uint16, "w+", shape=SHAPE)
    mapped[:] = 7
    for array in (pixels, mapped, np.full(SHAPE, 7)):
        fetch(array, Window(3, 0, 20, SHAPE[2]))
        assert (array == 7).all()


def test_part_of_a_row_is_not_given_back(pixels):
    give_back(pixels, Window(0, 0, 40, SHAPE[2] - 1))
    assert (pixels == 7).all()


def test_other_arrays_are_left_alone(tmp_path):
    pixels = np.ones((1, 50, 5_000))
    mapped = np.memmap(tmp_path / "map", np.float64, "w+", shape=pixels.shape)
    mapped[:] = 1
    for array in (pixels, mapped):
        give_back(array, Window(0, 0, 50, 5_000))
        assert (array == 1).all()


@pytest.mark.parametrize("n_rows", [2**50, 2**62])
def test_too_much_memory_is_refused(n_rows):
    with pytest.raises(MemoryError):
        room_for((1, n_rows, 1), np.dtype(np.uint8))


def rows(first, n):
    return Window(first, 0, n, SHAPE[2])


@pytest.fixture
def held(pixels):
    return HeldPixels(pixels)


def test_held_pixels_are_seen_as_they_are(held):
    assert (held.shape, held.dtype) == (SHAPE, np.uint16)
    held._pixels.setflags(write=True)
    held._pixels[1, 5:9, 100:200] = 9
    seen = held.look(Window(4, 90, 8, 60), slice(1, 2))
    assert np.array_equal(seen, held._pixels[1:2, 4:12, 90:150])
    assert not seen.flags.writeable
    assert np.shares_memory(seen, held._pixels)
    assert np.array_equal(held.look(Window(4, 90, 8, 60), [1, 0]), held._pixels[::-1, 4:12, 90:150])


def test_what_was_given_back_cannot_be_looked_at(held):
    held.give_back(rows(10, 5))
    for which in (slice(None), [0]):
        for window in (rows(10, 1), rows(14, 1), rows(0, 40), Window(12, 7, 1, 1)):
            with pytest.raises(ValueError, match="given back"):
                held.look(window, which)
    for window in (rows(0, 10), rows(15, 25)):
        assert (held.look(window) == 7).all()


@only_linux
def test_memory_is_given_back_only_when_nobody_looks_at_it():
    held = HeldPixels(room_for((2, 4_000, 4_000), np.dtype(np.uint16)))
    held._pixels.setflags(write=True)
    held._pixels[:] = 7
    one, part = Window(0, 0, 2_000, 4_000), Window(1_999, 0, 2, 4_000)
    seen = held.look(part)[1, :, ::3].T
    before = resident_bytes()
    held.give_back(one)
    held.give_back(Window(2_000, 0, 2_000, 4_000))
    assert (seen == 7).all()
    assert before - resident_bytes() < 0.1 * held._pixels.nbytes
    del seen
    held.give_back(Window(0, 0, 1, 4_000))
    assert before - resident_bytes() > 0.9 * held._pixels.nbytes


def test_looks_that_ended_are_forgotten(held):
    for _ in range(100):
        held.look(rows(0, 3))
    assert len(held._looks) <= 2


def test_part_of_a_row_can_be_looked_at_again(held):
    held.give_back(Window(0, 0, 40, SHAPE[2] - 1))
    assert (held.look(rows(0, 40)) == 7).all()


def test_planes_of_several_sizes_hold_what_was_put_there():
    planes = HeldPlanes({"fine": ((40, 3_000), U16), "coarse": ((20, 1_500), np.dtype(np.uint8))})
    assert not planes.is_whole
    planes.put("fine", Window(3, 10, 5, 20), np.full((5, 20), 700))
    planes.put("coarse", Window(0, 0, 20, 1_500), np.ones((20, 1_500)))
    planes.end()
    assert planes.is_whole
    fine = planes.look("fine", Window(0, 0, 40, 3_000))
    assert fine.dtype == U16
    assert not fine.flags.writeable
    assert (fine[3:8, 10:30] == 700).all()
    assert fine.sum() == 5 * 20 * 700
    assert (planes.look("coarse", Window(5, 5, 2, 2)) == 1).all()
    assert planes.has("fine")
    assert not planes.has("finest")


def test_planes_that_the_system_has_no_memory_for_are_refused():
    with pytest.raises(MemoryError):
        HeldPlanes({"too large": ((2**40, 2**20), U16)})


def test_memory_of_an_array_serves_again_once_nobody_holds_it():
    room = ReusedRoom()
    first = room.array((2, 100, 50), U16)
    place = first.ctypes.data
    view = first[1:].reshape(-1)[3:]
    view[...] = 5
    del first
    second = room.array((2, 100, 50), U16)
    second[...] = 9
    assert (view == 5).all()  # still looked at
    del view
    assert room.array((2, 100, 40), U16).ctypes.data == place


def test_larger_arrays_get_memory_of_their_own():
    room = ReusedRoom()
    del (small := [room.array((10, 10), U16)])[0]
    large = room.array((100, 100), U16)
    large[...] = 1
    assert not small
    assert large.shape == (100, 100)


def test_rows_of_a_plane_that_were_given_back_cannot_be_looked_at():
    planes = HeldPlanes({"one": ((4_000, 4_000), U16)})
    whole = Window(0, 0, 4_000, 4_000)
    planes.put("one", whole, np.ones((4_000, 4_000), U16))
    before = resident_bytes() if sys.platform == "linux" else 0
    planes.give_back("one", 2_000)
    if sys.platform == "linux":
        assert before - resident_bytes() > 0.9 * 2_000 * 4_000 * 2
    for place in (whole, Window(1_999, 0, 1, 1)):
        with pytest.raises(ValueError, match="given back"):
            planes.look("one", place)
    assert (planes.look("one", Window(2_000, 0, 2_000, 4_000)) == 1).all()
