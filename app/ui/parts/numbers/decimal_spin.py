"""A field for a number with decimals, written with the sign that the person chose."""

from PySide6.QtCore import QLocale, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget
from typing_extensions import override

from app.ui.parts import number_format
from app.ui.parts.numbers import number_style

_POINT, _COMMA = ".", ","


class DecimalSpin(QDoubleSpinBox):
    """A spin box that shows the chosen decimal sign, and takes either.

    Qt's own way, by a locale, takes the point of somebody used to it for a sign between groups:
    1.5 would become 15.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain = QLocale.c()
        plain.setNumberOptions(
            QLocale.NumberOption.RejectGroupSeparator | QLocale.NumberOption.OmitGroupSeparator
        )
        self.setLocale(plain)
        number_style.current().changed.connect(self._write_anew)

    @override
    def textFromValue(self, value: float) -> str:
        return super().textFromValue(value).replace(_POINT, number_format.decimal_sign())

    @override
    def valueFromText(self, text: str) -> float:
        return super().valueFromText(text.replace(_COMMA, _POINT))

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Judge what is typed as if it stood there with a point; leave it as it was typed."""
        with_point = text.replace(_COMMA, _POINT)
        state, taken, place = super().validate(with_point, position)
        return state, text if taken == with_point else taken, place

    @Slot()
    def _write_anew(self) -> None:
        self.setDecimals(self.decimals())  # writes the number that stands there once more
