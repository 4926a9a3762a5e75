"""Join all views to the session in one window."""

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter
from typing_extensions import override

from app.messages import Message
from app.scene.blocks import Survey
from app.scene.scene import Scene
from app.session import Session
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.spectrum_view import SpectrumView
from app.ui.clusters.values_table import ValuesTable
from app.ui.curves.curves_view import CurvesView
from app.ui.curves.k_strip import KStrip
from app.ui.dialogs.file_choices import FileChoices
from app.ui.dialogs.help_dialogs import AboutDialog, GuideDialog
from app.ui.map.map_area import MapArea
from app.ui.map.mode_bar import ModeBar
from app.ui.map.picture_bar import PictureBar
from app.ui.map.status_readout import StatusReadout
from app.ui.messages.message_bar import MessageBar
from app.ui.parts import icons, plain
from app.ui.setup.band_panel import BandPanel
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.window.last_resort import log_path
from app.ui.window.leaving import Leaving
from app.ui.window.links.export_desk import ExportDesk
from app.ui.window.links.preferences_desk import PreferencesDesk
from app.ui.window.links.refine_link import RefineLink
from app.ui.window.links.result_link import ResultLink
from app.ui.window.links.run_link import RunLink
from app.ui.window.links.step_actions import StepActions
from app.ui.window.links.view_choices import ViewChoices
from app.ui.window.menus import Menus
from app.ui.window.project_actions import ProjectActions
from app.ui.window.recent_menu import RecentMenu
from app.ui.window.window_layout import arrange, make_toolbar, stacked
from app.ui.window.window_state import WindowState

_SIZE_AT_FIRST = QSize(1440, 900)
_SMALLEST = QSize(1024, 680)
_NARROW_PX = 1264  # below it the toolbar says less
_TITLE = "Bandsweep"


class MainWindow(QMainWindow):
    """The window: every view, every action, and what leads from one to the other."""

    def __init__(self, session: Session, state: WindowState) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(_TITLE)
        self.setWindowIcon(icons.window_icon())
        self.setAcceptDrops(True)
        self._take_room()
        self._session = session
        self._state = state
        self._leaving = Leaving(self, session)
        self._may_close = False
        self._waiting_paths: tuple[Path, ...] = ()
        self._menus = Menus(self.menuBar())
        self._bands = BandPanel(self)
        self._picture = PictureBar(self)
        self._modes = ModeBar(self)
        self._map = MapArea(self)
        self._strip = KStrip(self)
        self._sweep = SweepPanel(self)
        self._curves = CurvesView(self)
        self._table = ClusterTable(self)
        self._spectrum = SpectrumView(self)
        self._values = ValuesTable(self)
        self._readout = StatusReadout(self)
        self._messages = MessageBar(self._map)
        self._files = FileChoices(self, state)
        self._recent = RecentMenu(self._menus.recent, state)
        self._exports = ExportDesk(self, session, state)
        self._preferences = PreferencesDesk(self, self._menus, session, state)
        self._projects = ProjectActions(self._menus, self._files, session, self._leaving)
        self._views = ViewChoices(self._menus, self._modes, self._map, state)
        self._result = ResultLink(session, self._map, self._table, self._spectrum, self._readout)
        self._run = RunLink(self._sweep, self._strip, self._curves, self._map)
        self._steps = StepActions(self._menus, session)
        self._refine = RefineLink(self._menus, self._sweep, session)
        self._splitters = self._lay_out()
        self._connect()
        self._views.restore()
        self._map.setFocus()
        self._state.restore(self, self._splitters)

    def _take_room(self) -> None:
        """Be as large as is useful at first, and never larger than the screen."""
        room = self.screen().availableSize()
        self.setMinimumSize(_SMALLEST.boundedTo(room))
        if room.width() <= _SIZE_AT_FIRST.width() or room.height() <= _SIZE_AT_FIRST.height():
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.resize(_SIZE_AT_FIRST.boundedTo(room))

    def _lay_out(self) -> tuple[QSplitter, ...]:
        make_toolbar(self, self._menus, self._picture, self._modes)
        self.statusBar().addWidget(self._readout, 1)
        self.statusBar().setSizeGripEnabled(False)
        return arrange(
            self,
            left=self._bands,
            centre=stacked(self._map, self._strip, parent=self, stretches=(1, 0)),
            right=stacked(self._sweep, self._curves, parent=self, stretches=(0, 1)),
            bottom=(self._table, self._spectrum, self._values),
        )

    def _connect(self) -> None:
        session, menus = self._session, self._menus
        # open
        menus["OpenFolder"].triggered.connect(self._files.ask_folder)
        menus["OpenFiles"].triggered.connect(self._files.ask_files)
        menus["OpenSample"].triggered.connect(self._leaving.open_sample)
        self._map.open_requested.connect(self._files.ask_folder)
        self._map.sample_requested.connect(self._leaving.open_sample)
        self._bands.open_requested.connect(self._files.ask_folder)
        self._files.paths_chosen.connect(self._leaving.open_paths)
        self._recent.paths_chosen.connect(self._leaving.open_paths)
        # a scene arrives
        session.scenes.scene_opened.connect(self._on_scene_opened)
        session.scenes.scene_opened.connect(self._messages.dismiss_all)  # of what was here before
        session.scenes.scene_opened.connect(self._recent.remember)
        session.scenes.scene_opened.connect(self._bands.show_scene)
        session.scenes.scene_opened.connect(self._picture.show_scene)
        session.scenes.scene_opened.connect(self._map.show_scene)
        session.scenes.scene_opened.connect(self._readout.show_scene)
        session.scenes.surveyed.connect(self._on_surveyed)
        session.scenes.surveyed.connect(self._run.take_survey)
        session.scenes.checks_changed.connect(self._bands.show_checks)
        # it is looked at
        self._picture.channels_chosen.connect(session.editing.set_channels)
        self._picture.stretch_chosen.connect(session.editing.set_stretch)
        self._picture.title_changed.connect(self._map.set_composite_title)
        session.editing.channels_changed.connect(self._picture.set_channels)
        session.editing.stretch_changed.connect(self._picture.set_stretch)
        session.scenes.composite_changed.connect(self._map.show_composite)
        session.scenes.composite_detail_changed.connect(self._map.show_composite_detail)
        self._map.view_changed.connect(session.scenes.show_detail)
        self._map.hovered.connect(self._on_hovered)
        self._map.left.connect(self._readout.clear)
        # it is made ready for a sweep
        self._bands.ticked_changed.connect(session.editing.set_ticked)
        self._bands.nodata_changed.connect(session.editing.set_nodata)
        self._sweep.nodata_changed.connect(session.editing.set_nodata)
        session.editing.ticked_changed.connect(self._bands.set_ticked)
        session.editing.ticked_changed.connect(self._run.take_ticked)
        session.editing.nodata_changed.connect(self._bands.set_nodata)
        session.editing.nodata_changed.connect(self._sweep.set_nodata)
        session.editing.nodata_changed.connect(self._run.compare)
        # a sweep runs
        menus["Run"].triggered.connect(self._sweep.run)
        menus["Stop"].triggered.connect(session.jobs.stop)
        self._map.run_requested.connect(self._sweep.run)
        self._sweep.run_requested.connect(session.jobs.run_sweep)
        self._sweep.stop_requested.connect(session.jobs.stop)
        session.jobs.busy_changed.connect(self._on_busy_changed)
        session.jobs.progressed.connect(self._sweep.show_progress)
        session.sweeps.started.connect(self._sweep.show_settings)
        session.sweeps.started.connect(self._run.begin)
        session.sweeps.looks_changed.connect(self._strip.set_looks)
        session.sweeps.k_finished.connect(self._strip.add_result)
        session.sweeps.k_finished.connect(self._curves.add_result)
        session.sweeps.k_skipped.connect(self._run.skip)
        session.sweeps.advice_changed.connect(self._curves.show_advice)
        session.sweeps.finished.connect(self._run.end)
        # a k is looked at
        self._strip.k_clicked.connect(session.sweeps.select_k)
        self._curves.k_clicked.connect(session.sweeps.select_k)
        session.sweeps.k_selected.connect(self._strip.select_k)
        session.sweeps.k_selected.connect(self._curves.select_k)
        session.sweeps.k_selected.connect(self._result.refresh)
        session.sweeps.k_selected.connect(self._steps.enable)
        session.sweeps.looks_changed.connect(self._result.refresh)
        session.sweeps.labels_changed.connect(self._map.show_labels)
        session.scenes.label_detail_changed.connect(self._map.show_label_detail)
        # a cluster is looked at
        self._map.cluster_clicked.connect(session.sweeps.select_cluster)
        self._table.cluster_clicked.connect(session.sweeps.select_cluster)
        self._spectrum.cluster_clicked.connect(session.sweeps.select_cluster)
        session.sweeps.cluster_selected.connect(self._map.select_cluster)
        session.sweeps.cluster_selected.connect(self._table.select_cluster)
        session.sweeps.cluster_selected.connect(self._spectrum.select_cluster)
        session.sweeps.cluster_selected.connect(self._steps.enable)
        session.values.waiting.connect(self._on_values_waiting)
        session.values.counted.connect(self._values.show_values)
        # it is named and coloured
        menus["Rename"].triggered.connect(self._table.rename_selected)
        menus["Recolour"].triggered.connect(self._table.recolour_selected)
        self._table.rename_requested.connect(session.sweeps.rename_cluster)
        self._table.recolour_requested.connect(session.sweeps.recolour_cluster)
        menus["Undo"].triggered.connect(session.editing.undo)
        menus["Redo"].triggered.connect(session.editing.redo)
        # it is taken away
        menus["Export"].triggered.connect(self._exports.ask)
        menus["SaveValues"].triggered.connect(self._on_save_values)
        self._values.save_requested.connect(self._on_save_values)
        self._files.table_target_chosen.connect(session.values.save)
        # the window itself
        self._leaving.close_accepted.connect(self.end)
        self._run.message_raised.connect(self._messages.show_message)
        session.message_raised.connect(self.show_message)
        menus["FullScreen"].triggered.connect(self._on_full_screen)
        menus["Guide"].triggered.connect(self._on_guide)
        menus["About"].triggered.connect(self._on_about)
        menus["Quit"].triggered.connect(self.close)
        self._exports.message_raised.connect(self._messages.show_message)

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show news, unless the export dialog shows them."""
        if not self._exports.tells(message):
            self._messages.show_message(message)

    def open_soon(self, paths: Sequence[Path]) -> None:
        """Open a scene once the window is on the screen."""
        self._waiting_paths = tuple(paths)
        QTimer.singleShot(0, self._open_waiting)

    @Slot()
    def _open_waiting(self) -> None:
        self._session.jobs.open_paths(self._waiting_paths)

    def end(self) -> None:
        """Close without a question."""
        self._may_close = True
        self.close()

    # A scene

    @Slot(object)
    def _on_scene_opened(self, scene: Scene) -> None:
        title = plain.title(scene.title)
        self.setWindowTitle(f"{title}[*] - {_TITLE}")  # the mark of what is not saved
        self._run.forget()
        self._values.clear()
        self._result.refresh()
        self._steps.enable()

    @Slot(object)
    def _on_surveyed(self, survey: Survey) -> None:
        self._bands.show_stats(survey.stats)
        self._bands.show_sample(survey.sample, is_in_memory=survey.pixels is not None)
        self._steps.enable()

    @Slot(float, float)
    def _on_hovered(self, row: float, col: float) -> None:
        self._readout.show_readout(self._session.scenes.readout(math.floor(row), math.floor(col)))

    @Slot(bool)
    def _on_busy_changed(self, is_busy: bool) -> None:  # noqa: FBT001 -- a slot
        self._sweep.set_busy(is_busy)
        self._map.set_opening(is_opening=is_busy and self._session.scenes.scene is None)
        self._steps.enable()
        if not is_busy:
            self._leaving.withdraw()

    # What is selected

    @Slot(int)
    def _on_values_waiting(self, cluster: int) -> None:
        if cluster:
            self._values.show_waiting(cluster)
        else:
            self._values.clear()

    @Slot()
    def _on_save_values(self) -> None:
        self._files.ask_table_target(
            f"values_k{self._session.sweeps.k:02}_{self._session.sweeps.cluster:02}"
        )

    # The window

    @Slot()
    def _on_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def _on_guide(self) -> None:
        GuideDialog(self).show()

    @Slot()
    def _on_about(self) -> None:
        AboutDialog(self, log_path()).show()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_PX
        self._picture.set_narrow(is_narrow=is_narrow)
        self._modes.set_narrow(is_narrow=is_narrow)

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
        if not self._may_close and not self._leaving.may_close():
            event.ignore()
            return
        self._state.save(self, self._splitters)
        self._leaving.hide()
        self._session.shut_down()
        self._state.finish()
        event.accept()
