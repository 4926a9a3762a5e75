"""Say which pieces stand alone on the ground: surf lies by the shore, breakers in swarms."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

import numpy as np

from app.arrays import BoolArray
from app.clustering.anomalies.pieces import Piece

NEAR_M = 300.0
_NEAR_PX = 10  # where metres are not known
_FEW_PX = 5  # of anything around a piece: a wave, a buoy


class Standing(StrEnum):
    """How a piece stands; the first kind is listed first."""

    ALONE = "alone"
    SHORE = "near the shore"
    GROUP = "among others"


def by_standing(
    pieces: Iterable[Piece],
    other: BoolArray,
    rare: BoolArray,
    pixel_m: tuple[float, float] | None,
) -> tuple[Piece, ...]:
    """Return pieces with how they stand, numbered anew: those that stand alone first.

    Within `NEAR_M` of a piece are its surroundings. It is near the shore where they hold more
    than a few pixels of other ground, and among others where they hold more rare ones than it has
    itself: two ships beside each other stand alone.

    Parameters
    ----------
    pieces
        The greatest contrast first, which stays so among those that stand alike.
    other
        Shape (height, width): pixels with data that look like neither the ground nor odd things,
        islets among them.
    rare
        Same shape: pixels that may belong to odd things.
    pixel_m
        Width and height of a pixel in metres; None where they are not known.
    """
    across, down = (
        (_NEAR_PX, _NEAR_PX)
        if pixel_m is None
        else (max(1, round(NEAR_M / pixel_m[0])), max(1, round(NEAR_M / pixel_m[1])))
    )
    told = [
        replace(piece, stands=str(_standing(piece, other, rare, (down, across))))
        for piece in pieces
    ]
    order = [str(each) for each in Standing]
    told.sort(key=lambda piece: order.index(piece.stands))
    return tuple(replace(piece, number=number) for number, piece in enumerate(told, start=1))


def _standing(piece: Piece, other: BoolArray, rare: BoolArray, margin: tuple[int, int]) -> Standing:
    top, left = piece.window_row - margin[0], piece.window_col - margin[1]
    rows = slice(max(0, top), piece.window_row + piece.mask.shape[0] + margin[0])
    cols = slice(max(0, left), piece.window_col + piece.mask.shape[1] + margin[1])
    if np.count_nonzero(other[rows, cols]) > _FEW_PX:
        return Standing.SHORE
    n_others = int(np.count_nonzero(rare[rows, cols])) - piece.n_px
    return Standing.GROUP if n_others > max(_FEW_PX, piece.n_px) else Standing.ALONE
