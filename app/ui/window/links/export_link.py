"""Join the export dialog to the session."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app import plain_text
from app.errors import AppError
from app.messages import Level, Message
from app.products.requests import ExportReport, ExportRequest, RunFolder
from app.scene.scene import Scene
from app.session import JobKind, Session
from app.ui.window.menus import Menus
from app.ui.window.window_state import WindowState

if TYPE_CHECKING:
    from app.ui.dialogs.export_dialog import ExportDialog

_STOPPED = "Export stopped"


class ExportLink(QObject):
    """Opens the dialog, and passes on what it asks for and what comes of it.

    Signals
    -------
    message_raised
        How an export ended whose dialog was closed meanwhile.
    """

    message_raised = Signal(object)

    def __init__(self, window: QWidget, menus: Menus, session: Session, state: WindowState) -> None:
        super().__init__(window)
        self._window = window
        self._menus = menus
        self._session = session
        self._state = state
        self._dialog: ExportDialog | None = None
        self._is_writing = False
        self._last: tuple[Scene, Path] | None = None
        menus["Export"].triggered.connect(self._ask)
        session.sweeps.k_selected.connect(self._enable)
        session.jobs.busy_changed.connect(self._enable)
        session.jobs.exported.connect(self._on_exported)
        session.jobs.failed.connect(self._on_failed)
        session.jobs.stopped.connect(self._on_stopped)
        self._enable()

    def tells(self, message: Message) -> bool:
        """Whether the open dialog says this already; an error is said in the window too."""
        is_open = self._dialog is not None and self._dialog.isVisible()
        if self._dialog is None or not is_open or message.level is Level.ERROR:
            return False
        return message.title == _STOPPED or self._dialog.outcome.startswith(message.title)

    @Slot()
    def _enable(self) -> None:
        has_result = self._session.sweeps.result is not None
        self._menus.enable(has_result and not self._session.jobs.is_busy, "Export")

    @Slot()
    def _ask(self) -> None:
        """Ask what to export and where to."""
        sweep = self._session.sweeps.sweep
        if sweep is None or not sweep.results:
            return
        if self._dialog is None:
            self._dialog = self._make_dialog()
        if not self._is_writing:
            ks = tuple(result.k for result in sweep.results)
            self._dialog.offer(ks, self._session.sweeps.k, self._folder())
            self._dialog.offer_runs(*self._runs())
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _make_dialog(self) -> "ExportDialog":
        from app.ui.dialogs.export_dialog import ExportDialog  # with all that can be written

        dialog = ExportDialog(self._window)
        if self._state.export_kinds:
            dialog.choose_kinds(self._state.export_kinds)
        dialog.choose_options(self._state.export_options)
        dialog.export_requested.connect(self._on_export_requested)
        dialog.stop_requested.connect(self._session.jobs.stop)
        self._session.jobs.progressed.connect(dialog.show_progress)
        dialog.sheet.wanted.connect(self._session.sheets.draw)
        self._session.sheets.drawn.connect(dialog.sheet.show_sheet)
        self._session.sheets.failed.connect(dialog.sheet.show_failed)
        return dialog

    def _runs(self) -> tuple[tuple[RunFolder, ...], str]:
        """Return all runs with folders for them, and what the one that is shown is called."""
        sweeps = self._session.sweeps
        runs = tuple(
            RunFolder(entry.id, plain_text.file_stem(f"Run {entry.number} {entry.name}"), entry.ks)
            for entry in sweeps.entries
        )
        shown = "" if sweeps.run is None else sweeps.run.id
        titles = [entry.title for entry in sweeps.entries if entry.id == shown]
        return runs, titles[0] if titles else ""

    def _folder(self) -> Path:
        """Propose where this scene was exported to, or a folder of its own beside the last one."""
        scene = self._session.scenes.scene
        if self._last is not None and self._last[0] is scene:
            return self._last[1]
        # A project says what its scene is called: that must not lead out of the folder.
        name = "clusters" if scene is None else f"{plain_text.file_stem(scene.title)} clusters"
        return self._state.output_folder / name

    @Slot(object)
    def _on_export_requested(self, request: ExportRequest) -> None:
        self._is_writing = True
        if self._dialog is not None:
            self._state.export_kinds = self._dialog.kinds
            self._state.export_options = self._dialog.options
        if request.folder.parent.is_dir():
            self._state.output_folder = request.folder.parent
        if self._session.scenes.scene is not None:
            self._last = (self._session.scenes.scene, request.folder)
        self._session.jobs.export(request, self._session.values.told)

    @Slot(object)
    def _on_exported(self, report: ExportReport) -> None:
        self._is_writing = False
        if self._dialog is None:
            return
        self._dialog.show_report(report)
        if not self._dialog.isVisible():
            detail = f'{len(report.paths)} files were written to "{report.folder.name}".'
            self.message_raised.emit(
                Message(Level.SUCCESS, "Export finished", detail, folder=report.folder)
            )

    @Slot(object, object)
    def _on_failed(self, kind: JobKind, error: AppError) -> None:
        if kind is JobKind.EXPORT and self._dialog is not None:
            self._is_writing = False
            self._dialog.show_error(error)

    @Slot(object)
    def _on_stopped(self, kind: JobKind) -> None:
        if kind is JobKind.EXPORT and self._is_writing and self._dialog is not None:
            self._is_writing = False
            self._dialog.show_stopped()
