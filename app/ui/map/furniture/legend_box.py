"""Say on a map what its colours mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.ui.map.furniture.hatch import no_data_brush
from app.ui.map.map_view import MapView
from app.ui.parts import number_format, plain, theme

_PAD_PX = theme.STEP_PX
_SWATCH_PX = 12
_NAME_PX = 180  # longer names are cut
_RADIUS_PX = 4
_ABOVE_SCALE_PX = 6 * theme.STEP_PX  # a bar stands below, across a narrow view


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One line of a legend.

    Attributes
    ----------
    name
        With the number of the class; as a person calls it.
    colour
        Red, green and blue; None for what is hatched.
    share
        Part of the pixels it is told of, 0..1; None where it is not known.
    """

    name: str
    colour: tuple[int, int, int] | None
    share: float | None


class LegendBox(QWidget):
    """A card in a corner of a view: colours, names and shares of classes."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.setObjectName("toolLegend")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the map lies below
        self._view = view
        self._rows: tuple[LegendRow, ...] = ()
        view.resized.connect(self.place)
        theme.current().changed.connect(self.update)

    @property
    def rows(self) -> tuple[LegendRow, ...]:
        """What is said."""
        return self._rows

    def show_rows(self, rows: Sequence[LegendRow]) -> None:
        """Say what colours mean."""
        self._rows = tuple(rows)
        self.setAccessibleName(plain.line("Legend: " + ", ".join(row.name for row in rows)))
        self.place()
        self.update()

    def place(self) -> None:
        """Go where it belongs."""
        size = self.sizeHint()
        left = max(0, self._view.width() - size.width() - _PAD_PX)
        below = self._view.height() - size.height() - _ABOVE_SCALE_PX
        top = max(_PAD_PX, below)
        self.setGeometry(left, top, *size.toTuple())

    @override
    def sizeHint(self) -> QSize:
        line = self.line_px
        metrics = self.fontMetrics()
        names = [metrics.horizontalAdvance(plain.line(row.name)) for row in self._rows]
        width = _SWATCH_PX + min(max(names, default=0), _NAME_PX) + self._share_px + 4 * _PAD_PX + 2
        return QSize(width, self._above_px + line * len(self.lines()) + _PAD_PX)

    @property
    def _above_px(self) -> int:
        """Height of what stands above the rows."""
        return 0

    @property
    def line_px(self) -> int:
        """Height of one line."""
        return self.fontMetrics().height() + 2

    @property
    def _share_px(self) -> int:
        if all(row.share is None for row in self._rows):
            return 0
        return QFontMetrics(theme.tabular_font(self.font())).horizontalAdvance("100.0 %")

    def lines(self) -> tuple[LegendRow, ...]:
        """Return what there is room for; the last says how many more there are."""
        room_px = self._view.height() - 6 * _PAD_PX - self._above_px
        n_lines = max(1, room_px // self.line_px)
        if len(self._rows) <= n_lines:
            return self._rows
        shown = self._rows[: n_lines - 1]
        return (*shown, LegendRow(f"and {len(self._rows) - len(shown)} more", None, None))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.token("panel")
        ground.setAlphaF(0.92)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        for at, row in enumerate(self.lines()):
            self._paint_row(painter, row, self._above_px + _PAD_PX / 2 + at * self.line_px)
        painter.end()

    def _paint_row(self, painter: QPainter, row: LegendRow, top: float) -> None:
        line, metrics = self.line_px, self.fontMetrics()
        swatch = QRectF(_PAD_PX, top + (line - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX)
        if row.colour is not None:
            painter.fillRect(swatch, QColor(*row.colour))
        elif row.share is not None:
            brush = no_data_brush()
            painter.setBrushOrigin(QPointF(swatch.topLeft()))
            painter.fillRect(swatch, brush)
        painter.setPen(theme.token("text"))
        left = 2 * _PAD_PX + _SWATCH_PX
        room = self.width() - left - self._share_px - 2 * _PAD_PX
        name = metrics.elidedText(plain.line(row.name), Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, top, room + 2, line), middle, name)
        if row.share is not None:
            painter.setFont(theme.tabular_font(self.font()))
            share = f"{number_format.percent(row.share)} %"
            place = QRectF(self.width() - self._share_px - _PAD_PX, top, self._share_px, line)
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, share)
            painter.setFont(self.font())
