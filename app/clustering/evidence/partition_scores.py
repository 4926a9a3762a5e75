"""List the scores that follow from the spectra of clusters, without another look at pixels."""

from collections.abc import Callable
from dataclasses import dataclass

from app.clustering.evidence.variance_ratio import calinski_harabasz
from app.clustering.models import Model
from app.clustering.results import Signatures


@dataclass(frozen=True, slots=True)
class PartitionScore:
    """One score of a partition, wherever scores are listed: tables, run records, curves.

    Attributes
    ----------
    key
        Its name in tables and run records.
    name
        Its name among the controls of the window.
    title, direction, tip
        What a person reads: the curve's title, which way is better, what it measures.
    measure
        Returns the score of signatures, inertia (scaled units) and model; NaN without a meaning.
    """

    key: str
    name: str
    title: str
    direction: str
    tip: str
    measure: Callable[[Signatures, float, Model], float]


PARTITION_SCORES = (
    PartitionScore(
        key="calinski_harabasz",
        name="ratio",
        title="Variance ratio",
        direction="higher is better",
        tip="Calinski-Harabasz: spread between the clusters against spread within them.",
        measure=calinski_harabasz,
    ),
)


def measured(signatures: Signatures, inertia: float, model: Model) -> dict[str, float]:
    """Return every score by its key."""
    return {
        score.key: float(score.measure(signatures, inertia, model)) for score in PARTITION_SCORES
    }
