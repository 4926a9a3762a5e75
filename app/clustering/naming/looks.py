"""Number, name and colour the clusters of one k where nobody has made anything of them."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.naming.palette import palette
from app.clustering.naming.telling_apart import further
from app.clustering.results import Colours, KResult
from app.clustering.settings import K_HIGHEST


class Palette(StrEnum):
    """Where the colours of classes come from that nobody coloured."""

    SCENE = "scene"
    DISTINCT = "distinct"


def in_palette(result: KResult, palette: Palette) -> KResult:
    """Return a result with the colours of a palette: without any of its own where none is wanted.

    Then records too tell the colours that are seen, from which maps are repeated.
    """
    return result if palette is Palette.SCENE else replace(result, colours=())


def looks_in(palette: Palette) -> Callable[[tuple[int, ...], Colours], ClusterLook]:
    """Return what says how clusters look in a palette; see `look_of`."""
    return look_of if palette is Palette.SCENE else _look_in_distinct


def _look_in_distinct(hues: tuple[int, ...], _: Colours) -> ClusterLook:
    return look_of(hues)


def look_of(hues: tuple[int, ...], colours: Colours = ()) -> ClusterLook:
    """Return the look of the clusters of one k: their numbers and their colours.

    Parameters
    ----------
    hues
        Colour number of each cluster.
    colours
        Those after the scene; those of the palette by `hues` where there are none.
    """
    return ClusterLook(
        k=len(hues),
        names=tuple(f"Cluster {number}" for number in range(1, len(hues) + 1)),
        colours=tuple(own_colours(hues, colours, len(hues))),
    )


def own_colours(hues: tuple[int, ...], colours: Colours, n_classes: int) -> list[Rgb]:
    """Return the colours of classes 1 to `n_classes` that nobody coloured.

    Clusters come first; a class beyond them has one that no cluster has: told apart from them, or
    the next of the palette.
    """
    n_more = max(n_classes - len(hues), 0)
    if colours:
        return [*colours, *further(colours, n_more)]
    own = palette(K_HIGHEST)
    free = [hue for hue in range(1, K_HIGHEST + 1) if hue not in hues] or [*hues]
    more = [free[place % len(free)] for place in range(n_more)]
    return [own[hue - 1] for hue in (*hues, *more)]
