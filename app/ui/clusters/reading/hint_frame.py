"""Show what a class may be, with the figures that it rests on, and offer it as a name."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.clustering.reading.class_hint import Hint
from app.ui.clusters.reading import card_texts
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.cut_line import CutLine

_PAD_PX = 3
_LOW_LINES, _MOST_LINES = 2, 6


class HintFrame(QFrame):
    """A hint, set apart from what was measured.

    Signals
    -------
    name_wanted(str)
        The class is to be called so.
    """

    name_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("classHintFrame")
        self.setProperty("role", "hint")
        self._hint: Hint | None = None
        self._hinted = CutLine(self, is_quiet=False, is_heading=True)
        self._hinted.setObjectName("classHint")
        self._take = QPushButton("Use", self)
        self._take.setObjectName("useHintAsName")
        self._take.setProperty("role", "small")
        self._take.setAccessibleName("Use the hint as the name of the class")
        self._take.setToolTip("Call the class so. Undo takes it back.")
        self._reason, self._cut_reason = captions.note("", self), CutLine(self, is_quiet=False)
        self._cut_reason.setObjectName("classShortReason")
        self._cut_reason.hide()
        self._figures = captions.sentence("", self)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._figures.setObjectName("classIndices")
        line = boxes.row(spacing=theme.STEP_PX // 2)
        line.addWidget(self._hinted, 1)
        line.addWidget(self._take)
        box = boxes.column(self, margin=(theme.STEP_PX, _PAD_PX, _PAD_PX, _PAD_PX), spacing=0)
        box.addLayout(line)
        box.addWidget(self._reason)
        box.addWidget(self._cut_reason)
        box.addWidget(self._figures)
        self._take.clicked.connect(self._on_take_clicked)

    @property
    def text(self) -> str:
        """All that it says, line by line."""
        told = (self._hinted.text, self._reason.toolTip(), self._figures.text())
        return "\n".join(line for line in told if line)

    def show_hint(self, hint: Hint, name: str) -> None:
        """Show a hint for a class of a name."""
        self._hint = hint
        self._hinted.show_text(card_texts.hint_text(hint))
        self._take.setVisible(bool(hint.name))
        self._take.setEnabled(name != hint.name)
        figures = card_texts.figures_text(hint)
        self._figures.setText(figures)
        self._figures.setToolTip(plain.tip(figures))
        self._figures.setVisible(bool(figures))
        self._reason.setText(plain.line(card_texts.reason_text(hint)))
        self._reason.setToolTip(plain.tip(card_texts.whole_reason_text(hint)))
        whole = card_texts.whole_reason_text(hint)
        self._cut_reason.show_text(card_texts.short_reason_text(hint), whole)

    def show_low(self, *, is_low: bool) -> None:
        """Take a line for the reason and two for figures, or as many as both need.

        Figures that have no room are left out whole; all of them are in the tool tip.
        """
        self._reason.setVisible(not is_low)
        self._cut_reason.setVisible(is_low)
        n_lines = _LOW_LINES if is_low else _MOST_LINES
        self._figures.setMaximumHeight(n_lines * self._figures.fontMetrics().lineSpacing())

    @Slot()
    def _on_take_clicked(self) -> None:
        if self._hint is not None and self._hint.name:
            self.name_wanted.emit(self._hint.name)
