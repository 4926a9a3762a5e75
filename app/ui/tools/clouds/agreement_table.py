"""Set what was found against what a quality band says, and lead to where they differ."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.ui.parts import boxes, captions, number_format, plain, theme

_TITLES = ("Clear", "Cloud", "Shadow")


class Agreed(Protocol):
    """How pixels of which a quality band says one thing were decided."""

    @property
    def meaning(self) -> str:
        """What the band says."""
        ...

    @property
    def band(self) -> str:
        """Which band says it."""
        ...

    @property
    def n_px(self) -> tuple[int, int, int]:
        """Pixels that are clear, cloud, shadow."""
        ...


class AgreementTable(QWidget):
    """A line for each thing the band says; below it the places where it says otherwise.

    Signals
    -------
    place_chosen : (int,)
        A place is to be looked at, by its number from 1 on.
    """

    place_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cloudAgreement")
        self._n_places, self._place = 0, 0
        self._lines = QWidget(self)
        plain.named(self._lines, "cloudAgreementLines", "Pixels by what the quality band says")
        self._told = captions.note("", self, "cloudPlaceLabel")
        self._previous = self._make_button("cloudPreviousPlace", "Previous")
        self._next = self._make_button("cloudNextPlace", "Next")
        row = boxes.row(spacing=theme.STEP_PX)
        row.addWidget(self._previous, 1)
        row.addWidget(self._next, 1)
        column = boxes.column(self, margin=0, spacing=theme.STEP_PX // 2)
        column.addWidget(self._lines)
        column.addWidget(self._told)
        column.addLayout(row)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)

    def show_agreement(self, lines: Sequence[Agreed], n_places: int) -> None:
        """Show the lines that hold any pixel, and offer so many places."""
        self._n_places, self._place = n_places, 0
        self._show_lines([line for line in lines if sum(line.n_px)])
        self.tell("")

    def tell(self, text: str) -> None:
        """Say what the place that is looked at is."""
        self._told.setText(plain.line(text or self._summary))
        self._previous.setEnabled(self._n_places > 0)
        self._next.setEnabled(self._n_places > 0)

    @property
    def _summary(self) -> str:
        if not self._n_places:
            return "No larger place where they differ."
        noun = "place differs" if self._n_places == 1 else "places differ"
        return f"{self._n_places} larger {noun}."

    def _show_lines(self, lines: Sequence[Agreed]) -> None:
        box = QWidget(self)
        plain.named(box, "cloudAgreementLines", "Pixels by what the quality band says")
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.STEP_PX)
        grid.setVerticalSpacing(2)
        right = Qt.AlignmentFlag.AlignRight
        for column, title in enumerate(_TITLES, start=1):
            grid.addWidget(captions.quiet(title, box), 0, column, right)
        band = next((line.band for line in lines if line.band), "Band")
        grid.addWidget(captions.quiet(f"{band} says", box), 0, 0)
        for number, line in enumerate(lines, start=1):
            said = plain.label(line.meaning.replace("_", " "), box)
            said.setToolTip(plain.tip(f"{sum(line.n_px):,} pixels"))
            grid.addWidget(said, number, 0)
            total = sum(line.n_px)
            for column, n_px in enumerate(line.n_px, start=1):
                cell = plain.label(f"{number_format.percent(n_px / total)} %", box)
                cell.setToolTip(plain.tip(f"{n_px:,} of {total:,} pixels"))
                grid.addWidget(cell, number, column, right)
        grid.setColumnStretch(0, 1)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(self._lines, box)
        self._lines.deleteLater()
        self._lines = box

    def _make_button(self, name: str, text: str) -> QPushButton:
        button, spoken = QPushButton(text, self), f"{text} disagreement"
        plain.named(button, name, spoken)
        button.setToolTip(plain.tip(f"{spoken}: the map goes there."))
        return button

    def _go(self, place: int) -> None:
        if self._n_places:
            self._place = (place - 1) % self._n_places + 1
            self.place_chosen.emit(self._place)

    @Slot()
    def _on_previous(self) -> None:
        self._go((self._place or 1) - 1)

    @Slot()
    def _on_next(self) -> None:
        self._go(self._place + 1)
