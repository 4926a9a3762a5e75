"""Hold rows under headers the way every table shows them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.ui.parts.tables.table_manners import LEFT, RIGHT, WRAPPED

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NONE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above a column.

    Attributes
    ----------
    tip
        What is said when it is pointed at; empty for nothing.
    is_text
        The column stands left; figures stand right.
    """

    title: str
    tip: str = ""
    is_text: bool = False


class TableModel(QAbstractTableModel):
    """Rows of cells; who derives from it says what a cell holds.

    Attributes
    ----------
    headers, n_rows
        To be changed within `reset` only.
    """

    def __init__(self, headers: tuple[Header, ...] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headers = headers
        self.n_rows = 0

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        """Return what a cell holds in one role; where it stands is said by its header."""
        raise NotImplementedError

    @contextmanager
    def reset(self) -> Iterator[None]:
        """Let views look at everything anew after a change of rows or columns."""
        self.beginResetModel()
        yield
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else self.n_rows

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.headers)

    @override
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Role.TextAlignmentRole:
            return LEFT if self.headers[index.column()].is_text else RIGHT
        return self.cell(index.row(), index.column(), role)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.headers):
            return None
        header = self.headers[section]
        if role == Role.TextAlignmentRole:
            return (LEFT if header.is_text else RIGHT) | WRAPPED
        if role == Role.DisplayRole:
            return header.title
        return header.tip or None if role == Role.ToolTipRole else None
