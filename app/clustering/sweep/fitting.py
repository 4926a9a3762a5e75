"""Fit one k: find its centres, number them, bring them to rest."""

import time
from dataclasses import dataclass

from app.arrays import ByteArray, read_only
from app.clustering.models import ClusterModel, Model, RefinedOn
from app.clustering.results import KResult
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.numbering import PASSING_ON, NumberedModel, Numbering
from app.clustering.sweep.preparation import PreparedPixels
from app.clustering.sweep.refinement import rest_on_every_pixel, rest_on_sample
from app.steps import Progress, Steps

# Parts of the work on one k, about as they were measured on scenes of a million pixels.
_FINDING, _ON_SAMPLE, _ON_EVERY_PIXEL = (0.0, 0.3), (0.3, 0.55), (0.55, 0.8)
_LEADING = (0.0, 0.2)  # where something is missing of what numbers are passed on along
ENDING = (0.8, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class FittedK:
    """One k whose model is settled, still to be described.

    Attributes
    ----------
    seconds
        Time the fit took.
    labels
        The number of the nearest cluster for each pixel of the chunks prepared; none in them where
        it is not known.
    estimate
        What was known of it before, if anything was.
    """

    numbered: NumberedModel
    seconds: float
    labels: tuple[ByteArray, ...] = ()
    estimate: KResult | None = None

    @property
    def model(self) -> Model:
        """What labels its pixels."""
        return self.numbered.model


def fit_k(
    prepared: PreparedPixels, k: int, numbering: Numbering, clock: SweepClock
) -> Steps[Progress, FittedK]:
    """Fit one k; its clusters are numbered once its centres are found, and keep their numbers."""
    since = time.perf_counter()
    yield from clock.follow(numbering.lead_to(k), k, PASSING_ON, _LEADING)
    began = clock.add("fit", since)
    scaling = prepared.scaling
    found = yield from clock.follow(numbering.found(k), k, "finding centres", _FINDING)
    since = clock.add("fit", began)
    doing = "refining centres"
    # At rest on the sample, the centres are a few steps from rest on every pixel.
    steps = rest_on_sample(prepared, found.centres)
    near = yield from clock.follow(steps, k, doing, _ON_SAMPLE)
    last_steps = rest_on_every_pixel(prepared, near.centres)
    rested = yield from clock.follow(last_steps, k, doing, _ON_EVERY_PIXEL)
    clock.add("refine", since)
    model = ClusterModel(
        k=k,
        centres=read_only(rested.centres),
        scaling=scaling,
        n_iter=found.n_iter + near.n_iter + rested.n_iter,
        refined_on=RefinedOn.EVERY_PIXEL if prepared.is_in_memory else RefinedOn.SAMPLE,
    )
    link = read_only(found.centres) if found.is_link else None
    # Where the distances to them do not follow from spectra, they are labelled once more.
    labels = rested.labels if scaling.is_linear else ()
    numbered = NumberedModel(model, found.hues, link, found.colours)
    return FittedK(numbered, time.perf_counter() - began, labels)
