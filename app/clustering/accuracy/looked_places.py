"""Hold places that were drawn on a map, and what a person says of each."""

from dataclasses import dataclass, replace

from app.clustering.legends.change_codes import MapClass
from app.clustering.legends.legend import LegendKey

NOT_YET, CANNOT_TELL = 0, 255  # answers that are no class
NOT_OF_MAP = 0  # the value of a class that the map does not have
N_CLASSES_MAX = 254
N_PLACES_MAX = 5_000  # more than anybody looks at one by one


@dataclass(frozen=True, slots=True)
class LookedPlaces:
    """Places and answers.

    Attributes
    ----------
    key
        Run and k of the map that they are to assess.
    classes
        What can be answered: the classes that the map had, and others, with `NOT_OF_MAP`.
    rows, cols
        Pixels of the scene.
    strata
        The value of the class of the map that each was drawn in; 0 where it was not drawn by class.
    answers
        For each the place of its class among `classes` from 1, `NOT_YET` or `CANNOT_TELL`.
    seed
        They were drawn with; None where they come from a file.
    """

    key: LegendKey
    classes: tuple[MapClass, ...]
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    strata: tuple[int, ...]
    answers: bytes
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what does not belong together.

        Raises
        ------
        ValueError
            Numbers of entries differ, or an answer names no class.
        """
        sizes = {len(self.rows), len(self.cols), len(self.strata), len(self.answers)}
        most = max((one for one in self.answers if one != CANNOT_TELL), default=0)
        if len(sizes) > 1 or most > len(self.classes) or len(self.classes) > N_CLASSES_MAX:
            raise ValueError("places and answers do not belong together")

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.rows)

    @property
    def n_answered(self) -> int:
        """How many were looked at, also those of which nothing could be told."""
        return self.n - self.answers.count(NOT_YET)

    @property
    def n_told(self) -> int:
        """How many have a class."""
        return self.n_answered - self.answers.count(CANNOT_TELL)

    @property
    def is_drawn(self) -> bool:
        """Whether they were drawn at random within the classes of the map."""
        return all(self.strata)

    def answered(self, at: int, answer: int) -> "LookedPlaces":
        """Return them with another answer at one place."""
        return replace(self, answers=self.answers[:at] + bytes([answer]) + self.answers[at + 1 :])

    def class_name(self, at: int) -> str:
        """Return what was answered at a place; empty where no class was."""
        answer = self.answers[at]
        return "" if answer in (NOT_YET, CANNOT_TELL) else self.classes[answer - 1].name

    def next_open(self, after: int) -> int:
        """Return the next place that was not looked at, from the beginning again; -1 for none."""
        order = [*range(after + 1, self.n), *range(min(after + 1, self.n))]
        return next((at for at in order if self.answers[at] == NOT_YET), -1)
