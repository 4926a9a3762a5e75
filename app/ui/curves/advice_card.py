"""Say which k the curves support, each a click away, and why."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.clustering.results import Advice
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.numbers import number_style

_N_PER_ROW = 7
_CHIP_WIDTH_PX, _CHIP_HEIGHT_PX = 26, 20
_MARGIN_PX = 3  # above and below: six rows of the table have to stand under the curves
_N_LINES_AT_FIRST = 2
_N_LINES_USUALLY = 4
_SETTLED_MS = 1_500  # after the last sentence: while a sweep runs, the next may be as long as any


class AdviceCard(QFrame):
    """A row of defensible k over the sentence that weighs them.

    Signals
    -------
    k_clicked(int)
        One of them was clicked.
    settled()
        Its height is for another width, or that of the sentence that stays.
    """

    k_clicked = Signal(int)
    settled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("adviceCard")
        self._chips: dict[int, QToolButton] = {}
        self._selected = 0
        self._sentence = ""
        self._n_lines = _N_LINES_AT_FIRST  # that there is room for at least
        self._none = captions.quiet(number_format.NOTHING, self)
        self._label = plain.named(captions.sentence("", self), "adviceLabel", "What the curves say")
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.STEP_PX // 4)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        heading = captions.heading("Defensible k", self)
        heading.setFixedHeight(_CHIP_HEIGHT_PX)  # with chips and without
        line = boxes.row(spacing=theme.STEP_PX)
        line.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._none)
        line.addLayout(self._grid)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.STEP_PX, _MARGIN_PX, theme.STEP_PX, _MARGIN_PX)
        layout.setSpacing(theme.STEP_PX // 4)
        layout.addLayout(line)
        layout.addWidget(self._label)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._settling.timeout.connect(self._on_settled)
        self._least()
        theme.current().changed.connect(self._on_theme_changed)
        number_style.current().changed.connect(self._write_sentence)
        self._on_theme_changed()

    @property
    def usual_px(self) -> int:
        """Height with a sentence of the usual length, or with this one where it is longer."""
        usual = _N_LINES_USUALLY * self.fontMetrics().lineSpacing()
        spare = max(0, usual - self._label.minimumHeight())
        return max(self.heightForWidth(self.width()), self.minimumSizeHint().height() + spare)

    def wait_for_advice(self) -> None:
        """Keep the place of the sentences that come: plots below would move with each of them."""
        self._sentence = ""
        self._n_lines = _N_LINES_USUALLY
        self._label.setMinimumHeight(max(self._label.minimumHeight(), self._least_px))
        self._write_sentence()
        self._show_chips(())

    def show_advice(self, advice: Advice) -> None:
        """Show a sentence in no less room than the one before: plots below it would move."""
        self._show_chips(advice.defensible)
        self._sentence = advice.sentence
        self._write_sentence()
        needed = self._label.heightForWidth(self._label.width())
        self._label.setMinimumHeight(max(self._label.minimumHeight(), needed))
        self._settling.start()

    @Slot()
    def _write_sentence(self) -> None:
        self._label.setText(number_format.sentence(self._sentence))

    def select_k(self, k: int) -> None:
        """Mark the k that is looked at."""
        self._selected = k
        for known, chip in self._chips.items():
            chip.setChecked(known == k)

    def clear(self) -> None:
        """Say nothing, and keep no place for it."""
        self.wait_for_advice()
        self._n_lines = _N_LINES_AT_FIRST
        self._least()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():  # lines break elsewhere
            self._least()
            self._settling.start()
            self.settled.emit()

    @property
    def _least_px(self) -> int:
        return self._n_lines * self.fontMetrics().lineSpacing()

    def _least(self) -> None:
        self._label.setMinimumHeight(self._least_px)

    def _show_chips(self, ks: tuple[int, ...]) -> None:
        self._none.setVisible(not ks)
        if tuple(self._chips) == ks:
            return
        for chip in self._chips.values():
            self._grid.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {k: self._make_chip(k) for k in ks}
        for place, chip in enumerate(self._chips.values()):
            self._grid.addWidget(chip, place // _N_PER_ROW, place % _N_PER_ROW)
            chip.show()

    def _make_chip(self, k: int) -> QToolButton:
        chip = QToolButton(self)
        chip.setObjectName(f"adviceChip{k}")
        chip.setText(str(k))
        chip.setAccessibleName(plain.line(f"Show k = {k}"))
        chip.setToolTip(plain.tip(f"The curves support k = {k}. Click to see its map."))
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setChecked(k == self._selected)
        chip.setFixedSize(_CHIP_WIDTH_PX, _CHIP_HEIGHT_PX)
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip.clicked.connect(self._on_clicked)
        return chip

    @Slot()
    def _on_settled(self) -> None:
        """Take no more room than the sentence that stays."""
        self._n_lines = _N_LINES_AT_FIRST
        self._least()  # what a label needs is never less than its minimum
        needed = self._label.heightForWidth(self._label.width())  # -1 where nothing is said
        self._label.setMinimumHeight(max(self._label.minimumHeight(), needed))
        self.settled.emit()

    @Slot()
    def _on_clicked(self) -> None:
        for k, chip in self._chips.items():
            if chip is self.sender():
                chip.setChecked(k == self._selected)  # the session says what is selected
                self.k_clicked.emit(k)

    @Slot()
    def _on_theme_changed(self) -> None:
        chosen, line = theme.token("accent").name(), theme.token("line_strong").name()
        self.setStyleSheet(
            f"#adviceCard {{ background: {theme.token('accent_quiet').name()};"
            " border-radius: 4px; }"
            f"QToolButton {{ background: {theme.token('panel').name()}; border: 1px solid {line};"
            " border-radius: 4px; padding: 1px; font-weight: 600; }"
            f"QToolButton:hover, QToolButton:focus {{ border-color: {chosen}; }}"
            f"QToolButton:checked {{ background: {chosen}; border-color: {chosen};"
            f" color: {theme.token('accent_text').name()}; }}"
        )
