"""Say which job a piece of news is about."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Job:
    """One job that was started.

    It does not hold the work: what that was handed goes as soon as the work lets go of it.

    Attributes
    ----------
    kind
        What the work is for, as whoever starts it names it.
    number
        The how-maniest job of its runner it is.
    """

    kind: StrEnum
    number: int
