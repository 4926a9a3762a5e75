"""Say how what a map of one k shows is numbered, named and coloured."""

from dataclasses import dataclass, field

import numpy as np

from app.arrays import ByteArray, Window

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ClusterLook:
    """Numbers, names and colours of the classes of one k: its clusters, or what was made of them.

    Attributes
    ----------
    k
        Number of clusters.
    names, colours
        One entry per class; a name is never empty.
    numbers
        Of the classes, rising; 1..n where none are given.
    of_label
        For each label of the map, from 1 on, the number of its class, 0 for none; each label is a
        class where nothing is given.
    members
        For each class the labels that belong to it now: `of_label` knows older ones too, for maps
        from before a split. Empty where each label is a class.
    """

    k: int
    names: tuple[str, ...]
    colours: tuple[Rgb, ...]
    numbers: tuple[int, ...] = ()
    of_label: tuple[int, ...] = ()
    members: tuple[tuple[int, ...], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Give numbers to classes that have none."""
        numbers = self.numbers or tuple(range(1, len(self.names) + 1))
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "of_label", self.of_label or numbers)

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.names)

    @property
    def is_as_found(self) -> bool:
        """Whether each label is a class of its own, by its own number."""
        return self.of_label == tuple(range(1, len(self.of_label) + 1)) == self.numbers

    def row_of(self, number: int) -> int:
        """Return the place of a class among the classes, from 0 on; -1 where there is none."""
        return self.numbers.index(number) if number in self.numbers else -1

    def name_of(self, number: int) -> str:
        """Return what a class is called; empty where there is none."""
        row = self.row_of(number)
        return self.names[row] if row >= 0 else ""

    def title_of(self, number: int) -> str:
        """Return number and name of a class; the number once where the name is only that."""
        name = self.name_of(number) or f"Cluster {number}"
        return name if name.endswith(f" {number}") else f"{number} {name}"

    def number_at(self, label: int) -> int:
        """Return the class that a label of the map belongs to; 0 for no data."""
        return self.of_label[label - 1] if 0 < label <= len(self.of_label) else 0

    def labels_of(self, *numbers: int) -> tuple[int, ...]:
        """Return the labels that belong to some classes, rising."""
        return tuple(at for at, own in enumerate(self.of_label, start=1) if own in numbers)

    def class_table(self) -> ByteArray:
        """Return the number of the class of every label, shape (256,); 0 for none."""
        table = np.zeros(256, dtype=np.uint8)
        table[1 : len(self.of_label) + 1] = self.of_label
        return table

    def table(self) -> ByteArray:
        """Return RGBA for every label, shape (256, 4); no data and unused labels transparent."""
        return np.ascontiguousarray(self.class_colours()[self.class_table()])

    def class_colours(self) -> ByteArray:
        """Return RGBA for every number of a class, shape (256, 4); others transparent."""
        of_number = np.zeros((256, 4), dtype=np.uint8)
        if self.numbers:
            of_number[list(self.numbers), :3] = self.colours
            of_number[list(self.numbers), 3] = 255
        return of_number


@dataclass(frozen=True, slots=True, eq=False)
class LabelPicture:
    """Labels ready to be drawn.

    Attributes
    ----------
    labels
        Shape (rows, cols), uint8, C order.
    window
        The full-size pixels they cover.
    """

    labels: ByteArray
    window: Window
