"""Test when garbage is looked for."""

import gc

import pytest

from app.machine.garbage import seldom_looked_for


@pytest.fixture
def looks():
    """Looks for garbage since the test began; the tests themselves look only when told."""
    starts = []

    def note(phase, _info):
        if phase == "start":
            starts.append(phase)

    gc.enable()
    gc.callbacks.append(note)
    yield starts
    gc.callbacks.remove(note)
    gc.disable()


def n_looks_while_making(looks, n_objects):
    before = len(looks)
    kept = [[] for _ in range(n_objects)]
    assert len(kept) == n_objects
    return len(looks) - before


def test_a_command_looks_for_garbage_a_tenth_as_often_and_then_as_before(looks):
    usual = n_looks_while_making(looks, 100_000)

    with seldom_looked_for():
        seldom = n_looks_while_making(looks, 100_000)

    assert 1 <= seldom <= usual / 10
    assert n_looks_while_making(looks, 100_000) == pytest.approx(usual, abs=3)
