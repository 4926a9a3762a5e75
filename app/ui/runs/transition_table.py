"""Show which class of one map becomes which of another, and by how much."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from app.clustering.legends.changes.differences import Differences
from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import ClusterLook
from app.ui.parts import boxes, captions, plain
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.icons import set_icon
from app.ui.parts.numbers.area_unit_combo import AreaUnitCombo
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.quiet_button import quiet_button
from app.ui.runs.change_models import BalanceModel, ChangeMatrixModel
from app.ui.runs.transition_model import TransitionModel

_SIZE = QSize(402, 220)
_EMPTY = "Compare two maps (View > Compare) to see what became of each class."
_TOLD = ("Pairs", "Matrix", "Gains, losses")
_N_LETTERS = 9
_BY_NAME = "Classes count as the same where they are called the same."
_BY_NUMBER = (
    "Classes of one number count as the same, for none has a name. In maps that were made apart "
    "they need not be one thing: name them first."
)
_SHORT = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_COUNTING = "Counting what lies where…"


class TransitionTable(QWidget):
    """Pairs of classes; the pair of the row a person stands on is shown on the map.

    Signals
    -------
    pair_chosen : (tuple[int, int] | None,)
        Classes of the first and of the second map; None for no pair.
    unit_chosen : (AreaUnit,)
        Areas are to be told otherwise.
    save_requested
        The pairs are asked for as a file.
    compare_requested
        Two maps are to be compared.
    """

    pair_chosen = Signal(object)
    unit_chosen = Signal(object)
    save_requested = Signal()
    compare_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Transitions, tuple[ClusterLook, ClusterLook], tuple[str, str]] | None
        self._shown = None
        self._told: Differences | None = None
        self._matrix, self._balance = ChangeMatrixModel(self), BalanceModel(self)
        self._model = TransitionModel(self)
        self._table = table_manners.table_of(
            self._model, "transitionTable", "Pairs of classes of both maps, the largest first", self
        )
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table_manners.offer_copy(self._table).triggered.connect(self._on_copy)
        self._sums = (
            table_manners.table_of(self._matrix, "changeMatrix", "Which class became which", self),
            table_manners.table_of(
                self._balance, "balanceTable", "Gains and losses of each class", self
            ),
        )
        self._which = plain.named(QComboBox(self), "transitionCombo", "What is told of both maps")
        self._which.addItems(_TOLD)
        self._which.setSizeAdjustPolicy(_SHORT)
        self._which.setMinimumContentsLength(_N_LETTERS)
        self._note = captions.note(_EMPTY, self)
        self._caption = captions.quiet("", self)
        self._unit = AreaUnitCombo("transitionUnitCombo", self)
        self._copy = quiet_button(self, "copyTransitionsButton", "Copy", "Copy the rows")
        set_icon(self._copy, "copy")
        self._save = quiet_button(self, "saveTransitionsButton", "CSV…", "Save the rows as CSV")
        self._all = quiet_button(
            self, "clearPairButton", "Show all", "Dim nothing on the map any more"
        )
        self._compare = quiet_button(self, "compareMapsButton", "Compare…", "Compare two maps")
        self._stack = QStackedWidget(self)
        self._lay_out()
        self.clear()
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._which.currentIndexChanged.connect(self._show)
        self._unit.unit_chosen.connect(self.unit_chosen)
        self._save.clicked.connect(self.save_requested)
        self._copy.clicked.connect(self._on_copy)
        self._all.clicked.connect(self._table.clearSelection)
        self._compare.clicked.connect(self.compare_requested)

    @override
    def sizeHint(self) -> QSize:
        """Return as much as the values take beside it."""
        return _SIZE

    def show_unit(self, unit: AreaUnit) -> None:
        """Tell areas in a unit."""
        self._unit.show_unit(unit)
        self._show()

    @Slot()
    def show_counting(self) -> None:
        """Say that pairs are being counted."""
        self._say(_COUNTING)

    def show_transitions(
        self,
        found: Transitions,
        looks: tuple[ClusterLook, ClusterLook],
        titles: tuple[str, str],
    ) -> None:
        """Show what was counted."""
        self._shown = found, looks, titles
        self._show()

    @Slot(object)
    def show_differences(self, told: Differences | None) -> None:
        """Show the sums of what was counted: the matrix, gains and losses."""
        self._told = told
        self._show()

    @Slot()
    def clear(self) -> None:
        """Say how to get pairs."""
        self._say(_EMPTY)
        self._compare.show()

    @Slot(object)
    def show_pair(self, pair: tuple[int, int] | None) -> None:
        """Mark no row where the map shows no pair any more."""
        if pair is None and self._table.selectionModel().hasSelection():
            self._table.clearSelection()

    def _say(self, text: str) -> None:
        self._shown = None
        self._model.clear()
        self._note.setText(text)
        self._caption.setText("")
        self._stack.setCurrentIndex(0)
        self._compare.hide()
        self._which.hide()
        self._all.hide()
        for part in (self._caption, self._copy, self._save):
            part.show()
        for widget in (self._unit, self._copy, self._save, self._all):
            widget.setEnabled(False)

    @Slot()
    def _show(self) -> None:
        if self._shown is None:
            return
        self._matrix.show(self._told, self._unit.unit)
        self._balance.show(self._told, self._unit.unit)
        for table in self._sums:
            table_manners.fit_columns(table)
        found, looks, titles = self._shown
        self._model.show(found, looks, titles, self._unit.unit)
        table_manners.fit_columns(self._table)
        n_pairs = len(found.pairs)
        pairs = "1 pair" if n_pairs == 1 else f"{n_pairs} pairs"
        self._caption.setText(pairs + " · estimate" * found.is_estimate)
        self._caption.setToolTip("")
        at = self._which.currentIndex()
        self._stack.setCurrentIndex(1 + at)
        self._compare.hide()
        self._which.show()
        for widget in (self._copy, self._save):
            widget.setVisible(at == 0)
        if at and self._told is not None:
            is_by_number = self._told.is_by_number
            self._caption.setText("same by number" if is_by_number else "same by name")
            self._caption.setToolTip(plain.tip(_BY_NUMBER if is_by_number else _BY_NAME))
        self._all.hide()
        self._copy.setEnabled(n_pairs > 0)
        self._save.setEnabled(n_pairs > 0)
        self._unit.setEnabled(True)
        self._all.setEnabled(False)

    def _lay_out(self) -> None:
        page = QWidget(self)
        empty = boxes.column(page, margin=0)
        empty.addWidget(self._note)
        empty.addWidget(self._compare, 0, Qt.AlignmentFlag.AlignLeft)
        empty.addStretch(1)
        self._stack.addWidget(page)
        for table in (self._table, *self._sums):
            self._stack.addWidget(table)
        line = boxes.row(spacing=4)
        line.addWidget(self._which)
        line.addWidget(self._caption)
        line.addStretch(1)
        for widget in (self._all, self._copy, self._save, self._unit):
            line.addWidget(widget)
        layout = boxes.column(self, margin=8, spacing=4)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)

    @Slot()
    def _on_selected(self) -> None:
        rows: list[QModelIndex] = self._table.selectionModel().selectedRows()
        self._all.setEnabled(bool(rows))
        self._all.setVisible(bool(rows))
        self.pair_chosen.emit(self._model.pair(rows[0].row()) if rows else None)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._model.plain_text())
