"""Take values of a band whose pixels do not take part."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from app.scene.band import BandKind
from app.scene.leaving_out.leave_out import EVERY_PIXEL, BandValues, LeaveOut
from app.scene.leaving_out.values_text import read_ranges, written
from app.scene.scene import Scene
from app.ui.parts import boxes, captions, plain

_FORM = "0, 255, 10-20"
_NOT_UNDERSTOOD = f"Write values and ranges with commas between them: {_FORM}"


class ValuesEdit(QWidget):
    """A band, its values, and below what is left out by values of all bands.

    Signals
    -------
    chosen(LeaveOut)
        Other values are to be left out; the rest is as it was shown.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._leave_out = EVERY_PIXEL
        self._titles: dict[str, str] = {}
        self._band = QComboBox(self)
        plain.named(self._band, "leaveOutBandCombo", "Band whose values are left out")
        self._band.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._band.setMinimumContentsLength(5)
        self._text = QLineEdit(self)
        plain.named(self._text, "leaveOutValuesEdit", "Values of this band that are left out")
        self._text.setPlaceholderText(_FORM)
        self._text.setToolTip(
            "Pixels with these values do not take part: stored numbers, ranges with both ends."
        )
        self._text.setClearButtonEnabled(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._note = captions.note("", self, "leaveOutValuesNote")
        self._note.hide()
        line = boxes.row(spacing=4)
        line.addWidget(self._band, 1)
        line.addWidget(self._text, 2)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(captions.quiet("Values of a band", self))
        column.addLayout(line)
        column.addWidget(self._note)
        self._band.currentIndexChanged.connect(self._show_band)
        self._text.editingFinished.connect(self._on_typed)

    def show_scene(self, scene: Scene) -> None:
        """Offer the bands of a scene; those of quality first, whose values are codes."""
        with QSignalBlocker(self._band):
            self._band.clear()
            stored = (band for band in scene.bands if band.computed is None)
            bands = sorted(stored, key=lambda band: band.kind is not BandKind.QUALITY)
            self._titles = {band.name: band.called for band in bands}
            for band in bands:
                self._band.addItem(plain.entry(band.called), band.name)
        self.show_values(EVERY_PIXEL)

    def show_values(self, leave_out: LeaveOut) -> None:
        """Show which values are left out, without reporting it."""
        is_other = leave_out.values != self._leave_out.values
        self._leave_out = leave_out
        if is_other and leave_out.values and not self._ranges_text():
            place = self._band.findData(leave_out.values[0].band)
            with QSignalBlocker(self._band):
                self._band.setCurrentIndex(max(0, place))
        if is_other or not self._text.hasFocus():  # what is being typed stays
            self._show_band()

    def _ranges_text(self) -> str:
        name = self._band.currentData()
        return next((written(one.ranges) for one in self._leave_out.values if one.band == name), "")

    @Slot()
    def _show_band(self) -> None:
        self._text.setText(self._ranges_text())
        self._show_all()

    def _show_all(self) -> None:
        """Say what is left out by which band, where it is not the one that is shown alone."""
        values, name = self._leave_out.values, self._band.currentData()
        others = [one for one in values if one.band != name]
        told = [f"{self._titles.get(one.band, one.band)}: {written(one.ranges)}" for one in values]
        self._say("; ".join(told) if others else "")

    def _say(self, text: str) -> None:
        self._note.setText(plain.line(text))
        self._note.setVisible(bool(text))

    @Slot()
    def _on_typed(self) -> None:
        text, name = self._text.text().strip(), self._band.currentData()
        if text == self._ranges_text() or name is None:
            self._show_all()
            return
        try:
            ranges = read_ranges(text) if text else ()
        except ValueError:
            self._say(_NOT_UNDERSTOOD)
            return
        others = tuple(one for one in self._leave_out.values if one.band != name)
        values = (*others, BandValues(name, ranges)) if ranges else others
        self.chosen.emit(replace(self._leave_out, values=values))
