"""Ask what to take away, show the writing, and say what was written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QProgressBar,
    QWidget,
)
from typing_extensions import override

from app.errors import AppError
from app.messages import Message
from app.products.requests import ExportOptions, ExportReport, ExportRequest, RunFolder
from app.steps import Progress
from app.ui.dialogs.export_form import ExportForm
from app.ui.dialogs.export_outcome import ExportOutcome
from app.ui.dialogs.export_plan import left_files, planned_files, replaced_files
from app.ui.dialogs.exporting.sheet_preview import SheetPreview
from app.ui.parts import boxes, captions, plain

_STEPS = 1000  # of the progress bar
_N_ROWS = 12  # of the list of files: those of one k as offered at first; more are scrolled
_GAP_PX = 16


class ExportDialog(QDialog):
    """A window of its own; the program stays usable beside it.

    Signals
    -------
    export_requested(ExportRequest)
        Export was pressed.
    stop_requested()
        Stop was pressed while files are written.

    Attributes
    ----------
    sheet
        The map sheet as it would be written.
    """

    export_requested = Signal(object)
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export")
        self.setModal(False)
        self._is_busy = self._is_sized = False
        self._folder = Path()
        self._form = ExportForm(self)
        self.sheet = SheetPreview(self)
        self._files_note = captions.note("", self, "exportFilesLabel")
        self._files = plain.named(QListWidget(self), "exportFileList", "Files to be written")
        row_px = self._files.fontMetrics().height()  # before there is one
        self._files.setFixedHeight(_N_ROWS * row_px + 2 * self._files.frameWidth())
        self._outcome = ExportOutcome(self)
        self._bar = plain.named(QProgressBar(self), "exportProgressBar", "Progress of the export")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._doing = captions.quiet("", self)
        self._export = plain.button("Export", "exportButton", self)
        self._export.setProperty("role", "primary")
        self._export.setDefault(True)
        self._stop = plain.button("Stop", "exportStopButton", self)
        self._stop.setToolTip("Stop writing. The folder stays as it was.")
        self._open = plain.button("Open folder", "openFolderButton", self)
        self._open.setToolTip("Show the files in the file manager.")
        self._close = plain.button("Close", "exportCloseButton", self)
        self._lay_out()
        self._show_state()
        self._form.changed.connect(self._on_changed)
        self._export.clicked.connect(self._on_export)
        self._stop.clicked.connect(self.stop_requested)
        self._open.clicked.connect(self._on_open_folder)
        self._close.clicked.connect(self.reject)

    @property
    def request(self) -> ExportRequest:
        """What is asked for."""
        return self._form.request

    @property
    def outcome(self) -> str:
        """How the last export ended; empty before and while one runs."""
        return self._outcome.text

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of files that are asked for; see `ExportRequest`."""
        return self._form.kinds

    def choose_kinds(self, kinds: Sequence[str]) -> None:
        """Ask for these kinds of files and no others."""
        self._form.choose_kinds(kinds)

    @property
    def options(self) -> ExportOptions:
        """How files are to be written."""
        return self._form.options

    def choose_options(self, options: ExportOptions) -> None:
        """Ask for files to be written in this way."""
        self._form.choose_options(options)

    def offer(self, ks: tuple[int, ...], selected_k: int, folder: Path) -> None:
        """Offer the finished k, one of them chosen, and a folder."""
        self._is_busy = False
        self._outcome.clear()
        self._open.hide()
        self._form.offer(ks, selected_k, folder)
        self._show_state()
        self.sheet.renew()

    def offer_runs(self, runs: tuple[RunFolder, ...], shown: str) -> None:
        """Offer all runs, too, where there are several; one of them is shown."""
        self._form.offer_runs(runs, shown)
        self._show_state()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Take all the room that the sheet wants, as far as the screen has it."""
        if not self._is_sized:
            self._is_sized = True
            self.resize(self.sizeHint().boundedTo(self.screen().availableGeometry().size()))
        super().showEvent(event)  # puts what has its size now over the middle of the window

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Show how far the writing is; nothing is shown unless an export runs."""
        if not self._is_busy:
            return
        if progress.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(_STEPS * progress.fraction))
        self._doing.setText(plain.line(progress.text))

    @Slot(object)
    def show_report(self, report: ExportReport) -> None:
        """Say what was written."""
        self._is_busy = False
        self._folder = report.folder
        self._show_state()
        self._list_written()
        self._outcome.show_report(report)
        self._open.show()

    @Slot(object)
    def show_error(self, error: AppError | Message) -> None:
        """Say what was not written, why, and what to do."""
        self._is_busy = False
        self._show_state()
        self._outcome.show_error(error.title, error.detail, error.hint)

    @Slot()
    def show_stopped(self) -> None:
        """Say that the export was stopped."""
        self._is_busy = False
        self._show_state()
        self._outcome.show_stopped()

    def _lay_out(self) -> None:
        buttons = boxes.row(spacing=8)
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        buttons.addWidget(self._stop)
        buttons.addWidget(self._close)
        buttons.addWidget(self._export)
        self._open.hide()
        layout = boxes.column(spacing=8)
        layout.addWidget(self._form)
        layout.addWidget(self._outcome)
        layout.addWidget(self._bar)
        layout.addWidget(self._doing)
        layout.addStretch(1)
        layout.addLayout(buttons)
        columns = boxes.row(self, margin=16, spacing=_GAP_PX)
        columns.addLayout(layout)
        # What will come of it: the sheet, and below it all files.
        coming = boxes.column(spacing=8)
        coming.addWidget(self.sheet, 1)
        coming.addWidget(self._files_note)
        coming.addWidget(self._files)
        columns.addLayout(coming, 1)

    def _show_state(self) -> None:
        self._form.setEnabled(not self._is_busy)
        self._bar.setVisible(self._is_busy)
        self._doing.setVisible(self._is_busy)
        self._stop.setVisible(self._is_busy)
        self._show_files()

    def _show_files(self) -> None:
        problem = self._form.problem
        names = () if problem else planned_files(self.request)
        replaced = set() if problem else set(replaced_files(self.request))
        self._files.clear()
        self._list([f"{name}   (will be replaced)" if name in replaced else name for name in names])
        left = () if problem else left_files(self.request)
        self._files_note.setText(problem or _count(len(names), len(replaced)) + _others(len(left)))
        self._export.setEnabled(not problem and not self._is_busy)
        self._export.setToolTip(plain.tip(problem or "Write the files listed."))
        self.sheet.ask(self.request)

    def _list(self, names: Sequence[str]) -> None:
        """List files; a whole number of rows is seen."""
        self._files.addItems(list(names))
        row_px = self._files.sizeHintForRow(0)
        if row_px > 0:
            self._files.setFixedHeight(_N_ROWS * row_px + 2 * self._files.frameWidth())

    def _list_written(self) -> None:
        """List what was written, rather than that it is there and would be replaced."""
        self._files.clear()
        self._list(planned_files(self.request))
        self._files_note.setText("Written:")

    @Slot()
    def _on_changed(self) -> None:
        self._outcome.clear()
        self._open.hide()
        self._show_files()

    @Slot()
    def _on_export(self) -> None:
        self._is_busy = True
        self._outcome.clear()
        self._open.hide()
        self._bar.setRange(0, 0)
        self._doing.setText("Writing…")
        self._show_state()
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.export_requested.emit(self.request)

    @Slot()
    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _count(n_files: int, n_replaced: int) -> str:
    if n_replaced == n_files == 1:
        return "The file exists and will be replaced."
    if n_replaced == n_files:
        return f"All {n_files} files exist and will be replaced."
    files = "1 file will be written" if n_files == 1 else f"{n_files} files will be written"
    if not n_replaced:
        return f"{files}."
    verb = "exists" if n_replaced == 1 else "exist"
    return f"{files}; {n_replaced} of them {verb} and will be replaced."


def _others(n_left: int) -> str:
    """Say that files of two exports will stand side by side."""
    if not n_left:
        return ""
    if n_left == 1:
        return " The folder also holds 1 file of another export, which stays as it is."
    return f" The folder also holds {n_left} files of another export, which stay as they are."
