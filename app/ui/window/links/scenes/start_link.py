"""Show the start page until there is a scene, and list there what was opened before."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow, QToolBar

from app.session import Session
from app.steps import Progress
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.leaving import Leaving
from app.ui.window.recent_menu import RecentMenu
from app.ui.window.views import Views


class StartLink(QObject):
    """Joins the start page to the session; panels, toolbar and status line come with the scene."""

    def __init__(
        self,
        window: QMainWindow,
        views: Views,
        files: FileChoices,
        recent: RecentMenu,
        leaving: Leaving,
        session: Session,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._views = views
        self._session = session
        self._recent = recent
        page, jobs = views.start, session.jobs
        page.folder_requested.connect(files.ask_folder)
        page.files_requested.connect(files.ask_files)
        page.project_requested.connect(files.ask_project)
        page.sample_requested.connect(leaving.open_sample)
        page.paths_chosen.connect(leaving.open_paths)
        page.remove_requested.connect(recent.remove)
        page.stop_requested.connect(jobs.stop)
        jobs.busy_changed.connect(self._on_busy_changed)
        jobs.progressed.connect(self._on_progressed)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        session.recents.remembered.connect(recent.remember)
        session.recents.found.connect(page.show_found)
        recent.forgotten.connect(session.recents.forget)
        recent.changed.connect(self._show_recent)
        self._show_recent()
        self._arrange(is_begun=False)

    def _arrange(self, *, is_begun: bool) -> None:
        """Show the panels, or the page in their place."""
        views, window = self._views, self._window
        views.pages.setCurrentIndex(int(is_begun))
        views.messages.lay_over(views.map if is_begun else views.start)
        for bar in window.findChildren(QToolBar):
            bar.setVisible(is_begun)
        window.statusBar().setVisible(is_begun)

    @Slot()
    def _show_recent(self) -> None:
        """List scenes at once; pictures follow."""
        if self._session.scenes.scene is None:
            listed = self._recent.listed
            self._views.start.show_recent(listed)
            self._session.recents.look_for(listed)

    @Slot()
    def _on_scene_opened(self) -> None:
        if self._views.pages.currentIndex() == 0:
            self._arrange(is_begun=True)
            self._views.map.setFocus()

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:  # noqa: FBT001 -- a slot
        if self._session.scenes.scene is None:
            self._views.start.set_opening(is_opening=is_busy)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._session.scenes.scene is None:
            self._views.start.show_progress(progress)
