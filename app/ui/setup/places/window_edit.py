"""Choose a window of rows and columns by numbers."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSizePolicy, QWidget

from app.arrays import Window
from app.ui.parts import boxes, captions, plain
from app.ui.setup.number_spin import NumberSpin


class WindowEdit(QWidget):
    """A tick, and the four numbers of a window below while it is set.

    Signals
    -------
    chosen(Window | None)
        Another window is to take part; None for the whole scene.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._n_rows, self._n_cols = 1, 1
        self._shown: Window | None = None
        self._check = QCheckBox("Window of pixels", self)
        self._check.setObjectName("windowCheck")
        self._check.setToolTip("Let a rectangle of rows and columns take part alone.")
        self._numbers = QWidget(self)
        self._row = self._make_spin("windowRowSpin", "First row, counted from 0")
        self._col = self._make_spin("windowColumnSpin", "First column, counted from 0")
        self._height = self._make_spin("windowHeightSpin", "Number of rows")
        self._width = self._make_spin("windowWidthSpin", "Number of columns")
        self._lay_out()
        self._check.toggled.connect(self._on_toggled)

    def set_scene_size(self, n_rows: int, n_cols: int) -> None:
        """Take numbers that fit a scene of this size; all of it, at first."""
        self._n_rows, self._n_cols = n_rows, n_cols
        bounds = ((0, n_rows - 1), (0, n_cols - 1), (1, n_rows), (1, n_cols))
        for spin, (lowest, highest) in zip(self._spins, bounds, strict=True):
            with QSignalBlocker(spin):
                spin.setRange(lowest, highest)
        self._shown = None
        self._set_open(is_open=False)
        self.show_window(None)

    def show_window(self, window: Window | None) -> None:
        """Show this window, without reporting it; None is the whole scene."""
        shown = window or self._whole
        numbers = (shown.row, shown.col, shown.height, shown.width)
        for spin, number in zip(self._spins, numbers, strict=True):
            with QSignalBlocker(spin):
                spin.setValue(number)
        if window != self._shown:
            self._set_open(is_open=window is not None)
        self._shown = window

    @property
    def _spins(self) -> tuple[NumberSpin, ...]:
        return self._row, self._col, self._height, self._width

    @property
    def _whole(self) -> Window:
        return Window(0, 0, self._n_rows, self._n_cols)

    def _make_spin(self, name: str, title: str) -> NumberSpin:
        spin = plain.named(NumberSpin(self._numbers), name, title)
        spin.setToolTip(f"{title}.")
        spin.setKeyboardTracking(False)
        spin.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )  # panels are narrow
        spin.valueChanged.connect(self._on_number)
        return spin

    def _lay_out(self) -> None:
        grid = QGridLayout(self._numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        titles = ("Row", "Column", "Height", "Width")
        for number, (title, spin) in enumerate(zip(titles, self._spins, strict=True)):
            row, pair = divmod(number, 2)
            grid.addWidget(captions.quiet(title, self._numbers), row, 2 * pair)
            grid.addWidget(spin, row, 2 * pair + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(self._check)
        column.addWidget(self._numbers)
        self._numbers.hide()

    def _set_open(self, *, is_open: bool) -> None:
        with QSignalBlocker(self._check):
            self._check.setChecked(is_open)
        self._numbers.setVisible(is_open)

    def _report(self) -> None:
        chosen = Window(*(spin.value() for spin in self._spins))
        is_whole = chosen == self._whole or not self._check.isChecked()
        self.chosen.emit(None if is_whole else chosen)

    @Slot(bool)
    def _on_toggled(self, is_set: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._numbers.setVisible(is_set)
        self._report()

    @Slot()
    def _on_number(self) -> None:
        self._report()
