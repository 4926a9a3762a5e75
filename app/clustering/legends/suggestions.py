"""Carry names and colours over from one map to another by what lies where; never overwrite."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.clustering.legends.legend import Legend
from app.clustering.legends.overlap import BestPair
from app.clustering.naming.cluster_look import Rgb


@dataclass(frozen=True, slots=True)
class Given:
    """What a class was given in the map that names are taken from.

    Attributes
    ----------
    name
        Empty where nobody named it.
    colour
        None where nobody chose one.
    """

    name: str = ""
    colour: Rgb | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a class that nobody named may be called.

    Attributes
    ----------
    name
        Never empty.
    colour
        None where the class has been given one, or the other one has not.
    share
        Of the pixels of the class that lie in the one it is called after, 0..1: how sure it is.
    is_of_preview
        Whether only the pixels of the preview were counted.
    """

    name: str
    colour: Rgb | None
    share: float
    is_of_preview: bool = False


def given_by(legend: Legend) -> Mapping[int, Given]:
    """Return what somebody gave to the classes of a legend, by their numbers."""
    return {one.number: Given(one.name, one.colour) for one in legend.classes}


def suggestions(
    pairs: Iterable[BestPair],
    given: Mapping[int, Given],
    legend: Legend,
    *,
    is_of_preview: bool = False,
) -> Mapping[int, Suggestion]:
    """Return what the classes of a legend may be called, by their numbers.

    Only those that nobody named, and only where most of one lies in a class that has a name.

    Parameters
    ----------
    pairs
        For classes of the legend the class of the other map that most of each lies in.
    given
        What the classes of that map were given.
    is_of_preview
        Whether the pairs rest on the pixels of previews alone.
    """
    found: dict[int, Suggestion] = {}
    unnamed = {one.number: one for one in legend.classes if not one.name}
    for pair in pairs:
        source = given.get(pair.first, Given())
        if source.name and pair.second in unnamed:
            is_free = unnamed[pair.second].colour is None
            colour = source.colour if is_free else None
            found[pair.second] = Suggestion(source.name, colour, pair.share, is_of_preview)
    return found


def taken(legend: Legend, chosen: Mapping[int, Suggestion]) -> Legend:
    """Return a legend with names and colours taken over; what was given there stays."""
    for number, one in chosen.items():
        if number not in legend.numbers or legend.of(number).name:
            continue
        legend = legend.renamed(number, one.name)
        if one.colour is not None and legend.of(number).colour is None:
            legend = legend.recoloured(number, one.colour)
    return legend
