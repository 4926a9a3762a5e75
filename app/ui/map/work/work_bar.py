"""Hold a piece of work on the map above it: what it is, its fields, what it would do, two ends."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.cut_line import CutLine


class WorkBar(QFrame):
    """A slim bar that is there while something is looked at before it is done.

    Enter in it applies, Esc cancels wherever the keyboard is. It goes away by itself only where
    `close_quietly` is called; who applies or cancels says so through a signal.

    Signals
    -------
    applied
        What is looked at is to be done.
    cancelled
        It is not.
    """

    applied = Signal()
    cancelled = Signal()

    def __init__(self, name: str, title: str, apply_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, f"{name}Bar", title)
        self.setProperty("role", "work")
        self._title = captions.heading(title, self)
        self._fields = boxes.row(spacing=theme.STEP_PX)
        self._outcome = CutLine(self)
        self._outcome.setObjectName(f"{name}Outcome")
        self._apply = QPushButton(apply_text, self)
        self._apply.setObjectName(f"{name}Apply")
        self._apply.setProperty("role", "primary")
        self._cancel = QPushButton("Cancel", self)
        self._cancel.setObjectName(f"{name}Cancel")
        for button in (self._apply, self._cancel):
            button.setAutoDefault(True)  # else Enter on Cancel would come here, and apply
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.activated.connect(self.cancelled)
        self._apply.clicked.connect(self._on_apply)
        self._cancel.clicked.connect(self.cancelled)
        self._lay_out()
        self.set_ready(is_ready=False)
        self.hide()

    @property
    def outcome(self) -> str:
        """What it says the work would do."""
        return self._outcome.text

    @property
    def is_open(self) -> bool:
        """Whether something is looked at."""
        return not self.isHidden()

    def add_field(self, widget: QWidget, before: str = "", after: str = "") -> None:
        """Put a field at the end, between the words that make it part of a sentence."""
        if before:
            self._fields.addWidget(plain.label(before, self))
        self._fields.addWidget(widget)
        if after:
            self._fields.addWidget(plain.label(after, self))

    def open(self, title: str, field: QWidget) -> None:
        """Come up with this title, the keyboard in a field."""
        self._title.setText(plain.line(title))
        self.say("")
        self.set_ready(is_ready=False)
        self.show()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_quietly(self) -> None:
        """Go away."""
        self.hide()

    def say(self, text: str) -> None:
        """Say what the work would do, or what it waits for."""
        self._outcome.show_text(text)

    def set_ready(self, *, is_ready: bool) -> None:
        """Say whether it can be done as it is."""
        self._apply.setEnabled(is_ready)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_apply()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        step = theme.STEP_PX
        layout.setContentsMargins(step, step // 2, step, step // 2)
        layout.setSpacing(step)
        layout.addWidget(self._title)
        layout.addLayout(self._fields)
        layout.addWidget(self._outcome, 1)
        layout.addWidget(self._cancel)
        layout.addWidget(self._apply)

    @Slot()
    def _on_apply(self) -> None:
        if self._apply.isEnabled():
            self.applied.emit()
