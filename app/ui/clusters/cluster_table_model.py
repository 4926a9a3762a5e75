"""Hold the clusters of one k as rows: colour, name, share, area, mean per band."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from typing_extensions import override

from app.clustering.legends.suggestions import Suggestion
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.scene.grids.grid import Grid
from app.ui.clusters.cluster_columns import Column, figure_columns
from app.ui.parts import number_format, plain, theme
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.tables.swatch import swatch_icon
from app.ui.parts.tables.table_model import Header, Index, Role, TableModel

COLOUR, NAME, FIRST_FIGURE = 0, 1, 2
SORT_ROLE = Role.UserRole
_FIRST_HEADERS = (
    Header("No.", "Number and colour of the cluster"),
    Header("Name", "Double click a name to change it", is_text=True),
)


class ClusterTableModel(TableModel):
    """One row per class, by rising number.

    Attributes
    ----------
    suggested
        What classes that nobody named may be called, by their numbers.

    Signals
    -------
    rename_requested(int, str)
        A name was typed for a cluster; it shows once the look with it arrives.
    """

    rename_requested = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._look = ClusterLook(0, (), ())
        self._figures: tuple[Column, ...] = ()
        self.suggested: Mapping[int, Suggestion] = {}

    @property
    def look(self) -> ClusterLook:
        """Names and colours shown."""
        return self._look

    @property
    def widest_texts(self) -> dict[int, str]:
        """The widest text of every column of figures."""
        return {FIRST_FIGURE + place: figure.widest for place, figure in enumerate(self._figures)}

    def show(self, result: KResult, look: ClusterLook, grid: Grid, unit: AreaUnit) -> None:
        """Show another result; the rows stay where only figures or the look changed."""
        figures = figure_columns(result, grid, unit)
        if look.numbers != self._look.numbers or len(figures) != len(self._figures):
            with self.reset():
                self._take(look, figures)
            return
        self._take(look, figures)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def show_suggestions(self, suggested: Mapping[int, Suggestion]) -> None:
        """Show what classes may be called, where they have no name of their own."""
        is_other = suggested != self.suggested
        self.suggested = suggested
        if self.n_rows and is_other:
            self.dataChanged.emit(self.index(0, NAME), self.index(self.n_rows - 1, NAME))

    def clear(self) -> None:
        """Show no clusters."""
        with self.reset():
            self._look, self._figures, self.headers, self.n_rows = ClusterLook(0, (), ()), (), (), 0

    def _take(self, look: ClusterLook, figures: tuple[Column, ...]) -> None:
        self._look, self._figures, self.n_rows = look, figures, look.n_classes
        self.headers = (*_FIRST_HEADERS, *map(_header, figures))

    @override
    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for another name; empty and unchanged names are not asked for."""
        name = str(value).strip()
        if role != Role.EditRole or index.column() != NAME or not name:
            return False
        if name == self._look.names[index.row()]:
            return False
        self.rename_requested.emit(self._look.numbers[index.row()], name)
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Allow names to be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        if column == COLOUR:
            return self._colour_data(row, role)
        if column == NAME:
            return self._name_data(row, role)
        figure = self._figures[column - FIRST_FIGURE]
        if role == Role.DisplayRole:
            return figure.text(row)
        return float(figure.values[row]) if role == SORT_ROLE else None

    def _colour_data(self, row: int, role: int) -> Any:  # noqa: ANN401
        if role == Role.DecorationRole:
            is_joined = len(self._members(row)) > 1
            return swatch_icon(self._look.colours[row], is_joined=is_joined)
        number = self._look.numbers[row]
        if role in (Role.DisplayRole, SORT_ROLE):
            return number
        if role == Role.ToolTipRole:
            return f"{self._made_of(row)}Double click to change the colour"
        if role == Role.AccessibleTextRole:
            return f"Class {number}"
        return None

    def _members(self, row: int) -> tuple[int, ...]:
        return self._look.members[row] if self._look.members else ()

    def _made_of(self, row: int) -> str:
        """Say what a class is made of, where that is more than one cluster."""
        members = self._members(row)
        clusters = [str(label) for label in members if label <= self._look.k]
        n_parts = len(members) - len(clusters)
        told = [f"cluster{'s' * (len(clusters) > 1)} {', '.join(clusters)}"] if clusters else []
        if n_parts:
            told.append(
                "a part of a split one" if n_parts == 1 else f"{n_parts} parts of split ones"
            )
        return f"Made of {' and '.join(told)}. " if len(members) > 1 else ""

    def _suggestion_data(self, one: Suggestion, role: int) -> Any:  # noqa: ANN401
        told = f"{number_format.percent(one.share, 0)} %"
        if role == Role.DisplayRole:
            return plain.line(f"{one.name}? {told}")
        if role == Role.EditRole:
            return plain.line(one.name)
        if role == Role.FontRole:
            font = QFont()
            font.setItalic(True)
            return font
        if role == Role.ForegroundRole:
            return theme.token("text_quiet")
        if role == Role.ToolTipRole:
            where = " of the preview" * one.is_of_preview
            return plain.tip(
                f"{told} of its pixels{where} lie in {one.name}. Enter or a double click takes the "
                "name, F2 types another."
            )
        return None

    def _name_data(self, row: int, role: int) -> Any:  # noqa: ANN401
        suggestion = self.suggested.get(self._look.numbers[row])
        if suggestion is not None and role != SORT_ROLE:
            return self._suggestion_data(suggestion, role)
        if role in (Role.DisplayRole, Role.EditRole):
            return plain.line(self._look.names[row])
        if role == SORT_ROLE:
            return self._look.names[row].casefold()
        if role == Role.ToolTipRole:
            return plain.tip(f"{self._look.names[row]}. Double click to rename.")
        return None


def _header(figure: Column) -> Header:
    return Header(plain.line(figure.header), plain.tip(figure.tip))
