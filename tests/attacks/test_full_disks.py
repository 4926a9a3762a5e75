"""A disk that is full is told, and leaves everything as it was."""

from collections import Counter
from pathlib import Path

import pytest

from tests.attacks import full_disks, kinds

pytestmark = [pytest.mark.attack, pytest.mark.slow]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a folder in which disks can be mounted."""
    folder = tmp_path_factory.mktemp("disks")
    try:
        with full_disks.disk(folder / "disk", "size=50k"):
            pass
    except PermissionError:
        pytest.skip("disks cannot be mounted here")
    return folder


@pytest.fixture(scope="module")
def ways(place) -> dict[str, full_disks.Way]:
    return {way.name: way for way in full_disks.ways(full_disks.make_scene(place / "scene"))}


@pytest.mark.parametrize(
    ("name", "step_kb"), [("command", 50), ("export", 20), ("project", 10), ("values", 30)]
)
def test_full_disk_is_told_and_leaves_everything_as_it_was(place, ways, name, step_kb):
    counts: Counter[str] = Counter()
    full_disks.fill_disks(ways[name], place, counts, step_kb)
    assert full_disks.is_well(counts), counts
    assert counts[f"{name}: disks too small"] >= 2


def test_full_disk_is_told_by_accuracy_too(place):
    counts: Counter[str] = Counter()
    way = kinds.as_way("accuracy", kinds.orders(place)["accuracy"])
    full_disks.fill_disks(way, place, counts, 12)
    assert full_disks.is_well(counts), counts
    assert counts["accuracy: disks too small"] >= 2


def test_disk_that_takes_no_more_files_is_full(place, ways):
    for name in ("export", "project"):
        counts: Counter[str] = Counter()
        old = place / f"{name}-old"
        if not old.exists():
            old.mkdir()
            ways[name].write_old(old)
        full_disks.fill_inodes(ways[name], place, counts)
        assert full_disks.is_well(counts), counts
        assert counts[f"{name}: disks too small"] >= 2
