"""Find colours near to those that are wanted, as far from each other as eyes need.

The colours are taken one by one from some thousands that stand out from the mid-grey canvas and
from white paper: each time the one nearest to what is wanted among those that are far enough from
all others, in CIEDE2000, for normal vision and for protanopia, deuteranopia and tritanopia. How
far that is follows from how many there are. Up to twelve, room is kept for the others to come.

Reached, for 1,000 draws of dull colours that are nearly alike: 14.0 among twelve in every kind of
vision; 12 in normal vision and 6 in every other among thirty.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from app.arrays import BoolArray, DoubleArray, IntArray, SingleArray
from app.clustering.naming.cluster_look import Rgb
from app.clustering.naming.colour_vision import difference, lab_of, labs_as_seen
from app.clustering.naming.room_left import APART, N_APART, keeps_room, room_beside

# Up to so many colours: how far each is from all others in normal vision, and in the others.
_FAR_ENOUGH = ((N_APART, APART, APART), (30, 12.2, 6.2), (64, 8.2, 4.2))
_EASED = 0.95  # where no room is left, until there is
_STEP = 17  # between candidates, of 0..255: those of the sets are among them
_N_AT_FIRST = 4  # candidates that are tried: mostly the first will do
_LIGHTNESS = (31.0, 92.8)
_FROM_GREY, _FROM_WHITE = 11.1, 14.1
# What it costs to leave the wanted colour: least for another lightness, most for another hue.
_OF_LIGHTNESS, _OF_MORE_CHROMA, _OF_LESS_CHROMA, _OF_HUE = 0.6, 0.9, 1.2, 1.8
# A colour is given up for one that is nearer by so much, where the thing itself has moved on by
# half of that: a thing keeps its colour while it is the same.
_MOVED_ON = 14.0
_N_KEPT = 500  # rows of differences, 28 kB each
_N_CHOSEN = 2_000  # colours, of which a sweep up to k = 12 takes some fifty


def pass_on(kept: Sequence[Rgb], before: DoubleArray, wanted: DoubleArray) -> tuple[Rgb, ...]:
    """Return a colour for each of some things, told apart.

    Parameters
    ----------
    kept
        Colours of the first of them, at the last k.
    before
        Shape (len(kept), 3), CIELAB: what was wanted for them then.
    wanted
        Shape (n, 3), n at least len(kept): what is wanted now.
    """
    colours = list(kept)
    for place, colour in enumerate(kept):
        own = lab_of(np.array(colour))
        now = float(_cost(own, wanted[place]))
        if now - float(_cost(own, before[place])) <= _MOVED_ON / 2:
            continue
        others = (*colours[:place], *colours[place + 1 :])
        nearer = _nearest(others, tuple(wanted[place].tolist()), len(wanted))
        if now - float(_cost(lab_of(np.array(nearer)), wanted[place])) > _MOVED_ON:
            colours[place] = nearer
    for lab in wanted[len(kept) :]:
        colours.append(_nearest(tuple(colours), tuple(lab.tolist()), len(wanted)))
    return tuple(colours)


@lru_cache(maxsize=256)
def further(colours: tuple[Rgb, ...], n_wanted: int) -> tuple[Rgb, ...]:
    """Return more colours, each the furthest from all before it."""
    found: list[Rgb] = []
    for _ in range(n_wanted):
        taken = [*colours, *found]
        room = np.minimum.reduce([_from_candidates(each).min(axis=0) for each in taken])
        found.append(_candidate(_first_in_reach(taken, np.argsort(-room, kind="stable"))))
    return tuple(found)


@lru_cache(maxsize=_N_CHOSEN)
def _nearest(others: tuple[Rgb, ...], wanted: tuple[float, ...], n_colours: int) -> Rgb:
    """Return the candidate nearest to what is wanted, far enough from others.

    The clusters of a run want the same again in each session that has its scene.
    """
    cost = _cost(_candidate_labs()[0], np.array(wanted))
    allowed = _far_from_all(others) if n_colours <= N_APART else np.arange(0)
    if not allowed.size:
        apart = np.minimum.reduce([_from_candidates(each) for each in others])
        allowed = np.flatnonzero(_with_room(apart, n_colours))
    return _candidate(_first_in_reach(others, allowed[np.argsort(cost[allowed], kind="stable")]))


def _first_in_reach(taken: Sequence[Rgb], candidates: IntArray) -> int:
    """Return the first candidate beside which there is room for those to come.

    Beyond `N_APART` none is kept, nor where colours came from elsewhere and leave none: there it
    is the first of all.
    """
    n_left = N_APART - len(taken) - 1
    if n_left <= 0:
        return int(candidates[0])
    room = room_beside(taken)
    at, n_tried = 0, _N_AT_FIRST
    while at < len(candidates):
        tried = candidates[at : at + n_tried]
        fits = keeps_room(_candidate_labs()[:, tried], room, n_left)
        if fits.any():
            return int(tried[fits.argmax()])
        at, n_tried = at + n_tried, n_tried * 2
    return int(candidates[0])


def _with_room(apart: SingleArray, n_colours: int) -> BoolArray:
    normal, other = next(
        (least for most, *least in _FAR_ENOUGH if n_colours <= most), _FAR_ENOUGH[-1][1:]
    )
    reached = np.minimum(apart[0] / normal, apart[1] / other)
    eased = 1.0
    while not (reached >= eased).any() and eased > 0.01:
        eased *= _EASED
    return np.asarray(reached >= min(eased, float(reached.max())))


def _cost(lab: DoubleArray, wanted: DoubleArray) -> DoubleArray:
    """Return how much it takes to show colours in place of a wanted one."""
    lighter = lab[..., 0] - wanted[0]
    colour = lab[..., 1:] - wanted[1:]
    chroma = float(np.hypot(*wanted[1:]))
    along = np.array([1.0, 0.0]) if chroma < 1e-6 else wanted[1:] / chroma
    more = colour @ along
    across = colour @ np.array([-along[1], along[0]])
    by_chroma = np.where(more > 0, _OF_MORE_CHROMA, _OF_LESS_CHROMA) * more**2
    return np.asarray(np.sqrt(_OF_LIGHTNESS * lighter**2 + by_chroma + _OF_HUE * across**2))


@lru_cache(maxsize=1)
def _candidates() -> DoubleArray:
    """Return red, green and blue of all that may be chosen, shape (n, 3), 0..255."""
    levels = np.arange(0, 256, _STEP, dtype=np.float64)
    rgb = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = lab_of(rgb)
    darkest, lightest = _LIGHTNESS
    fits = (lab[:, 0] >= darkest) & (lab[:, 0] <= lightest)
    for backdrop, least in ((128.0, _FROM_GREY), (255.0, _FROM_WHITE)):
        fits &= difference(lab, lab_of(np.full(3, backdrop))) > least
    return rgb[fits]


@lru_cache(maxsize=1)
def _candidate_labs() -> DoubleArray:
    return labs_as_seen(_candidates())


def _candidate(place: int) -> Rgb:
    red, green, blue = _candidates()[place].astype(int).tolist()
    return red, green, blue


@lru_cache(maxsize=_N_KEPT)
def _far_from_all(taken: tuple[Rgb, ...]) -> IntArray:
    """Return the candidates that twelve colours may be taken from, told apart from all taken.

    Colours come one by one, and each is measured against what those before it have left.
    """
    if not taken:
        return np.arange(len(_candidates()))
    left = _far_from_all(taken[:-1])
    apart = difference(_candidate_labs()[:, left], labs_as_seen(np.array(taken[-1:])))
    return np.asarray(left[apart.min(axis=0) >= APART])


@lru_cache(maxsize=_N_KEPT)
def _from_candidates(colour: Rgb) -> SingleArray:
    """Return how far a colour is from all candidates: in normal vision, and in the others.

    Returns
    -------
    Shape (2, n_candidates).
    """
    apart = difference(_candidate_labs(), labs_as_seen(np.array([colour])))
    return np.stack([apart[0], apart[1:].min(axis=0)]).astype(np.float32)
