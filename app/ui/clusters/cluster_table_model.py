"""Hold the clusters of one k as rows: colour, name, share, area, mean per band."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.scene.grid import Grid
from app.ui.clusters.cluster_columns import Column, figure_columns
from app.ui.clusters.swatch import swatch_icon
from app.ui.parts import plain
from app.ui.parts.table_manners import LEFT, RIGHT, WRAPPED

Index = QModelIndex | QPersistentModelIndex
COLOUR, NAME, FIRST_FIGURE = 0, 1, 2
SORT_ROLE = Qt.ItemDataRole.UserRole
_NONE = QModelIndex()


class ClusterTableModel(QAbstractTableModel):
    """Row r is cluster r + 1.

    Signals
    -------
    rename_requested(int, str)
        A name was typed for a cluster; it shows once the look with it arrives.
    """

    rename_requested = Signal(int, str)

    def __init__(self, parent: Any = None) -> None:  # noqa: ANN401 - any QObject
        super().__init__(parent)
        self._look = ClusterLook(0, (), ())
        self._figures: tuple[Column, ...] = ()

    @property
    def look(self) -> ClusterLook:
        """Names and colours shown."""
        return self._look

    @property
    def widest_texts(self) -> dict[int, str]:
        """The widest text of every column of figures."""
        return {FIRST_FIGURE + place: figure.widest for place, figure in enumerate(self._figures)}

    def show(self, result: KResult, look: ClusterLook, grid: Grid) -> None:
        """Show another result; the rows stay where only figures or the look changed."""
        figures = figure_columns(result, grid)
        same_shape = look.k == self._look.k and len(figures) == len(self._figures)
        if not same_shape:
            self.beginResetModel()
        self._look, self._figures = look, figures
        if not same_shape:
            self.endResetModel()
            return
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def clear(self) -> None:
        """Show no clusters."""
        self.beginResetModel()
        self._look, self._figures = ClusterLook(0, (), ()), ()
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of clusters."""
        return 0 if parent.isValid() else self._look.k

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        """Return colour, name and the figures."""
        return 0 if parent.isValid() or not self._look.k else FIRST_FIGURE + len(self._figures)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if column == COLOUR:
            return self._colour_data(row, role)
        if column == NAME:
            return self._name_data(row, role)
        return _figure_data(self._figures[column - FIRST_FIGURE], row, role)

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name; empty and unchanged names are not asked for."""
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME or not name:
            return False
        if name == self._look.names[index.row()]:
            return False
        self.rename_requested.emit(index.row() + 1, name)
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Allow names to be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return headers with their units."""
        if orientation is not Qt.Orientation.Horizontal or section >= self.columnCount():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (LEFT if section == NAME else RIGHT) | WRAPPED
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        is_tip = role == Qt.ItemDataRole.ToolTipRole
        if section == COLOUR:
            return "Number and colour of the cluster" if is_tip else "No."
        if section == NAME:
            return "Double click a name to change it" if is_tip else "Name"
        figure = self._figures[section - FIRST_FIGURE]
        return plain.tip(figure.tip) if is_tip else plain.line(figure.header)

    def _colour_data(self, row: int, role: int) -> Any:  # noqa: ANN401
        if role == Qt.ItemDataRole.DecorationRole:
            return swatch_icon(self._look.colours[row])
        if role in (Qt.ItemDataRole.DisplayRole, SORT_ROLE):
            return row + 1
        if role == Qt.ItemDataRole.ToolTipRole:
            return "Double click to change the colour"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Cluster {row + 1}"
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _name_data(self, row: int, role: int) -> Any:  # noqa: ANN401
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return plain.line(self._look.names[row])
        if role == SORT_ROLE:
            return self._look.names[row].casefold()
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain.tip(f"{self._look.names[row]}. Double click to rename.")
        return None


def _figure_data(figure: Column, row: int, role: int) -> Any:  # noqa: ANN401
    if role == Qt.ItemDataRole.DisplayRole:
        return figure.text(row)
    if role == SORT_ROLE:
        return float(figure.values[row])
    return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None
