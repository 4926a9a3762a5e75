"""Say what gives pixels their clusters, and hold the kind that a sweep fits: nearest centres."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray
from app.clustering.scaling import BandScaling, scale_centres

NEAREST_CENTRE = "nearest centre"


class RefinedOn(StrEnum):
    """Which pixels the centres of a model came to rest on, or moved with last."""

    UNKNOWN = "unknown"  # projects of earlier versions do not say
    SAMPLE = "sample"
    EVERY_PIXEL = "every pixel"


@dataclass(frozen=True, slots=True, eq=False)
class ModelDescription:
    """What scores, tables and run records tell of a model.

    Attributes
    ----------
    kind
        How it labels, in a word or two: "nearest centre".
    k
        Number of clusters.
    centres
        Shape (k, n_bands), scene units, in the order of the cluster numbers 1..k: a value that
        stands for each cluster. Inertia is measured from there, whatever the kind.
    scaling
        How distances to them are measured.
    n_iter
        Steps that were taken to find it.
    refined_on
        Pixels of the last of them.
    """

    kind: str
    k: int
    centres: DoubleArray
    scaling: BandScaling
    n_iter: int = 0
    refined_on: RefinedOn = RefinedOn.UNKNOWN


class Model(Protocol):
    """Gives every pixel its cluster by its values alone; a frozen value, used by many threads."""

    @property
    def k(self) -> int:
        """Number of clusters."""
        ...

    def label(self, block: AnyArray) -> ByteArray:
        """Label pixels.

        Parameters
        ----------
        block
            A pixel table of shape (n_pixels, n_bands), scene units, in any memory order; its
            memory is used again once this returns.

        Returns
        -------
        Shape (n_pixels,): the clusters 1..k; 0 for no data, that is for none of them.
        """
        ...

    def describe(self) -> ModelDescription:
        """Return what is told of it."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class ClusterModel:
    """The centres of one k: each pixel belongs to the nearest.

    Passes over a scene know this `Model` and label all k together, in one kernel.

    Attributes
    ----------
    k
        Number of clusters.
    centres
        Shape (k, n_bands), scene units, in the order of the cluster numbers 1..k.
    scaling
        How distances to them are measured.
    n_iter
        Lloyd steps taken, on the sample and on every pixel together.
    refined_on
        Pixels of the last of them: every one where the scene is in memory, else the sample.
    """

    k: int
    centres: DoubleArray
    scaling: BandScaling
    n_iter: int
    refined_on: RefinedOn = RefinedOn.UNKNOWN

    def label(self, block: AnyArray) -> ByteArray:
        """Give every pixel its nearest centre; see `Model.label`. 0 where a value is not finite."""
        from app.clustering.kernels import nearest  # not at the top: the window starts without

        values = np.ascontiguousarray(block.T)
        valid = np.isfinite(values).all(axis=0) if values.dtype.kind == "f" else None
        labels: ByteArray = np.zeros((1, len(block)), dtype=np.uint8)
        centres, starts = scale_centres(self.centres, self.scaling), np.array([0, self.k])
        nearest(values, centres, starts, labels, np.zeros(1), self.scaling, valid)
        return labels.reshape(-1)

    def describe(self) -> ModelDescription:
        """Return the centres and how they were found; see `Model.describe`."""
        return ModelDescription(
            NEAREST_CENTRE, self.k, self.centres, self.scaling, self.n_iter, self.refined_on
        )
