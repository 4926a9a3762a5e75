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

from app.ui.parts import icons, plain, theme
from app.ui.parts.scroll_page import ScrollPage
from app.ui.window.menus import Menus

_LEFT_PX, _RIGHT_PX = 240, 320
_TOP_PX, _BOTTOM_PX = 500, 220
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


def stacked(*widgets: QWidget, parent: QWidget, stretches: Sequence[int]) -> QWidget:
    """Put widgets below each other."""
    box = QWidget(parent)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget, stretch in zip(widgets, stretches, strict=True):
        layout.addWidget(widget, stretch)
    return box


def scrolled(name: str, *widgets: QWidget, parent: QWidget) -> QWidget:
    """Put widgets below each other, as high as they need, in one page that scrolls."""
    content = stacked(*widgets, parent=parent, stretches=(0,) * len(widgets))
    layout = content.layout()
    if isinstance(layout, QVBoxLayout):
        layout.addStretch(1)
    page = ScrollPage(content, parent, keeps_width=True)
    page.setObjectName(name)
    return page


def split(
    name: str, orientation: Qt.Orientation, *widgets: QWidget, stretches: Sequence[int]
) -> QSplitter:
    """Put widgets beside or below each other, with handles between them."""
    splitter = QSplitter(orientation)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for index, (widget, stretch) in enumerate(zip(widgets, stretches, strict=True)):
        splitter.addWidget(widget)
        splitter.setStretchFactor(index, stretch)
    return splitter


def tabbed(name: str, spoken: str, *pages: tuple[str, QWidget], parent: QWidget) -> QTabWidget:
    """Put widgets behind each other, each under its title."""
    tabs = QTabWidget(parent)
    tabs.setObjectName(name)
    tabs.setAccessibleName(plain.line(spoken))
    tabs.setDocumentMode(True)
    for title, page in pages:
        tabs.addTab(page, title)
    return tabs


def arrange(
    pages: QStackedWidget,
    *,
    start: QWidget,
    left: QWidget,
    centre: QWidget,
    right: QWidget,
    bottom: Sequence[QWidget],
) -> tuple[QSplitter, QSplitter, QSplitter]:
    """Fill both pages of the window; return the splitters: columns, tables, and both as rows."""
    columns = split(
        "columnSplitter", Qt.Orientation.Horizontal, left, centre, right, stretches=(0, 1, 0)
    )
    columns.setSizes([_LEFT_PX, 10 * _LEFT_PX, _RIGHT_PX])
    tables = split("tableSplitter", Qt.Orientation.Horizontal, *bottom, stretches=(4, 2, 3))
    tables.setSizes(list(_TABLES_PX))
    rows = split("rowSplitter", Qt.Orientation.Vertical, columns, tables, stretches=(1, 0))
    rows.setSizes([_TOP_PX, _BOTTOM_PX])
    pages.addWidget(start)
    pages.addWidget(rows)
    return columns, tables, rows


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
