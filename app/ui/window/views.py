"""Make every panel and view of the window."""

from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

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
from app.ui.window.menus import Menus
from app.ui.window.window_layout import Frame, make_toolbar, scrolled, stack, tabs


class Views:
    """What the window is filled with; none of them knows the others.

    Attributes
    ----------
    pages
        The start page, and what comes in its place with a scene.
    frame
        The places of that page: all but the left column is filled where the window is laid out.
    left
        The left column: scene and bands, or the page of a tool.
    """

    def __init__(self, window: QMainWindow, menus: Menus) -> None:
        self.pages = QStackedWidget(window)
        self.pages.setObjectName("pages")
        self.start = StartPage(self.pages)
        self.picture = PictureBar(window)
        self.modes = ModeBar(window)
        # The keyboard goes through what is made in the order it is made in.
        self.toolbar = make_toolbar(window, menus, self.picture, self.modes)
        self.frame = Frame(self.pages)
        centre, right, tables = self.frame.centre, self.frame.right, self.frame.tables
        setup = QWidget(window)
        self.left = ToolColumn(scrolled("leftColumn", setup), self.frame.columns)
        self.bands = BandPanel(setup)
        self.leave_out = LeaveOutPanel(setup)
        stack(setup, self.bands, self.leave_out, stretches=(0, 0)).addStretch(1)
        self.map = MapArea(centre)
        self.compare = CompareBar(centre)
        self.map_menu = MapMenu(self.map)
        self.dropper = EyeDropper(self.map)
        self.split = SplitBar(centre)
        self.clean_up = CleanUpBar(centre)
        self.strip = KStrip(centre)
        self.sweep = SweepPanel(right)
        self.runs = RunBar(right)
        self.curves = CurvesView(right)
        self.table = ClusterTable(tables)
        self.spectrum = SpectrumView(tables)
        self.details = tabs("detailTabs", "More about the classes", tables)
        self.card = ClassCard(self.details)
        self.scatter = ScatterView(self.details)
        self.values = ValuesTable(self.details)
        self.tree = TreeView(self.details)
        self.transitions = TransitionTable(self.details)
        self.history = HistoryList(self.details)
        for title, page in (
            *(("Class", self.card), ("Scatter", self.scatter), ("Values", self.values)),
            *(("Tree", self.tree), ("Transitions", self.transitions), ("History", self.history)),
        ):
            self.details.addTab(page, title)
        self.readout = ReadoutBar(window)
        self.messages = MessageBar(self.map)
