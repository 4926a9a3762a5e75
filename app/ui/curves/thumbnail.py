"""Draw a small picture of a label map."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, qRgba

from app.arrays import ByteArray


def thin_out(labels: ByteArray, room: QSize) -> ByteArray:
    """Take every n-th row and column, so that no more stay than fill the room."""
    rows, cols = labels.shape
    step = max(1, rows // max(1, room.height()), cols // max(1, room.width()))
    return np.ascontiguousarray(labels[step // 2 :: step, step // 2 :: step])


def draw_labels(labels: ByteArray, table: ByteArray) -> QImage:
    """Return a picture of labels of shape (rows, cols) in the colours of a table (256, 4)."""
    rows, cols = labels.shape
    shared = QImage(labels.data, cols, rows, cols, QImage.Format.Format_Indexed8)
    image = shared.copy()  # owns its bytes: the array may go
    image.setColorTable(_colour_table(table.tolist()))
    return image


def mix_down(picture: QImage, room: QSize) -> QImage:
    """Return the picture no larger than the room, colours of neighbours mixed."""
    if picture.width() <= room.width() and picture.height() <= room.height():
        return picture
    mixed = picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return mixed.scaled(
        room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _colour_table(rows: Sequence[Sequence[int]]) -> list[int]:
    return [qRgba(*row) for row in rows]
