"""Build the one window out of its views, its actions, and what joins them to the session."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget
from typing_extensions import override

from app.messages import Message
from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.parts import icons
from app.ui.window.help_menu import HelpMenu
from app.ui.window.leaving import Leaving
from app.ui.window.links.aside_link import AsideLink
from app.ui.window.links.edit_link import EditLink
from app.ui.window.links.export_link import ExportLink
from app.ui.window.links.message_link import MessageLink
from app.ui.window.links.models.many_link import ManyLink
from app.ui.window.links.models.model_link import ModelLink
from app.ui.window.links.motion_link import MotionLink
from app.ui.window.links.panel_link import PanelLink
from app.ui.window.links.preferences_link import PreferencesLink
from app.ui.window.links.project_link import ProjectLink
from app.ui.window.links.reading.card_link import CardLink
from app.ui.window.links.reading.scatter_link import ScatterLink
from app.ui.window.links.ready_link import ReadyLink
from app.ui.window.links.remedy_link import RemedyLink
from app.ui.window.links.row_link import RowLink
from app.ui.window.links.scenes.choice_link import ChoiceLink
from app.ui.window.links.scenes.furniture_link import FurnitureLink
from app.ui.window.links.scenes.index_link import IndexLink
from app.ui.window.links.scenes.leave_out_link import LeaveOutLink
from app.ui.window.links.scenes.open_link import link_opening
from app.ui.window.links.scenes.scene_link import PROGRAM, SceneLink
from app.ui.window.links.scenes.start_link import StartLink
from app.ui.window.links.scenes.teach_link import TeachLink
from app.ui.window.links.sweeps.clean_up_link import CleanUpLink
from app.ui.window.links.sweeps.cluster_link import ClusterLink
from app.ui.window.links.sweeps.compare_link import CompareLink
from app.ui.window.links.sweeps.kept_runs_link import KeptRunsLink
from app.ui.window.links.sweeps.name_link import NameLink
from app.ui.window.links.sweeps.refine_link import RefineLink
from app.ui.window.links.sweeps.result_link import ResultLink
from app.ui.window.links.sweeps.run_link import RunLink
from app.ui.window.links.sweeps.split_link import SplitLink
from app.ui.window.links.sweeps.suggestion_link import SuggestionLink
from app.ui.window.links.sweeps.tree_link import TreeLink
from app.ui.window.links.sweeps.values_link import ValuesLink
from app.ui.window.links.tools.changes_link import ChangesLink
from app.ui.window.links.tools.offered import offer_tools
from app.ui.window.links.tools.page_link import Surroundings
from app.ui.window.links.tools.tool_link import ToolLink
from app.ui.window.links.view_link import ViewLink
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_layout import stack
from app.ui.window.window_state import WindowState

_SIZE_AT_FIRST = QSize(1440, 900)
_SMALLEST = QSize(1024, 680)


class MainWindow(QMainWindow):
    """The window: every view, every action, and what leads from one to the other."""

    def __init__(self, session: Session, state: WindowState) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(PROGRAM)
        self.setWindowIcon(icons.window_icon())
        self.setAcceptDrops(True)
        self._take_room()
        self._session = session
        self._state = state
        self._may_close = False
        self._waiting_paths: tuple[Path, ...] = ()
        self._toolbar_fits = (0, 0)  # widths: of the window, and of what the toolbar wants
        self._menus = Menus(self.menuBar())
        self._views = Views(self, self._menus)
        self._leaving = Leaving(self, session)
        self._exports = ExportLink(self, self._menus, session, state)
        self._splitters = self._lay_out()
        self._link()
        self._views.start.setFocus()
        self._state.restore(self, self._splitters)

    def _link(self) -> None:
        """Join views, actions and session, one subject after the other."""
        menus, views, session, state = self._menus, self._views, self._session, self._state
        files = FileChoices(self, state)
        recent = link_opening(menus, views, files, self._leaving, session, state)
        kept = KeptRunsLink(self, menus, views, session)
        # In this order: the list of runs is out of the keyboard's way before Run hands it on,
        # and Refine gives its place and the keyboard to Stop before that changes.
        refine, run = RefineLink(menus, views, session), RunLink(menus, views, session)
        teaching = TeachLink(self, menus, views, session)
        self._tools = ToolLink(self, menus, views, session)
        self._panels = PanelLink(self, menus, self._splitters, views, session, state)
        self._motion = MotionLink(self, views, session, state)
        offer_tools(self._tools, Surroundings(self, menus, views, files, session, state))
        self._links = (
            teaching,
            IndexLink(self, menus, views, session),
            RemedyLink(self, menus, views, files, teaching, kept, self._tools, session),
            ChoiceLink(self, self._leaving, session),
            SceneLink(self, views, session),
            StartLink(self, views, files, recent, self._leaving, session),
            LeaveOutLink(menus, views, files, session),
            run,
            refine,
            self._motion,
            ResultLink(menus, views, session),
            FurnitureLink(menus, views, session, state),
            kept,
            CompareLink(menus, views, files, session, state),
            ChangesLink(self, menus, views, files, self._tools, session, state),
            ClusterLink(menus, views, session),
            SplitLink(menus, views, session),
            NameLink(menus, views, files, session, state),
            SuggestionLink(menus, views, files, session),
            CardLink(menus, views, session, state),
            ScatterLink(views, session),
            TreeLink(views, session),
            CleanUpLink(menus, views, session),
            ValuesLink(menus, views, files, session, state),
            ModelLink(self, menus, session, state),
            ManyLink(self, menus, session, state),
            EditLink(menus, views, session),
            ProjectLink(self, menus, files, session, self._leaving),
            PreferencesLink(self, menus, views.table, session, state, views.card),
            AsideLink(self, views, session, self._leaving),
            ViewLink(self, menus, views, session, state),
            self._panels,
            RowLink(self, views.frame.rows, views, session, state),
            ReadyLink(self, views, session),
            HelpMenu(self, menus),
        )
        for link in (run, self._exports):
            link.message_raised.connect(views.messages.show_message)
        self._news = MessageLink(self, views.messages, session)
        run.message_raised.connect(self._news.take_of_sweep)
        session.message_raised.connect(self.show_message)
        self._leaving.close_accepted.connect(session.aside.forget)
        self._leaving.close_accepted.connect(self.end)
        menus["Quit"].triggered.connect(self.close)

    def _take_room(self) -> None:
        """Be as large as is useful at first, and never larger than the screen."""
        room = self.screen().availableSize()
        self.setMinimumSize(_SMALLEST.boundedTo(room))
        if room.width() <= _SIZE_AT_FIRST.width() or room.height() <= _SIZE_AT_FIRST.height():
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.resize(_SIZE_AT_FIRST.boundedTo(room))

    def _lay_out(self) -> tuple[QSplitter, ...]:
        views, frame = self._views, self._views.frame
        views.picture.installEventFilter(self)
        self.statusBar().addWidget(views.readout, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.setCentralWidget(views.pages)
        above_map = views.compare, views.split, views.clean_up
        stack(frame.centre, *above_map, views.map, views.strip, stretches=(0, 0, 0, 1, 0))
        stack(frame.right, views.sweep, views.runs, views.curves, stretches=(0, 0, 1))
        frame.arrange(views.left, (views.table, views.spectrum, views.details))
        views.pages.addWidget(views.start)
        views.pages.addWidget(frame.rows)
        return frame.columns, frame.tables

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show news, unless the export dialog shows them."""
        if not self._exports.tells(message):
            self._views.messages.show_message(message)

    def open_soon(self, paths: Sequence[Path]) -> None:
        """Open a scene once the window is on the screen."""
        self._waiting_paths = tuple(paths)
        QTimer.singleShot(0, self, self._open_waiting)

    @Slot()
    def _open_waiting(self) -> None:
        self._leaving.open_paths(self._waiting_paths)

    @Slot(tuple)
    def open_asked(self, paths: tuple[Path, ...]) -> None:
        """Open what the platform asks for, in front of other windows."""
        self.raise_()
        self.activateWindow()
        self._leaving.open_paths(paths)

    @Slot()
    def ask_desktop(self) -> None:
        """Ask what was chosen on the desktop for all programs."""
        self._motion.ask_desktop()

    def end(self) -> None:
        """Close without a question."""
        self._may_close = True
        self.close()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_toolbar()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring the panels back with Escape, or close the open tool, unless somebody took it."""
        is_escape = event.key() == Qt.Key.Key_Escape
        if is_escape and self._panels.is_map_alone:
            self._panels.bring_back()
        elif is_escape and self._tools.page is not None:
            self._tools.leave()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit_toolbar()
        return super().eventFilter(watched, event)

    def _fit_toolbar(self) -> None:
        """Let the toolbar say less where all its words have no room, so that Export stays."""
        if self._toolbar_fits == (self.width(), self._views.toolbar.sizeHint().width()):
            return  # it has been fitted, and asks once more because of that
        for is_narrow, is_narrowest in ((False, False), (True, False), (True, True)):
            self._views.picture.set_narrow(is_narrow=is_narrow)
            self._views.modes.set_narrow(is_narrow=is_narrowest)
            self._settle_toolbar()
            self._toolbar_fits = (self.width(), self._views.toolbar.sizeHint().width())
            if self._toolbar_fits[1] <= self.width():
                break

    def _settle_toolbar(self) -> None:
        """Have the toolbar want what its parts want now: Qt would tell it in a later event only.

        Fitted to what it wanted before, it would be fitted again at each event, without an end.
        """
        for part in reversed(self._views.toolbar.findChildren(QWidget)):  # the inner ones first
            layout = part.layout()
            if layout is not None:
                layout.activate()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self._leaving.open_paths(paths)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            if not self._leaving.may_close():
                event.ignore()
                return
            self._session.aside.forget()  # who ends the program from outside has closed nothing
        self._state.save(self, self._splitters)
        self._leaving.hide()
        self._session.shut_down()
        self._state.finish()
        event.accept()
