"""Hold what gives pixels their clusters."""

from dataclasses import dataclass
from enum import StrEnum

from app.arrays import DoubleArray
from app.clustering.scaling import BandScaling


class RefinedOn(StrEnum):
    """Which pixels the centres of a model came to rest on, or moved with last."""

    UNKNOWN = "unknown"  # projects of earlier versions do not say
    SAMPLE = "sample"
    EVERY_PIXEL = "every pixel"


@dataclass(frozen=True, slots=True, eq=False)
class ClusterModel:
    """The centres of one k.

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
