"""Say how a map of changes is named and coloured."""

import colorsys
from collections.abc import Sequence

from app.clustering.legends.change_codes import UNCHANGED, Change, MapClass
from app.clustering.naming.cluster_look import ClusterLook, Rgb

_KEPT_NAME, _KEPT_COLOUR = "No change", (222, 222, 216)
_OTHERS_NAME = "Other changes"
_GOLDEN = 0.618034  # of the circle of colours: neighbours in number stand apart


def change_look(
    changes: Sequence[Change], classes: tuple[Sequence[MapClass], Sequence[MapClass]]
) -> ClusterLook:
    """Return how the numbers of a map of changes look."""
    names: dict[int, str] = {UNCHANGED: _KEPT_NAME}
    for one in changes:
        told = f"{classes[0][one.first].name} to {classes[1][one.second].name}"
        names[one.code] = _OTHERS_NAME if one.code in names else told
    numbers = sorted(names)
    return ClusterLook(
        len(numbers),
        tuple(names[number] for number in numbers),
        tuple(_colour(number) for number in numbers),
        tuple(numbers),
    )


def _colour(code: int) -> Rgb:
    if code == UNCHANGED:
        return _KEPT_COLOUR
    red, green, blue = colorsys.hls_to_rgb((code * _GOLDEN) % 1.0, 0.48, 0.72)
    return round(red * 255), round(green * 255), round(blue * 255)
