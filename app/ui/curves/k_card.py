"""Show one k in the strip: its map as a small picture, its number, its score."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult, LabelMap
from app.ui.curves.thumbnail import draw_labels, mix_down, thin_out
from app.ui.parts import number_format, plain, theme
from app.ui.parts.numbers import number_style

LARGEST = QSize(200, 100)  # a picture of any aspect lies within
NARROWEST_PX = 68  # "k = 10" and a score have to stand below
_PAD_PX = 3
_TEXT_PX = 18
AROUND_PX = 2 * _PAD_PX  # of a picture, at both sides together
_FINE = 2  # thumbnails hold twice the pixels, for screens of double density
_MIXED = 2  # each of them is mixed from two by two: single pixels would look like noise
_RADIUS_PX = 4.0
_WAITING = "waiting"


class KCard(QAbstractButton):
    """A picture over "k = 5" and a score; a waiting card is empty, a skipped one says so."""

    def __init__(self, k: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.k = k
        self._picture = LARGEST
        self._preview: LabelMap | None = None
        self._labels: ByteArray | None = None
        self._image = QImage()
        self._score = ""
        self._silhouette: float | None = None
        self._is_estimate = False
        self._state = _WAITING
        self.setObjectName(f"kCard{k}")
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the strip has the focus
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setEnabled(False)
        self._describe(f"k = {k} waits for its turn.")
        theme.current().changed.connect(self._on_theme_changed)
        number_style.current().changed.connect(self._write_score)

    @property
    def has_map(self) -> bool:
        """Whether its map is there to be chosen."""
        return self._labels is not None

    @property
    def is_waiting(self) -> bool:
        """Whether its map may still come."""
        return not self.has_map and self._state == _WAITING

    @property
    def image(self) -> QImage:
        """The small picture."""
        return self._image

    @property
    def state(self) -> str:
        """Show "waiting", "skipped", or the score."""
        return self._score if self.has_map else self._state

    @property
    def picture_size(self) -> QSize:
        """The room of the picture."""
        return self._picture

    def shows(self, result: KResult) -> bool:
        """Tell whether its map is that of a result."""
        return self._preview is result.preview

    def set_picture_size(self, size: QSize) -> None:
        """Draw the picture in this room."""
        if size != self._picture:
            self._picture = size
            self.updateGeometry()
            self.update()

    def show_result(self, result: KResult) -> None:
        """Take the map and the score; the colours follow with `show_look`."""
        self._preview = result.preview
        self._labels = thin_out(result.preview.labels, LARGEST * (_FINE * _MIXED))
        self._image = QImage()
        self._silhouette = None if result.silhouette is None else result.silhouette.mean
        self._is_estimate = result.is_estimate
        self.setEnabled(True)
        self._write_score()

    @Slot()
    def _write_score(self) -> None:
        if not self.has_map:
            return
        known = self._silhouette
        self._score = "" if known is None else number_format.fixed(known, 2)
        spoken = f", silhouette {self._score}" if self._score else ""
        self._describe(f"k = {self.k}{spoken}" + (", estimate" if self._is_estimate else ""))
        self.update()

    def show_look(self, look: ClusterLook) -> None:
        """Draw the map in these colours."""
        if self._labels is not None:
            picture = draw_labels(self._labels, look.table())
            self._image = mix_down(picture, LARGEST * _FINE)
            self.update()

    def show_skipped(self, reason: str) -> None:
        """Say that there will be no map, and why."""
        self._state = "skipped"
        self._describe(f"k = {self.k} was skipped. {reason}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Return the picture, a frame and one line of text."""
        width, height = self._picture.width(), self._picture.height()
        return QSize(max(width, NARROWEST_PX) + AROUND_PX, height + AROUND_PX + _TEXT_PX)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, picture and caption."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        width = self.width() - AROUND_PX
        place = QRect(_PAD_PX, _PAD_PX, width, self._picture.height())
        self._paint_picture(painter, place)
        line = QRect(_PAD_PX, place.bottom() + 2, width, _TEXT_PX + 2)
        self._paint_caption(painter, line)
        painter.end()

    def _describe(self, text: str) -> None:
        self.setToolTip(plain.tip(text))
        self.setAccessibleName(plain.line(text))

    def _paint_frame(self, painter: QPainter) -> None:
        if self.isChecked():
            painter.setPen(QPen(theme.token("accent"), 2.0))
            painter.setBrush(theme.token("accent_quiet"))
        elif self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("hover"))
        else:
            return
        frame = QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0)
        painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)

    def _paint_picture(self, painter: QPainter, place: QRect) -> None:
        if self._image.isNull():
            painter.setPen(QPen(theme.token("line_strong"), 1.0, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(theme.token("text_quiet"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._state)
            return
        size = self._image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        filled = QRectF(QPointF(), size.toSizeF())
        filled.moveCenter(QRectF(place).center())
        painter.fillRect(filled, theme.token("canvas"))
        # Mixed where it is drawn smaller only: between two large pixels no class has those colours.
        is_smaller = filled.width() < self._image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smaller)
        painter.drawImage(filled, self._image)

    def _paint_caption(self, painter: QPainter, line: QRect) -> None:
        font = QFont(theme.tabular_font(self.font()))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.token("text_quiet"))
        painter.setFont(theme.small_font(font))
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, self._score)
        painter.setPen(theme.token("text" if self.has_map else "text_quiet"))
        painter.setFont(theme.heading_font(font) if self.isChecked() else font)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, f"k = {self.k}")

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
