"""Ask for the colour of a class without stopping the program."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QWidget

from app.clustering.naming.cluster_look import Rgb
from app.ui.parts import plain


class ColourQuestion(QObject):
    """The dialog of colours.

    Signals
    -------
    chosen : (int, tuple)
        A class, and red, green and blue.
    """

    chosen = Signal(int, tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._number = 0

    def ask(self, number: int, name: str, colour: Rgb) -> None:
        """Ask for another colour of a class."""
        self._number = number
        dialog = QColorDialog(QColor(*colour), self._parent)
        dialog.setObjectName("colourDialog")
        dialog.setWindowTitle(plain.title(f"Colour of {name}"))
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._on_selected)
        dialog.open()

    @Slot(QColor)
    def _on_selected(self, colour: QColor) -> None:
        self.chosen.emit(self._number, (colour.red(), colour.green(), colour.blue()))
