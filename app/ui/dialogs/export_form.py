"""Ask what to export, how, and where to."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.products.requests import ExportOptions, ExportRequest, RunFolder
from app.ui.dialogs.exporting.k_choice import KChoice
from app.ui.dialogs.exporting.kind_boxes import KindBoxes
from app.ui.dialogs.exporting.option_fields import OptionFields
from app.ui.dialogs.exporting.run_choice import RunChoice
from app.ui.parts import boxes, plain


class ExportForm(QWidget):
    """Which k, which files, how they are written, which folder.

    Signals
    -------
    changed()
        Something else is asked for now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = RunChoice(self)
        self._which = KChoice(self)
        self._kinds = KindBoxes(self)
        self._how = OptionFields(self)
        self._folder = plain.named(QLineEdit(self), "exportFolderEdit", "Folder to write to")
        self._folder.setToolTip("The folder the files go to; it is made where it is missing.")
        self._folder.setMinimumWidth(280)
        self._browse = QPushButton("Browse…", self)
        plain.named(self._browse, "exportBrowseButton", "Browse for a folder")
        self._browse.setToolTip("Choose the folder.")
        self._lay_out()
        self._how.dim(self.kinds)
        self._kinds.changed.connect(self._on_kinds_changed)
        self._how.changed.connect(self.changed)
        self._which.changed.connect(self.changed)
        self._runs.changed.connect(self.changed)
        self._folder.textChanged.connect(self.changed)
        self._browse.clicked.connect(self._on_browse)

    @property
    def request(self) -> ExportRequest:
        """What is asked for."""
        folder = Path(self._folder.text().strip()).expanduser()
        runs = self._runs.runs
        return ExportRequest(folder, self._which.ks, self.kinds, self.options, runs)

    @property
    def problem(self) -> str:
        """What is missing before anything can be written; empty where nothing is."""
        if not self._which.offered:
            return "There is no finished k yet. Run a sweep to its end first."
        if not self._which.ks:
            return "Choose at least one k."
        if not self.kinds:
            return "Choose at least one kind of file."
        if not self._folder.text().strip():
            return "Choose a folder."
        return ""

    def choose_kinds(self, kinds: Iterable[str]) -> None:
        """Ask for these kinds of files and no others."""
        self._kinds.tick(kinds)

    def choose_options(self, options: ExportOptions) -> None:
        """Ask for files to be written in this way."""
        self._how.choose(options)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of files that are asked for."""
        return self._kinds.ticked

    @property
    def options(self) -> ExportOptions:
        """How files are to be written."""
        return self._how.options

    def offer(self, ks: tuple[int, ...], selected_k: int, folder: Path) -> None:
        """Offer these k, one of them chosen, and a folder."""
        self._which.offer(ks, selected_k)
        self._folder.setText(str(folder))
        self.offer_runs((), "")

    def offer_runs(self, runs: tuple[RunFolder, ...], shown: str) -> None:
        """Offer all runs, too, where there are several; one of them is shown."""
        self._runs.offer(runs, shown)
        self._form.setRowVisible(self._runs, self._runs.is_of_use)
        self.changed.emit()

    def _lay_out(self) -> None:
        place = boxes.row(spacing=8)
        place.addWidget(self._folder, 1)
        place.addWidget(self._browse)
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        runs = plain.label("Runs", self)
        runs.setBuddy(self._runs)
        form.addRow(runs, self._runs)
        form.setRowVisible(self._runs, False)  # noqa: FBT003 - Qt takes it by place
        which = plain.label("Which", self)
        which.setBuddy(self._which.combo)
        form.addRow(which, self._which)
        form.addRow(plain.label("What", self), self._kinds)
        form.addRow(plain.label("How", self), self._how)
        form.addRow(plain.label("Where", self), place)

    @Slot()
    def _on_kinds_changed(self) -> None:
        self._how.dim(self.kinds)
        self.changed.emit()

    @Slot()
    def _on_browse(self) -> None:
        chooser = QFileDialog(self, "Choose a folder", self._folder.text())
        chooser.setObjectName("exportFolderDialog")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self._folder.setText)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
