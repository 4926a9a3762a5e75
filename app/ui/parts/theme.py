"""Colour the whole program from named tokens, light or dark."""

import os
import tomllib
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImageReader, QPalette
from PySide6.QtWidgets import QApplication

from app.resources import resource_path

STEP_PX = 8  # every distance is a multiple, or half, of this
_ENVIRONMENT_VARIABLE = "BANDSWEEP_THEME"


class ThemeChoice(StrEnum):
    """What the person asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The colours in use.

    Signals
    -------
    changed
        Other colours are in use: pictures made of them have to be made again.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = ThemeChoice.SYSTEM
        self._name = "light"
        self._system_is_dark = False

    @property
    def choice(self) -> ThemeChoice:
        """What the person asked for."""
        return self._choice

    @property
    def name(self) -> str:
        """The theme in use, as its file is named."""
        return self._name

    def token(self, name: str) -> QColor:
        """Return the colour of this job, as `resources/themes` names it."""
        return QColor(_colours(self._name)[name])

    def start(self, application: QApplication) -> None:
        """Give the application its style, and follow the system from now on."""
        self._system_is_dark = _looks_dark(application)
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()
        # Brings in what reads pictures of this kind. The system loads one library at a time: the
        # first tick to be painted would wait for all of LLVM, which another thread loads by then.
        QImageReader(_tick(self._name)).size()

    def choose(self, choice: ThemeChoice) -> None:
        """Use light or dark colours, or what the system says."""
        self._choice = choice
        if self._wanted() != self._name:
            self._apply()

    def _wanted(self) -> str:
        dark = self._choice is ThemeChoice.DARK or (
            self._choice is ThemeChoice.SYSTEM and self._system_is_dark
        )
        return "dark" if dark else "light"

    def _apply(self) -> None:
        self._name = self._wanted()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(_palette(self))
            for kind in _FIELDS:
                # Bytes, as the stub wants them, are taken and not heeded.
                application.setPalette(_palette_of_fields(self), kind)  # type: ignore[arg-type]
            application.setStyleSheet(_style_sheet(self))
        self.changed.emit()

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if scheme is Qt.ColorScheme.Unknown:
            return
        self._system_is_dark = scheme is Qt.ColorScheme.Dark
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()


@cache
def current() -> Theme:
    """Return the one theme of the program."""
    return Theme()


def token(name: str) -> QColor:
    """Return the colour of this job in the theme in use."""
    return current().token(name)


def heading_font(base: QFont) -> QFont:
    """Return the one heading weight, at the size of the text."""
    font = QFont(base)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def small_font(base: QFont) -> QFont:
    """Return the smaller of the two text sizes."""
    font = QFont(base)
    font.setPointSizeF(max(7.5, base.pointSizeF() * 0.9))
    return font


def tabular_font(base: QFont) -> QFont:
    """Return the font with digits of one width, so that changing numbers stand still."""
    font = QFont(base)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _colours(name: str) -> dict[str, str]:
    with resource_path("themes", f"{name}.toml").open("rb") as file:
        colours: dict[str, str] = tomllib.load(file)["colours"]
    return colours


def _looks_dark(application: QApplication) -> bool:
    """Ask the environment, then the platform, then the palette it came with."""
    wanted = os.environ.get(_ENVIRONMENT_VARIABLE, "")
    if wanted in {"light", "dark"}:
        return wanted == "dark"
    scheme = QGuiApplication.styleHints().colorScheme()
    if scheme is not Qt.ColorScheme.Unknown:
        return scheme is Qt.ColorScheme.Dark
    window = application.palette().color(QPalette.ColorRole.Window)
    text = application.palette().color(QPalette.ColorRole.WindowText)
    return window.lightnessF() < text.lightnessF()


_FIELDS = ("QLineEdit", "QAbstractSpinBox")
_FUSION_DARKENS = 140  # per cent
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "panel_alternate",
    QPalette.ColorRole.ToolTipBase: "panel",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text_quiet",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "button",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Light: "panel",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "line_strong",
    QPalette.ColorRole.Dark: "line_strong",
    QPalette.ColorRole.Shadow: "line_strong",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "accent_text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Accent: "accent",
}
_TEXT_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, theme.token(name))
    disabled = QPalette.ColorGroup.Disabled
    for role in _TEXT_ROLES:
        palette.setColor(disabled, role, theme.token("text_disabled"))
    palette.setColor(disabled, QPalette.ColorRole.Highlight, theme.token("line_strong"))
    return palette


def _palette_of_fields(theme: Theme) -> QPalette:
    """Return the palette of what is typed into, with an edge that is seen.

    Fusion draws that edge in the colour of the window darkened by 1.4, which a dark window is not
    told from. Fields show nothing else of that colour: their ground is that of panels.
    """
    palette = _palette(theme)
    palette.setColor(QPalette.ColorRole.Window, theme.token("box").lighter(_FUSION_DARKENS))
    return palette


def _style_sheet(theme: Theme) -> str:
    """Fill the names of tokens, written as @name, into the style sheet."""
    sheet = _SHEET
    # longest first: "@accent" is the beginning of "@accent_text"
    for name in sorted(_colours("light"), key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", theme.token(name).name())
    return sheet.replace("@tick", _tick(theme.name))


def _tick(name: str) -> str:
    return resource_path("themes", f"tick_{name}.svg").as_posix()


_SHEET = """
QToolTip { color: @text; background: @panel; border: 1px solid @line_strong; padding: 4px 6px; }
QMainWindow::separator, QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QMenuBar { background: @window; border-bottom: 1px solid @line; }
QToolBar { background: @window; border: none; border-bottom: 1px solid @line;
           padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 6px; }
QStatusBar { background: @window; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QToolButton[role="tool"] { border: 1px solid transparent; border-radius: 4px;
    padding: 4px 0px 4px 8px; /* Qt leaves room for two spaces right of the text */ }
QToolButton[role="tool"][bare="true"] { padding: 4px 6px; } /* words without an icon */
QToolButton[role="tool"]:hover:enabled { background: @hover; }
QToolButton[role="tool"]:pressed { background: @line; }
QToolButton[role="tool"]:checked { background: @accent_quiet; border-color: @accent; }
QToolButton[role="tool"]:focus { border-color: @accent; }
QToolButton[role="tool"][popupMode="2"] { padding-right: 20px; }
QToolButton[role="tool"]::menu-indicator { subcontrol-origin: padding;
    subcontrol-position: center right; right: 6px; width: 9px; height: 9px; }
QToolButton[role="quiet"]::menu-indicator { image: none; }
QToolButton[role="tool"]:disabled { color: @text_disabled; }
QToolButton[role="line"], QPushButton[role="line"] { color: @text_quiet; background: transparent;
    border: 1px solid transparent; border-radius: 4px; padding: 0px 2px; }
QPushButton[role="line"] { text-align: left; margin-left: -3px; }
QToolButton[role="line"]:hover, QPushButton[role="line"]:hover { color: @text;
    background: @hover; }
QToolButton[role="line"]:focus, QPushButton[role="line"]:focus { border-color: @accent; }
QPushButton[role="small"] { background: @panel; border: 1px solid @box; border-radius: 4px;
    padding: 1px 9px; }
QPushButton[role="small"]:hover, QPushButton[role="small"]:focus { border-color: @accent; }
QPushButton[role="small"]:disabled { color: @text_disabled; border-color: @line; }
QToolButton[role="draw"]:checked { background: @accent_quiet; border: 1px solid @accent;
    border-radius: 4px; }
QPushButton[role="primary"] { color: @accent_text; background: @accent; border-radius: 4px;
    border: 1px solid @accent; padding: 3px 14px; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[role="primary"]:focus { border: 1px solid @text; }
QPushButton[role="primary"]:disabled { color: @text_disabled; background: @hover;
    border-color: @line; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 13px; height: 13px;
    background: @panel; border: 1px solid @box; border-radius: 3px; }
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent;
    border-color: @accent; image: url("@tick"); }
QCheckBox::indicator:indeterminate { background: @accent_quiet; border-color: @accent; }
QCheckBox::indicator:disabled, QAbstractItemView::indicator:disabled {
    background: @window; border-color: @line_strong; }
QCheckBox::indicator:checked:disabled { background: @line_strong; border-color: @line_strong; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent; }
QRadioButton::indicator { width: 11px; height: 11px; background: @panel;
    border: 2px solid @box; border-radius: 7px; }
QRadioButton::indicator:hover { border-color: @accent; }
QRadioButton::indicator:checked { background: @panel; border: 4px solid @accent; width: 7px;
    height: 7px; }
QRadioButton::indicator:disabled { background: @window; border-color: @line_strong; }
QFrame[role="work"] { background: @accent_quiet; border: none; border-bottom: 1px solid @line; }
QFrame[role="work"] QLabel[role="quiet"] { color: @text; }
QFrame[role="hint"] { background: @panel_alternate; border: 1px dashed @line_strong;
    border-radius: 4px; }
QFrame[role="flyout"] { background: @window; border: 1px solid @line_strong;
    border-radius: 6px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="quiet"] { color: @text_quiet; }
QLabel[role="quiet"]:disabled { color: @text_disabled; }
"""
