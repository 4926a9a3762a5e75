"""Make the few kinds of text that panels are labelled with."""

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.parts import plain


def heading(text: str, parent: QWidget, name: str = "") -> QLabel:
    """Make the title of a panel or of a part of it."""
    label = plain.label(text, parent, name)
    label.setProperty("role", "heading")
    return label


def quiet(text: str, parent: QWidget, name: str = "") -> QLabel:
    """Make a quiet note on one line."""
    label = plain.label(text, parent, name)
    label.setProperty("role", "quiet")
    return label


def note(text: str, parent: QWidget, name: str = "") -> QLabel:
    """Make a quiet sentence that wraps; it never widens its panel."""
    label = quiet(text, parent, name)
    wrap(label)
    return label


def emphasise(label: QLabel, *, is_strong: bool) -> None:
    """Make a note stand out like other text, or be quiet again."""
    role = "" if is_strong else "quiet"
    if label.property("role") == role:
        return
    label.setProperty("role", role)
    label.style().unpolish(label)  # else it keeps the colour of before
    label.style().polish(label)


def sentence(text: str, parent: QWidget, name: str = "") -> QLabel:
    """Make a sentence that wraps; it never widens its panel."""
    label = plain.label(text, parent, name)
    wrap(label)
    return label


def wrap(label: QLabel) -> None:
    """Let a label break its lines instead of widening its panel."""
    label.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)  # else layouts cut the last lines
    label.setSizePolicy(policy)
