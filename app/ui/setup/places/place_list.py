"""List the places that pixels take part in or are left out of, to turn around or remove."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QToolButton, QWidget
from typing_extensions import override

from app.scene.leaving_out.leave_out import EVERY_PIXEL, LeaveOut
from app.ui.parts import boxes, captions, plain, theme

_REMOVING = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
_N_SHOWN = 12  # more of them are scrolled


class PlaceList(QWidget):
    """Areas, then clusters, one a line.

    Signals
    -------
    chosen(LeaveOut)
        What is left once one was removed or turned around.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._leave_out = EVERY_PIXEL
        self._none = captions.note("The whole scene takes part.", self, "areasLabel")
        self._list = plain.named(QListWidget(self), "placeList", "Areas of interest")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.installEventFilter(self)
        self._turn = self._make_button("turnPlaceButton", "Invert", "Swap inside and outside")
        self._remove = self._make_button("removePlaceButton", "Remove", "Forget this place")
        buttons = boxes.row(spacing=theme.STEP_PX)
        buttons.addStretch(1)
        buttons.addWidget(self._turn)
        buttons.addWidget(self._remove)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(self._none)
        column.addWidget(self._list)
        column.addLayout(buttons)
        self._turn.clicked.connect(self._on_turn)
        self._remove.clicked.connect(self._on_remove)
        self._list.currentRowChanged.connect(self._on_current)
        self.show_places(EVERY_PIXEL)

    def show_places(self, leave_out: LeaveOut) -> None:
        """Show where pixels take part; the newest is at hand."""
        former, self._leave_out = self._leave_out, leave_out
        lines = _lines(leave_out)
        if lines != _lines(former) or self._list.count() != len(lines):
            self._list.clear()
            self._list.addItems(lines)
            for number, line in enumerate(lines):
                self._list.item(number).setToolTip(plain.tip(line))
            self._list.setCurrentRow(len(lines) - 1)
        takes_all = not lines and leave_out.window is None
        self._none.setVisible(takes_all)
        for part in (self._list, self._turn, self._remove):
            part.setVisible(bool(lines))
        line_px = self._list.sizeHintForRow(0) if lines else 0
        frame_px = 2 * self._list.frameWidth()
        self._list.setFixedHeight(min(len(lines), _N_SHOWN) * line_px + frame_px)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() is QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _REMOVING:
            self._on_remove()
            return True
        return super().eventFilter(watched, event)

    def _make_button(self, name: str, text: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(title)
        button.setToolTip(f"{title}.")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @Slot()
    def _on_current(self) -> None:
        has_one = self._list.currentRow() >= 0
        self._turn.setEnabled(has_one)
        self._remove.setEnabled(has_one)

    @Slot()
    def _on_turn(self) -> None:
        number, now = self._list.currentRow(), self._leave_out
        areas, clusters = list(now.areas), list(now.clusters)
        n_areas = len(areas)
        if 0 <= number < n_areas:
            areas[number] = replace(areas[number], is_inside=not areas[number].is_inside)
        elif number >= n_areas:
            turned = clusters[number - n_areas]
            clusters[number - n_areas] = replace(turned, is_inside=not turned.is_inside)
        self.chosen.emit(replace(now, areas=tuple(areas), clusters=tuple(clusters)))

    @Slot()
    def _on_remove(self) -> None:
        number, now = self._list.currentRow(), self._leave_out
        n_areas = len(now.areas)
        areas = tuple(each for place, each in enumerate(now.areas) if place != number)
        clusters = tuple(
            each for place, each in enumerate(now.clusters, start=n_areas) if place != number
        )
        self.chosen.emit(replace(now, areas=areas, clusters=clusters))


def _lines(leave_out: LeaveOut) -> list[str]:
    areas = [(area.name, "outside" if not area.is_inside else "inside") for area in leave_out.areas]
    pixels = [(each.name, "inside" if each.is_inside else "without") for each in leave_out.clusters]
    return [plain.line(f"{side} {name}") for name, side in (*areas, *pixels)]
