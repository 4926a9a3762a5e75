"""Draw a map sheet as PDF, SVG or PNG. All lengths are tenths of a millimetre."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRectF,
    QSize,
    QSizeF,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from app.sheets.layout import PAGES, PageSize, SheetLayout
from app.sheets.page import Sheet

_UNITS_PER_INCH = 254
_UNITS_PER_MM = 10.0


@contextmanager
def text_drawable() -> Iterator[None]:
    """Make text drawable where no window is open, for the time of the block; asks for no display.

    To be entered in the thread that the program began in.
    """
    if QGuiApplication.instance() is not None:
        yield
        return
    app = QGuiApplication(["bandsweep", "-platform", "offscreen"])
    try:
        yield
    finally:
        app.shutdown()


def draw(sheet: Sheet, page: str, ending: str, width_px: int | None = None) -> bytes:
    """Return the file of a sheet.

    Parameters
    ----------
    page
        One of `PAGES`.
    ending
        ".pdf", ".svg" or ".png".
    width_px
        Of a ".png"; a pixel for each tenth of a millimetre where it is not said.

    Raises
    ------
    RuntimeError
        Neither a window is open nor `text_drawable` entered: Qt would end the program.
    """
    if QGuiApplication.instance() is None:
        msg = "there is nothing to draw text with"
        raise RuntimeError(msg)
    size = PAGES[page]
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if ending == ".png":
        _draw_png(sheet, size, buffer, (width_px or size.width) / size.width)
    elif ending == ".svg":
        _draw_svg(sheet, size, buffer)
    else:
        _draw_pdf(sheet, size, buffer)
    buffer.close()
    return bytes(content.data())


def _draw_pdf(sheet: Sheet, size: PageSize, buffer: QBuffer) -> None:
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("Bandsweep")
    writer.setResolution(_UNITS_PER_INCH)
    long_mm = QSizeF(size.width / _UNITS_PER_MM, size.height / _UNITS_PER_MM)
    writer.setPageSize(
        QPageSize(long_mm, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    _paint(writer, sheet, size)


def _draw_svg(sheet: Sheet, size: PageSize, buffer: QBuffer) -> None:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(sheet.title)
    generator.setResolution(_UNITS_PER_INCH)
    generator.setSize(QSize(size.width, size.height))
    generator.setViewBox(QRectF(0, 0, size.width, size.height))
    _paint(generator, sheet, size)


def _draw_png(sheet: Sheet, size: PageSize, buffer: QBuffer, scale: float) -> None:
    width, height = round(scale * size.width), round(scale * size.height)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(scale * _UNITS_PER_MM * 1000))
    image.setDotsPerMeterY(round(scale * _UNITS_PER_MM * 1000))
    image.fill(QColor("white"))
    _paint(image, sheet, size, scale)
    image.save(buffer, "PNG")  # type: ignore[call-overload]


def _paint(
    device: "QPdfWriter | QImage | object", sheet: Sheet, size: PageSize, scale: float = 1.0
) -> None:
    painter = QPainter()
    if not painter.begin(device):  # type: ignore[arg-type]
        msg = "nothing can be drawn on the page"
        raise OSError(msg)
    try:
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        SheetLayout(painter, sheet, size).draw()
    finally:
        painter.end()
