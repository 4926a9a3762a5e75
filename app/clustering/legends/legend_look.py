"""Say how the classes of a legend look, wherever they are shown or written."""

from app.clustering.legends.legend import Legend, LegendClass
from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.naming.palette import palette
from app.clustering.settings import K_HIGHEST


def look_of_legend(legend: Legend, hues: tuple[int, ...]) -> ClusterLook:
    """Return numbers, names and colours of the classes of one k.

    A class that nobody named is called after its cluster, or as a class by its number where it is
    more than one cluster, or part of one. A class that nobody coloured has the colour of the
    cluster of its number; one beyond them the next colours of the palette that no cluster has.

    Parameters
    ----------
    hues
        Colour number of each cluster.
    """
    table = legend.table()
    return ClusterLook(
        k=len(hues),
        names=tuple(one.name or _called(one, len(hues)) for one in legend.classes),
        colours=tuple(
            _coloured(one.number, hues) if one.colour is None else one.colour
            for one in legend.classes
        ),
        numbers=legend.numbers,
        of_label=tuple(int(number) for number in table[1 : legend.n_labels + 1]),
        members=tuple(one.members for one in legend.classes),
    )


def _called(one: LegendClass, k: int) -> str:
    alone = one.members == (one.number,) and one.number <= k
    return f"Cluster {one.number}" if alone else f"Class {one.number}"


def _coloured(number: int, hues: tuple[int, ...]) -> Rgb:
    own = palette(K_HIGHEST)
    if number <= len(hues):
        return own[hues[number - 1] - 1]
    free = [hue for hue in range(1, K_HIGHEST + 1) if hue not in hues] or [*hues]
    return own[free[(number - len(hues) - 1) % len(free)] - 1]
