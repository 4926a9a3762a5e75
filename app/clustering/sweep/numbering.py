"""Give clusters their numbers and colours, passed on from k to k along fits on the sample."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import DoubleArray, IntArray, SingleArray
from app.clustering.fitting.fitter import FoundCentres
from app.clustering.fitting.fitters import FITTERS
from app.clustering.kernels import nearest
from app.clustering.models import Model
from app.clustering.naming.chain import links_before
from app.clustering.naming.matching import match_clusters, order_dark_to_bright
from app.clustering.naming.telling_apart import pass_on
from app.clustering.results import Colours, KResult
from app.clustering.scaling import scale_centres, unscale_centres
from app.clustering.sweep.preparation import PreparedPixels
from app.steps import Progress, Steps, relay

PASSING_ON = "passing numbers on"


@dataclass(frozen=True, slots=True, eq=False)
class NumberedModel:
    """The model of one k, its clusters in the order of their numbers.

    Attributes
    ----------
    hues
        For each cluster 1..k the number, from 1, of its colour in the palette.
    link
        Shape (k, n_bands), scaled units: where its centres began, for other k to be numbered
        after. None where that is not known, or numbers came from elsewhere.
    colours
        For each cluster its colour after the scene; empty where others have none.
    """

    model: Model
    hues: tuple[int, ...]
    link: SingleArray | None = None
    colours: Colours = ()

    @classmethod
    def of(cls, result: KResult) -> "NumberedModel":
        """Take from a result what others are numbered after."""
        return cls(result.model, result.hues, result.link, result.colours)


@dataclass(frozen=True, slots=True, eq=False)
class NumberedCentres:
    """Centres that a fitter found, in the order of their numbers.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scaled units.
    hues, colours
        As of a `NumberedModel`.
    n_iter
        Lloyd steps taken; 0 where that is not known.
    is_link
        Whether run and k alone tell the numbers.
    wanted
        The colours that are wanted for them, CIELAB, shape (k, 3); None until that is known.
    """

    centres: SingleArray
    hues: tuple[int, ...]
    colours: Colours = ()
    n_iter: int = 0
    is_link: bool = True
    wanted: DoubleArray | None = None


class Numbering:
    """Finds centres of any k and numbers them, whatever was found before.

    A fitter finds the same centres for a run and k, whichever other k are fitted. So numbers follow
    from these alone: those of the first k go from dark to bright, and each further k is numbered
    after the one before it in the chain. Where one of these was not asked for, it is fitted on the
    sample, and left at that. Centres keep their numbers while they come to rest.

    Results whose numbers are others, those of projects of earlier versions, are what a person
    knows the clusters by: what is fitted beside them is numbered after the nearest of them.

    Parameters
    ----------
    known
        What is there of the run, by its k.
    """

    def __init__(self, prepared: PreparedPixels, known: Mapping[int, NumberedModel]) -> None:
        self._prepared = prepared
        self._links = {
            k: NumberedCentres(each.link, each.hues, each.colours)
            for k, each in known.items()
            if each.link is not None
        }
        self._unlinked = {k: each for k, each in known.items() if each.link is None}

    def lead_to(self, k: int) -> Steps[Progress, None]:
        """Fit what is missing of the chain to k, and to what is known beside it.

        Yields
        ------
        How much of it is there.
        """
        beside = self._nearest_unlinked(k)
        wanted = {*self._before(k)}
        if beside is not None:
            wanted |= {*self._before(beside), beside}
        # By their place in the chain, which need not rise at its beginning.
        missing = sorted(wanted - self._links.keys(), key=lambda each: len(self._before(each)))
        n_done = 0
        for each in missing:
            yield from _told(self._linked(each), n_done / sum(missing))
            n_done += each

    def found(self, k: int) -> Steps[None, NumberedCentres]:
        """Find the centres of a k that the chain was led to."""
        own = yield from self._linked(k)
        beside = self._nearest_unlinked(k)
        if beside is None:
            return own
        known = self._unlinked[beside]
        hues, centres = known.hues, known.model.describe().centres
        order, own_hues = self._after(self._links[beside], centres)
        if own_hues == hues and (order == np.arange(beside)).all():
            # Beside colours of the palette, others would not be told apart from k to k.
            return own if known.colours else replace(own, colours=())
        order, hues = match_clusters(
            centres, hues, self._in_scene_units(own.centres), self._prepared.scaling
        )
        found = own.centres[order]
        scaled = scale_centres(centres, self._prepared.scaling)
        kept = NumberedCentres(scaled, known.hues, known.colours)
        colours = self._coloured(kept, hues, self._wanted(found)) if known.colours else ()
        return NumberedCentres(found, hues, colours, own.n_iter, is_link=False)

    def _linked(self, k: int) -> Steps[None, NumberedCentres]:
        """Find the centres of a k whose chain is there, unless they are known."""
        if k not in self._links:
            asked = self._prepared.settings
            found = yield from FITTERS[asked.fitter](
                self._prepared.sample,
                k,
                n_starts=asked.n_starts,
                seed=asked.seed,
                pool=self._prepared.pool,
            )
            self._links[k] = self._numbered(k, found)
        return self._links[k]

    def _numbered(self, k: int, found: FoundCentres) -> NumberedCentres:
        centres = self._in_scene_units(found.centres)
        # In an order of their own: which of two equally cheap pairs is taken must not hang on it.
        own_order = order_dark_to_bright(centres)
        before = self._before(k)
        order, hues = own_order, tuple(range(1, k + 1))
        if before:
            order, hues = self._after(self._links[before[-1]], centres[own_order])
            order = own_order[order]
        ordered = np.ascontiguousarray(found.centres[order])
        link = self._links[before[-1]] if before else None
        wanted = self._wanted(ordered)
        colours = self._coloured(link, hues, wanted)
        return NumberedCentres(ordered, hues, colours, found.n_iter, wanted=wanted)

    def _coloured(
        self, link: NumberedCentres | None, hues: tuple[int, ...], wanted: DoubleArray
    ) -> Colours:
        """Return the colours of clusters, after those of a link, by those that are wanted."""
        if link is None or not link.colours:
            return pass_on((), wanted[:0], wanted)
        places = [link.hues.index(hue) for hue in hues if hue in link.hues]
        before = self._wanted(link.centres) if link.wanted is None else link.wanted
        return pass_on([link.colours[place] for place in places], before[places], wanted)

    def _wanted(self, centres: SingleArray) -> DoubleArray:
        """Return the colours that are wanted for centres, scaled units; see `SeenPixels`."""
        seen = self._prepared.seen.result()
        rows = np.ascontiguousarray(self._prepared.sample.rows[self._prepared.seen_at].T)
        labels = np.empty((1, rows.shape[1]), dtype=np.uint8)
        nearest(rows, centres, np.array([0, len(centres)]), labels, np.zeros(1))
        return seen.wanted(labels[0], len(centres))

    def _after(
        self, link: NumberedCentres, centres: DoubleArray
    ) -> tuple[IntArray, tuple[int, ...]]:
        """Give centres, scene units, the numbers of those of a link; see `match_clusters`."""
        known = self._in_scene_units(link.centres)
        return match_clusters(known, link.hues, centres, self._prepared.scaling)

    def _before(self, k: int) -> tuple[int, ...]:
        return links_before(k, self._prepared.n_distinct)

    def _nearest_unlinked(self, k: int) -> int | None:
        return min(self._unlinked, key=lambda each: (abs(each - k), each), default=None)

    def _in_scene_units(self, centres: SingleArray) -> DoubleArray:
        return unscale_centres(centres, self._prepared.scaling)


def _told(steps: Steps[None, NumberedCentres], share: float) -> Steps[Progress, NumberedCentres]:
    return (yield from relay(steps, lambda _: (Progress(PASSING_ON, share),)))
