"""Say how a map of classes came from that of a sweep: steps that give the same map again."""

from dataclasses import dataclass

from app.clustering.cleanup.ways import Majority, Sieve

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
class Tidy:
    """The whole map, tidied.

    Attributes
    ----------
    groups
        Labels of each class as they were; the first stands for the class.
    how
        What was wanted.
    """

    groups: Groups
    how: Sieve | Majority


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
    with_corners
        Whether pixels that touch at a corner belong to one patch.
    """

    groups: Groups
    row: int
    col: int
    to_label: int
    with_corners: bool = False


MapStep = Split | Tidy | Reassign
