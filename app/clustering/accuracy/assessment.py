"""Hold what places tell of a map, with what has to be known about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from app.arrays import DoubleArray, IntArray
from app.clustering.accuracy.estimates import Accuracy, estimate
from app.clustering.legends.change_codes import MapClass

_ONE_SIDED = (
    "In {} all places agree with the map, or none does: an interval of zero there says only that "
    "so few places showed nothing else."
)
_DRAWN_OTHERWISE = (
    "The places were drawn within other classes than the map has now: intervals hold for places "
    "drawn within its own. Draw them anew for intervals that hold."
)


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What places tell of a map.

    Attributes
    ----------
    title
        Of the map.
    classes
        Of the map.
    n_px, area_m2
        Of each of them; no areas where they are not known.
    names
        Of the classes of the reference: those of the map, then those it does not have.
    source
        How the places were come by, as a sentence says it.
    places
        Shape (4, n_places): row, column, class of the map and of the reference, by place from 0.
    label_field
        That named the class in a file; empty without a file.
    n_no_data
        Places where the map has no class.
    n_outside, n_contradicted
        Places beside the map, and pixels that are said to be two things.
    n_untold
        Places that nobody looked at, or of which nothing could be told.
    when_and_where
        When the scene of the map was taken and its CRS, by what columns are called.
    is_drawn_otherwise
        Whether they were drawn within other classes than those that the map has.
    """

    title: str
    classes: tuple[MapClass, ...]
    n_px: IntArray
    area_m2: DoubleArray | None
    names: tuple[str, ...]
    accuracy: Accuracy
    source: str
    places: IntArray
    label_field: str = ""
    n_no_data: int = 0
    n_outside: int = 0
    n_contradicted: int = 0
    n_untold: int = 0
    is_drawn_otherwise: bool = False
    when_and_where: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def n_places(self) -> int:
        """How many places count."""
        return int(self.accuracy.counts.sum())

    @property
    def has_areas(self) -> bool:
        """Whether sizes are square metres; else they are pixels."""
        return self.area_m2 is not None

    @property
    def sizes(self) -> list[float]:
        """How large each class of the map is."""
        found: list[float] = (self.n_px if self.area_m2 is None else self.area_m2).tolist()
        return found

    @property
    def total(self) -> float:
        """The size of the whole map."""
        return sum(self.sizes)

    @property
    def shares(self) -> list[float]:
        """The share of each class in the map."""
        return [size / self.total for size in self.sizes]

    @property
    def unseen(self) -> tuple[str, ...]:
        """Classes of the map without a place."""
        n = self.accuracy.counts.sum(axis=1).tolist()
        return tuple(one.name for one, each in zip(self.classes, n, strict=True) if not each)

    @property
    def one_sided(self) -> tuple[str, ...]:
        """Classes of the map of which every place agrees with it, or none does."""
        counts = self.accuracy.counts
        n, right = counts.sum(axis=1), counts.diagonal()
        return tuple(
            one.name
            for one, has, is_one_sided in zip(
                self.classes, n > 0, (n == right) | (right == 0), strict=True
            )
            if has and is_one_sided
        )

    @property
    def remarks(self) -> list[str]:
        """What has to be known of the figures, a sentence each."""
        return list(self._remarks())

    def _remarks(self) -> Iterator[str]:
        if self.unseen:
            told = ", ".join(self.unseen)
            yield f"No place lies in {told}: figures are of the other classes alone."
        extra = self.names[len(self.classes) :]
        if extra:
            yield f"The map has no class {', '.join(extra)}: such places count as errors."
        one_sided = self.one_sided
        if one_sided:
            yield _ONE_SIDED.format(", ".join(one_sided))
        for n, many, one in (
            (self.n_no_data, "places lie where the map has no data", "place lies"),
            (self.n_outside, "places lie beside the map", "place lies"),
            (self.n_contradicted, "pixels are said to be two things", "pixel is"),
            (self.n_untold, "places have no class yet, or none could be told", "place has"),
        ):
            if n == 1:
                yield f"1 {one} {many.split(' ', 2)[2]}; it does not count."
            elif n:
                yield f"{n:,} {many}; they do not count."
        if self.is_drawn_otherwise:
            yield _DRAWN_OTHERWISE

    def places_in(self, mapped: int, reference: int) -> list[tuple[int, int]]:
        """Return rows and columns of the places of one cell of the matrix."""
        rows, cols, of_map, of_reference = self.places
        here = (of_map == mapped) & (of_reference == reference)
        return list(zip(rows[here].tolist(), cols[here].tolist(), strict=True))


def tally(
    n_map: int, n_reference: int, places: IntArray, sizes: "DoubleArray | IntArray"
) -> Accuracy:
    """Estimate from places what they tell of a map.

    Parameters
    ----------
    places
        As in `Assessment`.
    sizes
        Of each class of the map.
    """
    counts: IntArray = np.zeros((n_map, n_reference), dtype=np.int64)
    np.add.at(counts, (places[2], places[3]), 1)
    return estimate(counts, np.asarray(sizes / sizes.sum(), dtype=np.float64))
