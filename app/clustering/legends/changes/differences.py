"""Sum up pairs of classes as a matrix, as changes by size, and as gains and losses."""

import re
from dataclasses import dataclass

import numpy as np

from app.clustering.legends.change_codes import (
    Change,
    ClassBalance,
    MapClass,
    balances,
    changes_of,
    same_classes,
)
from app.clustering.legends.overlap import Overlap
from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import ClusterLook

_UNNAMED = re.compile(r"(?:Cluster|Class) [0-9]+")


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """What became of the classes of one map in another.

    Attributes
    ----------
    titles
        Of both maps.
    classes
        Of both.
    found
        Pixels and areas of every pair; labels are places + 1.
    same
        Which class of the first is which of the second, by place.
    """

    titles: tuple[str, str]
    classes: tuple[tuple[MapClass, ...], tuple[MapClass, ...]]
    found: Overlap
    same: dict[int, int]
    changes: tuple[Change, ...]
    balances: tuple[ClassBalance, ...]

    @property
    def has_areas(self) -> bool:
        """Whether sizes are square metres; else they are pixels."""
        return self.found.m2 is not None

    @property
    def matrix(self) -> list[list[float]]:
        """Sizes: a row for each class of the first map, a column for each of the second."""
        sizes = self.found.n_px if self.found.m2 is None else self.found.m2
        rows: list[list[float]] = sizes[1:, 1:].tolist()
        return rows

    @property
    def total(self) -> float:
        """The size of all that has a class in both maps."""
        return sum(map(sum, self.matrix))

    @property
    def kept(self) -> float:
        """The size of what stayed as it was."""
        return sum(one.kept for one in self.balances)

    @property
    def is_by_number(self) -> bool:
        """Whether no class has a name of its own: they are then the same by number alone."""
        return all(_UNNAMED.fullmatch(one.name) for of_map in self.classes for one in of_map)

    @property
    def in_pixels(self) -> "Differences":
        """The same without areas."""
        return summed_up(Overlap(self.found.n_px, None), self.classes, self.titles)

    def change_title(self, one: Change) -> str:
        """Say which class became which."""
        return f"{self.classes[0][one.first].name} to {self.classes[1][one.second].name}"


def differences_of(
    pairs: Transitions, looks: tuple[ClusterLook, ClusterLook], titles: tuple[str, str]
) -> Differences:
    """Sum up what was counted of two maps, whose classes look like this."""
    classes = tuple(tuple(map(MapClass, look.numbers, look.names)) for look in looks)
    shape = len(classes[0]) + 1, len(classes[1]) + 1
    n_px = np.zeros(shape, dtype=np.int64)
    m2 = None if pairs.m2 is None else np.zeros(shape)
    for pair in pairs.pairs:
        at = looks[0].row_of(pair.first) + 1, looks[1].row_of(pair.second) + 1
        n_px[at] += pair.n_px
        if m2 is not None:
            m2[at] += pair.m2 or 0.0
    return summed_up(Overlap(n_px, m2), (classes[0], classes[1]), titles)


def summed_up(
    found: Overlap,
    classes: tuple[tuple[MapClass, ...], tuple[MapClass, ...]],
    titles: tuple[str, str],
) -> Differences:
    """Say what changed, of pairs of labels that are places + 1."""
    same = same_classes(*classes)
    return Differences(
        titles,
        classes,
        found,
        same,
        changes_of(found, same),
        balances(found, *classes, same),
    )
