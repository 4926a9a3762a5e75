"""Say of each piece where it lies and what was decided of it, as tables and lists tell it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.clustering.anomalies.pieces import Piece
from app.clustering.anomalies.wishes import AnomalySearch, Judgement, a_pixel_of
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
    pixel
        Row and column of one of its pixels, by which it is known again.
    """

    piece: Piece
    x: float
    y: float
    lonlat: tuple[float, float] | None
    judgement: Judgement | None = None
    pixel: tuple[int, int] = (-1, -1)

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
    rows = tuple(
        PieceRow(
            piece,
            *scene.grid.xy(piece.row, piece.col),
            lonlat(scene, piece.row, piece.col),
            pixel=a_pixel_of(piece),
        )
        for piece in pieces
    )
    return judged(rows, search)


def judged(rows: Sequence[PieceRow], search: AnomalySearch) -> tuple[PieceRow, ...]:
    """Return rows with what a search says of their pieces."""
    place_of = {row.pixel: place for place, row in enumerate(rows)}
    said: dict[int, Judgement] = {}
    for judgement in search.judgements:
        place = place_of.get((judgement.row, judgement.col))
        if place is None:  # said of a piece of another search, which this one may hold
            among = (place for place, row in enumerate(rows) if judgement.is_of(row.piece))
            place = next(among, None)
        if place is not None:
            said[place] = judgement
    return tuple(replace(row, judgement=said.get(place)) for place, row in enumerate(rows))
