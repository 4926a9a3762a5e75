"""Hold the labels that places may have: colour, name, and how many pixels have it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from app.scene.areas.labelled.painted import LabelClass
from app.ui.parts import number_format, plain
from app.ui.parts.tables.swatch import swatch_icon
from app.ui.parts.tables.table_model import Header, Index, Role, TableModel

NAME, N_PX = range(2)
_HEADERS = (
    Header("Label", "Double-click or press F2 to call it otherwise.", is_text=True),
    Header("Pixels", "Pixels of the scene that have this label."),
)


class LabelModel(TableModel):
    """One row for each label.

    Signals
    -------
    name_typed : (int, str)
        The number of a label, and what it is to be called.
    """

    name_typed = Signal(int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(_HEADERS, parent)
        self._classes: tuple[LabelClass, ...] = ()
        self._n_px: Mapping[int, int] = {}

    @property
    def classes(self) -> tuple[LabelClass, ...]:
        """The labels, a row each."""
        return self._classes

    def show_classes(self, classes: tuple[LabelClass, ...]) -> None:
        """Show other labels."""
        if [each.number for each in classes] == [each.number for each in self._classes]:
            self._classes = classes  # an editor may be open
            if classes:
                self.dataChanged.emit(self.index(0, NAME), self.index(len(classes) - 1, NAME))
            return
        with self.reset():
            self._classes, self.n_rows = classes, len(classes)

    def show_counts(self, n_px: Mapping[int, int]) -> None:
        """Show how many pixels have each label, by its number."""
        self._n_px = n_px
        if self._classes:
            last = self.index(len(self._classes) - 1, N_PX)
            self.dataChanged.emit(self.index(0, N_PX), last)

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        each = self._classes[row]
        if column == N_PX:
            n = self._n_px.get(each.number)
            return number_format.count(n) if role == Role.DisplayRole and n is not None else None
        if role == Role.DecorationRole:
            return swatch_icon(each.colour)
        if role in (Role.DisplayRole, Role.EditRole):
            return plain.line(each.name)
        return plain.tip(each.name) if role == Role.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    @override
    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for another name; the table shows it once it is so."""
        text = str(value).strip()
        if role != Role.EditRole or not text or text == self._classes[index.row()].name:
            return False
        self.name_typed.emit(self._classes[index.row()].number, text)
        return True
