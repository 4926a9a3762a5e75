import numpy as np
import pytest

from app.scene.memory_budget import LEAST_BYTES, MIB, MemoryBudget, counted_px_bytes

SCENE_PX = 7711 * 7821
U8, U16, F32 = np.dtype("uint8"), np.dtype("uint16"), np.dtype("float32")
ANY_CHOICE = [LEAST_BYTES, 1024 * MIB, 2048 * MIB, 8192 * MIB, 262_144 * MIB]


def test_the_default_is_a_quarter_of_the_machine(monkeypatch):
    monkeypatch.setattr("app.scene.memory_budget.machine_bytes", lambda: 16 * 2**30)
    assert MemoryBudget.default().total_bytes == 4 * 2**30


@pytest.mark.parametrize("total", ANY_CHOICE)
def test_whatever_a_person_chooses_windows_and_samples_are_the_same(total):
    budget = MemoryBudget(total)
    assert (budget.window_bytes, budget.sample_bytes) == (32 * MIB, 64 * MIB)
    assert budget.preview_bytes >= 1_500_000 * 10 * 2


@pytest.mark.parametrize("total", ANY_CHOICE[2:])
def test_from_two_gigabytes_on_the_same_scenes_are_kept(total):
    budget = MemoryBudget(total)
    assert budget.keeps(128 * MIB, U16)
    assert not budget.keeps(128 * MIB + 1, U16)
    assert not budget.keeps(7 * SCENE_PX, U16)


def test_a_small_budget_keeps_smaller_scenes():
    assert MemoryBudget(LEAST_BYTES).keeps(7 * 1500 * 1100, U16)
    assert not MemoryBudget(LEAST_BYTES).keeps(128 * MIB, U16)


def test_pixels_of_a_streamed_scene_are_held_where_a_third_of_the_budget_has_room():
    assert MemoryBudget(6144 * MIB).holds(7 * SCENE_PX, U16)
    assert not MemoryBudget(2048 * MIB).holds(7 * SCENE_PX, U16)
    assert not MemoryBudget(64 * 1024 * MIB).holds(10 * 10980 * 10980, U16)


def test_what_is_made_of_8_bit_pixels_counts_too():
    budget = MemoryBudget(8192 * MIB)
    assert not budget.keeps(200 * MIB, U8)
    assert budget.keeps(150 * MIB, U8)
    assert budget.keeps(64 * MIB, F32)


@pytest.mark.parametrize("total", [64 * MIB, 256 * MIB, *ANY_CHOICE])
@pytest.mark.parametrize("n_processors", [1, 2, 4, 64])
def test_blocks_on_their_way_stay_within_a_quarter(total, n_processors):
    budget = MemoryBudget(total)
    n_threads = budget.n_decoding_threads(n_processors)
    assert 1 <= n_threads <= min(4, n_processors)
    assert (n_threads + 2) * budget.window_bytes <= total / 4


def test_huge_file_blocks_are_decoded_one_at_a_time():
    assert MemoryBudget(8192 * MIB).n_decoding_threads(4, 256 * MIB) == 1
    assert MemoryBudget(8192 * MIB).n_decoding_threads(4, 512 * 512 * 20) == 4


@pytest.mark.parametrize("total", [0, 1, MIB])
def test_even_nonsense_gives_sizes_to_work_with(total):
    budget = MemoryBudget(total)
    assert budget.window_bytes >= MIB
    assert budget.n_decoding_threads(4) == 1
    assert 8 <= budget.gdal_cache_mb <= 64


def test_a_pixel_of_few_bands_counts_for_what_is_made_of_it():
    assert counted_px_bytes(1, U8) == counted_px_bytes(7, U16) == 14
    assert counted_px_bytes(10, U16) == 20


@pytest.mark.parametrize(
    ("total", "is_possible"),
    [(LEAST_BYTES, True), (16 * 2**30, True), (LEAST_BYTES - 1, False), (17 * 2**30, False)],
)
def test_a_choice_has_to_suit_the_machine(monkeypatch, total, is_possible):
    monkeypatch.setattr("app.scene.memory_budget.machine_bytes", lambda: 16 * 2**30)
    assert MemoryBudget.chosen(total) == (MemoryBudget(total) if is_possible else None)
