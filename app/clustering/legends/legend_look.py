"""Say how the classes of a legend look, wherever they are shown or written."""

from functools import lru_cache

from app.clustering.legends.legend import Legend, LegendClass
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.naming.looks import Palette, own_colours
from app.clustering.results import Colours, KResult

_N_KEPT = 64  # of the largest range there are 29 k; with each that arrives all are asked for


@lru_cache(maxsize=_N_KEPT)
def look_of_legend(legend: Legend, hues: tuple[int, ...], colours: Colours = ()) -> ClusterLook:
    """Return numbers, names and colours of the classes of one k.

    A class that nobody named is called after its cluster, or as a class by its number where it is
    more than one cluster, or part of one. A class that nobody coloured has the colour of the
    cluster of its number; one beyond them another that no cluster has.

    Parameters
    ----------
    hues
        Colour number of each cluster.
    colours
        Those after the scene; those of the palette by `hues` where there are none.
    """
    table = legend.table()
    own = own_colours(hues, colours, max(legend.numbers, default=0))
    return ClusterLook(
        k=len(hues),
        names=tuple(one.name or _called(one, len(hues)) for one in legend.classes),
        colours=tuple(
            own[one.number - 1] if one.colour is None else one.colour for one in legend.classes
        ),
        numbers=legend.numbers,
        of_label=tuple(int(number) for number in table[1 : legend.n_labels + 1]),
        members=tuple(one.members for one in legend.classes),
    )


def look_of_result(legend: Legend, result: KResult, palette: Palette) -> ClusterLook:
    """Return numbers, names and colours of the classes of a result; see `look_of_legend`."""
    colours = result.colours if palette is Palette.SCENE else ()
    return look_of_legend(legend, result.hues, colours)


def _called(one: LegendClass, k: int) -> str:
    alone = one.members == (one.number,) and one.number <= k
    return f"Cluster {one.number}" if alone else f"Class {one.number}"
