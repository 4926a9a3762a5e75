"""Take the value that marks missing pixels, or none."""

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.ui.parts import number_format


class NoDataEdit(QLineEdit):
    """A field for one number that may stay empty; what is no number does not stay in it.

    Signals
    -------
    changed()
        Another value was typed, or the field was emptied.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value: float | None = None
        self.setObjectName("nodataValueEdit")
        self.setPlaceholderText("as the files say")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setClearButtonEnabled(True)
        self.setValidator(_NumberOrNothing(self))
        self.editingFinished.connect(self.take)

    def show_value(self, value: float | None) -> None:
        """Show a value from elsewhere, without reporting it."""
        self.value = value
        self.setText("" if value is None else number_format.exact(value))

    @Slot()
    def take(self) -> None:
        """Take what was typed, also where the field was not left yet."""
        if not self.hasAcceptableInput():
            return
        text = self.text().strip()
        value = float(text) if text else None
        if value != self.value:
            self.show_value(value)
            self.changed.emit()


class _NumberOrNothing(QDoubleValidator):
    """Numbers with a point, as every file and command writes them; what is begun is put back."""

    def __init__(self, field: NoDataEdit) -> None:
        super().__init__(field)
        self._field = field
        plain = QLocale.c()
        plain.setNumberOptions(QLocale.NumberOption.RejectGroupSeparator)
        self.setLocale(plain)

    @override
    def validate(self, text: str, position: int) -> object:
        """Take nothing at all for a number too."""
        return (
            super().validate(text, position)
            if text.strip()
            else (self.State.Acceptable, text, position)
        )

    @override
    def fixup(self, text: str) -> str:
        """Put back what there was where only a sign was typed."""
        value = self._field.value
        return "" if value is None else number_format.exact(value)
