"""Draw line icons in the colour of the text beside them."""

import math
from functools import cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource_path
from app.ui.parts import theme

ICON_PX = 20


class _Iconed(Protocol):
    def setIcon(self, icon: QIcon) -> None: ...  # noqa: N802


def icon(name: str, colour: str = "text") -> QIcon:
    """Return the icon in the colour of this token; quiet where its control is disabled."""
    made = QIcon()
    for ratio in _pixel_ratios():
        made.addPixmap(pixmap(name, theme.token(colour), ratio))
        made.addPixmap(
            pixmap(name, theme.token("text_disabled"), ratio), QIcon.Mode.Disabled, QIcon.State.Off
        )
    return made


def _pixel_ratios() -> range:
    """Return the whole ratios up to that of the finest screen there is."""
    ratios = (screen.devicePixelRatio() for screen in QGuiApplication.screens())
    return range(1, 1 + math.ceil(max(ratios, default=1.0)))


def pixmap(name: str, colour: QColor, ratio: float = 1.0, size_px: int = ICON_PX) -> QPixmap:
    """Draw the icon at its size on a screen of this pixel ratio; once for all that show it."""
    key = f"bandsweep/{name}/{colour.name()}/{ratio}/{size_px}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    picture = _drawn(name, colour, ratio, size_px)
    QPixmapCache.insert(key, picture)
    return picture


def _drawn(name: str, colour: QColor, ratio: float, size_px: int) -> QPixmap:
    tinted = _drawing(name).replace(b"currentColor", colour.name().encode())
    picture = QPixmap(QSize(size_px, size_px) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(tinted)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _drawing(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()


def set_icon(target: QObject, name: str, colour: str = "text") -> None:
    """Give an action or a button the icon; draw it again when theme or screens change."""
    for former in target.findChildren(_Tint, options=Qt.FindChildOption.FindDirectChildrenOnly):
        former.setParent(None)
        former.deleteLater()
    _Tint(target, name, colour)


def window_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(resource_path("icons", "bandsweep.svg")))


class _Tint(QObject):
    """Keeps the icon of its parent in the colours of the theme."""

    def __init__(self, target: QObject, name: str, colour: str) -> None:
        super().__init__(target)
        self._target = target
        self._name = name
        self._colour = colour
        theme.current().changed.connect(self._draw)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._draw)  # it may be a finer one
        self._draw()

    @Slot()
    def _draw(self) -> None:
        target: _Iconed = self._target  # type: ignore[assignment]
        target.setIcon(icon(self._name, self._colour))
