"""Hatch what is left out, so that a person sees where it is and what lies below."""

import numpy as np

from app.arrays import BoolArray, ByteArray, Place
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Picture

_N_LINES = 64  # over the picture, whatever its size: a view shows all of it or much of it
_PERIOD_PX = 8  # from one line to the next, at least
_LIGHT, _DARK = 240, 30  # a light line beside a dark one: seen on clouds and on shadows
_GREY = 120  # half of it is in what lies between: told apart also where lines are too fine


def hatched(picture: Picture, rule: NoDataRule, place: Place | None = None) -> Picture:
    """Return a picture with lines over all that the masks of a rule leave out.

    Parameters
    ----------
    place
        Where the pixels of the picture lie; None for that of its window, thinned out.
    """
    if not rule.masks:
        return picture
    n_rows, n_cols = picture.rgba.shape[:2]
    place = place or picture.window.place((n_rows, n_cols))
    left_out = np.zeros((n_rows, n_cols), dtype=bool)
    for mask in rule.masks:
        left_out |= mask.leaves_out(place)
    if not left_out.any():
        return picture
    return Picture(_drawn(picture.rgba, left_out), picture.window)


def _drawn(rgba: ByteArray, left_out: BoolArray) -> ByteArray:
    n_rows, n_cols = left_out.shape
    period = max(_PERIOD_PX, max(n_rows, n_cols) // _N_LINES)
    across = (np.arange(n_rows)[:, np.newaxis] + np.arange(n_cols)) % period
    drawn = rgba.copy()
    seen = left_out & (rgba[..., 3] > 0)
    drawn[seen, :3] = drawn[seen, :3] // 2 + _GREY // 2
    drawn[seen & (across < period // 4), :3] = _LIGHT
    drawn[seen & (across >= period // 4) & (across < period // 2), :3] = _DARK
    return drawn
