"""Results keep their figures when their arrays go to scratch files, and hold no memory there."""

import gc
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest

from app.clustering.putting_aside import held_bytes, put_aside
from app.clustering.results import LabelMap, ValueTable
from app.errors import NoRoomError
from app.machine import scratch_map
from app.machine.process_folder import ProcessFolder
from app.machine.scratch_map import lies_in_scratch, put_in_scratch
from tests.session.conftest import make_result


def with_counts(k):
    result = make_result(k)
    values = np.arange(5, dtype=np.uint16)
    counts = np.arange(5 * k, dtype=np.int64).reshape(k, 5)
    tables = tuple(ValueTable(values, counts + band) for band in range(4))
    return replace(result, signatures=replace(result.signatures, counts=tables))


def test_result_aside_says_what_it_said_before():
    before = with_counts(3)
    after = put_aside(before)
    assert (after.preview.labels == before.preview.labels).all()
    assert (after.full.labels == before.full.labels).all()
    assert after.preview.step == before.preview.step
    for one, other in zip(before.signatures.counts, after.signatures.counts, strict=True):
        assert one.values.dtype == other.values.dtype
        assert (one.values == other.values).all()
        assert (one.counts == other.counts).all()
    assert after.model is before.model
    assert after.k == 3


def test_result_aside_holds_no_memory_and_cannot_be_written():
    before = with_counts(3)
    after = put_aside(before)
    labels, counts = before.full.labels.nbytes + before.preview.labels.nbytes, 5 * 3 * 8 * 4
    assert held_bytes((before,)) == labels + counts + 5 * 2
    assert held_bytes((after,)) == 0
    assert lies_in_scratch(after.preview.labels)
    assert not after.full.labels.flags.writeable
    assert put_aside(after) is after


def test_array_that_two_results_share_counts_once():
    one = make_result(3)
    other = replace(make_result(4), preview=one.preview, full=LabelMap(one.preview.labels, 1))
    assert held_bytes((one, other)) == one.preview.labels.nbytes + one.full.labels.nbytes


def test_arrays_of_any_kind_come_back_alike():
    arrays = [np.arange(7, dtype=np.int64), np.ones((3, 5), np.uint8), np.array([0.5]), np.empty(0)]
    copies = put_in_scratch(arrays)
    for array, copy in zip(arrays, copies, strict=True):
        assert copy.dtype == array.dtype
        assert copy.shape == array.shape
        assert (copy == array).all()


def test_room_is_given_back_with_the_last_array(monkeypatch):
    made = []
    create = scratch_map.ScratchMap.create

    def watched(folder, n_bytes):
        file = create(folder, n_bytes)
        made.append(ref(file))
        return file

    monkeypatch.setattr(scratch_map.ScratchMap, "create", watched)
    after = put_aside(with_counts(3))
    (file,) = made
    assert file() is not None
    del after
    gc.collect()
    assert file() is None


def test_full_disk_is_told_with_its_figures(monkeypatch):
    monkeypatch.setattr(ProcessFolder, "free_bytes", lambda _: 10)
    with pytest.raises(NoRoomError, match="No room for the maps"):
        put_aside(with_counts(3))
