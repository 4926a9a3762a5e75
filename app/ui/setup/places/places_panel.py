"""Draw, load or type where pixels take part."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from app.arrays import Window
from app.scene.leaving_out.drawn import Shape
from app.scene.leaving_out.leave_out import EVERY_PIXEL, LeaveOut
from app.ui.parts import boxes, captions, icons, plain, theme
from app.ui.setup.places.place_list import PlaceList
from app.ui.setup.places.window_edit import WindowEdit

_ICON_PX = 16


class PlacesPanel(QWidget):
    """The places of a scene that take part, and the tools that add one.

    Signals
    -------
    chosen(LeaveOut)
        Other places are to take part; the rest is as it was shown.
    file_requested()
        One is to be loaded.
    drawing_requested(Shape)
        One is to be drawn.
    drawing_ended()
        None is to be drawn any more.
    """

    chosen = Signal(object)
    file_requested = Signal()
    drawing_requested = Signal(object)
    drawing_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leave_out = EVERY_PIXEL
        self._draw = {shape: self._make_draw_button(shape) for shape in Shape}
        self._load = self._make_button("loadAreaButton", "Load an area of interest")
        self._load.setText("Load…")
        self._clear = self._make_button("clearAreasButton", "Let the whole scene take part")
        self._clear.setText("Clear")
        self._list = PlaceList(self)
        self._window = WindowEdit(self)
        tools = boxes.row(spacing=4)
        for button in (*self._draw.values(), self._load):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self._clear)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(captions.quiet("Area of interest", self))
        column.addLayout(tools)
        column.addWidget(self._list)
        column.addWidget(self._window)
        self._load.clicked.connect(self.file_requested)
        self._clear.clicked.connect(self._on_clear)
        self._list.chosen.connect(self.chosen)
        self._window.chosen.connect(self._on_window)

    def set_scene_size(self, n_rows: int, n_cols: int) -> None:
        """Take a window of a scene of this size."""
        self._window.set_scene_size(n_rows, n_cols)

    def show_places(self, leave_out: LeaveOut) -> None:
        """Show where pixels take part, without reporting it."""
        self._leave_out = leave_out
        self._list.show_places(leave_out)
        self._window.show_window(leave_out.window)
        has_places = leave_out.areas or leave_out.clusters or leave_out.window
        self._clear.setVisible(bool(has_places))

    @Slot()
    def end_drawing(self) -> None:
        """Show that nothing is drawn any more."""
        for button in self._draw.values():
            with QSignalBlocker(button):
                button.setChecked(False)

    def _make_draw_button(self, shape: Shape) -> QToolButton:
        title = f"Draw {shape}"
        button = self._make_button(f"draw{shape.capitalize()}Button", f"{title} on the map")
        button.setText(title)
        icons.set_icon(button, str(shape))
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setCheckable(True)
        button.setProperty("role", "draw")
        button.toggled.connect(self._on_draw)
        return button

    def _make_button(self, name: str, title: str) -> QToolButton:
        button = plain.named(QToolButton(self), name, title)
        button.setToolTip(f"{title}.")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setMinimumHeight(3 * theme.STEP_PX)
        return button

    @Slot(bool)
    def _on_draw(self, is_wanted: bool) -> None:  # noqa: FBT001 - as Qt calls it
        if not is_wanted:
            self.drawing_ended.emit()
            return
        chosen = next(shape for shape, button in self._draw.items() if button is self.sender())
        self.end_drawing()
        with QSignalBlocker(self._draw[chosen]):
            self._draw[chosen].setChecked(True)
        self.drawing_requested.emit(chosen)

    @Slot()
    def _on_clear(self) -> None:
        self.chosen.emit(replace(self._leave_out, areas=(), clusters=(), window=None))

    @Slot(object)
    def _on_window(self, window: Window | None) -> None:
        self.chosen.emit(replace(self._leave_out, window=window))
