"""Hold a map that was tidied; walk through a map in strips of bounded size."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.arrays import ByteArray

_N_STRIP_BYTES = 2 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Tidied:
    """A map after it was tidied, or the part of it in view.

    Attributes
    ----------
    labels
        Shape (rows, cols), uint8, read-only; may be mapped from a scratch file.
    n_changed_px, n_data_px
        Pixels that have another class than before; pixels that have a class at all.
    n_patches_left
        Small patches that stay, because around them are only such.
    """

    labels: ByteArray
    n_changed_px: int
    n_data_px: int
    n_patches_left: int = 0

    @property
    def share_changed(self) -> float:
        """Of the pixels that have a class, 0..1."""
        return self.n_changed_px / self.n_data_px if self.n_data_px else 0.0


def strips(labels: ByteArray) -> Iterator[tuple[int, int]]:
    """Walk through a map from top to bottom: the first row of each strip and the one after it."""
    height, width = labels.shape
    n_rows = max(1, _N_STRIP_BYTES // max(1, width))
    for top in range(0, height, n_rows):
        yield top, min(top + n_rows, height)
