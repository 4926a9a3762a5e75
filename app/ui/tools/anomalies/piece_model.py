"""List the pieces that were found, in words and with their pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap
from typing_extensions import override

from app.arrays import ByteArray
from app.products.pieces.piece_rows import KEPT, REJECTED, PieceRow
from app.ui.parts import number_format, plain

THUMB_PX = 56
ROW_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex


class PieceModel(QAbstractListModel):
    """One row for each piece, in the order of their numbers."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._rows: tuple[PieceRow, ...] = ()
        self._pictures: dict[int, QPixmap] = {}

    @property
    def rows(self) -> tuple[PieceRow, ...]:
        """What is listed."""
        return self._rows

    def show_rows(self, rows: Sequence[PieceRow]) -> None:
        """List pieces; the same ones keep their places and pictures."""
        before = [row.piece for row in self._rows]
        if before and before == [row.piece for row in rows]:
            self._rows = tuple(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows, self._pictures = tuple(rows), {}
        self.endResetModel()

    def add_pictures(self, pictures: Sequence[tuple[int, ByteArray]]) -> None:
        """Show pictures of some pieces, RGBA of shape (rows, cols, 4)."""
        for number, rgba in pictures:
            n_rows, n_cols, _ = rgba.shape
            image = QImage(rgba.data, n_cols, n_rows, 4 * n_cols, QImage.Format.Format_RGBA8888)
            self._pictures[number] = QPixmap.fromImage(image.copy())
        if pictures and self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def picture_of(self, number: int) -> QPixmap | None:
        """Return the picture of a piece; None while there is none."""
        return self._pictures.get(number)

    def place_of(self, number: int) -> QModelIndex:
        """Return where a piece is listed; an invalid place where it is not."""
        at = next((at for at, row in enumerate(self._rows) if row.piece.number == number), -1)
        return self.index(at) if at >= 0 else QModelIndex()

    def next_open(self, number: int) -> int:
        """Return the piece that nothing was decided of that comes after one; 0 where none does."""
        numbers = [row.piece.number for row in self._rows if not row.decision]
        later = [each for each in numbers if each > number]
        return next(iter(later or numbers), 0)

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return plain.line(", ".join(filter(None, (*words(row), decided(row)))))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip("\n".join(filter(None, (*words(row), decided(row)))))
        return None


def words(row: PieceRow) -> tuple[str, str, str]:
    """Return what is said of a piece: how large it is, how it differs, where it lies."""
    piece = row.piece
    number, times = number_format.fixed, number_format.TIMES
    if piece.length_m is None or piece.width_m is None:
        size = f"{number(piece.length_px, 1)}{times}{number(piece.width_px, 1)} px"
    else:
        size = f"{number(piece.length_m, 0)}{times}{number(piece.width_m, 0)} m"
    facts = f"contrast {number(piece.contrast, 1)}, {number(piece.orientation_deg, 0)}°"
    facts += f", {piece.stands}" if piece.stands else ""
    if row.lonlat is None:
        return f"{piece.number}  {size}", facts, f"x {number(row.x, 0)}, y {number(row.y, 0)}"
    lon, lat = row.lonlat
    return f"{piece.number}  {size}", facts, f"{number(lat, 5)}, {number(lon, 5)}"


def decided(row: PieceRow) -> str:
    """Return what was decided of a piece, and why."""
    word = {KEPT: "Kept", REJECTED: "Rejected"}.get(row.decision, "")
    return f"{word}: {row.reason}" if row.reason else word
