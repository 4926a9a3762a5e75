"""Let Tab go through fields in the order in which they stand."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def fields_of(part: QWidget) -> Iterator[QWidget]:
    """Yield what Tab goes to in a part of the window, in the order in which it was made."""
    fields = part.findChildren(QWidget)
    can = (each for each in fields if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
    # Not the line in a field for numbers, nor what a list unfolds to.
    return (each for each in can if each.focusProxy() is None and each.window() is part.window())


def settle(fields: Sequence[QWidget]) -> None:
    """Let Tab lead from each field to the next."""
    for before, after in pairwise(fields):
        QWidget.setTabOrder(before, after)


def stand_behind(place: QWidget, *fields: QWidget) -> None:
    """Let Tab lead to fields that were made later where it leads past a place without a field.

    Qt puts them last, and puts nothing behind what the keyboard cannot go to.
    """
    policy = place.focusPolicy()
    place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    settle((place, *fields))
    place.setFocusPolicy(policy)
