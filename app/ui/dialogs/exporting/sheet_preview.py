"""Show the map sheet as it would be written."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.products.requests import ExportRequest
from app.ui.parts import boxes, captions, plain

SHEET_KINDS = frozenset(("sheet", "sheet_svg", "sheet_png"))
_WAIT_MS = 150  # so that typing does not order a sheet for every letter
_SIZE = QSize(440, 312)  # of A4 and A3 on their sides, whose height is their width by root two
_LEAST = QSize(176, 125)  # beside the form on a screen of 960 pixels
_NONE = "Tick a map sheet to see it here as it would be written."


class _Page(QWidget):
    """A picture as large as fits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "sheetPreviewPage", "Map sheet as it would be written")
        self.setMinimumSize(_LEAST)
        self._picture = QPixmap()

    @override
    def sizeHint(self) -> QSize:
        return _SIZE

    def show_picture(self, picture: QPixmap) -> None:
        self._picture = picture
        self.update()

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.has_picture:
            self._paint_blank()
            return
        ratio = self.devicePixelRatioF()
        size = self._picture.size().scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = self._picture.scaled(
            size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setDevicePixelRatio(ratio)
        painter.drawPixmap(0, 0, shown)
        painter.setPen(self.palette().mid().color())
        painter.drawRect(0, 0, round(size.width() / ratio) - 1, round(size.height() / ratio) - 1)

    def _paint_blank(self) -> None:
        """Mark where the sheet will lie."""
        size = _SIZE.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().mid().color(), 1, Qt.PenStyle.DashLine))
        painter.drawRect(0, 0, size.width() - 1, size.height() - 1)


class SheetPreview(QWidget):
    """The first sheet of what is asked for, drawn anew when anything of it changes.

    It has its place where no sheet is asked for, too: the dialog would jump with every tick.

    Signals
    -------
    wanted(ExportRequest | None)
        This sheet is to be drawn; None where none is asked for.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sheetPreview")
        self._asked: ExportRequest | None = None
        self._sent: ExportRequest | None = None
        self._page = _Page(self)
        self._note = captions.note("", self, "sheetPreviewNote")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._on_waited)
        layout = boxes.column(self, margin=0, spacing=8)
        layout.addWidget(captions.heading("Map sheet", self))
        layout.addWidget(self._note)
        layout.addWidget(self._page, 1)
        self.show_sheet(None)

    def ask(self, request: ExportRequest) -> None:
        """Show what this request would write, if a sheet is part of it."""
        is_part = bool(SHEET_KINDS.intersection(request.products)) and bool(request.ks)
        self._asked = request if is_part else None
        if not is_part:
            self.show_sheet(None)
        self._timer.start()

    def renew(self) -> None:
        """Have it drawn anew: what it is drawn from may have changed."""
        self._sent = None
        self._timer.start()

    @Slot(object)
    def show_sheet(self, png: bytes | None) -> None:
        """Show a sheet; with None a blank page."""
        picture = QPixmap()
        if png is not None:
            picture.loadFromData(png)
        self._page.show_picture(picture)
        self._note.setText(_NONE if self._asked is None else _told(self._asked))

    @Slot(str)
    def show_failed(self, why: str) -> None:
        """Say why there is no sheet."""
        self._page.show_picture(QPixmap())
        self._note.setText(plain.line(why))

    @Slot()
    def _on_waited(self) -> None:
        seen = _seen(self._asked)
        if seen == _seen(self._sent) and self._page.has_picture:
            return
        self._sent = self._asked
        if self._asked is not None and not self._page.has_picture:
            self._note.setText("The sheet is being drawn…")
        self.wanted.emit(self._asked)


def _seen(request: ExportRequest | None) -> object:
    """Return what of a request can be seen on the first sheet."""
    if request is None:
        return None
    return request.ks[0], request.options.paper, request.runs[:1]


def _told(request: ExportRequest) -> str:
    n_others = sum(len(own.ks) for _, own in request.of_runs()) - 1
    if n_others < 1:
        return f"k = {request.ks[0]}"
    others = "1 more sheet is" if n_others == 1 else f"{n_others} more sheets are"
    return f"k = {request.ks[0]}; {others} written like it."
