"""Choose among labels, add, name, colour and remove them."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget
from typing_extensions import override

from app.scene.areas.labelled.painted import LabelClass
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.quiet_button import quiet_button
from app.ui.parts.tables.row_table import RowTable
from app.ui.tools.partial.label_model import N_PX, NAME, LabelModel

_N_SHOWN_MIN, _N_SHOWN_MAX = 3, 8  # rows; more of them are scrolled
_PX_WIDTH = 76


class LabelList(QWidget):
    """The labels of a scene; one of them is at hand for the brush.

    Signals
    -------
    added
        A label more is wanted.
    renamed : (int, str)
        The number of a label, and its new name.
    colour_requested, removed : (int,)
        The number of a label.
    chosen : (int,)
        The label at hand is another; 0 where there is none.
    """

    added = Signal()
    renamed = Signal(int, str)
    colour_requested = Signal(int)
    removed = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._at_hand = 0
        self._is_naming = False  # while a label is added by the button
        self._model = LabelModel(self)
        self._table = plain.named(RowTable(self), "labelTable", "Labels")
        self._table.setModel(self._model)
        table_manners.settle(self._table)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.installEventFilter(self)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(N_PX, QHeaderView.ResizeMode.Fixed)
        self._table.setColumnWidth(N_PX, _PX_WIDTH)
        self._none = captions.note(
            "No labels yet: add one for each class, two at least, or load a file.", self
        )
        self._add = quiet_button(self, "addLabelButton", "Add", "Add a label")
        self._rename = quiet_button(self, "renameLabelButton", "Rename", "Name the label (F2)")
        self._colour = quiet_button(self, "colourLabelButton", "Colour…", "Choose its colour")
        self._remove = quiet_button(
            self, "removeLabelButton", "Remove", "Remove the label and all that has it (Del)"
        )
        self._lay_out()
        # Once the editor is closed: the table is filled anew by it.
        self._model.name_typed.connect(self.renamed, Qt.ConnectionType.QueuedConnection)
        self._table.row_edit_requested.connect(self._on_edit)
        self._table.selectionModel().currentRowChanged.connect(self._on_current)
        self._add.clicked.connect(self._on_add)
        self._rename.clicked.connect(self._on_rename)
        self._colour.clicked.connect(self._on_colour)
        self._remove.clicked.connect(self._on_remove)
        self.show_classes(())

    @property
    def at_hand(self) -> LabelClass | None:
        """The label that is painted with; None where there is none."""
        return next((each for each in self._model.classes if each.number == self._at_hand), None)

    def show_classes(self, classes: tuple[LabelClass, ...]) -> None:
        """Show labels; one that was not there before is at hand, else the one that was."""
        if classes == self._model.classes and classes:
            return
        known = {each.number for each in self._model.classes}
        new = [each.number for each in classes if each.number not in known]
        wanted = new[-1] if new and known else self._at_hand
        self._model.show_classes(classes)
        numbers = [each.number for each in classes]
        row = numbers.index(wanted) if wanted in numbers else min(0, len(numbers) - 1)
        if numbers:
            self._table.selectRow(row)
        self._take(row)
        for part in (self._table, self._rename, self._colour, self._remove):
            part.setVisible(bool(classes))
        self._none.setVisible(not classes)
        n_rows = min(max(len(classes), _N_SHOWN_MIN), _N_SHOWN_MAX)
        head = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(head + n_rows * table_manners.ROW_PX + 2)
        if new and self._is_naming:
            self._table.selectRow(numbers.index(new[-1]))
            self._on_rename()

    def show_counts(self, n_px: Mapping[int, int]) -> None:
        """Show how many pixels have each label, by its number."""
        self._model.show_counts(n_px)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() is QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            self._on_remove()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        buttons = boxes.row(spacing=4)
        for button in (self._add, self._rename, self._colour, self._remove):
            button.setAutoRaise(False)  # framed, as the tools below them
            button.setMinimumHeight(3 * theme.STEP_PX)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(self._none)
        column.addWidget(self._table)
        column.addLayout(buttons)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setToolTip(plain.tip("The selected label is the one that is painted."))

    def _take(self, row: int) -> None:
        number = self._model.classes[row].number if row >= 0 else 0
        if number != self._at_hand:
            self._at_hand = number
            self.chosen.emit(number)

    @Slot()
    def _on_add(self) -> None:
        """Have a label added, and its name open for typing: the name is what it is added for."""
        self._is_naming = True
        self.added.emit()
        self._is_naming = False

    @Slot(int)
    def _on_edit(self, row: int) -> None:
        self._table.edit(self._model.index(row, NAME))

    @Slot()
    def _on_rename(self) -> None:
        self._table.setFocus()
        self._on_edit(self._table.currentIndex().row())

    @Slot(object, object)
    def _on_current(self, *_: object) -> None:
        row = self._table.currentIndex().row()
        if row >= 0:
            self._take(row)

    @Slot()
    def _on_colour(self) -> None:
        if self._at_hand:
            self.colour_requested.emit(self._at_hand)

    @Slot()
    def _on_remove(self) -> None:
        if self._at_hand:
            self.removed.emit(self._at_hand)
