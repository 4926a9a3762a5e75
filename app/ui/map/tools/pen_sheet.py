"""Lie over a map view while the mouse draws on it: where it points, and the hint below."""

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.ui.map.map_view import MapView
from app.ui.map.viewport import Point
from app.ui.parts import plain, theme


class PenSheet(QWidget):
    """What all pens share; each says what it draws, and forgets that in `forget`.

    What it has no use for goes on to the view: the wheel magnifies, arrow keys move.

    Parameters
    ----------
    hint_name
        Of the line that tells what the mouse does.

    Signals
    -------
    ended()
        Nothing is drawn any more, whether or not anything came of it.
    """

    ended = Signal()

    def __init__(self, view: MapView, name: str, title: str, hint_name: str) -> None:
        super().__init__(view)
        plain.named(self, name, title)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._view = view
        self._hint = plain.label("", self, hint_name)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        view.resized.connect(self._on_resized)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def forget(self) -> None:
        """Forget what is being drawn."""

    @Slot()
    def cancel(self) -> None:
        """Give up what is being drawn."""
        if not self.isHidden():
            had_focus = self.hasFocus()
            self.forget()
            self.hide()
            if had_focus:
                self._view.setFocus()
            self.ended.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.wheelEvent(event)  # lies at the same place

    def _lie_down(self, hint: str) -> None:
        """Take mouse and keyboard; end at once where there is no scene to draw on."""
        if not self._view.has_scene:
            self.ended.emit()
            return
        self._hint.setText(hint)
        self._hint.show()
        self._on_resized()
        self.show()
        self.raise_()
        self.setFocus()
        self.update()

    def _place_of(self, place: QPointF) -> Point:
        """Return column and row under a place of the screen, the nearest on the scene."""
        extent = self._view.extent
        col, row = self._view.viewport.to_scene(place.x(), place.y(), extent)
        return min(max(col, 0.0), extent.n_cols), min(max(row, 0.0), extent.n_rows)

    def _on_screen(self, place: Point) -> QPointF:
        """Return where column and row are seen."""
        return QPointF(*self._view.viewport.to_screen(*place, self._view.extent))

    @Slot()
    def _on_resized(self) -> None:
        """Cover the view; the hint lies at its lower edge, where no message is."""
        self.setGeometry(self._view.rect())
        room = max(1, self.width() - 4 * theme.STEP_PX)
        text = self._hint.fontMetrics().horizontalAdvance(self._hint.text())
        width = min(room, text + 4 * theme.STEP_PX)
        height = self._hint.heightForWidth(width)
        top = self.height() - height - 2 * theme.STEP_PX
        self._hint.setGeometry((self.width() - width) // 2, top, width, height)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._hint.setStyleSheet(
            f"#{self._hint.objectName()} {{ color: {theme.token('text').name()};"
            f" border-radius: 4px; background: {theme.token('panel').name()}; padding: 4px 8px;"
            f" border: 1px solid {theme.token('accent').name()}; }}"
        )
