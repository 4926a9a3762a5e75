"""Lay text with pictures and tables out on pages, as PDF; and draw vectors as pixels."""

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEventLoop,
    QIODevice,
    QMarginsF,
    QRectF,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

_DPI = 300
_POINTS_PER_INCH = 72
_MARGIN_MM, _FOOT_PT = 18.0, 18.0
_SMALL_PT, _TEXT_PT = 8, 9
PAPERS = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}


def text_width_pt(paper: str) -> float:
    """Return how wide text is on a page that stands upright, in points; other names are A4."""
    size = QPageSize(PAPERS.get(paper, QPageSize.PageSizeId.A4))
    margins = 2 * _MARGIN_MM / 25.4 * _POINTS_PER_INCH
    return size.size(QPageSize.Unit.Point).width() - margins


def text_pages(html: str, title: str, paper: str) -> bytes:
    """Return a PDF of rich text, as Qt knows it; lengths in the text are points.

    Parameters
    ----------
    paper
        One of `PAPERS`; others are A4.

    Raises
    ------
    RuntimeError
        Neither a window is open nor `text_drawable` entered: Qt would end the program.
    """
    if QGuiApplication.instance() is None:
        msg = "there is nothing to draw text with"
        raise RuntimeError(msg)
    # Long text sets itself a timer, and Qt complains of threads that have no place for one.
    timers = QEventLoop()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Bandsweep")
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(PAPERS.get(paper, QPageSize.PageSizeId.A4)))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    page = writer.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    document = laid_out(html, QSizeF(page.width(), page.height() - 2 * _FOOT_PT))
    painter = QPainter()
    if not painter.begin(writer):
        msg = "nothing can be drawn on the page"
        raise OSError(msg)
    try:
        painter.scale(_DPI / _POINTS_PER_INCH, _DPI / _POINTS_PER_INCH)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        for number in range(document.pageCount()):
            if number:
                writer.newPage()
            _draw_page(painter, document, number, title)
    finally:
        painter.end()
    buffer.close()
    del document, timers  # in this order
    return bytes(content.data())


def png_of_svg(svg: str, width_px: int) -> bytes:
    """Return a drawing as the bytes of a picture on white, which is `width_px` wide.

    Raises
    ------
    RuntimeError
        Neither a window is open nor `text_drawable` entered: Qt would end the program.
    """
    from PySide6.QtSvg import QSvgRenderer

    if QGuiApplication.instance() is None:
        msg = "there is nothing to draw text with"
        raise RuntimeError(msg)
    renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
    size = renderer.defaultSize()
    image = QImage(
        width_px, round(width_px * size.height() / size.width()), QImage.Format.Format_RGB32
    )
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())


def laid_out(html: str, size: QSizeF) -> QTextDocument:
    """Return rich text on pages of a size in points; no heading stands alone at the end of one."""
    document = QTextDocument()
    document.documentLayout().setPaintDevice(_points())
    font = QFont("DejaVu Sans")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPointSizeF(_TEXT_PT)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setPageSize(size)
    _keep_headings(document)
    return document


def _keep_headings(document: QTextDocument) -> None:
    """Begin a page with each heading that would else stand alone at the end of one."""
    layout, height = document.documentLayout(), document.pageSize().height()
    block = document.begin()
    while block.isValid():
        after = block.next()
        if block.blockFormat().headingLevel() and after.isValid():
            top = layout.blockBoundingRect(block).top()
            foot = layout.blockBoundingRect(_told_below(after))
            if int(top // height) != int((foot.top() + min(foot.height(), height / 2)) // height):
                shape = block.blockFormat()
                shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(shape)
                # Qt 6.11 lays out anew from this block alone, and then draws nothing of the text
                # below the next table.
                document.markContentsDirty(0, document.characterCount())
        block = after


def _told_below(block: QTextBlock) -> QTextBlock:
    """Return the first text below a heading that is neither a heading nor the titles of a table.

    Titles come again above the first row of a table where that begins a page.
    """
    while block.blockFormat().headingLevel() and block.next().isValid():
        block = block.next()
    table = QTextCursor(block).currentFrame()
    if not isinstance(table, QTextTable):
        return block
    n_titles = table.format().toTableFormat().headerRowCount()
    row = min(n_titles, table.rows() - 1)
    return table.cellAt(row, 0).firstCursorPosition().block()


def _points() -> QImage:
    """Return what text is measured by: a device of which one pixel is one point."""
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    per_m = round(_POINTS_PER_INCH / 0.0254)
    image.setDotsPerMeterX(per_m)
    image.setDotsPerMeterY(per_m)
    return image


def _draw_page(painter: QPainter, document: QTextDocument, number: int, title: str) -> None:
    size = document.pageSize()
    painter.save()
    painter.translate(0, -number * size.height())
    shown = QAbstractTextDocumentLayout.PaintContext()
    shown.clip = QRectF(0, number * size.height(), size.width(), size.height())
    painter.setClipRect(shown.clip)
    document.documentLayout().draw(painter, shown)
    painter.restore()
    font = QFont(document.defaultFont())
    font.setPixelSize(_SMALL_PT)  # one is a point here
    painter.setFont(font)
    painter.setPen(QColor("#555555"))
    foot = QRectF(0, size.height() + _FOOT_PT, size.width(), _FOOT_PT)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(foot, int(middle | Qt.AlignmentFlag.AlignLeft), title)
    counted = f"{number + 1} / {document.pageCount()}"
    painter.drawText(foot, int(middle | Qt.AlignmentFlag.AlignRight), counted)
