"""Draw line icons in the colour of the text beside them."""

from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource_path
from app.ui.parts import theme

ICON_PX = 20
_PIXEL_RATIOS = (1, 2, 3)


class _Iconed(Protocol):
    def setIcon(self, icon: QIcon) -> None: ...  # noqa: N802


def icon(name: str, colour: str = "text") -> QIcon:
    """Return the icon in the colour of this token; quiet where its control is disabled."""
    made = QIcon()
    for ratio in _PIXEL_RATIOS:
        made.addPixmap(pixmap(name, theme.token(colour), ratio))
        made.addPixmap(
            pixmap(name, theme.token("text_disabled"), ratio), QIcon.Mode.Disabled, QIcon.State.Off
        )
    return made


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
    drawing = resource_path("icons", f"{name}.svg").read_bytes()
    tinted = drawing.replace(b"currentColor", colour.name().encode())
    picture = QPixmap(QSize(size_px, size_px) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(tinted)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def set_icon(target: QObject, name: str, colour: str = "text") -> None:
    """Give an action or a button the icon, and tint it again whenever the theme changes."""
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
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        target: _Iconed = self._target  # type: ignore[assignment]
        target.setIcon(icon(self._name, self._colour))
