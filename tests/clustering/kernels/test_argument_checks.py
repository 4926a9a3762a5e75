"""Kernels refuse what does not fit, and never write outside of what they were given."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering import kernels
from app.clustering.kernels.joint_table import JointTable, no_moments
from app.clustering.scaling import BandScaling

N_GUARD = 8_192
GUARD = 0xA5
N_BANDS, N_PX, K = 3, 1_300, 4
REFUSALS = (ValueError, TypeError)


@dataclass
class Guarded:
    """Arrays with bytes before and behind that must stay as they are."""

    blocks: list[np.ndarray] = field(default_factory=list)

    def of(self, array, offset=0):
        """Return a copy of an array amid guard bytes; off its natural address by some bytes."""
        block = np.full(array.nbytes + 2 * N_GUARD + 64, GUARD, np.uint8)
        start = -block.ctypes.data % 64 + N_GUARD + offset
        inside = block[start : start + array.nbytes]
        inside[:] = np.frombuffer(array.tobytes(), np.uint8)
        self.blocks.append(block)
        self.blocks.append(inside)
        return inside.view(array.dtype).reshape(array.shape)

    def check(self):
        for block, inside in zip(self.blocks[::2], self.blocks[1::2], strict=True):
            start = inside.ctypes.data - block.ctypes.data
            assert (block[:start] == GUARD).all()
            assert (block[start + inside.nbytes :] == GUARD).all()


@dataclass(frozen=True)
class Call:
    """A call that is in order.

    `arrays` by the name of the parameter, or of the table's field; `written` are those that have
    to be open for writing.
    """

    name: str
    arrays: dict[str, np.ndarray]
    written: frozenset[str]
    numbers: dict[str, float] = field(default_factory=dict)

    def run(self, arrays, numbers):
        table = [arrays.pop(name) for name in TABLE if name in arrays and self.name == "add_joined"]
        arguments = {**arrays, **numbers}
        if table:
            arguments["table"] = JointTable(*table)
        if "offset" in arguments:
            arguments["scaling"] = BandScaling(arguments.pop("offset"), arguments.pop("scale"))
        return getattr(kernels, self.name)(**arguments)


TABLE = ("slots", "numbers", "keys", "counts", "moments")


def calls():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 200, (N_BANDS, N_PX)).astype(np.uint16)
    centres = rng.uniform(0, 200, (2 * K, N_BANDS)).astype(np.float32)
    labels = rng.integers(0, K + 1, (2, N_PX)).astype(np.uint8)
    scaling = {"offset": np.zeros(N_BANDS), "scale": np.ones(N_BANDS)}
    empty = JointTable.empty(64, N_BANDS)
    return {
        "nearest": Call(
            "nearest",
            {
                "values": values, "centres": centres, "starts": np.array([0, K, 2 * K]),
                "labels": labels, "inertia": np.zeros(2), "valid": np.arange(N_PX) % 3 > 0,
                **scaling,
            },
            frozenset(("labels", "inertia")),
        ),
        "reassign": Call(
            "reassign",
            {
                "values": values, "centres": centres[:K], "labels": np.zeros(N_PX, np.uint8),
                "limits": np.full(N_PX, -1, np.float32), "sums": np.zeros((K, N_BANDS)),
                "counts": np.zeros(K, np.int64), **scaling,
            },
            frozenset(("labels", "limits", "sums", "counts")),
            {"drift": 0.0},
        ),
        "count_values": Call(
            "count_values",
            {
                "values": values[0], "labels": labels[0],
                "table": np.zeros((K + 1, 150), np.uint32),
            },
            frozenset(("table",)),
            {"lowest": 10},
        ),
        "describe_counts": Call(
            "describe_counts", {"table": np.ones((K + 1, 150), np.uint32)}, frozenset()
        ),
        "add_moments": Call(
            "add_moments",
            {"values": values[0], "labels": labels[0], "moments": no_moments(K + 1)},
            frozenset(("moments",)),
            {"base": 1.0},
        ),
        "add_joined": Call(
            "add_joined",
            {
                "values": values, "bases": np.zeros(N_BANDS), "labels": labels,
                "slots": empty.slots, "numbers": empty.numbers, "keys": empty.keys,
                "counts": empty.counts, "moments": empty.moments,
            },
            frozenset(TABLE),
            {"first": 0},
        ),
    }  # fmt: skip


CALLS = calls()
# Read as whatever they are and made floats of: their type and order make no difference.
CONVERTED = {"offset", "scale"}


def shorter(array):
    return array[: len(array) // 2].copy()


def longer(array):
    return np.concatenate([array, array])


def narrower(array):
    return np.ascontiguousarray(array[..., : array.shape[-1] // 2])


def nested(array):
    return array[None]


def flat(array):
    return array.reshape(-1) if array.ndim > 1 else array.reshape(-1, 1)


def single(array):
    return array.reshape(-1)[:1].reshape(())


def no_array(array):
    return array.tolist()


def nothing(_):
    return None


def wider(array):
    return array.astype(np.complex128)


def swapped(array):
    return array.astype(array.dtype.newbyteorder()) if array.itemsize > 1 else array.view(np.int8)


def objects(array):
    return array.astype(object)


def strided(array):
    return np.repeat(array, 2, axis=-1)[..., ::2]


def backwards(array):
    return array[..., ::-1]


def closed(array):
    array.setflags(write=False)
    return array


SHAPES = [shorter, longer, narrower, nested, flat, single]
TYPES = [no_array, nothing, wider, swapped, objects]
ORDERS = [strided, backwards]


TOO_FEW_ROWS = {("count_values", "table", shorter), ("add_moments", "moments", shorter)}


def is_allowed(call, name, spoil):
    """Tell whether what comes out is in order all the same."""
    if name in CONVERTED:
        return spoil not in (shorter, longer, narrower, nested, flat, single)
    if spoil is nothing:
        return name == "valid"
    if spoil is swapped and CALLS[call].arrays[name].dtype == np.uint8:
        return name == "values"
    return (call, name, spoil) in {
        ("describe_counts", "table", shorter),
        ("describe_counts", "table", longer),
        ("describe_counts", "table", narrower),
        ("count_values", "table", longer),
        ("count_values", "table", narrower),
        ("nearest", "centres", longer),
        ("add_moments", "moments", longer),
        ("add_joined", "labels", longer),
        ("add_joined", "labels", shorter),
    }


@st.composite
def spoiled(draw):
    """Draw a call, one of its arrays, and something that makes it unfit."""
    call = draw(st.sampled_from(sorted(CALLS)))
    name = draw(st.sampled_from(sorted(CALLS[call].arrays)))
    kinds = [*SHAPES, *TYPES, *ORDERS]
    if name in CALLS[call].written:
        kinds.append(closed)
    spoil = draw(st.sampled_from([kind for kind in kinds if not is_allowed(call, name, kind)]))
    return call, name, spoil


def guarded_arrays(call, guards, name="", spoil=None):
    arrays = {}
    for each, array in CALLS[call].arrays.items():
        own = guards.of(array)
        if each == name and spoil is not None:
            # What is small has guards right behind.
            own = guards.of(spoil(array)) if spoil in (shorter, narrower) else spoil(own)
        arrays[each] = own
    return arrays


@pytest.mark.parametrize("call", sorted(CALLS))
def test_calls_that_are_in_order_are_done(call):
    guards = Guarded()
    CALLS[call].run(guarded_arrays(call, guards), CALLS[call].numbers)
    guards.check()


@settings(max_examples=400, deadline=None)
@given(case=spoiled())
def test_arrays_that_do_not_fit_are_refused_and_nothing_is_written(case):
    call, name, spoil = case
    guards = Guarded()
    arrays = guarded_arrays(call, guards, name, spoil)
    before = {
        each: np.array(array).tobytes()
        for each, array in arrays.items()
        if isinstance(array, np.ndarray) and array.dtype != object
    }
    with pytest.raises(REFUSALS):
        CALLS[call].run(dict(arrays), CALLS[call].numbers)
    guards.check()
    if (call, name, spoil) in TOO_FEW_ROWS:  # noticed when the label comes up
        return
    for each, content in before.items():
        assert np.array(arrays[each]).tobytes() == content, each


@settings(max_examples=200, deadline=None)
@given(
    call=st.sampled_from(["reassign", "count_values", "add_moments", "add_joined"]),
    where=st.lists(st.integers(0, N_PX - 1), min_size=1, max_size=5),
    label=st.integers(32, 255),
)
def test_labels_that_no_table_has_are_refused_and_nothing_is_written_outside(call, where, label):
    guards = Guarded()
    arrays = guarded_arrays(call, guards)
    arrays["labels"].reshape(-1)[where] = label
    arrays["values"][:] = 20  # inside of the table that counts
    with pytest.raises(ValueError, match="label"):
        CALLS[call].run(arrays, CALLS[call].numbers)
    guards.check()


@pytest.mark.parametrize(
    "starts",
    [[0], [0, 0, 8], [0, 5, 4], [-4, 0, 8], [0, 4, 9], [0, 4, 2**40], [4, -(2**40), 8], [3, 3, 3]],
)
def test_groups_that_are_none_are_refused(starts):
    guards = Guarded()
    arrays = guarded_arrays("nearest", guards)
    arrays["starts"] = np.array(starts)
    with pytest.raises(ValueError, match="group"):
        CALLS["nearest"].run(arrays, {})
    guards.check()


def test_more_centres_than_labels_can_name_are_refused():
    many = np.zeros((256, N_BANDS), np.float32)
    values, labels = CALLS["nearest"].arrays["values"], np.zeros((1, N_PX), np.uint8)
    with pytest.raises(ValueError, match="256"):
        kernels.nearest(values, many, np.array([0, 256]), labels, np.zeros(1))
    limits, sums, counts = np.zeros(N_PX, np.float32), np.zeros((256, N_BANDS)), np.zeros(256, int)
    with pytest.raises(ValueError, match="256"):
        kernels.reassign(values, many, 0.0, labels[0], limits, sums, counts)


@pytest.mark.parametrize("first", [-1, N_PX + 1, 2**62, -(2**70)])
def test_a_first_pixel_outside_is_refused(first):
    guards = Guarded()
    with pytest.raises(ValueError, match=r"first|pixel"):
        CALLS["add_joined"].run(guarded_arrays("add_joined", guards), {"first": first})
    guards.check()


@pytest.mark.parametrize("what", ["numbers", "full"])
def test_a_damaged_table_of_combinations_is_refused(what):
    guards = Guarded()
    arrays = guarded_arrays("add_joined", guards)
    if what == "numbers":
        CALLS["add_joined"].run(dict(arrays), {"first": 0})  # combinations are known
        arrays["numbers"][:-1] = 60_000
    else:
        arrays["numbers"][:] = 70
    with pytest.raises(ValueError, match="label"):
        CALLS["add_joined"].run(arrays, {"first": 0})
    guards.check()


def test_a_table_without_a_free_slot_is_not_searched_for_ever():
    guards = Guarded()
    arrays = guarded_arrays("add_joined", guards)
    arrays["slots"][:] = 2**63
    with pytest.raises(ValueError, match="label"):
        CALLS["add_joined"].run(arrays, {"first": 0})
    guards.check()


@pytest.mark.parametrize(("n_slots", "n_numbers"), [(0, 0), (48, 16), (64, 128), (2**18, 2**17)])
def test_tables_of_combinations_of_odd_sizes_are_refused(n_slots, n_numbers):
    table = JointTable(
        np.zeros(n_slots, np.uint64), np.zeros(n_slots + 1, np.uint16),
        np.zeros(n_numbers, np.uint64), np.zeros(n_numbers, np.int64),
        no_moments(n_numbers, N_BANDS),
    )  # fmt: skip
    arrays = CALLS["add_joined"].arrays
    with pytest.raises(ValueError, match="slots"):
        kernels.add_joined(arrays["values"], np.zeros(N_BANDS), arrays["labels"], 0, table)


def test_tables_that_lie_over_labels_are_refused():
    """Labels would change while they are read, and point anywhere."""
    block = np.zeros(N_PX * 32, np.uint8)
    labels = block[:N_PX]
    values, slots = np.zeros(N_PX, np.uint16), np.zeros(256, np.uint64)
    table = block[:8_000].view(np.uint32).reshape(4, -1)
    moments = block[: 5 * 32].view(float).reshape(5, 4)
    with pytest.raises(ValueError, match="lies where"):
        kernels.count_values(values, 0, labels, table)
    with pytest.raises(ValueError, match="lies where"):
        kernels.add_moments(values, 0.0, labels, moments)
    with pytest.raises(ValueError, match="lies where"):
        replace(JointTable.empty(64, 1), slots=slots, keys=slots[:64])


def test_numbers_of_numpy_are_numbers():
    """An np.int64 was once handed over as a float."""
    for lowest in (10, np.int64(10), np.uint8(10), np.int16(10)):
        table = np.zeros((3, 4), np.uint32)
        values, labels = np.array([9, 10, 13], np.uint16), np.array([1, 1, 2], np.uint8)
        kernels.count_values(values, lowest, labels, table)
        assert table.tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]]
    for base in (1, 1.0, np.float32(1), np.float64(1), np.int32(1)):
        moments = no_moments(3)
        kernels.add_moments(values, base, labels, moments)
        assert moments[1].tolist() == [17.0, 145.0, 8.0, 9.0]


@pytest.mark.parametrize("number", [None, "1", 1.5, 2**63, [1], 1 + 2j])
def test_what_is_no_whole_number_is_refused(number):
    arrays = CALLS["count_values"].arrays
    with pytest.raises(REFUSALS):
        kernels.count_values(
            arrays["values"], number, arrays["labels"], np.zeros((K + 1, 150), np.uint32)
        )
    if not isinstance(number, (float, int)):
        with pytest.raises(REFUSALS):
            kernels.add_moments(arrays["values"], number, arrays["labels"], no_moments(K + 1))


def test_addresses_between_those_of_values_are_refused():
    guards = Guarded()
    arrays = guarded_arrays("add_moments", guards)
    arrays["moments"] = guards.of(no_moments(K + 1), offset=3)
    with pytest.raises(ValueError, match="order"):
        CALLS["add_moments"].run(arrays, {"base": 0.0})


def test_pixels_of_a_mapped_file_are_taken(tmp_path):
    mapped = np.memmap(tmp_path / "pixels", np.uint16, "w+", shape=(N_PX,))
    table = np.zeros((K + 1, 150), np.uint32)
    kernels.count_values(mapped, 0, np.ones(N_PX, np.uint8), table)
    assert table[1, 0] == N_PX
