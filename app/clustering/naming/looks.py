"""Name and colour the clusters of every k, so that a thing keeps both over all k."""

from collections.abc import Mapping

from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.naming.palette import palette
from app.clustering.settings import K_HIGHEST


def look_of(
    hues: tuple[int, ...],
    names: Mapping[int, str] | None = None,
    colours: Mapping[int, Rgb] | None = None,
) -> ClusterLook:
    """Return names and colours of the clusters of one k: their numbers, and those of the palette.

    Parameters
    ----------
    hues
        Colour number of each cluster.
    names, colours
        Those that somebody gave, by colour number; they go before.
    """
    names, colours, own = names or {}, colours or {}, palette(K_HIGHEST)
    return ClusterLook(
        k=len(hues),
        names=tuple(
            names.get(hue, f"Cluster {number}") for number, hue in enumerate(hues, start=1)
        ),
        colours=tuple(colours.get(hue, own[hue - 1]) for hue in hues),
    )
