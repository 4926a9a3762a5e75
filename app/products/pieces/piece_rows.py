"""Say of each piece where it lies and what was decided of it, as tables and lists tell it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.clustering.anomalies.pieces import Piece
from app.clustering.anomalies.wishes import AnomalySearch, Judgement
from app.scene.place import lonlat
from app.scene.scene import Scene

KEPT, REJECTED, OPEN = "kept", "rejected", ""


@dataclass(frozen=True, slots=True, eq=False)
class PieceRow:
    """One piece.

    Attributes
    ----------
    x, y
        Of its middle, in the coordinates of the scene.
    lonlat
        In degrees; None where the scene is not tied to the Earth.
    judgement
        What was decided of it; None where nothing was.
    """

    piece: Piece
    x: float
    y: float
    lonlat: tuple[float, float] | None
    judgement: Judgement | None = None

    @property
    def decision(self) -> str:
        """What was decided of it, in a word; empty where nothing was."""
        if self.judgement is None:
            return OPEN
        return KEPT if self.judgement.is_kept else REJECTED

    @property
    def reason(self) -> str:
        """Why, in the person's words."""
        return "" if self.judgement is None else self.judgement.reason


def piece_rows(
    pieces: Iterable[Piece], scene: Scene, search: AnomalySearch
) -> tuple[PieceRow, ...]:
    """Return one row for each piece."""
    return tuple(
        PieceRow(
            piece,
            *scene.grid.xy(piece.row, piece.col),
            lonlat(scene, piece.row, piece.col),
            search.judgement_of(piece),
        )
        for piece in pieces
    )
