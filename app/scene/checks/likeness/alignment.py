"""Find bands whose edges lie elsewhere than those of the others: mirrored, turned or shifted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.arrays import AnyArray
from app.scene.band import Band, BandKind
from app.scene.blocks import Evidence
from app.scene.checks.likeness.linking import Link, Placed, Pose, join, link_up
from app.scene.pixels.evidence import is_missing

EdgeArray: TypeAlias = NDArray[np.complex64]
"""Steepness of brightness along columns (real part) and rows (imaginary), between -1 and 1."""

_N_BANDS_COMPARED = 16  # all pairs up to here; beyond, each band with those next to it
_NEXT = (1, 2, 5)
_N_TILES = 16
_N_ROWS_FLIPPED = 64  # of either half: enough to tell mirror images
_TILE_PX = 64
# How alike edges have to be, between 0 and 1, and how much more so than in any other pose.
_ALIKE_LEAST = 0.08
_ALIKE_NOISE = 8.0  # in units of what chance makes of so many pixels
_CLEARLY = 2.0
_SHIFTED_CLEARLY = 1.2
_SHIFTED_LEAST, _SHIFTED_NOISE = 0.12, 2.0  # more than that: many places are tried
_SHIFT_LEAST_PX = 2
_BESIDE_PX = 3
_ELSEWHERE_MOST = 0.6  # of the best: along a straight edge all places fit alike
N_SIDE_LEAST = 16
_THINNED = 7


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A band in another pose than most."""

    band: Band
    pose: Pose
    is_one_of_two: bool


def find_misplaced(evidence: Evidence, edges: EdgeArray) -> tuple[Misplaced, ...]:
    """Compare the edges of all bands, as they lie, mirrored and shifted.

    Parameters
    ----------
    evidence
        Of a scene of at least `N_SIDE_LEAST` rows and columns.

    Returns
    -------
    The bands that lie otherwise than most.
    """
    spectra = _spectra(edges, evidence.patch_shape)
    flips = _Flips(edges)
    pairs = list(_pairs(len(edges)))
    links = [link for pair in pairs if (link := _link(pair, spectra, flips)) is not None]
    poses = link_up(len(edges), links)
    return tuple(_out_of_place(evidence.bands, poses))


def edges_of(evidence: Evidence) -> EdgeArray:
    """Return steepness at every pixel of the patches; zero beside missing pixels.

    Steepness is bounded, so that a cloud's edge does not count more than a thousand fields'.
    """
    n_bands, rows, cols = evidence.patches.shape
    edges = np.empty((n_bands, rows - 1, cols - 1), np.complex64)
    for plane, band, own in zip(evidence.patches, evidence.bands, edges, strict=True):
        dead = is_missing(plane, band) | (plane == 0)
        with np.errstate(invalid="ignore", over="ignore"):
            values = plane.astype(np.float32)
            # Of squares of four pixels, so that a mirror image is exact.
            falling, rising = values[1:, 1:] - values[:-1, :-1], values[1:, :-1] - values[:-1, 1:]
            own.real = _bounded(falling + rising)
            own.imag = _bounded(falling - rising)
        if dead.any():
            own[dead[:-1, :-1] | dead[1:, :-1] | dead[:-1, 1:] | dead[1:, 1:]] = 0
        if plane.dtype.kind == "f":
            own[~np.isfinite(own)] = 0
    return edges


def _bounded(steps: AnyArray) -> AnyArray:
    size = np.abs(steps)
    some = size[::_THINNED]
    some = some[np.isfinite(some)]
    usual = float(some.mean()) if some.size else 0.0
    return steps / (size + (usual or 1.0))


def _pairs(n_bands: int) -> Iterator[tuple[int, int]]:
    steps = range(1, n_bands) if n_bands <= _N_BANDS_COMPARED else _NEXT
    for first in range(n_bands):
        for step in steps:
            if first + step < n_bands:
                yield first, first + step


class _Flips:
    """Likeness of two bands, one of them mirrored, over rows that lie symmetrically."""

    def __init__(self, edges: EdgeArray) -> None:
        n_rows = edges.shape[1]
        upper = np.arange(0, n_rows // 2, max(1, n_rows // 2 // _N_ROWS_FLIPPED))
        self._rows = edges[:, np.concatenate([upper, n_rows - 1 - upper[::-1]])]
        self._norms = np.sqrt([np.vdot(own, own).real for own in self._rows])
        # Missing pixels and clipped ones tell nothing.
        self.n_px = [int(np.count_nonzero(own)) for own in self._rows]
        self._mirrored: tuple[int, dict[str, AnyArray]] = (-1, {})

    def alike(self, first: int, second: int) -> dict[str, float]:
        """Return how alike two bands are for each way to mirror the first, between 0 and 1."""
        norm = float(self._norms[first] * self._norms[second])
        if norm == 0:
            return {}
        if self._mirrored[0] != first:  # pairs come in order of the first
            one = self._rows[first]
            ways = {"up-down": one[::-1], "left-right": one[:, ::-1], "turned": one[::-1, ::-1]}
            self._mirrored = first, {way: rows.ravel() for way, rows in ways.items()}
        other = self._rows[second].ravel()
        # Mirrored, the steepness across the mirror changes its sign: the real part of a product
        # is the difference of both parts, and that of a product with a conjugate their sum.
        return {
            way: abs(float((np.vdot if way == "turned" else np.dot)(rows, other).real)) / norm
            for way, rows in self._mirrored[1].items()
        }


def _spectra(edges: EdgeArray, patch_shape: tuple[int, int]) -> Any:  # noqa: ANN401
    """Return the Fourier transforms of some tiles, shape (n_bands, n_tiles, rows, cols)."""
    height, width = (min(_TILE_PX, side - 1) for side in patch_shape)
    places = [
        (row, col)
        for row in _starts(edges.shape[1], patch_shape[0], height)
        for col in _starts(edges.shape[2], patch_shape[1], width)
    ]
    n_tiles = min(_N_TILES, len(places))
    chosen = [places[number * len(places) // n_tiles] for number in range(n_tiles)]
    return np.stack(
        [
            np.fft.fft2(
                np.stack([own[row : row + height, col : col + width] for row, col in chosen])
            )
            for own in edges
        ]
    )


def _starts(length: int, patch: int, tile: int) -> list[int]:
    return [
        first + start
        for first in range(0, length, patch)
        for start in range(0, min(patch, length - first) - tile + 1, tile)
    ]


def _link(pair: tuple[int, int], spectra: AnyArray, flips: _Flips) -> Link | None:
    """Say in which pose two bands fit; None where none stands out."""
    first, second = pair
    shift, shifted, at_rest, elsewhere = _best_shift(spectra[first], spectra[second])
    ways = flips.alike(first, second)
    if not ways:
        return None
    flip, flipped = max(ways.items(), key=lambda item: item[1])
    noise = _ALIKE_NOISE / max(1, min(flips.n_px[first], flips.n_px[second])) ** 0.5
    best = max(shifted, flipped)
    if best < max(_ALIKE_LEAST, noise) or best < _CLEARLY * min(shifted, flipped):
        return None
    if flipped > shifted:
        return Link(first, second, Pose(flip, (0, 0)), flipped)
    if shifted < _SHIFTED_CLEARLY * at_rest:
        shift = (0, 0)
    if shift != (0, 0) and (
        shifted < max(_SHIFTED_LEAST, _SHIFTED_NOISE * noise)
        or elsewhere > _ELSEWHERE_MOST * shifted
    ):
        return None
    return Link(first, second, Pose("", shift), shifted)


def _best_shift(one: AnyArray, other: AnyArray) -> tuple[tuple[int, int], float, float, float]:
    """Return rows and columns by which the second is shifted, and how alike the two are then.

    Also how alike they are unshifted, and at the best place that is not beside the first.
    """
    energy = float(np.sqrt(np.vdot(one, one).real * np.vdot(other, other).real))
    if energy == 0:
        return (0, 0), 0.0, 0.0, 0.0
    found = np.abs(np.fft.ifft2((one.conj() * other).sum(axis=0)).real)
    found *= found.size / energy
    row, col = np.unravel_index(int(found.argmax()), found.shape)
    height, width = found.shape
    shift = (
        int(row) - height * (int(row) > height // 2),
        int(col) - width * (int(col) > width // 2),
    )
    best, at_rest = float(found[row, col]), float(found[0, 0])
    beside = np.arange(-_BESIDE_PX, _BESIDE_PX + 1)
    found[np.ix_((row + beside) % height, (col + beside) % width)] = 0
    return shift, best, at_rest, float(found.max())


def _out_of_place(bands: Sequence[Band], placed: Sequence[Placed]) -> Iterator[Misplaced]:
    """Yield the bands of the largest group that lie otherwise than most of it."""
    (group, n_members), *_ = Counter(one.group for one in placed).most_common(1)
    members = [number for number, one in enumerate(placed) if one.group == group]
    flips = Counter(placed[number].pose.flip for number in members)
    usual = max(flips, key=lambda flip: flips[flip])  # among equals that of the first band
    upright = [number for number in members if placed[number].pose.flip == usual]
    middle = [_median([placed[number].pose.shift[axis] for number in upright]) for axis in (0, 1)]
    for number in members:
        pose, band = placed[number].pose, bands[number]
        shift = (pose.shift[0] - middle[0], pose.shift[1] - middle[1])
        if pose.flip != usual:
            flip = join(pose, Pose(usual, (0, 0))).flip
            yield Misplaced(band, Pose(flip, (0, 0)), n_members == 2)
        elif max(map(abs, shift)) >= _SHIFT_LEAST_PX and band.kind is BandKind.OPTICAL:
            yield Misplaced(band, Pose("", shift), n_members == 2)


def _median(numbers: Sequence[int]) -> int:
    return sorted(numbers)[(len(numbers) - 1) // 2]
