"""Say in an empty view what to do next."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.ui.parts import boxes, icons, plain, theme

_MARGIN_PX = 3 * theme.STEP_PX
_SENTENCE_PX = 264


class EmptyState(QFrame):
    """A card with one sentence and the buttons that follow from it."""

    def __init__(self, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = plain.label(sentence, self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumWidth(_SENTENCE_PX)
        self._buttons = boxes.row(spacing=theme.STEP_PX)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = boxes.column(self, margin=_MARGIN_PX, spacing=2 * theme.STEP_PX)
        layout.addWidget(self._sentence)
        layout.addLayout(self._buttons)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def add_button(self, text: str, icon: str, *, is_primary: bool) -> QPushButton:
        """Add a button after the others and return it."""
        button = QPushButton(text, self)
        if is_primary:
            button.setProperty("role", "primary")
        icons.set_icon(button, icon, "accent_text" if is_primary else "text")
        self._buttons.addWidget(button)
        return button

    def fit_into(self, width: int) -> None:
        """Break the sentence where the view is narrower than it."""
        room = width - 2 * _MARGIN_PX - 2 * theme.STEP_PX
        self._sentence.setMinimumWidth(max(_SENTENCE_PX // 3, min(_SENTENCE_PX, room)))

    def say(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._sentence.text()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setStyleSheet(
            f"EmptyState {{ background: {theme.token('window').name()}; border-radius: 8px; }}"
        )
