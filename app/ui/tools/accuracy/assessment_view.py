"""Show the error matrix of a map, or accuracies and areas of its classes."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from app.clustering.accuracy.assessment import Assessment
from app.ui.parts import boxes, captions, number_format, plain
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.numbers.area_unit_combo import AreaUnitCombo
from app.ui.parts.tables import table_manners
from app.ui.tools.accuracy.assessment_models import FiguresModel, MatrixModel

_SIZE = QSize(402, 220)
_EMPTY = "Draw places, label them and assess the map: how far it is right comes here."
_MATRIX, _FIGURES = "Error matrix", "Accuracies and areas"


class AssessmentView(QWidget):
    """Two tables, one at a time; a cell of the matrix leads to its places.

    Signals
    -------
    cell_chosen : (int, int)
        Class of the map and class that was found, by place from 0.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Assessment | None = None
        self._matrix, self._figures = MatrixModel(self), FiguresModel(self)
        self._tables = (
            table_manners.table_of(self._matrix, "assessmentMatrix", "Error matrix", self),
            table_manners.table_of(
                self._figures, "accuracyTable", "Accuracies and areas of the classes", self
            ),
        )
        self._note = captions.note(_EMPTY, self)
        self._caption = captions.quiet("", self)
        self._unit = AreaUnitCombo("assessmentUnitCombo", self)
        self._which = plain.named(QComboBox(self), "assessmentCombo", "What is told of the map")
        self._which.addItems([_MATRIX, _FIGURES])
        self._stack = QStackedWidget(self)
        for page in (self._note, *self._tables):
            self._stack.addWidget(page)
        self._lay_out()
        matrix = self._tables[0]
        matrix.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        matrix.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        matrix.clicked.connect(self._on_cell)
        matrix.activated.connect(self._on_cell)
        self._which.currentIndexChanged.connect(self._show)
        self._unit.unit_chosen.connect(self._show)
        self.show_assessment(None)

    @override
    def sizeHint(self) -> QSize:
        """Return as much as the tables take beside it."""
        return _SIZE

    def show_unit(self, unit: AreaUnit) -> None:
        """Tell areas in a unit."""
        self._unit.show_unit(unit)
        self._show()

    @Slot(object)
    def show_assessment(self, found: Assessment | None) -> None:
        """Show what was found; None says how to get it."""
        self._found = found
        self._matrix.show(found)
        self._show()

    @Slot()
    def _show(self) -> None:
        found, at = self._found, self._which.currentIndex()
        has = found is not None
        self._figures.show(found, self._unit.unit)
        for table in self._tables:
            table_manners.fit_columns(table)
        self._which.setVisible(has)
        self._unit.setVisible(has and at == 1 and found is not None and found.has_areas)
        told = "" if found is None else f"{number_format.count(found.n_places)} places"
        self._caption.setText(plain.line(told))
        self._caption.setVisible(has)
        self._stack.setCurrentIndex(1 + at if has else 0)

    def _lay_out(self) -> None:
        line = boxes.row(spacing=4)
        line.addWidget(self._which)
        line.addWidget(self._caption)
        line.addStretch(1)
        line.addWidget(self._unit)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = boxes.column(self, margin=8, spacing=4)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)

    @Slot(QModelIndex)
    def _on_cell(self, index: QModelIndex) -> None:
        pair = self._matrix.pair(index.row(), index.column())
        if pair is not None:
            self.cell_chosen.emit(*pair)
