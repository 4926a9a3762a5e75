"""Find what the classes of one map may be called after those of another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.arrays import IntArray
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.legends.overlap import overlap
from app.clustering.legends.suggestions import Given
from app.steps import Progress, Steps


@dataclass(frozen=True, slots=True, eq=False)
class NamedMap:
    """A map that names are taken from.

    Attributes
    ----------
    given
        What its classes were given, by their numbers.
    """

    map: MapOnGrid
    given: Mapping[int, Given]


def count_labels(source: MapOnGrid, target: MapOnGrid) -> Steps[Progress, IntArray]:
    """Count the pixels of every pair of labels, whatever classes are laid over them.

    Returns
    -------
    Shape (256, 256): `by_classes` makes counts of classes of it, after every edit anew.

    Raises
    ------
    SceneError
        They cannot be laid over each other.
    """
    found = yield from overlap(replace(source, classes=None), replace(target, classes=None))
    return found.n_px


def read_named_map(path: Path) -> Steps[Progress, NamedMap]:
    """Read a classified map whose values have names.

    Raises
    ------
    AppError
        It cannot be read, or has no names.
    """
    from app.products.maps.classified_map import read_classified_map

    read = yield from read_classified_map(path)
    return NamedMap(read.map, read.given)
