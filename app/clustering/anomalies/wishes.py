"""Say how odd things are looked for, and what a person decided of those that were found."""

from dataclasses import dataclass, field, replace

import numpy as np

from app.clustering.anomalies.ground_choice import WATER, IndexBound
from app.clustering.anomalies.pieces import Piece, SizeLimits

K_MIN, K_MAX = 2, 60
PX_MAX, METRES_MAX = 1_000_000, 1e6
N_JUDGEMENTS_MAX = 3_000
N_REASON_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class AnomalyWishes:
    """What a person chooses.

    Attributes
    ----------
    ground
        `WATER`, an area of interest (`AREA`), `ALL`, or a bound of an index.
    shore_m
        How much is left out beside what is not ground, in metres; pixels where these are unknown.
    k
        Clusters of the ground.
    least
        0..1: the lower, the more clusters count as unusual; see `unusual_numbers`.
    limits
        Sizes that count.
    bands
        Names of the bands by which they are found, of those of light; all of these where none is
        named.
    """

    ground: IndexBound | str = WATER
    shore_m: float = 60.0
    k: int = 6
    least: float = 0.6
    limits: SizeLimits = field(default_factory=lambda: SizeLimits(longest_m=METRES_MAX))
    seed: int = 0
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided of one piece.

    Attributes
    ----------
    row, col
        A pixel of the piece: it is known again by it, also where others are looked for.
    is_kept
        Whether it stays; it is rejected otherwise.
    reason
        In the person's words; may be empty.
    """

    row: int
    col: int
    is_kept: bool
    reason: str = ""

    def is_of(self, piece: Piece) -> bool:
        """Whether it was said of a piece."""
        row, col = self.row - piece.window_row, self.col - piece.window_col
        rows, cols = piece.mask.shape
        return 0 <= row < rows and 0 <= col < cols and bool(piece.mask[row, col])


@dataclass(frozen=True, slots=True)
class AnomalySearch:
    """A search, and what was decided of its pieces."""

    wishes: AnomalyWishes
    judgements: tuple[Judgement, ...] = ()

    def judged(self, piece: Piece, *, is_kept: bool, reason: str = "") -> "AnomalySearch":
        """Return it with another decision of one piece."""
        row, col = a_pixel_of(piece)
        said = Judgement(row, col, is_kept, reason[:N_REASON_MAX])
        return replace(self, judgements=(*self._without(piece), said)[-N_JUDGEMENTS_MAX:])

    def unjudged(self, piece: Piece) -> "AnomalySearch":
        """Return it with nothing decided of one piece."""
        return replace(self, judgements=self._without(piece))

    def judgement_of(self, piece: Piece) -> Judgement | None:
        """Return what was decided of a piece; None where nothing was."""
        return next((each for each in self.judgements if each.is_of(piece)), None)

    def _without(self, piece: Piece) -> tuple[Judgement, ...]:
        return tuple(each for each in self.judgements if not each.is_of(piece))


def a_pixel_of(piece: Piece) -> tuple[int, int]:
    """Return row and column of that pixel of a piece that lies nearest its middle."""
    rows, cols = piece.mask.nonzero()
    rows, cols = rows + piece.window_row, cols + piece.window_col
    nearest = int(np.argmin((rows + 0.5 - piece.row) ** 2 + (cols + 0.5 - piece.col) ** 2))
    return int(rows[nearest]), int(cols[nearest])
