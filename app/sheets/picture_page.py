"""Say what a sheet of small pictures shows, in plain values."""

from dataclasses import dataclass

from app.arrays import ByteArray


@dataclass(frozen=True, slots=True, eq=False)
class PictureCell:
    """One picture.

    Attributes
    ----------
    rgba
        Shape (rows, cols, 4); None where there is none.
    title, lines
        Below it, one below the other.
    is_faint
        Whether it is set aside.
    """

    rgba: ByteArray | None
    title: str
    lines: tuple[str, ...]
    is_faint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PictureSheet:
    """All that is drawn, on as many pages as it takes.

    Attributes
    ----------
    title
        At the head of each page.
    facts
        Lines below the title of the first page.
    cells
        From left to right, then down.
    notes
        Lines at the foot of each page.
    """

    title: str
    facts: tuple[str, ...]
    cells: tuple[PictureCell, ...]
    notes: tuple[str, ...]
