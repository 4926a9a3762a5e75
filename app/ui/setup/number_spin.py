"""A field for a whole number within bounds."""

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox
from typing_extensions import override


class NumberSpin(QSpinBox):
    """A spin box that takes the largest number where a larger one is typed.

    Qt swallows the digit that makes a number too large: 99 became 9 where 30 is the most.
    """

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Put the largest number in place of a larger one."""
        if text.isdecimal() and int(text) > self.maximum():
            text = str(self.maximum())
            return QValidator.State.Acceptable, text, len(text)
        return super().validate(text, position)
