"""Make the flat buttons that stand beside a table and act on it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.parts import plain


def quiet_button(
    parent: QWidget, name: str, title: str, tip: str, *, spoken: str = ""
) -> QToolButton:
    """Make a button without a frame that keys reach as well.

    Parameters
    ----------
    name
        Of the object.
    tip
        What it does, without a full stop.
    spoken
        What a screen reader says where the title alone does not tell.
    """
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(title)
    button.setAccessibleName(plain.line(spoken or title))
    button.setToolTip(plain.tip(f"{tip}."))
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
