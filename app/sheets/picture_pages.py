"""Draw sheets of small pictures as PDF. All lengths are tenths of a millimetre on A4, upright."""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from app.sheets.picture_page import PictureCell, PictureSheet

_WIDTH, _HEIGHT, _MARGIN = 2100, 2970, 120
_UNITS_PER_INCH = 254
_N_COLUMNS, _GAP = 5, 40
_TITLE, _TEXT, _SMALL = 40, 28, 24
_N_LINES = 4
_INK, _QUIET, _LINE = QColor("#1a1a1a"), QColor("#555555"), QColor("#808080")
_FAINT = 0.35
_MAGNIFIED = 6


def draw_pictures(sheet: PictureSheet) -> bytes:
    """Return the PDF of a sheet.

    Raises
    ------
    RuntimeError
        Neither a window is open nor `text_drawable` entered: Qt would end the program.
    OSError
        Nothing can be drawn on the page.
    """
    if QGuiApplication.instance() is None:
        msg = "there is nothing to draw text with"
        raise RuntimeError(msg)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("Bandsweep")
    writer.setResolution(_UNITS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    if not painter.begin(writer):
        msg = "nothing can be drawn on the page"
        raise OSError(msg)
    try:
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        _Pages(painter, writer, sheet).draw()
    finally:
        painter.end()
    buffer.close()
    return bytes(content.data())


class _Pages:
    """Lays pictures out row by row, and begins a page where one is full."""

    def __init__(self, painter: QPainter, writer: QPdfWriter, sheet: PictureSheet) -> None:
        self._painter, self._writer, self._sheet = painter, writer, sheet
        self._side = (_WIDTH - 2 * _MARGIN - (_N_COLUMNS - 1) * _GAP) / _N_COLUMNS
        self._row = self._side + _N_LINES * _height(_SMALL) + _GAP
        self._bottom = _HEIGHT - _MARGIN - len(sheet.notes) * _height(_SMALL) - _GAP

    def draw(self) -> None:
        """Paint all pages."""
        cells = self._sheet.cells
        rows = [cells[at : at + _N_COLUMNS] for at in range(0, len(cells), _N_COLUMNS)]
        top = self._begin(self._sheet.facts)
        for row in rows:
            if top + self._row > self._bottom:
                self._writer.newPage()
                top = self._begin(())
            self._draw_row(row, top)
            top += self._row

    def _begin(self, facts: Sequence[str]) -> float:
        """Paint head and foot of a page; return where its pictures begin."""
        self._text(_MARGIN, _MARGIN, _WIDTH - 2 * _MARGIN, self._sheet.title, _TITLE, is_bold=True)
        top = _MARGIN + _height(_TITLE)
        for fact in facts:
            self._text(_MARGIN, top, _WIDTH - 2 * _MARGIN, fact, _TEXT, colour=_QUIET)
            top += _height(_TEXT)
        below = _HEIGHT - _MARGIN - len(self._sheet.notes) * _height(_SMALL)
        for note in self._sheet.notes:
            self._text(_MARGIN, below, _WIDTH - 2 * _MARGIN, note, _SMALL, colour=_QUIET)
            below += _height(_SMALL)
        return top + _GAP / 2

    def _draw_row(self, cells: Sequence[PictureCell], top: float) -> None:
        for column, cell in enumerate(cells):
            left = _MARGIN + column * (self._side + _GAP)
            self._draw_picture(cell, QRectF(left, top, self._side, self._side))
            below = top + self._side
            colour = _QUIET if cell.is_faint else _INK
            self._text(left, below, self._side, cell.title, _SMALL, colour=colour, is_bold=True)
            for line in cell.lines[: _N_LINES - 1]:
                below += _height(_SMALL)
                self._text(left, below, self._side, line, _SMALL, colour=_QUIET)

    def _draw_picture(self, cell: PictureCell, place: QRectF) -> None:
        painter = self._painter
        if cell.rgba is not None:
            n_rows, n_cols, _ = cell.rgba.shape
            form = QImage.Format.Format_RGBA8888
            image = QImage(cell.rgba.data, n_cols, n_rows, 4 * n_cols, form)
            painter.setOpacity(_FAINT if cell.is_faint else 1.0)
            # Readers smooth what they magnify: pixels are to be seen as what they are.
            square = image.convertToFormat(QImage.Format.Format_RGB32).scaled(
                n_cols * _MAGNIFIED, n_rows * _MAGNIFIED
            )
            painter.drawImage(place, square)
            painter.setOpacity(1.0)
        painter.setPen(_LINE)
        painter.drawRect(place)

    def _text(
        self,
        left: float,
        top: float,
        width: float,
        text: str,
        units: int,
        *,
        colour: QColor = _INK,
        is_bold: bool = False,
    ) -> None:
        """Write one line, cut short where it does not fit."""
        font = QFont("DejaVu Sans")
        font.setStyleHint(QFont.StyleHint.SansSerif)
        font.setPixelSize(units)
        font.setBold(is_bold)
        self._painter.setFont(font)
        self._painter.setPen(colour)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        place = QRectF(left, top, width, _height(units))
        self._painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)


def _height(units: int) -> float:
    return 1.4 * units
