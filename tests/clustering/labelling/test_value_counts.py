import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.clustering.labelling import value_counts as module
from app.clustering.labelling.value_counts import counted_percentiles, value_counts

PERCENTS = (0.0, 5.0, 25.0, 50.0, 75.0, 95.0, 100.0)
DTYPES = st.sampled_from(
    [np.dtype(name) for name in ("u1", "i1", "u2", "i2", "u4", "i4", "i8", "f4", "f8")]
)


def arrays_of(dtype):
    if dtype.kind == "f":
        return hnp.arrays(dtype, st.integers(0, 30), elements=st.integers(-9, 9).map(float))
    return hnp.arrays(dtype, st.integers(0, 30))


@settings(max_examples=150, deadline=None)
@given(pieces=DTYPES.flatmap(lambda dtype: st.lists(arrays_of(dtype), min_size=1, max_size=6)))
def test_pieces_count_as_the_whole(pieces):
    counter = value_counts(pieces[0].dtype)
    for piece in pieces:
        counter.add(piece)
    distinct, counts = counter.totals()
    expected, expected_counts = np.unique(np.concatenate(pieces), return_counts=True)
    assert distinct.dtype == pieces[0].dtype
    assert distinct.tolist() == expected.tolist()
    assert counts.tolist() == expected_counts.tolist()


def test_values_merged_on_the_way_are_counted_once_each(monkeypatch):
    monkeypatch.setattr(module, "_N_GATHERED", 10)
    generator = np.random.default_rng(0)
    pieces = [generator.integers(0, 300, 40).astype(np.float32) for _ in range(50)]
    counter = value_counts(np.dtype(np.float32))
    for piece in pieces:
        counter.add(piece)
    distinct, counts = counter.totals()
    expected, expected_counts = np.unique(np.concatenate(pieces), return_counts=True)
    assert (distinct == expected).all()
    assert (counts == expected_counts).all()


@given(
    values=hnp.arrays(
        np.float64, st.integers(1, 60), elements=st.integers(-500, 500).map(lambda n: n / 8)
    )
)
def test_percentiles_are_those_of_numpy(values):
    distinct, counts = np.unique(values, return_counts=True)
    assert counted_percentiles(distinct, counts, PERCENTS) == pytest.approx(
        np.percentile(values, PERCENTS), abs=1e-9
    )


def test_percentiles_at_the_ends_of_a_type_do_not_overflow():
    distinct = np.array([-(2**15), 2**15 - 1], dtype=np.int16)
    found = counted_percentiles(distinct, np.array([1, 1]), (50.0,))
    assert found.tolist() == [-0.5]


def test_no_value_has_no_percentile():
    none = np.empty(0, dtype=np.uint8)
    assert np.isnan(counted_percentiles(none, np.empty(0, dtype=np.int64), PERCENTS)).all()
