"""Name and colour the clusters of every k, so that a thing keeps both over all k."""

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.naming.palette import palette
from app.clustering.results import KResult
from app.clustering.settings import K_HIGHEST
from app.session.edits import Edits


def edited_look(result: KResult, edits: Edits) -> ClusterLook:
    """Return names and colours of the clusters of one k.

    What a person named or coloured is found again by its colour number; the rest is called by
    its cluster number.
    """
    colours = palette(K_HIGHEST)
    return ClusterLook(
        k=result.k,
        names=tuple(
            edits.names.get(hue, f"Cluster {number}")
            for number, hue in enumerate(result.hues, start=1)
        ),
        colours=tuple(edits.colours.get(hue, colours[hue - 1]) for hue in result.hues),
    )
