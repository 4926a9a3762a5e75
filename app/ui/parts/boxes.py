"""Make the boxes that parts of the window stand in, side by side or below each other."""

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

Margin = int | tuple[int, int, int, int]
Box = TypeVar("Box", bound=QBoxLayout)


def row(
    parent: QWidget | None = None, *, margin: Margin | None = None, spacing: int | None = None
) -> QHBoxLayout:
    """Return a box whose parts stand side by side.

    Parameters
    ----------
    parent
        Whose parts they are; None for a box within another.
    margin
        Pixels around them: on all sides, or left, above, right and below. None for the usual.
    spacing
        Pixels between them; None for the usual.
    """
    return _set_up(QHBoxLayout() if parent is None else QHBoxLayout(parent), margin, spacing)


def column(
    parent: QWidget | None = None, *, margin: Margin | None = None, spacing: int | None = None
) -> QVBoxLayout:
    """Return a box whose parts stand below each other; see `row`."""
    return _set_up(QVBoxLayout() if parent is None else QVBoxLayout(parent), margin, spacing)


def _set_up(box: Box, margin: Margin | None, spacing: int | None) -> Box:
    if margin is not None:
        box.setContentsMargins(*((margin,) * 4 if isinstance(margin, int) else margin))
    if spacing is not None:
        box.setSpacing(spacing)
    return box
