"""Ask which k to export: one, all, or some."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QToolButton, QWidget

from app.ui.parts import boxes, plain

_N_IN_ROW = 10
_BUTTON_PX = 36
_SOME = "Several k…"


class KChoice(QWidget):
    """A list of k with "several" and "all" at its end; for several a button for each opens below.

    Signals
    -------
    changed()
        Other k are chosen now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ks: tuple[int, ...] = ()
        self._combo = plain.named(QComboBox(self), "exportKCombo", "Which k to export")
        self._combo.setToolTip("The k whose files are written.")
        self._some = QWidget(self)
        self._grid = QGridLayout(self._some)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._boxes: list[QToolButton] = []
        self._grid.setColumnStretch(_N_IN_ROW, 1)
        self._some.hide()
        layout = boxes.column(self, margin=0, spacing=8)
        layout.addWidget(self._combo)
        layout.addWidget(self._some)
        self._combo.currentIndexChanged.connect(self._on_chosen)

    @property
    def combo(self) -> QComboBox:
        """What takes the keyboard."""
        return self._combo

    @property
    def offered(self) -> tuple[int, ...]:
        """All k there are."""
        return self._ks

    @property
    def ks(self) -> tuple[int, ...]:
        """Those that are chosen, rising."""
        place = self._combo.currentIndex()
        if 0 <= place < len(self._ks):
            return (self._ks[place],)
        if self._is_some:
            boxes = zip(self._ks, self._boxes, strict=True)
            return tuple(k for k, box in boxes if box.isChecked())
        return self._ks

    @property
    def _is_some(self) -> bool:
        return self._combo.currentText() == _SOME

    def offer(self, ks: tuple[int, ...], selected_k: int) -> None:
        """Offer these k, one of them chosen."""
        with QSignalBlocker(self._combo):
            self._ks = ks
            self._combo.clear()
            self._combo.addItems([f"k = {k}" for k in ks])
            if len(ks) > 1:
                self._combo.addItem(_SOME)
                self._combo.addItem(f"All {len(ks)} fitted, k = {ks[0]} to {ks[-1]}")
            self._combo.setCurrentIndex(ks.index(selected_k) if selected_k in ks else 0)
        self._fill_boxes(selected_k)
        self._some.hide()

    def _fill_boxes(self, selected_k: int) -> None:
        for box in self._boxes:
            self._grid.removeWidget(box)
            box.deleteLater()
        self._boxes = []
        for at, k in enumerate(self._ks):
            box = QToolButton(self._some)
            box.setText(str(k))
            box.setProperty("role", "tool")
            box.setMinimumWidth(_BUTTON_PX)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setObjectName(f"exportK{k}Button")
            box.setCheckable(True)
            box.setAccessibleName(plain.line(f"Export k = {k}"))
            box.setToolTip(plain.tip(f"Write the files of k = {k}."))
            box.setChecked(k == selected_k)
            box.toggled.connect(self._on_chosen)
            self._grid.addWidget(box, at // _N_IN_ROW, at % _N_IN_ROW)
            self._boxes.append(box)

    @Slot()
    def _on_chosen(self) -> None:
        self._some.setVisible(self._is_some)
        self.changed.emit()
