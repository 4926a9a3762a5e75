"""Show one scene or project that was opened before: picture, name, date, place."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from app.engine.scenes.recent_scenes import RecentScene
from app.ui.parts import icons, plain, theme

CARD_WIDTH_PX = 232
_PICTURE_PX = 122
_PAD_PX = theme.STEP_PX
_RADIUS_PX = 6.0
_PROJECT_SUFFIX = ".bandsweep"
_MISSING = "Not found where it was"


class RecentCard(QAbstractButton):
    """A picture over a name, a line of facts and a shortened path.

    Signals
    -------
    remove_requested
        It is to be listed no longer.
    """

    remove_requested = Signal()

    def __init__(self, paths: tuple[Path, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.paths = paths
        self._scene = RecentScene(paths)
        self._image = QImage()
        self.setObjectName("recentCard")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._remove = self._make_remove()
        theme.current().changed.connect(self._on_theme_changed)
        self.show_scene(self._scene)

    @property
    def is_missing(self) -> bool:
        """Whether its files are no longer where they were."""
        return self._scene.is_missing

    @property
    def has_picture(self) -> bool:
        """Whether a small picture of it is shown."""
        return not self._image.isNull()

    @property
    def title(self) -> str:
        """What it is called."""
        return self._scene.title or _name_of(self.paths)

    @property
    def facts(self) -> str:
        """What is said below its name."""
        if self._scene.is_missing:
            return _MISSING
        return self._scene.facts

    @property
    def place(self) -> str:
        """What is said last: that it is a project, and where it lies."""
        is_project = self.paths[0].suffix.lower() == _PROJECT_SUFFIX
        return f"Project · {_shortened(self.paths)}" if is_project else _shortened(self.paths)

    def show_scene(self, scene: RecentScene) -> None:
        """Show what is known of it by now."""
        self._scene = scene
        self._image = QImage()
        if scene.rgba is not None:
            rows, cols, _ = scene.rgba.shape
            form = QImage.Format.Format_RGBA8888
            self._image = QImage(scene.rgba.data, cols, rows, 4 * cols, form).copy()
        places = "\n".join(plain.line(str(path)) for path in self.paths[:12])
        facts = self.facts
        self.setToolTip(plain.tip(f"{places}\n{facts}".strip()))
        spoken = ", ".join(filter(None, (self.title, facts, str(self.paths[0]))))
        self.setAccessibleName(plain.line(f"Open {spoken}"))
        self._show_remove()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Return the picture and three lines of text, with room around."""
        lines = self._line_px() + 2 * self._small_px()
        return QSize(CARD_WIDTH_PX, _PICTURE_PX + lines + 3 * _PAD_PX)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Return, too; Delete removes it from the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_remove()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_remove()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_remove()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._remove.adjustSize()
        self._remove.move(self.width() - self._remove.width() - 12, 12)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, picture and lines."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        is_pointed_at = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(theme.token("accent" if is_pointed_at else "line"), 1.0))
        painter.setBrush(theme.token("hover" if self.underMouse() else "panel"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, _RADIUS_PX, _RADIUS_PX)
        self._paint_picture(painter)
        self._paint_lines(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        place = QRectF(_PAD_PX, _PAD_PX, self.width() - 2 * _PAD_PX, _PICTURE_PX)
        outline = QPainterPath()
        outline.addRoundedRect(place, _RADIUS_PX / 2, _RADIUS_PX / 2)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(place, theme.token("canvas"))
        if self._image.isNull():
            mark = icons.pixmap("recent", theme.token("canvas_text"), self.devicePixelRatioF())
            half = QPoint(icons.ICON_PX // 2, icons.ICON_PX // 2)
            painter.drawPixmap(place.center().toPoint() - half, mark)
        else:
            painter.setOpacity(0.4 if self._scene.is_missing else 1.0)
            size = self._image.size().scaled(
                place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
            )
            filled = QRectF(0, 0, size.width(), size.height())
            filled.moveCenter(place.center())
            painter.drawImage(filled, self._image)
        painter.restore()

    def _paint_lines(self, painter: QPainter) -> None:
        width = self.width() - 2 * _PAD_PX
        top = 2 * _PAD_PX + _PICTURE_PX
        small = theme.small_font(self.font())
        facts_colour = "warning" if self._scene.is_missing else "text_quiet"
        middle, right = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight
        for text, font, colour, elide, height in (
            (self.title, theme.heading_font(self.font()), "text", middle, self._line_px()),
            (self.facts, small, facts_colour, right, self._small_px()),
            (self.place, small, "text_quiet", middle, self._small_px()),
        ):
            if not text:  # nothing to say of it: no gap within what is said
                continue
            painter.setFont(font)
            painter.setPen(theme.token(colour))
            shown = painter.fontMetrics().elidedText(plain.line(text), elide, width)
            line = QRect(_PAD_PX, top, width, height)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            top += height

    def _line_px(self) -> int:
        return self.fontMetrics().height() + 2

    def _small_px(self) -> int:
        return self.fontMetrics().height()

    def _make_remove(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("removeRecentButton")
        button.setText("Remove")
        button.setAccessibleName("Remove from the list")
        button.setToolTip("Remove from the list; files stay as they are (Delete)")
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete on the card does the same
        button.clicked.connect(self.remove_requested)
        return button

    def _show_remove(self) -> None:
        is_wanted = self._scene.is_missing or self.underMouse() or self.hasFocus()
        self._remove.setVisible(is_wanted)
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _name_of(paths: tuple[Path, ...]) -> str:
    first = paths[0]
    name = first.stem if first.suffix.lower() == _PROJECT_SUFFIX else first.name
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return (name or str(first)) + more


def _shortened(paths: tuple[Path, ...]) -> str:
    """Return where it lies, from the person's own folder on."""
    folder = paths[0].parent
    try:
        home = Path.home()
    except RuntimeError:  # no home folder
        return str(folder)
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
