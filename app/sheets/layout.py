"""Lay a map sheet out and paint it. All lengths are tenths of a millimetre on A4."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPen,
    QPolygonF,
    QTransform,
)

from app.sheets.page import Sheet, Ticks

_MARGIN = 100
_LEGEND_SHARE = 0.27  # of the width
_GAP = 60
_TITLE, _SUBTITLE, _TEXT, _SMALL = 64, 36, 32, 26
_SMALLEST = 18
_INK, _QUIET, _LINE, _PAPER = (
    QColor("#1a1a1a"),
    QColor("#555555"),
    QColor("#808080"),
    QColor("white"),
)
_ELLIPSIS = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page that lies on its long side."""

    width: int
    height: int


PAGES = {
    "A4": PageSize(2970, 2100),
    "A3": PageSize(4200, 2970),
    "screen": PageSize(3200, 1800),
}


class SheetLayout:
    """Lays out and draws one sheet: title, map, legend, scale, north, notes."""

    def __init__(self, painter: QPainter, sheet: Sheet, size: PageSize) -> None:
        self._painter, self._sheet = painter, sheet
        self._scale = size.height / PAGES["A4"].height
        margin = _MARGIN * self._scale
        self._inner = QRectF(margin, margin, size.width - 2 * margin, size.height - 2 * margin)

    def draw(self) -> None:
        """Paint title, map, legend and notes."""
        inner = self._inner
        top = self._draw_title(inner)
        bottom = self._draw_notes(inner)
        body = QRectF(inner.left(), top, inner.width(), bottom - top)
        legend_width = _LEGEND_SHARE * inner.width()
        gap = _GAP * self._scale
        room = body.adjusted(0, 0, -legend_width - gap, 0)
        frame = self._map_frame(room)
        self._draw_map(frame)
        left = frame.right() + gap
        self._draw_legend(QRectF(left, body.top(), inner.right() - left, body.height()))

    def _font(self, units: float, *, is_bold: bool = False) -> QFont:
        font = QFont("DejaVu Sans")
        font.setStyleHint(QFont.StyleHint.SansSerif)
        font.setPixelSize(max(1, round(units * self._scale)))
        font.setBold(is_bold)
        return font

    def _text(
        self,
        box: QRectF,
        text: str,
        units: float,
        *,
        colour: QColor = _INK,
        flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        is_bold: bool = False,
    ) -> None:
        """Write one line, cut short where it does not fit."""
        font = self._font(units, is_bold=is_bold)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        shown = QFontMetricsF(font).elidedText(text, _ELLIPSIS, box.width())
        self._painter.drawText(box, int(flags | Qt.AlignmentFlag.AlignVCenter), shown)

    def _line_height(self, units: float) -> float:
        return 1.4 * units * self._scale

    def _draw_title(self, inner: QRectF) -> float:
        height, below = self._line_height(_TITLE), self._line_height(_SUBTITLE)
        box = QRectF(inner.left(), inner.top(), inner.width(), height)
        self._text(box, self._sheet.title, _TITLE, is_bold=True)
        box = QRectF(inner.left(), box.bottom(), inner.width(), below)
        self._text(box, self._sheet.subtitle, _SUBTITLE, colour=_QUIET)
        return box.bottom() + 30 * self._scale

    def _draw_notes(self, inner: QRectF) -> float:
        height = self._line_height(_SMALL)
        top = inner.bottom() - height * len(self._sheet.notes)
        for row, note in enumerate(self._sheet.notes):
            box = QRectF(inner.left(), top + row * height, inner.width(), height)
            self._text(box, note, _SMALL, colour=_QUIET)
        return top - 30 * self._scale

    def _map_frame(self, room: QRectF) -> QRectF:
        """Return where the map lies: as large as fits, with room for coordinates left and below."""
        for_labels = 1.6 * _SMALL * self._scale
        room = room.adjusted(for_labels, 0, 0, -for_labels)
        width = min(room.width(), room.height() * self._sheet.aspect)
        return QRectF(room.left(), room.top(), width, width / self._sheet.aspect)

    def _draw_map(self, frame: QRectF) -> None:
        rgba = self._sheet.rgba
        height, width = rgba.shape[:2]
        image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        self._painter.drawImage(frame, image)
        self._painter.setPen(QPen(_INK, 3 * self._scale))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(frame)
        self._draw_ticks(frame, self._sheet.across, is_across=True)
        self._draw_ticks(frame, self._sheet.down, is_across=False)

    def _draw_ticks(self, frame: QRectF, ticks: Ticks, *, is_across: bool) -> None:
        length, height = 14 * self._scale, self._line_height(_SMALL)
        room = 500 * self._scale
        painter = self._painter
        for place, label in zip(ticks.places, ticks.labels, strict=True):
            painter.save()
            if is_across:
                painter.translate(frame.left() + place * frame.width(), frame.bottom())
            else:
                painter.translate(frame.left(), frame.top() + place * frame.height())
                painter.rotate(-90)  # read from below, as maps are
            painter.setPen(QPen(_INK, 2 * self._scale))
            away = 1 if is_across else -1
            painter.drawLine(QPointF(0, 0), QPointF(0, away * length))
            top = 0.7 * length if is_across else -0.7 * length - height
            box = QRectF(-room / 2, top, room, height)
            self._text(box, label, _SMALL, flags=Qt.AlignmentFlag.AlignHCenter)
            painter.restore()

    def _draw_legend(self, room: QRectF) -> None:
        sheet = self._sheet
        heading = self._line_height(_TEXT)
        self._text(
            QRectF(room.left(), room.top(), room.width(), heading),
            sheet.legend_title,
            _TEXT,
            is_bold=True,
        )
        below = 420 * self._scale
        free = room.height() - heading - below
        fitting = free / max(1, len(sheet.legend)) / 1.5 / self._scale
        units = max(_SMALLEST, min(_TEXT, fitting))
        height = 1.5 * units * self._scale
        top = room.top() + heading + 10 * self._scale
        for row, _ in enumerate(sheet.legend):
            self._draw_row(
                QRectF(room.left(), top + row * height, room.width(), height), row, units
            )
        end = top + height * len(sheet.legend) + 40 * self._scale
        self._draw_place(QRectF(room.left(), end, room.width(), room.bottom() - end))

    def _draw_row(self, box: QRectF, row: int, units: float) -> None:
        one = self._sheet.legend[row]
        side = units * self._scale
        swatch = QRectF(box.left(), box.center().y() - side / 2, 1.5 * side, side)
        self._painter.setPen(QPen(_LINE, 1.5 * self._scale))
        self._painter.setBrush(QColor(*one.colour))
        self._painter.drawRect(swatch)
        metrics = QFontMetricsF(self._font(units))
        gap = 0.6 * side
        right = Qt.AlignmentFlag.AlignRight
        areas = [metrics.horizontalAdvance(each.area) for each in self._sheet.legend]
        shares = [metrics.horizontalAdvance(each.share) for each in self._sheet.legend]
        area = QRectF(box.right() - max(areas), box.top(), max(areas) + 1, box.height())
        self._text(area, one.area, units, flags=right)
        left = area.left() - (gap if max(areas) else 0) - max(shares)
        share = QRectF(left, box.top(), max(shares) + 1, box.height())
        self._text(share, one.share, units, flags=right)
        name_left = swatch.right() + gap
        name = QRectF(name_left, box.top(), left - gap - name_left, box.height())
        self._text(name, one.name, units)

    def _draw_place(self, room: QRectF) -> None:
        """Draw scale bar and north arrow, and write where the corners are."""
        top = room.top()
        if self._sheet.scale_share:
            top = self._draw_scale(room, top)
        if self._sheet.north_deg is not None:
            top = self._draw_north(room, top, self._sheet.north_deg)
        height = self._line_height(_SMALL)
        for row, line in enumerate(self._sheet.corners):
            box = QRectF(room.left(), top + row * height, room.width(), height)
            self._text(box, line, _SMALL, colour=_QUIET)

    def _draw_scale(self, room: QRectF, top: float) -> float:
        frame_width = self._map_width
        length = self._sheet.scale_share * frame_width
        thick = 16 * self._scale
        self._painter.setPen(QPen(_INK, 2 * self._scale))
        for part, colour in ((0, _INK), (1, _PAPER)):
            self._painter.setBrush(colour)
            self._painter.drawRect(QRectF(room.left() + part * length / 2, top, length / 2, thick))
        box = QRectF(room.left(), top + thick, room.width(), self._line_height(_SMALL))
        self._text(box, self._sheet.scale_label, _SMALL)
        return box.bottom() + 20 * self._scale

    @property
    def _map_width(self) -> float:
        gap, inner = _GAP * self._scale, self._inner
        titles = self._line_height(_TITLE) + self._line_height(_SUBTITLE) + 30 * self._scale
        notes = self._line_height(_SMALL) * len(self._sheet.notes) + 30 * self._scale
        room = QRectF(
            inner.left(),
            inner.top() + titles,
            inner.width() - _LEGEND_SHARE * inner.width() - gap,
            inner.height() - titles - notes,
        )
        return self._map_frame(room).width()

    def _draw_north(self, room: QRectF, top: float, north_deg: float) -> float:
        size = 110 * self._scale
        centre = QPointF(room.left() + size / 2, top + size / 2)
        turn = QTransform().translate(centre.x(), centre.y()).rotate(north_deg)
        arrow = [QPointF(0, -0.45), QPointF(0.2, 0.35), QPointF(0, 0.2), QPointF(-0.2, 0.35)]
        points = QPolygonF([point * size for point in arrow])
        self._painter.setPen(QPen(_INK, 2 * self._scale))
        self._painter.setBrush(_INK)
        self._painter.drawPolygon(turn.map(points))
        box = QRectF(centre.x() + size * 0.4, top, size, size)
        self._text(box, "N", _TEXT, is_bold=True)
        return top + size + 20 * self._scale
