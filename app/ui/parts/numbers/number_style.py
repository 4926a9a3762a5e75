"""Tell whatever shows numbers that they are written otherwise from now on."""

from functools import cache

from PySide6.QtCore import QObject, Signal

from app.ui.parts import number_format
from app.ui.parts.number_format import DecimalSign


class NumberStyle(QObject):
    """How numbers are written; see `number_format`.

    Signals
    -------
    changed
        Numbers that are shown have to be written anew.
    """

    changed = Signal()

    def choose(self, sign: DecimalSign, digits: int) -> None:
        """Write all numbers so from now on."""
        number_format.choose(sign, digits)
        self.changed.emit()


@cache
def current() -> NumberStyle:
    """Return the one style of the program."""
    return NumberStyle()
