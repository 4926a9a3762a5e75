"""Say how a map of classes came from that of a sweep: steps that give the same map again."""

from dataclasses import dataclass

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Pixels of one class, parted among centres of their own.

    Attributes
    ----------
    members
        Labels of the class.
    labels
        One new label per part.
    centres
        Shape (n_parts, n_bands), scene units, measured as those of the sweep.
    """

    members: tuple[int, ...]
    labels: tuple[int, ...]
    centres: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Patches of a class that were too small, given to the largest neighbour.

    Attributes
    ----------
    groups
        Labels of each class as they were; the first stands for the class.
    smallest_px
        Patches of fewer pixels go.
    n_neighbours
        4 or 8.
    """

    groups: Groups
    smallest_px: int
    n_neighbours: int = 8


@dataclass(frozen=True, slots=True)
class Majority:
    """Each pixel given to the class that most pixels around it have; see `Sieve`.

    Attributes
    ----------
    size_px
        Of the square around each pixel, odd.
    """

    groups: Groups
    size_px: int


@dataclass(frozen=True, slots=True)
class Reassign:
    """One patch given to another class.

    Attributes
    ----------
    groups
        Labels of each class as they were.
    row, col
        A pixel of the patch, in the full scene.
    to_label
        The label that its pixels get.
    n_neighbours
        4 or 8.
    """

    groups: Groups
    row: int
    col: int
    to_label: int
    n_neighbours: int = 8


MapStep = Split | Sieve | Majority | Reassign
