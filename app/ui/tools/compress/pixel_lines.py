"""Tell of the pixel under the mouse what it was, what it comes back as, and how far off."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.parts import captions, number_format, plain, theme

_HEADS = ("", "Original", "Rebuilt", "Difference")
_N_ROWS_MAX = 12
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class PixelLine:
    """One band of a pixel: values, and the decimals that they mean."""

    title: str
    original: float
    rebuilt: float
    decimals: int | None

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """What its four cells say."""
        away = self.original - self.rebuilt
        sign = "+" if away > 0 else ""
        was, back, off = (
            number_format.measured(value, self.decimals, _DIGITS)
            for value in (self.original, self.rebuilt, away)
        )
        return plain.line(self.title), was, back, sign + off


class PixelLines(QWidget):
    """A line for each band, which stays as high with nothing under the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "compressPixel", "Pixel under the mouse: original, rebuilt, difference")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.STEP_PX)
        self._grid.setVerticalSpacing(1)
        for column, title in enumerate(_HEADS):
            label = captions.quiet(title, self)
            label.setAlignment(
                Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            )
            self._grid.addWidget(label, 0, column)
            self._grid.setColumnStretch(column, 1 if column else 0)
        self._more = captions.quiet("", self)
        self._rows: list[tuple[QLabel, ...]] = []
        self.show_bands(())

    @property
    def told(self) -> tuple[tuple[str, ...], ...]:
        """What the lines say."""
        return tuple(tuple(label.text() for label in row) for row in self._rows)

    def show_bands(self, titles: Sequence[str]) -> None:
        """Make a line for each band; those beyond a dozen are told as a number."""
        for label in (label for row in self._rows for label in row):
            self._grid.removeWidget(label)
            label.deleteLater()
        self._rows = []
        for number, title in enumerate(titles[:_N_ROWS_MAX], start=1):
            row = tuple(plain.label("", self) for _ in _HEADS)
            row[0].setText(plain.line(title))
            for column, label in enumerate(row):
                label.setFont(theme.tabular_font(label.font()))
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                label.setAlignment(side)
                self._grid.addWidget(label, number, column)
            self._rows.append(row)
        n_more = len(titles) - len(self._rows)
        self._more.setText(f"and {n_more} bands more" if n_more > 0 else "")
        self._more.setVisible(n_more > 0)
        self._grid.addWidget(self._more, len(self._rows) + 1, 0, 1, len(_HEADS))
        self.show_pixel(())

    def show_pixel(self, lines: Sequence[PixelLine]) -> None:
        """Show one pixel; none where nothing is under the mouse, or it holds no data."""
        for place, row in enumerate(self._rows):
            texts = lines[place].texts if place < len(lines) else None
            for column in range(1, len(_HEADS)):
                row[column].setText(texts[column] if texts else number_format.NOTHING)
