"""Ask what to export and where to."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.products.product import Product
from app.products.registry import PRODUCTS
from app.products.requests import ExportRequest
from app.ui.parts import plain


class ExportForm(QWidget):
    """Which k, which files, which folder.

    Signals
    -------
    changed()
        Something else is asked for now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ks: tuple[int, ...] = ()
        self._which = QComboBox(self)
        self._which.setObjectName("exportKCombo")
        self._which.setAccessibleName("Which k to export")
        self._which.setToolTip("The k whose files are written.")
        self._boxes = {product.key: self._make_box(product) for product in PRODUCTS}
        self._folder = QLineEdit(self)
        self._folder.setObjectName("exportFolderEdit")
        self._folder.setAccessibleName("Folder to write to")
        self._folder.setToolTip("The folder the files go to; it is made where it is missing.")
        self._folder.setMinimumWidth(280)
        self._browse = QPushButton("Browse…", self)
        self._browse.setObjectName("exportBrowseButton")
        self._browse.setAccessibleName("Browse for a folder")
        self._browse.setToolTip("Choose the folder.")
        self._lay_out()
        for box in self._boxes.values():
            box.toggled.connect(self.changed)
        self._which.currentIndexChanged.connect(self.changed)
        self._folder.textChanged.connect(self.changed)
        self._browse.clicked.connect(self._on_browse)

    @property
    def request(self) -> ExportRequest:
        """What is asked for."""
        place = self._which.currentIndex()
        ks = (self._ks[place],) if 0 <= place < len(self._ks) else self._ks
        return ExportRequest(Path(self._folder.text().strip()).expanduser(), ks, self.kinds)

    @property
    def problem(self) -> str:
        """What is missing before anything can be written; empty where nothing is."""
        if not self._ks:
            return "There is no finished k yet. Run a sweep to its end first."
        if not any(box.isChecked() for box in self._boxes.values()):
            return "Choose at least one kind of file."
        if not self._folder.text().strip():
            return "Choose a folder."
        return ""

    def choose_kinds(self, kinds: Iterable[str]) -> None:
        """Ask for these kinds of files and no others."""
        chosen = frozenset(kinds)
        for name, box in self._boxes.items():
            box.setChecked(name in chosen)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of files that are asked for."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def offer(self, ks: tuple[int, ...], selected_k: int, folder: Path) -> None:
        """Offer these k, one of them chosen, and a folder."""
        blocker = QSignalBlocker(self._which)
        self._ks = ks
        self._which.clear()
        self._which.addItems([f"k = {k}" for k in ks])
        if len(ks) > 1:
            self._which.addItem(f"All {len(ks)} fitted, k = {ks[0]} to {ks[-1]}")
        self._which.setCurrentIndex(ks.index(selected_k) if selected_k in ks else 0)
        blocker.unblock()
        self._folder.setText(str(folder))
        self.changed.emit()

    def _make_box(self, product: Product) -> QCheckBox:
        box = QCheckBox(product.title, self)
        box.setObjectName(f"export{product.key.capitalize()}Check")
        box.setAccessibleName(plain.line(product.title))
        box.setToolTip(f"{plain.tip(product.tip)}.")
        box.setChecked(product.is_ticked)
        return box

    def _lay_out(self) -> None:
        kinds = QVBoxLayout()
        kinds.setSpacing(4)
        for box in self._boxes.values():
            kinds.addWidget(box)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self._folder, 1)
        place.addWidget(self._browse)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        which = plain.label("Which", self)
        which.setBuddy(self._which)
        form.addRow(which, self._which)
        form.addRow(plain.label("What", self), kinds)
        form.addRow(plain.label("Where", self), place)

    @Slot()
    def _on_browse(self) -> None:
        chooser = QFileDialog(self, "Choose a folder", self._folder.text())
        chooser.setObjectName("exportFolderDialog")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self._folder.setText)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
