"""Models of other kinds than a sweep fits: one threshold, and a cluster divided in two."""

from dataclasses import dataclass

import numpy as np

from app.clustering.models import ClusterModel, ModelDescription
from app.clustering.scaling import BandScaling


def plain(n_bands: int) -> BandScaling:
    return BandScaling(np.zeros(n_bands), np.ones(n_bands))


@dataclass(frozen=True, eq=False)
class Threshold:
    """Two clusters: up to a value of one band, and above."""

    band: int
    limit: float
    centres: np.ndarray
    k: int = 2

    def label(self, block):
        return np.where(block[:, self.band] > self.limit, 2, 1).astype(np.uint8)

    def describe(self):
        return ModelDescription("threshold", 2, self.centres, plain(self.centres.shape[1]))


@dataclass(frozen=True, eq=False)
class Split:
    """Nearest centres, one of whose clusters is divided by nearest centres of its own.

    The first part keeps the number of the divided cluster, the others come after all.
    """

    whole: ClusterModel
    divided: int
    parts: ClusterModel

    @property
    def k(self):
        return self.whole.k + self.parts.k - 1

    def label(self, block):
        labels = self.whole.label(block)
        inside = labels == self.divided
        part = self.parts.label(block[inside])
        labels[inside] = np.where(part == 1, self.divided, self.whole.k + part - 1)
        return labels

    def describe(self):
        centres = np.vstack([self.whole.centres, self.parts.centres[1:]])
        centres[self.divided - 1] = self.parts.centres[0]
        return ModelDescription("split", self.k, centres, self.whole.scaling)
