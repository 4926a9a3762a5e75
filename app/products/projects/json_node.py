"""Take values out of a JSON document, each of the type it has to have."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from app.arrays import DoubleArray, read_only

T = TypeVar("T")


class DamageError(Exception):
    """A part of a document is not what it should be; says which one."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the file and where it stands."""

    value: Any
    place: str = ""

    def __getitem__(self, name: str) -> "Node":
        fields = self.of(dict)
        place = f"{self.place}.{name}" if self.place else name
        if name not in fields:
            msg = f'"{place}" is missing'
            raise DamageError(msg)
        return Node(fields[name], place)

    def get(self, name: str, otherwise: object) -> "Node":
        """Return what stands under a name, or something else where an older version wrote none."""
        return self[name] if name in self.of(dict) else Node(otherwise, f"{self.place}.{name}")

    def of(self, kind: type[T]) -> T:
        """Return the value, which has to be of one type."""
        if not isinstance(self.value, kind) or (isinstance(self.value, bool) and kind is not bool):
            raise self.wrong()
        return self.value

    def or_none(self, read: "Callable[[Node], T]") -> T | None:
        """Return what `read` makes of the value; None where it is null."""
        return None if self.value is None else read(self)

    def each(self, read: "Callable[[Node], T]", n_max: int) -> tuple[T, ...]:
        """Return what `read` makes of each entry of a list, of which there are so many at most."""
        if len(self.of(list)) > n_max:
            msg = f'"{self.place}" has more than {n_max:,} entries'
            raise DamageError(msg)
        entries = enumerate(self.of(list))
        return tuple(read(Node(entry, f"{self.place}[{i}]")) for i, entry in entries)

    def text(self) -> str:
        """Return a text."""
        return self.of(str)

    def whole(self, lowest: int, highest: int) -> int:
        """Return a whole number within bounds."""
        number = self.of(int)
        if not lowest <= number <= highest:
            raise self.wrong()
        return number

    def number(self) -> float:
        """Return a finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.wrong()
        try:
            number = float(self.value)
        except OverflowError as error:
            raise self.wrong() from error
        if not math.isfinite(number):
            raise self.wrong()
        return number

    def number_within(self, lowest: float, highest: float) -> float:
        """Return a number within bounds."""
        number = self.number()
        if not lowest <= number <= highest:
            raise self.wrong()
        return number

    def array(self, *shape: int) -> DoubleArray:
        """Return finite numbers in a shape of one or two axes."""
        entries = self.of(list)
        if len(entries) != shape[0]:
            raise self.wrong()
        rows = [entries] if len(shape) == 1 else entries
        if not all(_is_row(row, shape[-1]) for row in rows):
            raise self.wrong()
        try:
            array = np.array(entries, dtype=np.float64)
        except OverflowError as error:  # a whole number of some hundred digits
            raise self.wrong() from error
        if not np.isfinite(array).all():
            raise self.wrong()
        return read_only(array)

    def wrong(self) -> DamageError:
        """Return what there is to say about a value that cannot be."""
        return DamageError(f'"{self.place}" holds no possible value')


def _is_row(entries: object, n: int) -> bool:
    """Whether these are so many numbers; one by one they would take ten times as long."""
    return (
        isinstance(entries, list)
        and len(entries) == n
        and all(type(entry) in _NUMBERS for entry in entries)
    )


_NUMBERS = (float, int)  # and not bool, which is a kind of int
