"""Give clusters their numbers and colours, after those of the nearest k that is known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, DoubleArray, IntArray
from app.clustering.models import Model
from app.clustering.naming.matching import match_clusters, order_dark_to_bright
from app.clustering.results import KResult
from app.clustering.scaling import BandScaling


@dataclass(frozen=True, slots=True, eq=False)
class NumberedModel:
    """The model of one k, its clusters in the order of their numbers.

    Attributes
    ----------
    hues
        For each cluster 1..k the number, from 1, of its colour in the palette.
    """

    model: Model
    hues: tuple[int, ...]

    @classmethod
    def of(cls, result: KResult) -> "NumberedModel":
        """Take from a result what others are numbered after."""
        return cls(result.model, result.hues)


def number_clusters(
    centres: DoubleArray, known: Mapping[int, NumberedModel], scaling: BandScaling
) -> tuple[IntArray, tuple[int, ...]]:
    """Return the order of the centres' numbers, and their colours.

    Parameters
    ----------
    centres
        Shape (k, n_bands), scene units.
    known
        By their k; where there are none, numbers go from dark to bright.
    """
    k = len(centres)
    if not known:
        return order_dark_to_bright(centres), tuple(range(1, k + 1))
    nearest_k = min(known, key=lambda other: (abs(other - k), other))
    neighbour = known[nearest_k]
    return match_clusters(neighbour.model.describe().centres, neighbour.hues, centres, scaling)


def renumbered(labels: tuple[ByteArray, ...], sequence: IntArray) -> tuple[ByteArray, ...]:
    """Give labels the numbers that centres have once they are put in this sequence."""
    if (sequence == np.arange(len(sequence))).all():
        return labels
    numbers = np.zeros(len(sequence) + 1, dtype=np.uint8)
    numbers[1:][sequence] = np.arange(1, len(sequence) + 1)
    return tuple(numbers.take(each) for each in labels)
