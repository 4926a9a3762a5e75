"""Show text from outside as it is: nothing in it is markup, and all of it can be laid out.

Qt takes a tool tip, and a label that was not told otherwise, for rich text where it looks like it:
a cluster called `<img src="/dev/zero">` would have the window read that file at one hover. What
shows a name, a path or words of a file or a library passes one of these functions.
"""

from typing import TypeVar

from PySide6.QtCore import Qt as Core
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from app import plain_text

W = TypeVar("W", bound=QWidget)
_N_TIP_MAX = 2_000  # some thirty lines; a higher tip would not fit a screen


def tip(text: str) -> str:
    """Return the tool tip that shows a text, in its own lines."""
    shown = plain_text.lines(text, _N_TIP_MAX)
    return Qt.convertFromPlainText(shown) if Qt.mightBeRichText(shown) else shown


def line(text: str) -> str:
    """Return what a cell, an entry of a list or an assistive tool shows."""
    return plain_text.one_line(text)


def entry(text: str) -> str:
    """Return the text of a menu entry or a button: an ampersand in it marks no key."""
    return line(text).replace("&", "&&")


def title(text: str) -> str:
    """Return the title of a window: the mark of what is not saved, in a name, is none."""
    return line(text).replace("[*]", "[*][*]")


def named(widget: W, name: str, spoken: str) -> W:
    """Name a widget for those who look for it and, in words, for those who hear of it."""
    widget.setObjectName(name)
    text = line(spoken)
    widget.setAccessibleName(text)
    return widget


def button(text: str, name: str, parent: QWidget, spoken: str = "") -> QPushButton:
    """Make a button that Return presses only while the keyboard is on it.

    Parameters
    ----------
    spoken
        What is heard of it where its own text does not say enough.
    """
    made = named(QPushButton(text, parent), name, spoken or text)
    made.setAutoDefault(False)
    return made


def label(text: str, parent: QWidget, name: str = "") -> QLabel:
    """Make a label that shows whatever it is given as plain text."""
    made = QLabel(text, parent)
    made.setObjectName(name)
    settle(made)
    return made


def settle(label: QLabel) -> None:
    """Let a label show whatever it is given as plain text."""
    label.setTextFormat(Core.TextFormat.PlainText)
    label.setOpenExternalLinks(False)


def settle_box(box: QMessageBox) -> None:
    """Let a message box show its texts as plain text, once it has them."""
    box.setTextFormat(Core.TextFormat.PlainText)
    for label in box.findChildren(QLabel):
        settle(label)
