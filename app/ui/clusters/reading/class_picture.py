"""Show where the pixels of a class lie, as a small picture."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, qRgba
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import Rgb
from app.ui.parts import plain, theme

ROOM, SMALL_ROOM = QSize(104, 84), QSize(68, 48)
_FINE = 4  # labels per pixel of the screen along both axes: they are mixed, and double density fits
_OTHERS = (0x80, 0x80, 0x80, 0x58)


class ClassPicture(QWidget):
    """The scene in grey, with one class in its colour; as high and wide as the scene is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("classPicture")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._image = QImage()
        self._room = ROOM

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def show_in(self, room: QSize) -> None:
        """Be no higher and no wider than that."""
        if room != self._room:
            self._room = room
            self.updateGeometry()

    def show_class(
        self, labels: ByteArray, members: tuple[int, ...], colour: Rgb, title: str
    ) -> None:
        """Show where some labels of a map, shape (rows, cols), lie."""
        rows, cols = labels.shape
        step = max(1, rows // (_FINE * ROOM.height()), cols // (_FINE * ROOM.width()))
        thin = np.ascontiguousarray(labels[step // 2 :: step, step // 2 :: step])
        table = [qRgba(*_OTHERS)] * 256
        table[0] = qRgba(0, 0, 0, 0)
        for label in members:
            table[label] = qRgba(*colour, 255)
        shared = QImage(
            thin.data, thin.shape[1], thin.shape[0], thin.shape[1], QImage.Format.Format_Indexed8
        )
        image = shared.copy()  # owns its bytes: the array may go
        image.setColorTable(table)
        self._image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self.setAccessibleName(plain.line(f"Where {title} lies"))
        self.setToolTip(plain.tip(f"Where {title} lies in the scene."))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        if self._image.isNull():
            return self._room
        return self._image.size().scaled(self._room, Qt.AspectRatioMode.KeepAspectRatio)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.token("panel_alternate"))
        if not self._image.isNull():
            size = self.size() * self.devicePixelRatio()
            mixed = self._image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawImage(QRect(0, 0, self.width(), self.height()), mixed)
        painter.end()
