"""A field for a whole number within bounds."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QToolTip
from typing_extensions import override

from app.ui.parts import number_format, plain

_STAYS_MS = 6_000


class NumberSpin(QSpinBox):
    """A spin box that takes the nearest number it can hold where another is typed, and says so.

    Qt swallows the digit that makes a number too large, 99 became 9 where 30 is the most, and goes
    back to the number of before where one is too small.
    """

    @property
    def note(self) -> str:
        """What was said of the number that was typed last; empty where it was taken."""
        return self.accessibleDescription()

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Put the largest number in place of a larger one."""
        if text.isdecimal() and int(text) > self.maximum():
            self._tell(f"{number_format.count(self.maximum())} is the most here.", text)
            text = str(self.maximum())
            return QValidator.State.Acceptable, text, len(text)
        return super().validate(text, position)

    @override
    def fixup(self, text: str) -> str:
        """Put the smallest number in place of a smaller one."""
        if text.isdecimal() and int(text) < self.minimum():
            self._tell(f"{number_format.count(self.minimum())} is the least here.", text)
            return str(self.minimum())
        return super().fixup(text)

    @override
    def stepBy(self, steps: int) -> None:
        self.setAccessibleDescription("")
        super().stepBy(steps)

    def _tell(self, bound: str, typed: str) -> None:
        """Say at the field that another number was taken than was typed."""
        if len(typed) > len(str(self.maximum())) + 1:
            typed = typed[: len(str(self.maximum())) + 1]
        note = f"{bound} {number_format.count(int(typed))} was typed."
        self.setAccessibleDescription(plain.line(note))
        below = self.mapToGlobal(QPoint(0, self.height() // 2))
        QToolTip.showText(below, plain.tip(note), self, QRect(), _STAYS_MS)
