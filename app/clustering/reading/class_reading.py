"""Hold what a card tells of the classes of one k."""

from dataclasses import dataclass

from app.clustering.cleanup.patch_counts import PatchCounts
from app.clustering.reading.band_histogram import BandHistogram
from app.clustering.reading.separation import Separation


@dataclass(frozen=True, slots=True, eq=False)
class ClassReading:
    """Figures of all classes of one k, in the order of the legend.

    Attributes
    ----------
    separation
        How far classes stand apart.
    is_of_sample
        Whether that rests on a sample of the pixels.
    histograms
        One entry per band; empty where values were counted nowhere.
    patches
        By position in the legend, from 1 on; None until they are counted.
    """

    separation: Separation
    is_of_sample: bool
    histograms: tuple[BandHistogram, ...]
    patches: PatchCounts | None = None
