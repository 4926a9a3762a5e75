"""Put the views of the window in their places."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.parts import boxes, icons, plain, theme
from app.ui.parts.scroll_page import ScrollPage
from app.ui.window.menus import Menus

_LEFT_PX, _RIGHT_PX = 240, 320
_TOP_PX, _BOTTOM_PX = 500, 220
_SIZE_AT_FIRST = QSize(640, 480)
_TABLES_PX = (560, 280, 440)


def make_toolbar(window: QMainWindow, menus: Menus, picture: QWidget, modes: QWidget) -> QToolBar:
    """Make the toolbar: open, picture, how to compare, export."""
    bar = QToolBar("Tools", window)
    bar.setObjectName("toolBar")
    bar.setMovable(False)
    bar.setFloatable(False)
    bar.setIconSize(QSize(icons.ICON_PX, icons.ICON_PX))
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    bar.addWidget(_open_button(bar, menus))
    bar.addSeparator()
    bar.addWidget(picture)
    bar.addWidget(_spring(bar))
    # At the right, where nothing moves them: what stands at the left is now wider, now narrower.
    bar.addWidget(modes)
    bar.addSeparator()
    bar.addWidget(_export_button(bar, menus))
    window.addToolBar(bar)
    return bar


class Frame:
    """The places of the page with a scene, made before what goes into them.

    With a style sheet, each move of a widget to another parent has Qt style it and all in it anew:
    made at the outside first, and filled with what is made inside, the window stands in half the
    time.

    Attributes
    ----------
    columns, tables, rows
        Splitters: of the three columns, of the tables below, and of both.
    centre, right
        Columns of widgets below each other; the left one holds a widget of its own.
    """

    def __init__(self, pages: QStackedWidget) -> None:
        self.rows = _splitter("rowSplitter", Qt.Orientation.Vertical, pages)
        self.rows.resize(_SIZE_AT_FIRST)  # a child is too small at first to part in proportion
        self.columns = _splitter("columnSplitter", Qt.Orientation.Horizontal, self.rows)
        self.tables = _splitter("tableSplitter", Qt.Orientation.Horizontal, self.rows)
        self.centre = QWidget(self.columns)
        self.right = QWidget(self.columns)

    def arrange(self, left: QWidget, bottom: Sequence[QWidget]) -> None:
        """Put all in its order, and give it the room it has at first."""
        _fill(self.columns, (left, self.centre, self.right), (0, 1, 0))
        self.columns.setSizes([_LEFT_PX, 10 * _LEFT_PX, _RIGHT_PX])
        _fill(self.tables, bottom, (4, 2, 3))
        self.tables.setSizes(list(_TABLES_PX))
        _fill(self.rows, (self.columns, self.tables), (1, 0))
        self.rows.setSizes([_TOP_PX, _BOTTOM_PX])


def stack(box: QWidget, *widgets: QWidget, stretches: Sequence[int]) -> QVBoxLayout:
    """Put widgets below each other in a box."""
    layout = boxes.column(box, margin=0, spacing=0)
    for widget, stretch in zip(widgets, stretches, strict=True):
        layout.addWidget(widget, stretch)
    return layout


def scrolled(name: str, content: QWidget) -> ScrollPage:
    """Let what is put into a box scroll, as high as it needs."""
    page = ScrollPage(content, content.window(), keeps_width=True)
    page.setObjectName(name)
    return page


def _splitter(name: str, orientation: Qt.Orientation, parent: QWidget) -> QSplitter:
    splitter = QSplitter(orientation, parent)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    return splitter


def _fill(splitter: QSplitter, widgets: Sequence[QWidget], stretches: Sequence[int]) -> None:
    """Put widgets beside or below each other, with handles between them."""
    for index, (widget, stretch) in enumerate(zip(widgets, stretches, strict=True)):
        splitter.insertWidget(index, widget)
        splitter.setStretchFactor(index, stretch)


def tabs(name: str, spoken: str, parent: QWidget) -> QTabWidget:
    """Make a place for widgets behind each other."""
    made = plain.named(QTabWidget(parent), name, spoken)
    made.setDocumentMode(True)
    return made


def _open_button(bar: QToolBar, menus: Menus) -> QToolButton:
    button = _button(bar, "openToolButton", "Open", "open")
    button.setToolTip(plain.tip(menus["OpenFolder"].toolTip()))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    for name in ("OpenFolder", "OpenFiles"):
        button.addAction(menus[name])
    button.addAction(menus.recent.menuAction())
    button.addAction(menus["OpenSample"])
    return button


def _export_button(bar: QToolBar, menus: Menus) -> QToolButton:
    action = menus["Export"]
    button = _button(bar, "exportToolButton", "Export…", "export")
    button.setToolTip(plain.tip(action.toolTip()))
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    return button


def _button(bar: QToolBar, name: str, text: str, icon: str) -> QToolButton:
    button = QToolButton(bar)
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(text)
    button.setProperty("role", "tool")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    icons.set_icon(button, icon)
    return button


def _spring(bar: QToolBar) -> QWidget:
    spring = QWidget(bar)
    spring.setMinimumWidth(theme.STEP_PX)
    spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return spring
