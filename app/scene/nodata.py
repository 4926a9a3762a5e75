"""Decide which pixels are no data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from app.arrays import AnyArray, BoolArray, Place
from app.scene.band import Band
from app.scene.leaving_out.leave_out import EVERY_PIXEL, LeaveOut


class PlaceMask(Protocol):
    """Leaves pixels out by where they lie; a frozen value that is equal to its like.

    Its `repr` tells all that makes it equal, for the id of a run follows from it.
    """

    def leaves_out(self, place: Place) -> BoolArray:
        """Tell which pixels are left out, in a shape that broadcasts to theirs."""
        ...


@dataclass(frozen=True, slots=True)
class NoDataRule:
    """What counts as no data.

    Attributes
    ----------
    as_values
        The tutorial's way: declared no data counts as values. NaN and infinity never do.
    zero_is_fill
        A pixel that is zero in every ticked band is no data although no file says so.
    value
        Replaces the declared value of every band; None keeps what the files declare.
    masks
        Leave pixels out by where they lie, whatever they hold.
    leave_out
        What the masks were made of, by which they can be made again.
    """

    as_values: bool = False
    zero_is_fill: bool = True
    value: float | None = None
    masks: tuple[PlaceMask, ...] = ()
    leave_out: LeaveOut = EVERY_PIXEL


def valid_pixels(
    values: AnyArray, bands: tuple[Band, ...], rule: NoDataRule, place: Place
) -> BoolArray:
    """Tell which pixels hold a value in every band, and lie where pixels count.

    Parameters
    ----------
    values
        Shape (n_bands, ...), one entry of `bands` each, in scene units.
    bands
        The bands, for their declared no-data values. Computed ones are no data where they are NaN,
        and have no say in what is zero in every band.
    rule
        What counts as no data.
    place
        Where the pixels lie in the scene.

    Returns
    -------
    Shape values.shape[1:]; a pixel that is missing in any band is False.
    """
    valid = np.ones(values.shape[1:], dtype=bool)
    for mask in rule.masks:
        valid &= ~mask.leaves_out(place)
    if values.dtype.kind == "f":
        for plane in values:
            valid &= np.isfinite(plane)
    if rule.as_values:
        return valid
    pairs = zip(values, bands, strict=True)
    stored = [(plane, band) for plane, band in pairs if band.computed is None]
    for plane, band in stored:
        missing = declared_missing(plane, band, rule)
        if missing is not None:
            valid &= ~missing
    if rule.zero_is_fill and stored:
        valid &= ~zero_everywhere([plane for plane, _ in stored])
    return valid


def declared_missing(plane: AnyArray, band: Band, rule: NoDataRule) -> BoolArray | None:
    """Tell which values of a stored band are declared as no data; None where none can be."""
    declared = band.nodata if rule.value is None else rule.value
    if rule.as_values or declared is None or np.isnan(declared):
        return None
    return _equals(plane, declared)


def shown_pixels(
    values: AnyArray, bands: tuple[Band, ...], rule: NoDataRule, place: Place, valid: BoolArray
) -> BoolArray | None:
    """Tell which pixels are left out by place and yet get a label; None where there is none.

    Parameters
    ----------
    valid
        What `valid_pixels` tells of the same.
    """
    if not rule.masks or not rule.leave_out.labels_left_out or valid.all():
        return None
    shown = valid_pixels(values, bands, replace(rule, masks=()), place)
    shown &= ~valid
    return shown if shown.any() else None


def zero_everywhere(planes: AnyArray | Sequence[AnyArray]) -> BoolArray:
    """Tell which pixels are zero in every band; one plane each, all of one shape."""
    filled = np.ones(planes[0].shape, dtype=bool)
    for plane in planes:
        filled &= plane == 0
        if not filled.any():  # most blocks have no collar: the first band tells
            break
    return filled


def _equals(plane: AnyArray, declared: float) -> BoolArray:
    """Compare as the file's own type does: -3.4e38 is stored rounded to float32."""
    if plane.dtype.kind == "f":
        return np.asarray(plane == plane.dtype.type(declared))
    bounds = np.iinfo(plane.dtype)
    if not np.isfinite(declared) or declared != int(declared):
        return np.zeros(plane.shape, dtype=bool)
    if not bounds.min <= declared <= bounds.max:
        return np.zeros(plane.shape, dtype=bool)
    return np.asarray(plane == plane.dtype.type(int(declared)))
