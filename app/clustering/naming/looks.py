"""Number, name and colour the clusters of one k where nobody has made anything of them."""

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.naming.palette import palette
from app.clustering.settings import K_HIGHEST


def look_of(hues: tuple[int, ...]) -> ClusterLook:
    """Return the look of the clusters of one k: their numbers, and the colours of the palette.

    Parameters
    ----------
    hues
        Colour number of each cluster.
    """
    own = palette(K_HIGHEST)
    return ClusterLook(
        k=len(hues),
        names=tuple(f"Cluster {number}" for number in range(1, len(hues) + 1)),
        colours=tuple(own[hue - 1] for hue in hues),
    )
