"""Show one class as a card: how large and patchy it is, what is like it, what it may be."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.reading.class_hint import Hint
from app.clustering.reading.class_reading import ClassReading
from app.clustering.results import KResult
from app.clustering.shown_values import ValuesAs
from app.scene.band import Band
from app.ui.clusters.reading import card_texts
from app.ui.clusters.reading.band_histograms import BandHistograms
from app.ui.clusters.reading.class_picture import ROOM, SMALL_ROOM, ClassPicture
from app.ui.clusters.reading.class_spectrum import ClassSpectrum
from app.ui.clusters.reading.cut_button import CutButton
from app.ui.clusters.reading.hint_frame import HintFrame
from app.ui.clusters.spectrum.spectrum_axis import pixel_spectrum
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.cut_line import CutLine
from app.ui.parts.scroll_page import ScrollPage
from app.ui.parts.tables.swatch import swatch_icon

_SIZE = QSize(402, 220)
# From this height on, a card of less than that width shows its plots below the facts.
_TALL_PX, _WIDE_PX = 430, 760
_WHOLE_PX = 250  # from this height on, there is room for whole sentences
_FACTS_SHARE, _LEAST_FACTS_PX, _MOST_FACTS_PX = 0.56, 190, 340
_EMPTY = "Click a class in the map or in the table to read it."
_SWATCH_PX, _GAP_PX = 14, theme.STEP_PX // 2


class ClassCard(QWidget):
    """The card of the selected class.

    Signals
    -------
    cluster_clicked(int)
        The nearest other class is to be looked at.
    name_wanted(int, str)
        A class is to be called by what the hint says.
    """

    cluster_clicked = Signal(int)
    name_wanted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "classCard", "Card of the selected class")
        self._result: KResult | None = None
        self._look = ClusterLook(0, (), ())
        self._number = self._nearest = 0
        self._reading: ClassReading | None = None
        self._unit, self._told = AreaUnit.FITTING, ValuesAs.UNITS
        self._stack = QStackedWidget(self)
        self._content = QWidget(self)
        self._picture = ClassPicture(self._content)
        self._swatch = plain.label("", self._content)
        self._title = CutLine(self._content, is_quiet=False, is_heading=True)
        self._title.setObjectName("classTitle")
        self._size = CutLine(self._content, is_quiet=False)
        self._size.setObjectName("classSize")
        self._patches = CutLine(self._content, is_quiet=False)
        self._patches.setObjectName("classPatches")
        self._largest = CutLine(self._content, is_quiet=False)
        self._near = CutButton("classNearest", self._content)
        self._distance = CutLine(self._content, is_quiet=False)
        self._distance.setObjectName("classDistance")
        self._hinted = HintFrame(self._content)
        self._note = CutLine(self._content)
        self._note.setObjectName("classNote")
        self.spectrum = ClassSpectrum(self._content)
        self.histograms = BandHistograms(self._content)
        self._lay_out()
        self._near.clicked.connect(self._on_near_clicked)
        self._hinted.name_wanted.connect(self._on_name_wanted)
        self.clear()

    @override
    def sizeHint(self) -> QSize:
        """Return what tables beside it leave in a window of 1280 pixels."""
        return _SIZE

    @property
    def number(self) -> int:
        """The class that is shown; 0 for none."""
        return self._number

    @property
    def text(self) -> str:
        """All that it says, line by line."""
        facts = (self._title, self._size, self._patches, self._largest)
        lines = (
            *(line.text for line in facts),
            *(self._near.whole_text, self._distance.text, self._hinted.text, self._note.text),
        )
        return "\n".join(line for line in lines if line)

    def show_class(
        self, result: KResult, look: ClusterLook, number: int, hint: Hint, told: ValuesAs
    ) -> None:
        """Show a class of a k.

        Parameters
        ----------
        result
            With the spectra of its classes in the order of the look, as they are to be told.
        """
        self._result, self._look, self._number = result, look, number
        self._told = told
        row = look.row_of(number)
        title, colour = look.title_of(number), look.colours[row]
        self._title.show_text(plain.line(title))
        self._swatch.setPixmap(swatch_icon(colour).pixmap(_SWATCH_PX, _SWATCH_PX))
        members = look.labels_of(number)
        self._picture.show_class(result.preview.labels, members, colour, title)
        self.spectrum.show_class(result.signatures, look, row)
        self._hinted.show_hint(hint, look.name_of(number))
        self._show_read()
        self._stack.setCurrentIndex(1)

    def show_reading(self, reading: ClassReading | None) -> None:
        """Show what was read of the classes; None while they are being read."""
        self._reading = reading
        if self._number:
            self._show_read()

    def show_unit(self, unit: AreaUnit) -> None:
        """Tell areas in a unit."""
        self._unit = unit
        if self._number:
            self._show_read()

    def show_pixel(self, named: Mapping[str, float]) -> None:
        """Show the spectrum of one pixel by what bands are called, as told; nothing shows none."""
        if self._result is not None:
            values = pixel_spectrum(self._result.signatures.bands, named)
            self.spectrum.show_pixel(values)
            self.histograms.show_pixel(values)

    @Slot()
    def clear(self) -> None:
        """Show no class."""
        self._result, self._number, self._nearest = None, 0, 0
        self._stack.setCurrentIndex(0)

    @property
    def _bands(self) -> tuple[Band, ...]:
        return () if self._result is None else self._result.signatures.bands

    # What it says

    def _show_read(self) -> None:
        result, reading, look = self._result, self._reading, self._look
        row = look.row_of(self._number)
        if result is None or row < 0:
            return
        self._size.show_text(card_texts.size_text(result, row, self._unit))
        n_px = int(result.signatures.n_px[row])
        fits = reading is not None and len(reading.separation.divergence) == look.n_classes
        known = reading if fits else None
        self._patches.show_text(card_texts.patches_text(known, row))
        self._largest.show_text(card_texts.largest_text(known, row, n_px))
        self._show_nearest(known, row)
        histograms = () if known is None else known.histograms
        self.histograms.show_class(histograms, row, look.colours[row], self._told)
        self.histograms.setVisible(bool(histograms))
        note, told = card_texts.sample_note(known)
        self._note.show_text(note, told)
        self._note.setVisible(bool(note))

    def _show_nearest(self, reading: ClassReading | None, row: int) -> None:
        other = -1 if reading is None else reading.separation.nearest_to(row)
        self._near.setEnabled(other >= 0)
        self._distance.setVisible(other >= 0)
        if reading is None or other < 0:
            self._nearest = 0
            text = card_texts.no_nearest_text(reading, self._look)
            self._near.show_text(text)
            self._near.setAccessibleName(plain.line(f"Nearest class: {text}"))
            tip = card_texts.no_nearest_tip(reading, self._look, len(self._bands))
            self._near.setToolTip(plain.tip(tip))
            self._distance.show_text("")
            return
        self._nearest = self._look.numbers[other]
        text = card_texts.nearest_text(self._look, other)
        distance = card_texts.distance_text(reading, row, other)
        self._near.show_text(text)
        self._distance.show_text(distance)
        self._near.setAccessibleName(plain.line(f"Select the nearest class, {text} ({distance})"))
        tip = f"{text} ({distance})\n{card_texts.nearest_tip(reading, row, other)}"
        self._near.setToolTip(plain.tip(tip))

    # Where it stands

    def _lay_out(self) -> None:
        content = self._content
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, content)
        self._box.setContentsMargins(theme.STEP_PX, _GAP_PX, theme.STEP_PX, _GAP_PX)
        self._box.setSpacing(theme.STEP_PX)
        self._facts = QWidget(content)
        facts = boxes.column(self._facts, margin=0, spacing=_GAP_PX // 2)
        facts.addLayout(self._title_line())
        facts.addLayout(self._head())
        facts.addLayout(self._nearest_lines())
        facts.addWidget(self._hinted)
        facts.addStretch(1)
        plots = QWidget(content)
        column = boxes.column(plots, margin=0, spacing=_GAP_PX)
        column.addWidget(self.spectrum, 1)
        column.addWidget(self.histograms)
        self._box.addWidget(self._facts)
        self._box.addWidget(plots, 1)
        page = ScrollPage(content, self)
        page.setObjectName("classCardPage")
        self._stack.addWidget(_with_margin(captions.note(_EMPTY, self), self))
        self._stack.addWidget(page)
        layout = boxes.column(self, margin=0)
        layout.addWidget(self._stack)

    def _title_line(self) -> QHBoxLayout:
        line = boxes.row(spacing=_GAP_PX)
        line.addWidget(self._swatch)
        line.addWidget(self._title, 3)
        line.addWidget(self._note, 2)
        return line

    def _head(self) -> QHBoxLayout:
        column = boxes.column(spacing=0)
        for line in (self._size, self._patches, self._largest):
            column.addWidget(line)
        column.addStretch(1)
        head = boxes.row(spacing=theme.STEP_PX)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(column, 1)
        return head

    def _nearest_lines(self) -> QGridLayout:
        """Lay out the figures on a line of their own: no name, however long, cuts them."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP_PX)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(captions.quiet("Nearest", self._content), 0, 0)
        grid.addWidget(self._near, 0, 1)
        grid.addWidget(self._distance, 1, 1)
        return grid

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let plots stand below the facts where there is height for both, beside them where not."""
        super().resizeEvent(event)
        is_below = self.width() < _WIDE_PX and self.height() >= _TALL_PX
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.TopToBottom if is_below else direction.LeftToRight)
        width = int(self.width() * _FACTS_SHARE)
        width = min(max(width, _LEAST_FACTS_PX), _MOST_FACTS_PX)
        self._facts.setMinimumWidth(0 if is_below else width)
        self._facts.setMaximumWidth(_MOST_PX if is_below else width)
        is_low = self.height() < _TALL_PX
        self._picture.show_in(SMALL_ROOM if is_low else ROOM)
        self.histograms.show_low(is_low=is_low)
        self._hinted.show_low(is_low=self.height() < _WHOLE_PX)

    @Slot()
    def _on_near_clicked(self) -> None:
        if self._nearest:
            self.cluster_clicked.emit(self._nearest)

    @Slot(str)
    def _on_name_wanted(self, name: str) -> None:
        self.name_wanted.emit(self._number, name)


_MOST_PX = 16_777_215  # Qt's own, for no limit


def _with_margin(label: QLabel, parent: QWidget) -> QWidget:
    page = QWidget(parent)
    layout = boxes.column(page, margin=theme.STEP_PX)
    layout.addWidget(label)
    layout.addStretch(1)
    return page
