"""Hold sums per combination of labels that pixels have over several maps."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray
from app.clustering.kernels import argument_checks as door

_N_NUMBERS_MAX = 2**16  # what uint16 holds


def no_moments(*shape: int) -> DoubleArray:
    """Return moments of no value at all, shape (..., 4): see `add_moments`."""
    moments = np.zeros((*shape, 4))
    moments[..., 2], moments[..., 3] = np.inf, -np.inf
    return moments


@dataclass(frozen=True, slots=True, eq=False)
class JointTable:
    """Sums per combination of labels, found through a hash table of packed labels.

    Attributes
    ----------
    slots
        uint64, of a power of two in length: the packed labels that were met.
    numbers
        uint16, one longer: the number of each slot; last, how many numbers are given.
    keys
        uint64: the packed labels of each number, from 1.
    counts
        Pixels of each number.
    moments
        Shape (n_numbers, n_bands, 4): sum, sum of squares, minimum, maximum.
    """

    slots: AnyArray
    numbers: AnyArray
    keys: AnyArray
    counts: IntArray
    moments: DoubleArray

    def __post_init__(self) -> None:
        others = (self.slots, self.keys, self.counts, self.moments)
        door.check_apart(self.numbers, *others)
        door.check_apart(self.slots, *others[1:])

    def check(self, n_bands: int) -> None:
        """Make sure that sums of so many bands can be added; see `argument_checks`."""
        n_slots, n_numbers = door.check_rows("slots", self.slots), len(self.keys)
        if not 0 < n_numbers <= n_slots or n_slots & (n_slots - 1) or n_numbers > _N_NUMBERS_MAX:
            msg = f"{n_numbers} numbers and {n_slots} slots; see JointTable.empty"
            raise ValueError(msg)
        door.check_written("slots", self.slots, door.LONG, (n_slots,))
        door.check_written("numbers", self.numbers, door.SHORT, (n_slots + 1,))
        door.check_written("keys", self.keys, door.LONG, (n_numbers,))
        door.check_written("counts", self.counts, door.WHOLE, (n_numbers,))
        door.check_written("moments", self.moments, door.DOUBLE, (n_numbers, n_bands, 4))
        door.check_outcome(n_numbers - 1 - self.n_known, n_numbers)

    @classmethod
    def empty(cls, n_numbers: int, n_bands: int) -> "JointTable":
        """Make room for `n_numbers`, a power of two; the first stands for no data."""
        return cls(
            slots=np.zeros(4 * n_numbers, dtype=np.uint64),
            numbers=np.zeros(4 * n_numbers + 1, dtype=np.uint16),
            keys=np.zeros(n_numbers, dtype=np.uint64),
            counts=np.zeros(n_numbers, dtype=np.int64),
            moments=no_moments(n_numbers, n_bands),
        )

    @property
    def n_known(self) -> int:
        """How many numbers are given."""
        return int(self.numbers[-1])
