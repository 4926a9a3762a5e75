"""Hold the classes of one k of one run, and every way to make others of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from app.arrays import ByteArray
from app.clustering.legends.map_steps import MapStep, Split
from app.clustering.naming.cluster_look import Rgb

N_LABELS = 256  # that a label map can hold; 0 is no data

LegendKey = tuple[str, int]  # id of the run, and k


@dataclass(frozen=True, slots=True)
class LegendClass:
    """What an analyst calls one thing.

    Attributes
    ----------
    number
        1..255; stays with the class while others come and go.
    members
        Labels of the map that belong to it, rising; never empty.
    name
        As somebody gave it; empty where nobody did.
    colour
        As somebody gave it; None for the one of the palette.
    """

    number: int
    members: tuple[int, ...]
    name: str = ""
    colour: Rgb | None = None

    @property
    def is_as_found(self) -> bool:
        """Whether it is one cluster that nobody named or coloured."""
        return self == LegendClass(self.number, (self.number,))


@dataclass(frozen=True, slots=True)
class Legend:
    """The classes of one k of one run; each label of its map belongs to one of them.

    Attributes
    ----------
    classes
        By rising number.
    steps
        How the map that it is laid over came from that of the sweep, one after the other.
    """

    classes: tuple[LegendClass, ...]
    steps: tuple[MapStep, ...] = ()

    @classmethod
    def of_clusters(cls, k: int) -> "Legend":
        """Return the legend that nobody has touched: each cluster is a class of its own."""
        return _untouched(k)

    @property
    def is_as_found(self) -> bool:
        """Whether nobody has made anything of the clusters."""
        return not self.steps and all(one.is_as_found for one in self.classes)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of its classes, rising."""
        return tuple(one.number for one in self.classes)

    @property
    def n_labels(self) -> int:
        """The highest label in use."""
        return max(max(one.members) for one in self.classes)

    def of(self, number: int) -> LegendClass:
        """Return the class of a number.

        Raises
        ------
        KeyError
            There is none.
        """
        for one in self.classes:
            if one.number == number:
                return one
        raise KeyError(number)

    def numbers_of(self, labels: Iterable[int]) -> tuple[int, ...]:
        """Return the numbers of the classes that labels belong to, rising."""
        table = self.table()
        return tuple(sorted({int(table[label]) for label in labels} - {0}))

    def table(self) -> ByteArray:
        """Return the class of every label, shape (256,); 0 for no data and labels not in use.

        A label that was split belongs to the class of its first part, so that a map from before
        the split can stand in for the one that is still being made.
        """
        table = np.zeros(N_LABELS, dtype=np.uint8)
        for one in self.classes:
            table[list(one.members)] = one.number
        for step in reversed(self.steps):
            if isinstance(step, Split):
                for label in step.members:
                    table[label] = table[label] or table[step.labels[0]]
        return table

    # What can be made of it

    def renamed(self, number: int, name: str) -> "Legend":
        """Return it with a class called otherwise; an empty name takes the name away."""
        return self._with(replace(self.of(number), name=name.strip()))

    def recoloured(self, number: int, colour: Rgb | None) -> "Legend":
        """Return it with a class coloured otherwise; None for the colour of the palette."""
        return self._with(replace(self.of(number), colour=colour))

    def merged(self, numbers: Sequence[int]) -> "Legend":
        """Return it with classes joined to one.

        The first number stays, with its name and colour; where it has none, the first name and
        the first colour that one of the others was given.
        """
        joined = [self.of(number) for number in dict.fromkeys(numbers)]
        if len(joined) < 2:
            return self
        into = LegendClass(
            number=joined[0].number,
            members=tuple(sorted(label for one in joined for label in one.members)),
            name=next((one.name for one in joined if one.name), ""),
            colour=next((one.colour for one in joined if one.colour is not None), None),
        )
        gone = {one.number for one in joined}
        return self._of([*(one for one in self.classes if one.number not in gone), into])

    def taken_out(self, number: int, labels: Iterable[int] | None = None) -> "Legend":
        """Return it with members of a class standing alone again; all of them where none is named.

        The class itself keeps its number, name and colour as long as a member is left; where all
        are taken out, the first of them keeps all three.
        """
        one = self.of(number)
        out = sorted(set(one.members) & set(one.members if labels is None else labels))
        left = tuple(label for label in one.members if label not in out)
        if not left:
            left = (number if number in out else out[0],)
            out = [label for label in out if label not in left]
        taken = {other.number for other in self.classes}
        alone: list[LegendClass] = []
        for label in out:
            free = label if label not in taken else self._free(taken)
            taken.add(free)
            alone.append(LegendClass(free, (label,)))
        others = [other for other in self.classes if other.number != number]
        return self._of([*others, replace(one, members=left), *alone])

    def split(self, step: Split) -> "Legend":
        """Return it after a class was split: its first part keeps the class, others are new.

        Raises
        ------
        KeyError
            No class has these members.
        """
        found = [other for other in self.classes if other.members == step.members]
        if not found:
            raise KeyError(step.members)
        one = found[0]
        taken = set(self.numbers)
        parts = [replace(one, members=step.labels[:1])]
        for label in step.labels[1:]:
            number = label if label not in taken else self._free(taken)
            taken.add(number)
            parts.append(LegendClass(number, (label,)))
        others = [other for other in self.classes if other is not one]
        return replace(self._of([*others, *parts]), steps=(*self.steps, step))

    def after(self, step: MapStep) -> "Legend":
        """Return it laid over a map that another step has changed; its classes stay."""
        return replace(self, steps=(*self.steps, step))

    def free_labels(self, n_wanted: int, k: int) -> tuple[int, ...]:
        """Return labels that neither its classes nor its steps use; fewer where there are none."""
        used = {label for one in self.classes for label in one.members}
        used |= {label for step in self.steps for label in getattr(step, "labels", ())}
        free = (label for label in range(k + 1, N_LABELS) if label not in used)
        return tuple(label for _, label in zip(range(n_wanted), free, strict=False))

    def _with(self, changed: LegendClass) -> "Legend":
        return self._of(changed if one.number == changed.number else one for one in self.classes)

    def _of(self, classes: Iterable[LegendClass]) -> "Legend":
        return replace(self, classes=tuple(sorted(classes, key=lambda one: one.number)))

    @staticmethod
    def _free(taken: set[int]) -> int:
        return next(number for number in range(1, N_LABELS) if number not in taken)


@cache
def _untouched(k: int) -> Legend:
    return Legend(tuple(LegendClass(number, (number,)) for number in range(1, k + 1)))
