"""Measure connected pieces: where they lie, how long and wide they are, how they differ."""

import math
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import BoolArray, DoubleArray, IntArray, SingleArray
from app.scene.place import NORTH_UP, Compass


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One odd thing.

    Attributes
    ----------
    number
        From 1, the one of the greatest contrast first.
    row, col
        Its middle, in pixel-corner coordinates.
    window_row, window_col
        First row and column of `mask`.
    mask
        Shape (rows, cols): its pixels.
    length_m, width_m
        Along and across its axis; None where metres are not known.
    length_px, width_px
        The same in pixels along each axis.
    orientation_deg
        Of its axis, clockwise from the north of the map, 0 <= angle < 180.
    contrast
        How far its most unusual pixel lies from the ground, in spreads of the ground.
    stands
        How it stands, as `Standing` has it; empty where that was not looked at.
    """

    number: int
    row: float
    col: float
    window_row: int
    window_col: int
    mask: BoolArray
    length_m: float | None
    width_m: float | None
    length_px: float
    width_px: float
    orientation_deg: float
    contrast: float
    stands: str = ""

    @property
    def n_px(self) -> int:
        """Its pixels."""
        return int(self.mask.sum())


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """Which sizes count.

    Attributes
    ----------
    smallest_px, largest_px
        Pixels of a piece.
    shortest_m, longest_m
        Length; ignored where metres are not known.
    """

    smallest_px: int = 2
    largest_px: int = 400
    shortest_m: float = 0.0
    longest_m: float = math.inf

    def fit(self, piece: Piece) -> bool:
        """Whether a piece is of such a size."""
        if not self.smallest_px <= piece.n_px <= self.largest_px:
            return False
        return piece.length_m is None or self.shortest_m <= piece.length_m <= self.longest_m


def measure_pieces(
    pieces: IntArray,
    peaks: SingleArray,
    limits: SizeLimits,
    pixel_m: tuple[float, float] | None,
    compass: Compass = NORTH_UP,
) -> tuple[Piece, ...]:
    """Measure pieces and sort out those of other sizes; the greatest contrast first.

    Length and width are those of the rectangle along the axis of greatest spread that holds all
    pixels whole.

    Parameters
    ----------
    pieces
        Shape (height, width): numbers from 1, 0 elsewhere.
    peaks
        Shape (n_pieces + 1,): the greatest distance of a pixel of each from the ground, in spreads
        of it.
    pixel_m
        Width and height of a pixel in metres; None where they are not known.
    compass
        How rows and columns are turned against the north of the map.
    """
    from scipy.ndimage import find_objects

    found = []
    for number, place in enumerate(find_objects(pieces), start=1):
        if place is None:
            continue
        mask = np.asarray(pieces[place] == number)
        if not limits.smallest_px <= int(mask.sum()) <= limits.largest_px:
            continue
        piece = _measured(mask, place[0].start, place[1].start, float(peaks[number]), pixel_m)
        turned = compass.from_north(piece.orientation_deg) % 180.0
        piece = replace(piece, orientation_deg=turned)
        if limits.fit(piece):
            found.append(piece)
    found.sort(key=lambda piece: (-piece.contrast, piece.row, piece.col))
    return tuple(_renumbered(piece, number) for number, piece in enumerate(found, start=1))


def _measured(
    mask: BoolArray,
    first_row: int,
    first_col: int,
    peak: float,
    pixel_m: tuple[float, float] | None,
) -> Piece:
    rows, cols = np.nonzero(mask)
    across, down = pixel_m or (1.0, 1.0)
    x, y = (cols + 0.5) * across, (rows + 0.5) * down
    centred = np.stack([x - x.mean(), y - y.mean()])
    values, vectors = np.linalg.eigh(centred @ centred.T)
    axis = vectors[:, 1] if values[1] > 0 else np.array([0.0, 1.0])
    side = np.array([-axis[1], axis[0]])
    length, width = (_extent(centred, one, across, down) for one in (axis, side))
    if width > length:
        length, width, axis = width, length, side
    angle = math.degrees(math.atan2(axis[0], -axis[1])) % 180.0
    mean_m = math.sqrt(across * down)
    return Piece(
        0,
        float(rows.mean()) + first_row + 0.5,
        float(cols.mean()) + first_col + 0.5,
        first_row,
        first_col,
        mask,
        length if pixel_m else None,
        width if pixel_m else None,
        length / mean_m,
        width / mean_m,
        angle,
        peak,
    )


def _extent(
    centred: DoubleArray,
    axis: DoubleArray,
    across: float,
    down: float,
) -> float:
    """Return how far whole pixels reach along an axis."""
    along = axis @ centred
    pixel = abs(axis[0]) * across + abs(axis[1]) * down
    return float(np.ptp(along) + pixel)


def _renumbered(piece: Piece, number: int) -> Piece:
    return replace(piece, number=number)
