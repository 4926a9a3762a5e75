"""Bring centres to rest on the whole sample, and on every pixel where the scene is in memory."""

from dataclasses import dataclass

from app.arrays import ByteArray, DoubleArray, SingleArray
from app.clustering.fitting.lloyd import Refined, refine
from app.clustering.scaling import scale_centres, unscale_centres
from app.clustering.sweep.preparation import PreparedPixels
from app.steps import Steps


@dataclass(frozen=True, slots=True, eq=False)
class RestedCentres:
    """Centres at rest on every pixel; where the scene is streamed, as they were.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scene units.
    labels
        The nearest centre, from 1, of each pixel of the chunks; none where the scene is streamed.
    n_iter
        Steps taken.
    """

    centres: DoubleArray
    labels: tuple[ByteArray, ...]
    n_iter: int


def rest_on_sample(prepared: PreparedPixels, centres: SingleArray) -> Steps[int, Refined]:
    """Take Lloyd's steps on the whole sample; yield the number of the step under way."""
    sample = prepared.sample
    return refine(
        sample.every,
        centres,
        pool=prepared.pool,
        tolerance=sample.tolerance,
        on_sphere=sample.on_sphere,
    )


def rest_on_every_pixel(
    prepared: PreparedPixels, centres: SingleArray
) -> Steps[int | None, RestedCentres]:
    """Take Lloyd's steps on every pixel; yield the number of the step under way, or nothing."""
    scaling = prepared.scaling
    rested = yield from refine(
        prepared.chunks,
        centres,
        scaling=scaling,
        pool=prepared.pool,
        tolerance=prepared.sample.tolerance,
    )
    moved = unscale_centres(rested.centres, scaling)
    labels: tuple[ByteArray, ...] = ()
    if rested.assigned is not None:
        # The last step moved the centres once more, and what is kept of them is rounded.
        yield from rested.assigned.follow(scale_centres(moved, scaling))
        labels = rested.assigned.labels
    return RestedCentres(moved, labels, rested.n_iter)
