"""Give every table the same quiet manners, and copy what is selected in one."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionHeader,
    QTableView,
    QWidget,
)
from typing_extensions import override

from app.number_text import GROUP
from app.products.writing.cell_text import pasted
from app.ui.parts import number_format, plain, theme

ROW_PX = 22
_PAD_PX = 10
_ARROW_PX = 15
_ARROW_GAP_PX = 2
_MARGIN_PX = 8  # what Fusion leaves beside the text of a cell
_MOST_PX = 400
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
WRAPPED = Qt.TextFlag.TextWordWrap.value  # headers may break between their words


def table_of(model: QAbstractItemModel, name: str, spoken: str, parent: QWidget) -> QTableView:
    """Make a table of a model, with these manners."""
    table = plain.named(QTableView(parent), name, spoken)
    table.setModel(model)
    settle(table)
    return table


def settle(table: QTableView) -> None:
    """Make rows even, whole rows selectable, digits of one width; no frame, no grid."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setFont(theme.tabular_font(theme.small_font(table.font())))
    table.horizontalHeader().setFont(theme.small_font(table.font()))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)  # Tab leaves the table
    table.setCornerButtonEnabled(False)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    style = _HeaderStyle("Fusion")
    style.setParent(columns)
    columns.setStyle(style)
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(ROW_PX)
    columns.setHighlightSections(False)
    columns.setMinimumSectionSize(28)


class _HeaderStyle(QProxyStyle):
    """Keep titles of sorted columns clear of the arrow: Fusion draws it over their last letter."""

    @override
    def subElementRect(
        self,
        element: QStyle.SubElement,
        option: QStyleOption,
        widget: QWidget | None = None,
    ) -> QRect:
        """Return where a part is drawn."""
        fusion = self.baseStyle()
        rect = fusion.subElementRect(element, option, widget)
        if element is not QStyle.SubElement.SE_HeaderLabel or not _is_sorted(option):
            return rect
        arrow = fusion.subElementRect(QStyle.SubElement.SE_HeaderArrow, option, widget)
        rect.setRight(min(rect.right(), arrow.left() - _ARROW_GAP_PX))
        return rect


def _is_sorted(option: QStyleOption) -> bool:
    if not isinstance(option, QStyleOptionHeader):
        return False
    return option.sortIndicator is not QStyleOptionHeader.SortIndicator.None_


def fit_columns(table: QTableView, widest: Mapping[int, str] | None = None) -> None:
    """Make columns as wide as their figures and the longest word of their header need.

    Parameters
    ----------
    widest
        The widest text of columns for which it is known: measuring every cell is slow.
    """
    model, header = table.model(), table.horizontalHeader()
    words, figures = header.fontMetrics(), table.fontMetrics()
    for column in range(model.columnCount()):
        title = str(model.headerData(column, Qt.Orientation.Horizontal))
        if widest is not None and column in widest:
            cell_px = figures.horizontalAdvance(widest[column]) + _MARGIN_PX
        else:
            cell_px = table.sizeHintForColumn(column)
        arrow_px = _ARROW_PX if _is_sorted_by(table, column) else 0
        word_px = arrow_px + max(
            (words.horizontalAdvance(word) for word in title.split(" ")), default=0
        )
        needed_px = max(word_px + _PAD_PX, cell_px)
        table.setColumnWidth(column, min(_MOST_PX, needed_px))
    lines = 1 + any(_breaks(table, column) for column in range(model.columnCount()))
    header.setFixedHeight(lines * words.lineSpacing() + _PAD_PX)


def header_px(table: QTableView) -> int:
    """Return the height of headers that break, whether or not they do yet."""
    header = table.horizontalHeader()
    return max(header.height(), 2 * header.fontMetrics().lineSpacing() + _PAD_PX)


def _breaks(table: QTableView, column: int) -> bool:
    """Tell whether a header of several words does not fit on one line."""
    header = table.horizontalHeader()
    title = str(table.model().headerData(column, Qt.Orientation.Horizontal))
    title_px = header.fontMetrics().horizontalAdvance(title)
    return " " in title and title_px > header.sectionSize(column) - _PAD_PX


def _is_sorted_by(table: QTableView, column: int) -> bool:
    return table.isSortingEnabled() and table.horizontalHeader().sortIndicatorSection() == column


def scroll_to_row(table: QTableView, index: QModelIndex) -> None:
    """Bring a row into view without moving sideways."""
    bar = table.horizontalScrollBar()
    place = bar.value()
    table.scrollTo(index)
    bar.setValue(place)


def offer_copy(table: QTableView) -> QAction:
    """Give a table a menu with Copy in it, and its key; return the action."""
    copy = QAction("Copy", table)
    copy.setShortcut(QKeySequence.StandardKey.Copy)
    copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    table.addAction(copy)
    table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    return copy


def copy_selection(table: QTableView, *, hidden_too: bool = False) -> None:
    """Put the selected rows, or all where none is selected, on the clipboard."""
    QGuiApplication.clipboard().setText(selection_text(table, hidden_too=hidden_too))


def selected_rows(table: QTableView) -> list[int]:
    """Return the selected rows, or all where none is selected."""
    selection: QItemSelectionModel = table.selectionModel()
    rows = {index.row() for index in selection.selectedRows()}
    return sorted(rows) if rows else list(range(table.model().rowCount()))


def selection_text(table: QTableView, *, hidden_too: bool = False) -> str:
    """Write headers and selected rows as tab-separated lines, numbers without grouping.

    Text that a spreadsheet would take for a formula is shielded.

    Parameters
    ----------
    hidden_too
        Whether columns that have no room on the screen are written all the same.
    """
    model = table.model()
    every = range(model.columnCount())
    columns = [column for column in every if hidden_too or not table.isColumnHidden(column)]
    headers = [
        str(model.headerData(c, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole))
        for c in columns
    ]
    lines = ["\t".join(map(_plain, headers))]
    for row in selected_rows(table):
        cells = (str(model.index(row, c).data() or "") for c in columns)
        lines.append("\t".join(_plain(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def _plain(cell: str) -> str:
    return pasted(cell.replace(GROUP, "").replace(number_format.MINUS, "-"))
