"""Fit one k: find its centres, bring them to rest, number them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, read_only
from app.clustering.fitting.fitter import FoundCentres
from app.clustering.fitting.fitters import FITTERS
from app.clustering.models import ClusterModel, Model, RefinedOn
from app.clustering.results import KResult
from app.clustering.scaling import unscale_centres
from app.clustering.sweep.clock import SweepClock
from app.clustering.sweep.numbering import NumberedModel, number_clusters, renumbered
from app.clustering.sweep.preparation import PreparedPixels
from app.clustering.sweep.refinement import rest_on_every_pixel, rest_on_sample
from app.steps import Progress, Steps

# Parts of the work on one k, about as they were measured on scenes of a million pixels.
_FINDING, _ON_SAMPLE, _ON_EVERY_PIXEL = (0.0, 0.3), (0.3, 0.55), (0.55, 0.8)
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
    prepared: PreparedPixels, k: int, known: Mapping[int, NumberedModel], clock: SweepClock
) -> Steps[Progress, FittedK]:
    """Fit one k and number its clusters after those of the nearest k that is known."""
    began = time.perf_counter()
    scaling = prepared.scaling
    found = yield from clock.follow(_found(prepared, k), k, "finding centres", _FINDING)
    since = clock.add("fit", began)
    doing = "refining centres"
    # At rest on the sample, the centres are a few steps from rest on every pixel.
    steps = rest_on_sample(prepared, found.centres)
    near = yield from clock.follow(steps, k, doing, _ON_SAMPLE)
    # Numbered now, they hardly ever change their order, and labels need no new numbers.
    sequence, _ = number_clusters(unscale_centres(near.centres, scaling), known, scaling)
    centres = np.ascontiguousarray(near.centres[sequence])
    last_steps = rest_on_every_pixel(prepared, centres)
    rested = yield from clock.follow(last_steps, k, doing, _ON_EVERY_PIXEL)
    clock.add("refine", since)
    sequence, hues = number_clusters(rested.centres, known, scaling)
    model = ClusterModel(
        k=k,
        centres=read_only(rested.centres[sequence]),
        scaling=scaling,
        n_iter=found.n_iter + near.n_iter + rested.n_iter,
        refined_on=RefinedOn.EVERY_PIXEL if prepared.is_in_memory else RefinedOn.SAMPLE,
    )
    # Where the distances to them do not follow from spectra, they are labelled once more.
    labels = renumbered(rested.labels, sequence) if scaling.is_linear else ()
    return FittedK(NumberedModel(model, hues), time.perf_counter() - began, labels)


def _found(prepared: PreparedPixels, k: int) -> Steps[None, FoundCentres]:
    asked = prepared.settings
    find_centres = FITTERS[asked.fitter]
    return find_centres(
        prepared.sample, k, n_starts=asked.n_starts, seed=asked.seed, pool=prepared.pool
    )
