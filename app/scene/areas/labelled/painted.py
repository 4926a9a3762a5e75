"""Hold labels that a person painted, drew or loaded, where they lie on the map."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from app.errors import SettingsError
from app.scene.leaving_out.leave_out import Polygon

Rgb: TypeAlias = tuple[int, int, int]

ERASED = 0  # the label of marks that take away what lies below them
N_CLASSES_MAX = 254
N_MARKS_MAX = 40_000
N_NUMBERS_MAX = 300_000  # of all coordinates together: a project has to hold them


class MarkKind(StrEnum):
    """How a mark covers pixels."""

    STROKE = "stroke"  # all near a line
    AREA = "area"  # all whose centres lie in a polygon
    PLACE = "place"  # the same, and single points: a feature of a file, which stays together


@dataclass(frozen=True, slots=True)
class Mark:
    """One touch of the brush, one polygon, or one feature of a file.

    Attributes
    ----------
    label
        The number of its class; `ERASED` for none.
    points
        x and y in turns: of the line that the brush went, or of single points.
    polygons
        Rings of x and y in turns, the first around the others.
    radius
        Of the brush, in units of the map.
    """

    kind: MarkKind
    label: int
    points: tuple[float, ...] = ()
    polygons: tuple[Polygon, ...] = ()
    radius: float = 0.0

    def __hash__(self) -> int:
        """Tell marks apart by little: histories of thousands are sorted by it."""
        return hash((self.kind, self.label, len(self.points), self.points[:2], self.radius))

    @property
    def n_numbers(self) -> int:
        """How many coordinates it has."""
        return len(self.points) + sum(len(ring) for polygon in self.polygons for ring in polygon)


@dataclass(frozen=True, slots=True)
class LabelClass:
    """What labels may be: a number that stays, a name, a colour."""

    number: int
    name: str
    colour: Rgb


@dataclass(frozen=True, slots=True)
class PaintedLabels:
    """Classes, and where they were marked, the newest on top.

    Coordinates are those of the scene's own map, so that labels stay where they are on any grid.
    """

    classes: tuple[LabelClass, ...] = ()
    marks: tuple[Mark, ...] = ()

    def __hash__(self) -> int:
        """Tell them apart by little, as marks."""
        return hash((self.classes, len(self.marks), self.marks[-1:]))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked."""
        return not self.marks

    def class_of(self, number: int) -> LabelClass | None:
        """Return the class of a number; None where there is none."""
        return next((each for each in self.classes if each.number == number), None)

    @property
    def free_number(self) -> int:
        """The number that the next class gets; 0 where none is left."""
        taken = {each.number for each in self.classes}
        return next((n for n in range(1, N_CLASSES_MAX + 1) if n not in taken), 0)

    def with_class(self, name: str, colour: Rgb) -> "PaintedLabels":
        """Return them with one class more; the same where no number is left."""
        number = self.free_number
        if not number:
            return self
        return replace(self, classes=(*self.classes, LabelClass(number, name, colour)))

    def changed(
        self, number: int, *, name: str | None = None, colour: Rgb | None = None
    ) -> "PaintedLabels":
        """Return them with a class called or coloured otherwise."""
        classes = tuple(
            LabelClass(number, each.name if name is None else name, colour or each.colour)
            if each.number == number
            else each
            for each in self.classes
        )
        return replace(self, classes=classes)

    def without(self, number: int) -> "PaintedLabels":
        """Return them without a class, nor what was marked as it."""
        return PaintedLabels(
            tuple(each for each in self.classes if each.number != number),
            tuple(mark for mark in self.marks if mark.label != number),
        )

    def marked(self, marks: Iterable[Mark]) -> "PaintedLabels":
        """Return them with more marks, on top."""
        return replace(self, marks=(*self.marks, *marks))

    @property
    def n_numbers(self) -> int:
        """How many coordinates all marks have."""
        return sum(mark.n_numbers for mark in self.marks)


def refuse_too_many(labels: PaintedLabels) -> None:
    """Make sure that a project can hold labels.

    Raises
    ------
    SettingsError
        There are too many.
    """
    n_marks, n_points = len(labels.marks), labels.n_numbers // 2
    if n_marks > N_MARKS_MAX or n_points > N_NUMBERS_MAX // 2:
        raise SettingsError(
            "Too many labels",
            f"There are {n_marks:,} places with {n_points:,} corners together; {N_MARKS_MAX:,} and "
            f"{N_NUMBERS_MAX // 2:,} are the most.",
            "Take fewer places, or simpler polygons. The command takes more: bandsweep partial.",
            command="Take fewer places, or simpler polygons.",
        )
