"""Hold what a person chooses of classes by few labels; light enough for the window."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from app.scene.areas.labelled.painted import PaintedLabels

K_MIN, K_MAX = 2, 250
ASIDE_MAX = 0.9
N_NUMBERS_MAX = 255  # of clusters: their map holds a byte a pixel
N_PARTS_MIN, N_PARTS_MAX = 2, 6


class PartialMode(StrEnum):
    """How labels and clusters come together."""

    VOTE = "vote"  # many clusters, and labelled pixels say what they are
    SEEDS = "seeds"  # labelled pixels are where k-means begins


@dataclass(frozen=True, slots=True)
class PartialWishes:
    """What a person chooses.

    Attributes
    ----------
    k
        Clusters; 0 for as many as the labels can tell apart.
    aside
        0..1: share of the labels that is kept for checking.
    least
        0..1: pixels of a lower confidence stay without a class.
    smooths
        Whether neighbours have a say.
    """

    mode: PartialMode = PartialMode.VOTE
    k: int = 0
    aside: float = 0.25
    least: float = 0.0
    smooths: bool = True
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """Part a cluster by k-means among its pixels; the first part keeps its number."""

    cluster: int
    n_parts: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Let clusters be one, which takes the first number."""

    clusters: tuple[int, ...]


Decision: TypeAlias = Split | Merge


@dataclass(frozen=True, slots=True)
class PartialChoices:
    """Everything that a map of classes by few labels is made from.

    Attributes
    ----------
    decisions
        Clusters that were split or merged, in their order; they belong to these labels and wishes.
    """

    labels: PaintedLabels = field(default_factory=PaintedLabels)
    wishes: PartialWishes = field(default_factory=PartialWishes)
    decisions: tuple[Decision, ...] = ()
