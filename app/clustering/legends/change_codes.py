"""Say what became of each class from one map to another, and give each change a number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray
from app.clustering.legends.overlap import Overlap

UNCHANGED = 1
_FIRST, _LAST = 2, 255  # numbers of changes; where there are more, the smallest share the last


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of a map: its value there, and what it is called."""

    value: int
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One class that became another.

    Attributes
    ----------
    code
        Of the map of changes.
    first, second
        Places of the classes among those of either map, from 0.
    n_px, m2
        How large it is; no area where areas are not known.
    """

    code: int
    first: int
    second: int
    n_px: int
    m2: float | None


@dataclass(frozen=True, slots=True)
class ClassBalance:
    """What a class won and lost.

    Attributes
    ----------
    name
        As both maps call it, or the one that has it.
    before, after, kept, lost, won
        Square metres, or pixels where areas are not known.
    """

    name: str
    before: float
    after: float
    kept: float
    lost: float
    won: float

    @property
    def net(self) -> float:
        """What it won less what it lost."""
        return self.won - self.lost


def same_classes(first: Sequence[MapClass], second: Sequence[MapClass]) -> dict[int, int]:
    """Return which place among the classes of a map is which of another: by name, else by value.

    Values stand in where a map names none of its classes otherwise than by their values.
    """
    names = {one.name.casefold(): at for at, one in enumerate(second)}
    found = {
        at: names[one.name.casefold()]
        for at, one in enumerate(first)
        if one.name.casefold() in names
    }
    if found:
        return found
    values = {one.value: at for at, one in enumerate(second)}
    return {at: values[one.value] for at, one in enumerate(first) if one.value in values}


def changes_of(found: Overlap, same: dict[int, int]) -> tuple[Change, ...]:
    """Return all pairs of classes that are not the same, the largest first, with their codes.

    Parameters
    ----------
    found
        Labels are places + 1.
    same
        From `same_classes`.
    """
    sizes = _sizes(found)
    pairs = [
        (int(first), int(second))
        for first, second in zip(*np.nonzero(found.n_px[1:, 1:]), strict=True)
        if same.get(int(first)) != int(second)
    ]
    pairs.sort(key=lambda pair: (-float(sizes[pair]), pair))
    return tuple(
        Change(
            min(_FIRST + number, _LAST),
            *pair,
            int(found.n_px[1:, 1:][pair]),
            None if found.m2 is None else float(found.m2[1:, 1:][pair]),
        )
        for number, pair in enumerate(pairs)
    )


def code_table(
    changes: Sequence[Change], same: dict[int, int], n_first: int, n_second: int
) -> ByteArray:
    """Return the code of every pair of labels, shape (n_first + 1, n_second + 1); 0 for no data."""
    table = np.zeros((n_first + 1, n_second + 1), dtype=np.uint8)
    for first, second in same.items():
        table[first + 1, second + 1] = UNCHANGED
    for one in changes:
        table[one.first + 1, one.second + 1] = one.code
    return table


def balances(
    found: Overlap, first: Sequence[MapClass], second: Sequence[MapClass], same: dict[int, int]
) -> tuple[ClassBalance, ...]:
    """Return what every class of both maps won and lost where both have a class."""
    sizes = _sizes(found)
    before, after = sizes.sum(axis=1), sizes.sum(axis=0)
    told = []
    for at, one in enumerate(first):
        other = same.get(at)
        kept = 0.0 if other is None else float(sizes[at, other])
        later = 0.0 if other is None else float(after[other])
        own = float(before[at])
        told.append(ClassBalance(one.name, own, later, kept, own - kept, later - kept))
    new = [at for at in range(len(second)) if at not in set(same.values())]
    told += [
        ClassBalance(second[at].name, 0.0, float(after[at]), 0.0, 0.0, float(after[at]))
        for at in new
    ]
    return tuple(told)


def _sizes(found: Overlap) -> AnyArray:
    """Return areas of pairs of classes, or their pixels, without no data."""
    sizes: IntArray | DoubleArray = found.n_px if found.m2 is None else found.m2
    return sizes[1:, 1:]
