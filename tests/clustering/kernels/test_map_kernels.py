"""Kernels of class maps refuse what does not fit, and write nowhere else."""

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.kernels import PatchTable, count_pairs, flood, vote
from tests.clustering.kernels.test_argument_checks import (
    ORDERS,
    REFUSALS,
    SHAPES,
    TYPES,
    Guarded,
    closed,
    flat,
    narrower,
    nested,
    single,
)

HEIGHT, WIDTH, K = 30, 44, 5
IDENTITY = np.arange(256, dtype=np.uint8)
CLASSES = np.where(IDENTITY <= K, IDENTITY, 0).astype(np.uint8)
RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, K + 1, (HEIGHT, WIDTH)).astype(np.uint8)
CALLS = {
    "count_pairs": (
        count_pairs,
        {
            "first": LABELS, "second": LABELS, "of_first": CLASSES, "of_second": CLASSES,
            "counts": np.zeros((K + 1, K + 1), np.int64),
        },
        {},
    ),
    "vote": (
        vote,
        {
            "labels": LABELS, "table": CLASSES, "codes": CLASSES,
            "out": np.zeros((HEIGHT - 2, WIDTH), np.uint8),
        },
        {"first": 1, "half": 1},
    ),
    "flood": (
        flood, {"labels": LABELS, "table": CLASSES}, {"row": 3, "col": 4, "with_corners": True}
    ),
}  # fmt: skip
WRITTEN = {"counts", "out"}
# A map of any size is one, and a larger table has room.
ALLOWED = {
    ("vote", "labels", "longer"), ("flood", "labels", "longer"), ("flood", "labels", "shorter"),
    ("flood", "labels", "narrower"), ("vote", "out", "shorter"),
    ("count_pairs", "counts", "longer"),
}  # fmt: skip


def cases():
    for call, (_, arrays, _) in CALLS.items():
        for name in arrays:
            kinds = [*SHAPES, *TYPES, *ORDERS, *([closed] if name in WRITTEN else [])]
            for spoil in kinds:
                if (call, name, spoil.__name__) not in ALLOWED:
                    yield pytest.param(call, name, spoil, id=f"{call}-{name}-{spoil.__name__}")


@pytest.mark.parametrize(("call", "name", "spoil"), list(cases()))
def test_arrays_that_do_not_fit_are_refused_and_nothing_is_written(call, name, spoil):
    function, arrays, numbers = CALLS[call]
    guards = Guarded()
    given = {each: guards.of(array) for each, array in arrays.items()}
    given[name] = spoil(given[name])
    with pytest.raises(REFUSALS):
        function(**given, **numbers)
    guards.check()


@pytest.mark.parametrize("call", CALLS)
def test_calls_that_are_in_order_write_what_they_are_given_alone(call):
    function, arrays, numbers = CALLS[call]
    guards = Guarded()
    function(**{name: guards.of(array) for name, array in arrays.items()}, **numbers)
    guards.check()


@pytest.mark.parametrize(
    "part",
    [Window(-1, 0, 2, 2), Window(0, 0, 31, 2), Window(0, 40, 2, 5), Window(2**62, 0, 1, 1)],
)
def test_parts_outside_of_a_map_are_refused(part):
    counts = np.zeros((K + 1, K + 1), np.int64)
    with pytest.raises(ValueError, match="pixels"):
        count_pairs(LABELS, LABELS, CLASSES, CLASSES, counts, part)
    assert not counts.any()


def test_counts_with_too_few_classes_are_refused():
    with pytest.raises(ValueError, match="too few"):
        count_pairs(LABELS, LABELS, CLASSES, CLASSES, np.zeros((K + 1, K), np.int64))


@pytest.mark.parametrize(("first", "half"), [(-1, 1), (3, 1), (1, 0), (1, 32), (2**70, 1)])
def test_rows_that_are_not_there_have_no_vote(first, half):
    out = np.zeros((HEIGHT - 2, WIDTH), np.uint8)
    with pytest.raises(REFUSALS):
        vote(LABELS, CLASSES, CLASSES, out, first=first, half=half)


@pytest.mark.parametrize(("row", "col"), [(-1, 0), (0, -1), (HEIGHT, 0), (0, WIDTH), (2**70, 0)])
def test_pixels_outside_of_a_map_have_no_patch(row, col):
    with pytest.raises(REFUSALS):
        flood(LABELS, CLASSES, row, col, with_corners=False)


def test_patches_of_a_map_that_changes_meanwhile_are_refused():
    patches = PatchTable(WIDTH, CLASSES, with_corners=False)
    plain = np.ones_like(LABELS)
    patches.count(plain)
    patches.make_room()
    patches.begin()
    with pytest.raises(ValueError, match="changed"):
        patches.join(LABELS)
    patches.begin()
    patches.join(plain)
    assert patches.add_up() == 1
    patches.begin()
    with pytest.raises(ValueError, match="changed"):
        patches.meet(LABELS, 3)
    out = np.zeros_like(LABELS)
    patches.begin()
    with pytest.raises(ValueError, match="changed"):
        patches.give(LABELS, out)


@pytest.mark.parametrize("spoil", [narrower, nested, flat, single, *TYPES, *ORDERS])
def test_strips_that_do_not_fit_are_refused(spoil):
    patches = PatchTable(WIDTH, CLASSES, with_corners=True)
    with pytest.raises(REFUSALS):
        patches.count(spoil(LABELS.copy()))
    assert patches._row == 0
