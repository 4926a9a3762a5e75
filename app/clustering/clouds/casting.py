"""Find where the shadows of clouds fall."""

import math
from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, DoubleArray

_N_SEARCHED_PX = 768  # rows or columns of the thinned planes
_WAY_M = 12_000.0  # of the shadow: a cloud 6 km high under a sun 27 degrees high
_WAY_PX = 200  # where metres are not known
_LEAST_MET = 0.25  # of the clouds that have to meet a dark place for the way to be believed
_TURN_DEG = 12.0  # clouds are no points, and the scene's north is not the map's
_OWN_SHADE_PX = 2  # nearer, a cloud meets its own dark edge


@dataclass(frozen=True, slots=True)
class ShadowWay:
    """How far from its cloud a shadow falls.

    Attributes
    ----------
    rows, cols
        Pixels downwards and to the right.
    met
        Share of the clouds whose shadow falls on a dark place, 0..1.
    """

    rows: int
    cols: int
    met: float


def find_way(
    cloud: BoolArray, dark: BoolArray, *, pixel_m: float | None, sun_azimuth_deg: float | None
) -> ShadowWay | None:
    """Find the way along which most clouds meet dark places; None where hardly any do.

    All ways up to 12 km are tried at once by correlation (as in object matching of Zhu and
    Woodcock 2012, doi 10.1016/j.rse.2011.10.028, for all clouds together), only those away from
    the sun where its azimuth is known.

    Parameters
    ----------
    cloud, dark
        Shape (height, width).
    pixel_m
        Size of a pixel; None where unknown.
    sun_azimuth_deg
        Clockwise from the way up the rows (`Compass.on_grid`); None where unknown.
    """
    step = max(1, math.ceil(max(cloud.shape) / _N_SEARCHED_PX))
    clouds, darks = _thinned(cloud, step), _thinned(dark, step)
    n_cloud = float(clouds.sum())
    if not n_cloud or not darks.any():
        return None
    far_px = _WAY_PX if pixel_m is None else _WAY_M / pixel_m
    far = min(max(2, round(far_px / step)), max(clouds.shape) - 1)
    met = _met(clouds, darks, far)
    down, right = np.mgrid[-far : far + 1, -far : far + 1]
    length = np.hypot(down, right)
    allowed = (length <= far) & (length >= max(1, _OWN_SHADE_PX / step))
    if sun_azimuth_deg is not None:
        to = math.radians(sun_azimuth_deg + 180)
        ahead = right * math.sin(to) - down * math.cos(to)
        allowed &= ahead >= length * math.cos(math.radians(_TURN_DEG))
    met = np.where(allowed, met, -1.0)
    best = int(met.argmax())
    share = float(met.reshape(-1)[best]) / n_cloud
    if share < _LEAST_MET:
        return None
    return ShadowWay(
        int(down.reshape(-1)[best]) * step, int(right.reshape(-1)[best]) * step, min(share, 1.0)
    )


def cast(cloud: BoolArray, way: ShadowWay) -> BoolArray:
    """Return where shadows may lie: clouds moved along the way, from lower ones and from higher.

    Parameters
    ----------
    cloud
        Shape (height, width).
    """
    from scipy.ndimage import binary_dilation

    reached = np.zeros_like(cloud)
    for share in np.linspace(0.6, 1.4, 9):
        rows, cols = round(way.rows * share), round(way.cols * share)
        reached |= _moved(cloud, rows, cols)
    steps = max(3, round(0.1 * math.hypot(way.rows, way.cols)))
    return np.asarray(binary_dilation(reached, iterations=steps))


def _met(clouds: DoubleArray, darks: DoubleArray, far: int) -> DoubleArray:
    """Return how much cloud meets dark for each way, shape (2 far + 1, 2 far + 1)."""
    from scipy.fft import irfft2, next_fast_len, rfft2

    shape = tuple(next_fast_len(n + far + 1, real=True) for n in clouds.shape)
    product = np.conj(rfft2(clouds, shape)) * rfft2(darks, shape)
    found = irfft2(product, shape)
    at = np.arange(-far, far + 1)
    return np.asarray(found[np.ix_(at % shape[0], at % shape[1])])


def _thinned(plane: BoolArray, step: int) -> DoubleArray:
    """Return the share of each square of pixels that is set."""
    if step == 1:
        return plane.astype(float)
    rows, cols = plane.shape[0] // step, plane.shape[1] // step
    squares = plane[: rows * step, : cols * step].reshape(rows, step, cols, step)
    return np.asarray(squares.mean(axis=(1, 3)))


def _moved(plane: BoolArray, rows: int, cols: int) -> BoolArray:
    moved = np.zeros_like(plane)
    height, width = plane.shape
    if abs(rows) >= height or abs(cols) >= width:
        return moved
    to = (slice(max(rows, 0), height + min(rows, 0)), slice(max(cols, 0), width + min(cols, 0)))
    source = (
        slice(max(-rows, 0), height - max(rows, 0)),
        slice(max(-cols, 0), width - max(cols, 0)),
    )
    moved[to] = plane[source]
    return moved
