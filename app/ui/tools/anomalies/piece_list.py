"""Go through the pieces by mouse and keyboard, and keep or reject each."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app.products.pieces.piece_rows import REJECTED, PieceRow
from app.ui.parts import plain, theme
from app.ui.tools.anomalies.piece_model import ROW_ROLE, THUMB_PX, PieceModel, decided, words

_PAD_PX = 4
_N_LINES = 4
_LEAST_HEIGHT_PX = 220
_FADED = 0.35  # how much of a rejected picture is left

_Index = QModelIndex | QPersistentModelIndex


class _PieceDelegate(QStyledItemDelegate):
    """Draws a piece: its picture, and beside it its size, its contrast, its place, the decision."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = option.fontMetrics.height()
        return QSize(THUMB_PX * 3, max(THUMB_PX, _N_LINES * line) + 2 * _PAD_PX)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, PieceRow):
            return
        painter.save()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(option.rect, theme.token("accent_quiet"))
            painter.fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())),
                             theme.token("accent"))  # fmt: skip
        self._paint_picture(painter, option, index, row)
        self._paint_words(painter, option, row)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, row: PieceRow
    ) -> None:
        place = QRect(
            option.rect.topLeft() + QPoint(2 * _PAD_PX, _PAD_PX), QSize(THUMB_PX, THUMB_PX)
        )
        painter.fillRect(place, theme.token("canvas"))
        model = index.model()
        picture = model.picture_of(row.piece.number) if isinstance(model, PieceModel) else None
        if picture is not None:
            if row.decision == REJECTED:
                painter.setOpacity(_FADED)
            painter.drawPixmap(place, picture)
            painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, row: PieceRow) -> None:
        is_rejected = row.decision == REJECTED
        quiet = theme.token("text_quiet")
        size, facts, place = words(row)
        left = option.rect.left() + THUMB_PX + 4 * _PAD_PX
        line = option.fontMetrics.height()
        top = option.rect.top() + (option.rect.height() - _N_LINES * line) // 2
        font = option.font
        for text, colour, is_bold in (
            (size, quiet if is_rejected else theme.token("text"), True),
            (facts, quiet, False),
            (place, quiet, False),
            (decided(row), theme.token("error" if is_rejected else "success"), False),
        ):
            font.setBold(is_bold)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            room = option.rect.right() - left - _PAD_PX
            cut = painter.fontMetrics().elidedText(
                plain.line(text), Qt.TextElideMode.ElideRight, room
            )
            painter.drawText(QRect(left, top, room, line), Qt.AlignmentFlag.AlignVCenter, cut)
            top += line


class PieceList(QListView):
    """The list of pieces.

    K keeps the selected piece, R rejects it, Space goes to the next that nothing was decided of,
    U leaves it open again.

    Signals
    -------
    piece_selected : (int,)
        The number of a piece; 0 where none is selected.
    keep_pressed, reject_pressed, open_pressed : (int,)
        Something is decided of a piece.
    """

    piece_selected = Signal(int)
    keep_pressed = Signal(int)
    reject_pressed = Signal(int)
    open_pressed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "anomalyList", "Unusual pieces, those that stand alone first")
        self.setMinimumHeight(_LEAST_HEIGHT_PX)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.pieces = PieceModel(self)
        self.setModel(self.pieces)
        self.setItemDelegate(_PieceDelegate(self))
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        theme.current().changed.connect(self.viewport().update)

    @property
    def number(self) -> int:
        """The selected piece; 0 for none."""
        row = self.currentIndex().data(ROW_ROLE)
        return row.piece.number if isinstance(row, PieceRow) else 0

    def select(self, number: int) -> None:
        """Select a piece, and bring it into view."""
        place = self.pieces.place_of(number)
        if place.isValid():
            self.setCurrentIndex(place)
            self.scrollTo(place)

    @Slot()
    def go_on(self) -> None:
        """Select the next piece that nothing was decided of."""
        self.select(self.pieces.next_open(self.number))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard only: no piece is gone to before a person asks for it."""
        had_none = not self.currentIndex().isValid()
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if had_none:
                self.selectionModel().clearCurrentIndex()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() or not self._obey(Qt.Key(event.key())):
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Jump to no row that begins with a letter: letters decide here."""

    def _obey(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Space:
            self.go_on()
        elif key in _KEYS and self.number:
            getattr(self, _KEYS[key]).emit(self.number)
        else:
            return False
        return True

    @Slot()
    def _on_current_changed(self) -> None:
        self.piece_selected.emit(self.number)


_KEYS = {
    Qt.Key.Key_K: "keep_pressed",
    Qt.Key.Key_R: "reject_pressed",
    Qt.Key.Key_U: "open_pressed",
}
