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
) -> RecentMenu:
    """Join menus and file dialogs to what opens a scene; return the list of recent ones."""
    recent = RecentMenu(menus.recent, state)
    menus["OpenFolder"].triggered.connect(files.ask_folder)
    menus["OpenFiles"].triggered.connect(files.ask_files)
    menus["OpenSample"].triggered.connect(leaving.open_sample)
    for chosen in (files.paths_chosen, recent.paths_chosen):
        chosen.connect(leaving.open_paths)
    views.bands.target_chosen.connect(leaving.work_at)
    for stays in (leaving.stayed, session.jobs.failed, session.jobs.stopped):
        stays.connect(views.bands.show_target)
    return recent
