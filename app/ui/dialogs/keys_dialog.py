"""Tell what can be done by keyboard: keys of the menus, and those of maps, lists and tools."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QWidget

from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.scroll_page import ScrollPage

KeyRows = Sequence[tuple[str, str]]
"""Keys, and what they do."""

_WIDTH_PX, _HEIGHT_PX, _KEY_PX = 760, 620, 148
# What no menu tells: keys that hold while something has the keyboard.
_ELSEWHERE: tuple[tuple[str, KeyRows], ...] = (
    (
        "On a map",
        (
            ("Arrow keys", "Move the map"),
            ("+ and \N{MINUS SIGN}", "Zoom in and out"),
            ("0", "Show the whole scene"),
            ("1", "Show actual pixels"),
            ("Ctrl+click", "Add a class to the selection"),
        ),
    ),
    (
        "While drawing or painting",
        (
            ("Backspace", "Take the last corner back"),
            ("Enter", "Close the outline"),
            ("[ and ]", "Make the brush smaller and larger"),
            ("Esc", "Put the pen down"),
        ),
    ),
    (
        "Unusual things",
        (
            ("K", "Keep the piece"),
            ("R", "Reject it"),
            ("U", "Leave it open"),
            ("Space", "Go to the next open one"),
        ),
    ),
    (
        "Labelling places",
        (
            ("1 to 9, a to z", "Answer with a class"),
            ("0", "Cannot tell"),
            ("Left and Right", "Go to the place before and after"),
            ("Esc", "Stop labelling"),
        ),
    ),
    (
        "Everywhere",
        (
            ("Tab", "Go to the next field; Shift+Tab to the one before"),
            ("Enter or Space", "Press the button that has the keyboard"),
            ("Alt+letter", "Open the menu that has the letter underlined"),
            ("Esc", "Close the dialog, the tool, or the map alone"),
        ),
    ),
)


class KeysDialog(QDialog):
    """All keys in groups, beside the window so that they can be tried.

    Parameters
    ----------
    menus
        Titles of the menus, with the keys of each.
    """

    def __init__(self, parent: QWidget, menus: Sequence[tuple[str, KeyRows]]) -> None:
        super().__init__(parent)
        self.setObjectName("keysDialog")
        self.setWindowTitle("Keyboard")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        content = QWidget(self)
        columns = boxes.row(content, margin=2 * theme.STEP_PX, spacing=3 * theme.STEP_PX)
        for groups in (menus, _ELSEWHERE):
            column = boxes.column(spacing=2 * theme.STEP_PX)
            for title, rows in groups:
                column.addWidget(_group(title, rows, content))
            column.addStretch(1)
            columns.addLayout(column, 1)
        page = plain.named(ScrollPage(content, self), "keysPage", "Keys and what they do")
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrow keys scroll
        close = plain.named(QPushButton("Close", self), "keysCloseButton", "Close")
        close.setDefault(True)
        close.clicked.connect(self.reject)
        buttons = boxes.row(margin=(2 * theme.STEP_PX, 0, 2 * theme.STEP_PX, theme.STEP_PX))
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = boxes.column(self, margin=(0, 0, 0, theme.STEP_PX))
        layout.addWidget(page, 1)
        layout.addLayout(buttons)


def _group(title: str, rows: KeyRows, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.STEP_PX)
    grid.setVerticalSpacing(theme.STEP_PX // 2)
    grid.addWidget(captions.heading(plain.line(title), box), 0, 0, 1, 2)
    grid.setColumnMinimumWidth(0, _KEY_PX)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for at, (keys, does) in enumerate(rows, start=1):
        grid.addWidget(plain.label(plain.line(keys), box), at, 0, top)
        grid.addWidget(captions.note(plain.line(does), box), at, 1)
    return box
