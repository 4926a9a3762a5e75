"""Every pixel of a block is labelled, part by part, whatever its memory held before."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.labelling import scene_labels as labelling
from app.clustering.labelling.cluster_moments import ClusterMoments
from app.clustering.models import ClusterModel
from app.clustering.scaling import BandScaling
from app.machine.threads import N_PARTS
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelBlock
from app.scene.grids.grid import Grid
from app.scene.nodata import NoDataRule
from app.steps import drain

CENTRES = np.array([[10.0, 10.0], [200.0, 50.0], [90.0, 90.0]])
BANDS = tuple(
    Band(Path("a.tif"), n, str(n), "", BandKind.OPTICAL, None, None, "uint16", None) for n in (1, 2)
)


class OneBlock:
    """A scene that comes in one piece."""

    bands, rule, dtype = BANDS, NoDataRule(), np.dtype(np.uint16)

    def __init__(self, values, valid):
        height, width = valid.shape
        self.grid = Grid(width, height, (1.0, 0.0, 0.0, 0.0, -1.0, 0.0), "", "", None)
        self._block = PixelBlock(Window(0, 0, height, width), values, valid)

    def windows(self):
        return (self._block.window,)

    def stream(self):
        yield self._block


@pytest.fixture
def _dirty_memory(monkeypatch):
    """Let new room hold what somebody left there, as it does in a long sweep."""
    clean = np.empty

    def dirty(*arguments, **named):
        room = clean(*arguments, **named)
        room.fill(77)
        return room

    monkeypatch.setattr(labelling.np, "empty", dirty)


def label(values, valid, counter=None):
    models = [ClusterModel(k, CENTRES[:k], BandScaling(np.zeros(2), np.ones(2)), 1) for k in (2, 3)]
    counter = counter or ClusterMoments(BANDS, bases=np.zeros(2), ks=(2, 3))
    maps = {}
    with ThreadPoolExecutor(2) as pool:
        steps = labelling.label_scene(
            OneBlock(values, valid), models, lambda window, labels: maps.update({window: labels}),
            counter=counter, pool=pool,
        )  # fmt: skip
        _, found = drain(steps)
    (labels,) = maps.values()
    return labels, found


@pytest.mark.usefixtures("_dirty_memory")
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (3, 5), (40, 50), (300, 400)])
def test_labels_sums_and_no_data_are_those_of_plain_numpy(shape):
    rng = np.random.default_rng(0)
    values = rng.integers(1, 250, (2, *shape)).astype(np.uint16)
    valid = rng.random(shape) < 0.7
    valid[: shape[0] // 2] = False  # whole parts without a valid pixel
    labels, found = label(values, valid)
    for position, k in enumerate((2, 3)):
        squares = ((values[:, None] - CENTRES[:k].T[..., None, None]) ** 2).sum(axis=0)
        expected = np.where(valid, squares.argmin(axis=0) + 1, 0)
        assert np.array_equal(labels[position], expected)
        assert found[position].inertia == pytest.approx(squares.min(axis=0)[valid].sum())
        for cluster in range(1, k + 1):
            members = values[:, expected == cluster]
            assert found[position].signatures.n_px[cluster - 1] == members.shape[1]
            if members.size:
                assert found[position].signatures.mean[cluster - 1] == pytest.approx(
                    members.mean(axis=1)
                )


def test_each_part_is_added_to_sums_of_its_own():
    """Parts are added side by side: two in one table would spoil it."""
    numbers = []

    class Listening(ClusterMoments):
        def add_part(self, number, values, labels):
            numbers.append(number)
            super().add_part(number, values, labels)

    values = np.ones((2, 30, 40), dtype=np.uint16)
    label(values, np.ones((30, 40), bool), Listening(BANDS, bases=np.zeros(2), ks=(2, 3)))
    assert sorted(numbers) == list(range(N_PARTS))
