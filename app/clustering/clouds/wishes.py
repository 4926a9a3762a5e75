"""Say what a person chooses of clouds, and how the map of them is numbered."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

PX_MAX = 10_000  # of specks, and of growing
_FINE_PIXEL_M = 100.0
MODEL_SUFFIX = ".bandsweep-model"
N_CLEAR_MAX = 256  # files of a clear scene


class CloudMode(StrEnum):
    """By what a cloud is known."""

    DIFFERENCE = "difference"  # clusters of what changed from one date to the other
    UNLIKE = "unlike"  # pixels brighter than, and unlike, all that the clear scene has


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


def usual_wishes(pixel_m: float | None) -> CloudWishes:
    """Return what is chosen at first: a speck of coarse pixels may be a whole cloud.

    Parameters
    ----------
    pixel_m
        Size of a pixel; None where unknown.
    """
    is_coarse = pixel_m is not None and pixel_m > _FINE_PIXEL_M
    return CloudWishes(smallest_px=1) if is_coarse else CloudWishes()


@dataclass(frozen=True, slots=True)
class CloudSearch:
    """By what clouds are found, and which count.

    Attributes
    ----------
    clear
        Folder or files of a clear scene of the same place, or a saved model; none before one is
        chosen.
    mode
        By what clouds are known where there is a clear scene; see `by`.
    """

    clear: tuple[str, ...] = ()
    mode: CloudMode = CloudMode.DIFFERENCE
    wishes: CloudWishes = field(default_factory=CloudWishes)
    seed: int = 0

    @property
    def model(self) -> str | None:
        """The file of the model; None where it is no model."""
        one = self.clear[0] if len(self.clear) == 1 else ""
        return one if one.lower().endswith(MODEL_SUFFIX) else None

    @property
    def by(self) -> CloudMode:
        """By what clouds are known: a model holds no pixels of the place, of which any changed."""
        return self.mode if self.model is None else CloudMode.UNLIKE
