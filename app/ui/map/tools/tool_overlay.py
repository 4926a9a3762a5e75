"""Lay the map and the marks of the tool that is open over both views."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import LabelPicture
from app.ui.map.area.cover import Cover
from app.ui.map.furniture.legend_box import LegendBox, LegendRow
from app.ui.map.map_view import MapView, Shown
from app.ui.map.tools.mark_layer import Mark, MarkLayer


def _clear_table() -> ByteArray:
    return np.zeros((256, 4), dtype=np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class ToolMap:
    """A map that a tool shows over the picture.

    Attributes
    ----------
    picture
        Labels of the whole scene, as finely as there is time for; detail may follow.
    table
        Shape (256, 4), RGBA of each label; 0 for what lies below to be seen.
    rows
        What colours mean, for the legend.
    opacity
        0..1.
    """

    picture: LabelPicture
    table: ByteArray = field(default_factory=_clear_table)
    rows: tuple[LegendRow, ...] = ()
    opacity: float = 1.0


class ToolOverlay(QObject):
    """One map and any number of marks, until the tool is closed.

    Signals
    -------
    changed
        Something else is to be drawn.
    mark_clicked : (int,)
        A mark was clicked on a view, by its number; what lies below was not.
    """

    changed = Signal()
    mark_clicked = Signal(int)

    def __init__(self, view: MapView, parent: QObject) -> None:
        super().__init__(parent)
        self._cover, self._marks = Cover(), MarkLayer()
        self._opacity = 1.0
        self.legend = LegendBox(view)
        self.legend.hide()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is marked."""
        return self._marks.marks

    @property
    def selected(self) -> int:
        """The number of the selected mark; 0 for none."""
        return self._marks.selected

    @Slot(object)
    def show_map(self, shown: ToolMap | None) -> None:
        """Show a map over the picture; None shows none."""
        if shown is None:
            self._cover.clear()
            self._show_rows(())
        else:
            self._cover.set_table(shown.table)
            self._cover.set_base(shown.picture)
            self._opacity = shown.opacity
            self._show_rows(shown.rows)
        self.changed.emit()

    @Slot(object)
    def show_detail(self, picture: LabelPicture) -> None:
        """Show part of the map as finely as the screen can."""
        self._cover.set_detail(picture)
        self.changed.emit()

    @Slot(float)
    def set_opacity(self, opacity: float) -> None:
        """Let what lies below shine through the map."""
        self._opacity = opacity
        self.changed.emit()

    @Slot(object)
    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Mark things, in place of those that were marked."""
        self._marks.set_marks(marks)
        self.changed.emit()

    @Slot(int)
    def select_mark(self, number: int) -> None:
        """Let one mark stand out; 0 for none."""
        self._marks.selected = number
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Show nothing."""
        self._marks.set_marks(())
        self._marks.selected = 0
        self.show_map(None)

    def shown(self) -> tuple[Shown, ...]:
        """Return what a view is to show on top."""
        found = [] if self._cover.is_empty else [Shown(self._cover, opacity=self._opacity)]
        if self._marks.marks:
            found.append(Shown(self._marks))
        return tuple(found)

    def take_click(self, row: float, col: float, scale: float) -> bool:
        """Take a click on a mark; tell whether there was one.

        Parameters
        ----------
        scale
            Pixels of the screen for one of the scene.
        """
        mark = self._marks.mark_at(row, col, scale)
        if mark is not None:
            self.mark_clicked.emit(mark.number)
        return mark is not None

    def _show_rows(self, rows: tuple[LegendRow, ...]) -> None:
        self.legend.show_rows(rows)
        self.legend.setVisible(bool(rows))
        self.legend.raise_()
