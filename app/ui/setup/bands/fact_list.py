"""Tell what a scene is in a few lines, and the rest where it is asked for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QPushButton, QSizePolicy, QWidget

from app.ui.parts import boxes, captions, icons, plain

_TELLING = ("Sensor", "Taken", "Size", "Valid")  # what tells scenes, and good ones, apart


class FactList(QWidget):
    """Titles and facts, one a line; a button shows those that are rarely wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._is_open = False
        self._lines = QWidget(self)
        self._more = QPushButton(self)
        self._more.setObjectName("moreFactsButton")
        self._more.setProperty("role", "line")
        self._more.clicked.connect(self._on_more)
        self._column = boxes.column(self, margin=0, spacing=2)
        self._column.addWidget(self._lines)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._rebuild()

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these in place of others."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._rebuild()

    def _rebuild(self) -> None:
        lines = QWidget(self)
        form = QFormLayout(lines)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(2)
        form.setHorizontalSpacing(8)
        for title, fact in self._facts:
            if self._is_open or title in _TELLING:
                value = captions.sentence(plain.line(fact), lines)
                policy = value.sizePolicy()
                policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
                value.setSizePolicy(policy)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                form.addRow(captions.quiet(title, lines), value)
        self._column.replaceWidget(self._lines, lines)
        lines.show()
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = lines
        self._more.setText("Less" if self._is_open else "More")
        icons.set_icon(self._more, "chevron_down" if self._is_open else "chevron_right")
        self._more.setAccessibleName(
            "Show the main facts alone" if self._is_open else "Show all facts of the scene"
        )
        self._more.setVisible(any(title not in _TELLING for title, _ in self._facts))

    @Slot()
    def _on_more(self) -> None:
        self._is_open = not self._is_open
        self._rebuild()
