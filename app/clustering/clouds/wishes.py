"""Say what a person chooses of clouds, and how the map of them is numbered."""

from dataclasses import dataclass
from enum import IntEnum


class SkyClass(IntEnum):
    """Numbers of the map of clouds."""

    NO_DATA = 0
    CLEAR = 1
    CLOUD = 2
    SHADOW = 3


@dataclass(frozen=True, slots=True)
class CloudWishes:
    """What a person chooses.

    Attributes
    ----------
    strictness
        0..1: the stricter, the thinner the clouds and the weaker the shadows that count. A pixel
        counts from an opacity of 1 - strictness on.
    smallest_px
        Smaller pieces are no cloud.
    grow_px
        By how much clouds and shadows grow, in pixels.
    """

    strictness: float = 0.5
    smallest_px: int = 4
    grow_px: int = 0
