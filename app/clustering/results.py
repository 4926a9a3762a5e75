"""Hold what a sweep finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from app import plain_text
from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.models import Model
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.scene.band import Band

Colours = tuple[tuple[int, int, int], ...]
"""Red, green and blue of some clusters, 0..255."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelMap:
    """Cluster numbers of pixels; 0 is no data.

    Attributes
    ----------
    labels
        Shape (rows, cols), uint8, read-only; may be mapped from a scratch file.
    step
        Full-size pixels per label along both axes; 1 for the whole scene.
    """

    labels: ByteArray
    step: int


@dataclass(frozen=True, slots=True, eq=False)
class ValueTable:
    """How often each value of one band occurs under each label.

    What all of them cost beside a sweep over k = 3..10 of seven bands: 26 MB and 0.3 % of the
    processor time on a full Landsat scene, where they are of the sample; 19 MB and 0.5 % on a clip
    of 1001 x 1001, where they are of every pixel.

    Attributes
    ----------
    values
        Shape (n_values,), rising, scene units: the values themselves, or the middles of bins.
    counts
        Shape (k, n_values).
    """

    values: AnyArray
    counts: AnyArray


@dataclass(frozen=True, slots=True, eq=False)
class Signatures:
    """The spectra of all clusters of one k.

    Attributes
    ----------
    bands
        The bands that took part.
    n_px
        Shape (k,), valid pixels of each cluster.
    mean, std, p05, p95, minimum, maximum
        Shape (k, n_bands), scene units. std is the population's (ddof 0).
    area_m2
        Shape (k,), the area of each cluster on the ground in square metres; None where it is not
        known.
    counts
        One entry per band: the values that percentiles were read off; None where they would take
        too much room. Of a sample where the percentiles are.
    """

    bands: tuple[Band, ...]
    n_px: IntArray
    mean: DoubleArray
    std: DoubleArray
    p05: DoubleArray
    p95: DoubleArray
    minimum: DoubleArray
    maximum: DoubleArray
    area_m2: DoubleArray | None = None
    counts: tuple[ValueTable, ...] | None = None


class Counted(Protocol):
    """What a map shows, counted: the classes of one k of a sweep, or others."""

    @property
    def signatures(self) -> Signatures:
        """Of each class, with its pixels and its area."""
        ...

    @property
    def n_valid_px(self) -> int:
        """Pixels that have a class."""
        ...


@dataclass(frozen=True, slots=True)
class Silhouette:
    """Mean silhouette of the sampled pixels, in -1..1, higher is better.

    Attributes
    ----------
    mean
        Over the sample.
    low, high
        2.5 and 97.5 % of the mean under resampling.
    n_px
        Pixels of the sample.
    """

    mean: float
    low: float
    high: float
    n_px: int


@dataclass(frozen=True, slots=True, eq=False)
class KResult:
    """All that is known about one k.

    Attributes
    ----------
    model
        What labels its pixels.
    preview
        Labels of the preview.
    full
        Labels of every pixel; None while the result is an estimate, or where they went straight
        into a file.
    inertia
        Sum of squared distances to the centres over every valid pixel, in scene units squared
        (in scaled units where scaled). Lower is tighter.
    silhouette
        None where it cannot be measured (fewer than three sampled pixels, or one cluster).
    scores
        Those of `PARTITION_SCORES`, by their keys.
    signatures
        Spectra of its clusters.
    hues
        Shape (k,): for each cluster 1..k the number, from 1, of its colour in the palette.
        The same thing keeps its colour over all k.
    n_valid_px
        Pixels that took part.
    is_estimate
        True while the figures come from the sample, False once every pixel was counted.
    seconds
        Time the fit took.
    link
        Shape (k, n_bands), scaled units: where its centres began, in the order of their numbers.
        Another k of the run may be numbered after them; None where that cannot be.
    colours
        Shape (k,): for each cluster 1..k its colour after the scene. The same thing keeps it over
        all k. Empty in projects of versions that knew the palette only.
    """

    model: Model
    preview: LabelMap
    full: LabelMap | None
    inertia: float
    silhouette: Silhouette | None
    scores: Mapping[str, float]
    signatures: Signatures
    hues: tuple[int, ...]
    n_valid_px: int
    is_estimate: bool
    seconds: float
    link: SingleArray | None = None
    colours: Colours = ()

    @property
    def k(self) -> int:
        """Number of clusters."""
        return self.model.k


@dataclass(frozen=True, slots=True)
class KSkipped:
    """One k that could not be fitted, and why, in one sentence."""

    k: int
    reason: str

    def __post_init__(self) -> None:
        """Make harmless what stands in the reason: a library may have said it, or a file."""
        object.__setattr__(self, "reason", plain_text.one_line(self.reason))


@dataclass(frozen=True, slots=True)
class Advice:
    """Which k are defensible and why.

    Attributes
    ----------
    defensible
        The k that the figures support, rising; may be empty.
    elbow
        k at the elbow of the inertia; None where there is none.
    sentence
        The same in plain words, for a person.
    """

    defensible: tuple[int, ...]
    elbow: int | None
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class SweepResult:
    """A finished or stopped sweep.

    Attributes
    ----------
    run
        Which run it is, and how it was asked for.
    results
        One entry per fitted k, rising.
    skipped
        Those that could not be fitted.
    seconds
        Seconds per stage: "read", "fit", "refine", "label", "score", "total".
    """

    run: Run
    results: tuple[KResult, ...]
    skipped: tuple[KSkipped, ...]
    seconds: dict[str, float]

    @property
    def settings(self) -> SweepSettings:
        """How it was run."""
        return self.run.settings


@dataclass(frozen=True, slots=True, eq=False)
class RefinedPass:
    """What one exact Lloyd step on every pixel of the scene gave, for all k together.

    Attributes
    ----------
    number
        Of the pass, from 1.
    results
        One entry per k whose centres moved, rising.
    """

    number: int
    results: tuple[KResult, ...]


@dataclass(frozen=True, slots=True)
class Refinement:
    """What exact passes over every pixel brought.

    Attributes
    ----------
    n_passes
        Complete ones.
    n_wanted
        Passes that were asked for.
    moving
        The k whose centres are not at rest yet, rising.
    largest_fall
        Of the inertia of any k, as a share of what it was, 0..1.
    """

    n_passes: int
    n_wanted: int
    moving: tuple[int, ...]
    largest_fall: float


@dataclass(frozen=True, slots=True, eq=False)
class BandValues:
    """Values of one band within one cluster, over every pixel of it.

    Attributes
    ----------
    distinct
        Shape (n,), the distinct values, rising, scene units.
    counts
        Shape (n,), pixels with each of them.
    p05, p25, median, p75, p95
        Percentiles, linear between neighbours as numpy has them.
    """

    band: Band
    minimum: float
    maximum: float
    mean: float
    std: float
    p05: float
    p25: float
    median: float
    p75: float
    p95: float
    distinct: AnyArray
    counts: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ClusterValues:
    """The values under one cluster of one k: the tutorial's per-label listing."""

    k: int
    cluster: int
    n_px: int
    bands: tuple[BandValues, ...]
