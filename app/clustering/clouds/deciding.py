"""Decide from opacity and shade which pixels are cloud and which are shadow."""

from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, ByteArray, counted
from app.clustering.clouds.casting import ShadowWay, cast, find_way
from app.clustering.clouds.sky import PER_CENT, UNKNOWN, SkyLook
from app.clustering.clouds.wishes import CloudWishes, SkyClass


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Which pixels are what.

    Attributes
    ----------
    labels
        Shape (height, width), uint8: numbers of `SkyClass`.
    way
        How far from their clouds shadows fall; None where no shadows were found.
    """

    labels: ByteArray
    way: ShadowWay | None


def decide(
    look: SkyLook,
    wishes: CloudWishes,
    *,
    pixel_m: float | None = None,
    sun_azimuth_deg: float | None = None,
) -> Decision:
    """Decide for every pixel.

    A shadow has to be dark and to lie where a cloud can have cast it.

    Parameters
    ----------
    look
        Of shape (height, width).
    pixel_m, sun_azimuth_deg
        As in `find_way`.
    """
    least = max(1, round(PER_CENT * (1 - wishes.strictness)))
    known = look.opacity != UNKNOWN
    cloud: BoolArray = known & (look.opacity >= least)
    dark = known & (look.shade >= least) & ~cloud
    cloud = _without_specks(cloud, wishes.smallest_px)
    way = find_way(cloud, dark, pixel_m=pixel_m, sun_azimuth_deg=sun_azimuth_deg)
    shadow = np.zeros_like(cloud)
    if way is not None:
        shadow = dark & cast(cloud, way)
        shadow = _without_specks(shadow, wishes.smallest_px)
    cloud, shadow = _grown(cloud, wishes.grow_px), _grown(shadow, wishes.grow_px)
    labels = np.full(cloud.shape, SkyClass.CLEAR, dtype=np.uint8)
    labels[shadow] = SkyClass.SHADOW
    labels[cloud] = SkyClass.CLOUD
    labels[~known] = SkyClass.NO_DATA
    return Decision(labels, way)


def _without_specks(plane: BoolArray, smallest_px: int) -> BoolArray:
    """Leave out pieces of fewer pixels; those that touch at corners alone are two."""
    from scipy.ndimage import label

    if smallest_px <= 1:
        return plane
    pieces, n_pieces = label(plane)
    sizes = counted(pieces, n_pieces + 1)
    is_kept = sizes >= smallest_px
    is_kept[0] = False
    return np.asarray(is_kept[pieces])


def _grown(plane: BoolArray, n_px: int) -> BoolArray:
    if not n_px or not plane.any():
        return plane
    from scipy.ndimage import distance_transform_edt

    return np.asarray(distance_transform_edt(~plane) <= n_px)
