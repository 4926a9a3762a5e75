"""Show the clusters of the selected k in a table; select, rename and recolour them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMargins,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    QSortFilterProxyModel,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from app.clustering.legends.suggestions import Suggestion
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.scene.grids.grid import Grid
from app.ui.clusters.cluster_columns import titled, totals
from app.ui.clusters.cluster_rows import ClusterRows
from app.ui.clusters.cluster_table_model import COLOUR, NAME, SORT_ROLE, ClusterTableModel
from app.ui.clusters.naming.class_menu import ClassMenu, TakeAllButton
from app.ui.clusters.naming.colour_question import ColourQuestion
from app.ui.clusters.naming.name_delegate import NameDelegate, Offer
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.numbers.area_unit_combo import AreaUnitCombo
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.bar_beside import BarBeside

_SIZE = QSize(580, 220)
_EMPTY = "The clusters of the selected k are listed here after a sweep."
_ESTIMATE = "estimates until every pixel is counted"
_GAP_PX = theme.STEP_PX // 4  # six rows have room below curves at 1280 x 800


class ClusterTable(QWidget):
    """A sortable table of clusters with a title.

    Signals
    -------
    classes_chosen(tuple)
        These classes were selected here, the current one last.
    rename_requested(int, str)
        Another name was typed for a cluster.
    recolour_requested(int, tuple)
        Another colour (red, green, blue) was chosen for a cluster.
    take_requested(int)
        The name that is suggested for a class is taken.
    take_all_requested
        All names that are suggested are taken.
    unit_chosen(AreaUnit)
        Areas are to be shown in another unit.
    """

    classes_chosen = Signal(tuple)
    rename_requested = Signal(int, str)
    recolour_requested = Signal(int, tuple)
    take_requested = Signal(int)
    take_all_requested = Signal()
    unit_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[KResult, ClusterLook, Grid] | None = None
        self._model = ClusterTableModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT_ROLE)
        self._title = captions.heading("Clusters", self)
        self._caption = captions.quiet("", self)
        self._unit = AreaUnitCombo("areaUnitCombo", self)
        self._totals = captions.quiet("", self)
        plain.named(self._totals, "clusterTotals", "All clusters together")
        self._empty = captions.note(_EMPTY, self)
        self._names = NameDelegate(self)
        self._names.entered.connect(self._on_name_entered)
        self._next = 0  # the class to be named after this one; 0 for none
        self._table = self._make_table()
        self._bar = BarBeside(self._table, self)
        self._menu = ClassMenu(self._table, self)
        self._colours = ColourQuestion(self)
        self._colours.chosen.connect(self.recolour_requested)
        self._take_all = TakeAllButton(self)
        self._take_all.clicked.connect(self.take_all_requested)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._add_actions()
        self._model.rename_requested.connect(self.rename_requested)
        self._table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._table.horizontalHeader().sortIndicatorChanged.connect(self._size_columns)
        self._table.doubleClicked.connect(self._on_double_clicked)
        self._table.customContextMenuRequested.connect(self._on_menu_requested)
        self._unit.unit_chosen.connect(self._on_unit_chosen)

    @override
    def sizeHint(self) -> QSize:
        """Return what seven bands take."""
        return _SIZE

    def height_of(self, n_rows: int) -> int:
        """Return the height at which so many rows are seen, and none by half."""
        layout = self.layout()
        around = layout.contentsMargins() if layout is not None else QMargins()
        line_px = max(self._unit.sizeHint().height(), self._title.sizeHint().height())
        below_px = max(self._totals.sizeHint().height(), self._bar.sizeHint().height())
        parts_px = line_px + self._table.rows_px(n_rows) + below_px
        return around.top() + parts_px + 2 * _GAP_PX + around.bottom()

    @Slot(object, object, object)
    def show_result(self, result: KResult, look: ClusterLook, grid: Grid) -> None:
        """Show the clusters of one k, or their new names and colours."""
        selected = self._all_selected()
        with QSignalBlocker(self._table.selectionModel()):
            is_new = self._model.look.numbers != look.numbers
            self._shown = result, look, grid
            self._model.show(result, look, grid, self._unit.unit)
        if not is_new:
            self.select_classes(selected)
        self._size_columns()
        self._title.setText(titled(look))
        self._caption.setText(_ESTIMATE if result.is_estimate else "")
        self._show_totals(result)
        self._stack.setCurrentWidget(self._table)

    def show_suggestions(self, suggested: Mapping[int, Suggestion], source: str) -> None:
        """Show names that classes may be called by, and where they come from."""
        is_told = bool(suggested or self._model.suggested)
        self._model.show_suggestions(suggested)
        self._menu.suggest(self._selected(), suggested)
        self._take_all.show_source(source if suggested else "")
        if self._shown is not None and is_told:  # with every k of a sweep it is told that none are
            self._size_columns()

    def show_unit(self, unit: AreaUnit) -> None:
        """Show areas in a unit."""
        self._unit.show_unit(unit)
        if self._shown is not None:
            self.show_result(*self._shown)

    @Slot(object)
    def select_classes(self, numbers: tuple[int, ...]) -> None:
        """Select the rows of classes without reporting it; the last is the current one."""
        selection = self._table.selectionModel()
        known = [number for number in numbers if number in self._model.look.numbers]
        with QSignalBlocker(self):
            if not known:
                selection.clear()
            elif set(numbers) != set(self._all_selected()):
                flags = QItemSelectionModel.SelectionFlag
                selection.clearSelection()
                for number in known:
                    index = self._name_of(number)
                    selection.setCurrentIndex(index, flags.Select | flags.Rows)
                table_manners.scroll_to_row(self._table, index)

    @Slot()
    def clear(self) -> None:
        """Show no clusters."""
        with QSignalBlocker(self):
            self._model.clear()
        self._title.setText("Clusters")
        self._caption.setText("")
        self._shown = None
        self._unit.setVisible(False)
        self._totals.setVisible(False)
        self._stack.setCurrentWidget(self._empty)

    @Slot()
    def rename_selected(self) -> None:
        """Open the name of the selected cluster for typing."""
        if number := self._selected():
            self._table.edit(self._name_of(number))

    @Slot()
    def recolour_selected(self) -> None:
        """Ask for another colour of the selected cluster."""
        if cluster := self._selected():
            self._ask_for_colour(cluster)

    def offer_names(self, offers: Sequence[Offer]) -> None:
        """Offer names, with their colours, while one is typed."""
        self._names.offer(offers)

    def offer(self, actions: list[QAction]) -> None:
        """Offer more that can be done with the selected cluster, in the menu of its row."""
        self._menu.offer(actions)

    def _make_table(self) -> ClusterRows:
        table = ClusterRows(self)
        table.setModel(self._sorted)
        table.setItemDelegateForColumn(NAME, self._names)
        return table

    def _lay_out(self) -> None:
        line = boxes.row(spacing=8)
        line.addWidget(self._title)
        line.addWidget(self._caption)
        line.addStretch(1)
        line.addWidget(self._take_all)
        line.addWidget(self._unit)
        self._unit.setVisible(False)
        self._totals.setVisible(False)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._table)
        layout = boxes.column(self, margin=(8, 8, 8, theme.STEP_PX // 2), spacing=_GAP_PX)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)
        below = boxes.row(spacing=8)
        below.addWidget(self._totals)
        below.addWidget(self._bar, 1)
        layout.addLayout(below)

    def _add_actions(self) -> None:
        self._menu.take_requested.connect(self.take_requested)
        self._menu.rename.triggered.connect(self.rename_selected)
        self._menu.recolour.triggered.connect(self.recolour_selected)
        self._menu.copy.triggered.connect(self._on_copy)

    @Slot()
    def _size_columns(self) -> None:
        self._table.fit_columns(self._model.widest_texts)

    def _show_totals(self, result: KResult) -> None:
        is_measured = result.signatures.area_m2 is not None
        self._unit.setEnabled(is_measured)
        tip = "The unit of areas" if is_measured else "Areas are not known here: pixels are counted"
        self._unit.setToolTip(plain.tip(tip))
        self._unit.setVisible(True)
        self._totals.setText(plain.line(totals(result, self._unit.unit)))
        self._totals.setVisible(True)

    def _name_of(self, number: int) -> QModelIndex:
        """Return the cell with the name of a class."""
        return self._sorted.mapFromSource(self._model.index(self._model.look.row_of(number), NAME))

    def _selected(self) -> int:
        """Return the current class; 0 where none is selected."""
        chosen = self._all_selected()
        return chosen[-1] if chosen else 0

    def _all_selected(self) -> tuple[int, ...]:
        """Return the selected classes, the current one last."""
        selection, numbers = self._table.selectionModel(), self._model.look.numbers
        rows = [self._sorted.mapToSource(index).row() for index in selection.selectedRows()]
        current = self._sorted.mapToSource(selection.currentIndex()).row()
        rows.sort(key=lambda row: row == current)
        return tuple(numbers[row] for row in rows)

    def _ask_for_colour(self, number: int) -> None:
        look, row = self._model.look, self._model.look.row_of(number)
        self._colours.ask(number, look.names[row], look.colours[row])

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, chosen: QItemSelection, left: QItemSelection) -> None:  # noqa: ARG002
        self._menu.suggest(self._selected(), self._model.suggested)
        if numbers := self._all_selected():
            self.classes_chosen.emit(numbers)

    @Slot()
    def _on_name_entered(self) -> None:
        """Go on to the row below, wherever that stands once this one has its name."""
        below = self._sorted.index(self._table.currentIndex().row() + 1, NAME)
        row = self._sorted.mapToSource(below).row()
        self._next = self._model.look.numbers[row] if row >= 0 else 0
        QTimer.singleShot(0, self, self._name_next)

    @Slot()
    def _name_next(self) -> None:
        if self._next in self._model.look.numbers:
            self._table.setCurrentIndex(self._name_of(self._next))
            self._table.edit(self._table.currentIndex())

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() == COLOUR:
            row = self._sorted.mapToSource(index).row()
            self._ask_for_colour(self._model.look.numbers[row])
        elif index.column() == NAME and self._menu.take.isEnabled():
            self._menu.take.trigger()
        elif index.column() == NAME:
            self._table.edit(index)

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        self._menu.popup(place)

    @Slot()
    def _on_copy(self) -> None:
        table_manners.copy_selection(self._table)

    @Slot(object)
    def _on_unit_chosen(self, unit: AreaUnit) -> None:
        self.show_unit(unit)
        self.unit_chosen.emit(unit)
