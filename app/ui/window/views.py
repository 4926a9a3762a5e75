"""Make every panel and view of the window."""

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.history_list import HistoryList
from app.ui.clusters.reading.class_card import ClassCard
from app.ui.clusters.scatter.scatter_view import ScatterView
from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.clusters.tree.tree_view import TreeView
from app.ui.clusters.values_table import ValuesTable
from app.ui.curves.curves_view import CurvesView
from app.ui.curves.k_strip import KStrip
from app.ui.map.map_area import MapArea
from app.ui.map.mode_bar import ModeBar
from app.ui.map.picture_bar import PictureBar
from app.ui.map.readout_bar import ReadoutBar
from app.ui.map.work.clean_up_bar import CleanUpBar
from app.ui.map.work.eye_dropper import EyeDropper
from app.ui.map.work.map_menu import MapMenu
from app.ui.map.work.split_bar import SplitBar
from app.ui.messages.message_bar import MessageBar
from app.ui.runs.compare_bar import CompareBar
from app.ui.runs.run_bar import RunBar
from app.ui.runs.transition_table import TransitionTable
from app.ui.setup.bands.band_panel import BandPanel
from app.ui.setup.leave_out_panel import LeaveOutPanel
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.start.start_page import StartPage
from app.ui.tools.tool_column import ToolColumn
from app.ui.window.window_layout import scrolled, tabbed


class Views:
    """What the window is filled with; none of them knows the others.

    Attributes
    ----------
    pages
        The start page, and what comes in its place with a scene.
    left
        The left column: scene and bands, or the page of a tool.
    """

    def __init__(self, window: QMainWindow) -> None:
        self.pages = QStackedWidget(window)
        self.pages.setObjectName("pages")
        self.start = StartPage(window)
        self.bands = BandPanel(window)
        self.leave_out = LeaveOutPanel(window)
        setup = scrolled("leftColumn", self.bands, self.leave_out, parent=window)
        self.left = ToolColumn(setup, window)
        self.picture = PictureBar(window)
        self.modes = ModeBar(window)
        self.map = MapArea(window)
        self.compare = CompareBar(window)
        self.map_menu = MapMenu(self.map)
        self.dropper = EyeDropper(self.map)
        self.split = SplitBar(window)
        self.clean_up = CleanUpBar(window)
        self.strip = KStrip(window)
        self.sweep = SweepPanel(window)
        self.runs = RunBar(window)
        self.curves = CurvesView(window)
        self.table = ClusterTable(window)
        self.spectrum = SpectrumView(window)
        self.card = ClassCard(window)
        self.scatter = ScatterView(window)
        self.values = ValuesTable(window)
        self.tree = TreeView(window)
        self.transitions = TransitionTable(window)
        self.history = HistoryList(window)
        self.details = tabbed(
            *("detailTabs", "More about the classes"),
            *(("Class", self.card), ("Scatter", self.scatter), ("Values", self.values)),
            *(("Tree", self.tree), ("Transitions", self.transitions), ("History", self.history)),
            parent=window,
        )
        self.readout = ReadoutBar(window)
        self.messages = MessageBar(self.map)
