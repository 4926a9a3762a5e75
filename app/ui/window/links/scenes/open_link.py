"""Lead every way to open a scene past the question about what is not saved."""

from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.leaving import Leaving
from app.ui.window.menus import Menus
from app.ui.window.recent_menu import RecentMenu
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


def link_opening(
    menus: Menus,
    views: Views,
    files: FileChoices,
    leaving: Leaving,
    session: Session,
    state: WindowState,
) -> None:
    """Join menus, empty views and file dialogs to what opens a scene."""
    recent = RecentMenu(menus.recent, state)
    for asked in (
        menus["OpenFolder"].triggered, views.map.open_requested, views.bands.open_requested,
    ):  # fmt: skip
        asked.connect(files.ask_folder)
    menus["OpenFiles"].triggered.connect(files.ask_files)
    for asked in (menus["OpenSample"].triggered, views.map.sample_requested):
        asked.connect(leaving.open_sample)
    for chosen in (files.paths_chosen, recent.paths_chosen):
        chosen.connect(leaving.open_paths)
    views.bands.target_chosen.connect(leaving.work_at)
    for stays in (leaving.stayed, session.jobs.failed, session.jobs.stopped):
        stays.connect(views.bands.show_target)
    session.scenes.scene_opened.connect(recent.remember)
