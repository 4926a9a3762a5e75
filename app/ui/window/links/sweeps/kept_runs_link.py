"""Show the runs that are kept, and do with them what is asked for."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.ui.dialogs.remove_run_question import RemoveRunQuestion
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class KeptRunsLink(QObject):
    """The list of runs, its menu, and the actions of the window that do the same."""

    def __init__(self, window: QWidget, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(window)
        self._menus = menus
        self._bar = views.runs
        self._session = session
        self._sweeps = session.sweeps
        self._question = RemoveRunQuestion(window)
        self._question.confirmed.connect(self._on_confirmed)
        bar = self._bar
        bar.run_chosen.connect(self._sweeps.switch_to)
        bar.rename_requested.connect(session.editing.name_run)
        bar.remove_requested.connect(self.remove)
        bar.settings_requested.connect(self._on_settings_requested)
        for news in (self._sweeps.runs_changed, self._sweeps.finished, session.editing.edited):
            news.connect(self._refresh)
        session.jobs.busy_changed.connect(bar.set_busy)
        session.jobs.busy_changed.connect(self._enable)
        menus["RenameRun"].triggered.connect(bar.rename)
        menus["RemoveRun"].triggered.connect(bar.remove)
        menus["PreviousRun"].triggered.connect(self._on_previous_triggered)
        menus["NextRun"].triggered.connect(self._on_next_triggered)
        self._refresh()

    @Slot(str)
    def remove(self, run_id: str) -> None:
        """Remove a run; ask first where somebody made classes of its clusters."""
        entry = self._sweeps.entry(run_id)
        if entry is None:
            return
        if entry.made_of:
            self._question.ask(entry)
        else:
            self._on_confirmed(run_id)

    @Slot(str)
    def _on_confirmed(self, run_id: str) -> None:
        run = self._sweeps.run
        is_needed = self._session.jobs.is_busy and run is not None and run.id == run_id
        if not is_needed:  # its results may still be arriving
            self._sweeps.remove_run(run_id)

    @Slot()
    def _refresh(self) -> None:
        self._bar.show_runs(self._sweeps.entries, self._sweeps.run.id if self._sweeps.run else "")
        self._enable()

    @Slot()
    def _enable(self) -> None:
        n_runs, is_busy = len(self._sweeps.runs), self._session.jobs.is_busy
        self._menus.enable(n_runs > 0, "RenameRun")
        self._menus.enable(n_runs > 0 and not is_busy, "RemoveRun")
        self._menus.enable(n_runs > 1 and not is_busy, "PreviousRun", "NextRun")

    @Slot(str)
    def _on_settings_requested(self, run_id: str) -> None:
        entry = self._sweeps.entry(run_id)
        if entry is not None:
            settings = entry.run.settings
            self._session.editing.choose_for_sweep(settings.band_names, settings.nodata)

    @Slot()
    def _on_previous_triggered(self) -> None:
        self._step(-1)

    @Slot()
    def _on_next_triggered(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        ids = [run.id for run in self._sweeps.runs]
        if self._sweeps.run is not None and len(ids) > 1:
            place = ids.index(self._sweeps.run.id) + step
            self._sweeps.switch_to(ids[place % len(ids)])
