"""Say how the classes of two maps go over into each other, and where a pair of them lies."""

from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray
from app.clustering.legends.overlap import Overlap, Transition, best_pairs, transitions

ELSEWHERE = 1  # of a picture that shows where a pair lies; 0 is the pair, and no data


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """All pairs of classes that have pixels, the largest first.

    Attributes
    ----------
    pairs
        A class of the first map, one of the second, and how large what they share is.
    best
        Pairs of which each is what most of the other lies in.
    n_px, m2
        Of all pairs together; no area where areas are not known.
    is_estimate
        Whether only a sample of the pixels was counted.
    """

    pairs: tuple[Transition, ...]
    best: frozenset[tuple[int, int]]
    n_px: int
    m2: float | None
    is_estimate: bool

    def share(self, pair: Transition) -> float:
        """Return the share of a pair in all of them, 0..1: of the area, or of the pixels."""
        if pair.m2 is not None and self.m2:
            return pair.m2 / self.m2
        return pair.n_px / self.n_px if self.n_px else 0.0


def transitions_of(found: Overlap, *, is_estimate: bool) -> Transitions:
    """Sum up what was counted of two maps."""
    pairs = transitions(found)
    of_second = {(one.first, one.second) for one in best_pairs(found.n_px)}
    of_first = {(one.second, one.first) for one in best_pairs(found.n_px.T)}
    areas = [pair.m2 for pair in pairs if pair.m2 is not None]
    return Transitions(
        pairs,
        frozenset(pair for pair in of_second & of_first if all(pair)),
        sum(pair.n_px for pair in pairs),
        None if found.m2 is None else sum(areas),
        is_estimate,
    )


def pair_codes(
    first: ByteArray,
    second: ByteArray,
    classes: tuple[ByteArray, ByteArray],
    pair: tuple[int, int],
) -> ByteArray:
    """Return 0 where both maps have the classes of a pair, and where neither has any; 1 elsewhere.

    Parameters
    ----------
    first, second
        Labels of one shape.
    classes
        Of each label, shape (256,) each.
    pair
        A class of the first map and one of the second.
    """
    one, other = classes[0][first], classes[1][second]
    is_pair = (one == pair[0]) & (other == pair[1])
    is_nothing = (one == 0) & (other == 0)
    return np.where(is_pair | is_nothing, 0, ELSEWHERE).astype(np.uint8)
