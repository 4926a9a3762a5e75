"""Lead through compressing: how far, measure, pick a size and look at it, write it."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QRadioButton,
    QWidget,
)

from app.clustering.compression.wishes import SIZES, CompressionChoice
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.tables.quiet_button import quiet_button
from app.ui.tools.compress.pixel_lines import PixelLine, PixelLines
from app.ui.tools.compress.size_view import CurveShown, SizeView
from app.ui.tools.tool_page import ToolPage

_ABOUT = (
    "Keeps for each pixel which of a few spectra stands for it: a small file, with loss. Only the "
    "residual beside it gives the scene back without loss."
)
_RESIDUAL_TIP = (
    "Write what is lost too: with it beside the indices nothing is. Both together may take more "
    "than the original packed without loss."
)
_SCENE_TIP = "Write the scene too as it comes back, in the bands' own type."
_N_NAMED = 8


class Beside(StrEnum):
    """What is shown beside the original."""

    BOTH = "All three"
    REBUILT = "Rebuilt"
    DIFFERENCE = "Difference"


_BESIDE_TIPS = {
    Beside.BOTH: "Show original, rebuilt scene and difference beside each other. In a narrow "
    "window the column of the sweep makes room; View > Sweep and curves brings it back.",
    Beside.REBUILT: "Show the scene as it comes back, in the colours of the original.",
    Beside.DIFFERENCE: "Show how far pixels are off. The colours end where 99 of 100 pixels lie "
    "within.",
}


class CompressPage(ToolPage):
    """The page of the tool.

    Attributes
    ----------
    sizes, pixel
        The curve, and the pixel under the mouse.

    Signals
    -------
    choice_made : (CompressionChoice, str)
        Something else is wished for; and what was done.
    run_requested
        Sizes are to be measured.
    pictures_chosen
        The map is to show other pictures beside the original: what `shown` says.
    blink_requested
        Both pictures are to be shown in turns.
    """

    choice_made = Signal(object, str)
    run_requested = Signal()
    pictures_chosen = Signal()
    blink_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("compress", "Compress", _ABOUT, parent)
        self._choice = CompressionChoice()
        self._titles: tuple[str, ...] = ()
        self._k_max = self._combo("compressKMax", "Largest k", [str(k) for k in SIZES])
        self._bands = captions.note("", self, "compressBands")
        self._run = plain.button("Measure sizes", "compressRun", self)
        self._times = captions.note("", self, "compressTimes")
        self._add_first_steps()
        self.sizes = SizeView(self)
        self._beside = {
            shown: self._radio(f"compressShow{shown.name.title()}", shown) for shown in Beside
        }
        self._beside[Beside.BOTH].setChecked(True)
        for shown, tip in _BESIDE_TIPS.items():
            self._beside[shown].setToolTip(plain.tip(tip))
        self._blink = quiet_button(
            self, "compressBlink", "Blink", "Show one, then the other, in one place"
        )
        self.pixel = PixelLines(self)
        self._residual = QCheckBox("Residual", self)
        self._scene = QCheckBox("Rebuilt scene", self)
        self._set_up_files()
        self._add_result()
        self._connect()
        self.show_choice(self._choice)

    def show_choice(self, choice: CompressionChoice) -> None:
        """Show what is wished for."""
        self._choice = choice
        for box, value in (
            (self._residual, choice.keeps_residual),
            (self._scene, choice.keeps_rebuilt),
        ):
            with QSignalBlocker(box):
                box.setChecked(value)
        self._k_max.setCurrentIndex(SIZES.index(choice.k_max))
        self._show_picked()

    def show_bands(self, titles: Sequence[str], n_left: int) -> None:
        """Say which bands would be compressed.

        Parameters
        ----------
        n_left
            How many ticked bands no file holds: they are computed from others.
        """
        more = len(titles) - _N_NAMED
        named = ", ".join(titles[:_N_NAMED]) + (f" and {more} more" if more > 0 else "")
        text = f"Bands that are ticked: {named}." if titles else "Tick a band of the files first."
        if n_left:
            text += " Computed bands are left out: they can be computed again."
        self._bands.setText(plain.line(text))
        self._run.setEnabled(bool(titles))

    def show_curve(self, curve: CurveShown | None) -> None:
        """Show what was measured so far; None where nothing was."""
        curve = curve or CurveShown()
        if curve.sizes and curve.titles != self._titles:
            self._titles = curve.titles
            self.pixel.show_bands(curve.titles)
        self.show_result(is_shown=bool(curve.sizes))
        self.sizes.show_curve(curve)
        self._show_picked()

    def show_times(self, text: str) -> None:
        """Say how long it took, and the sweep beside it."""
        self._times.setText(plain.line(text))
        self._times.setVisible(bool(text))

    def show_pixel(self, lines: Sequence[PixelLine]) -> None:
        """Show the pixel under the mouse."""
        self.pixel.show_pixel(lines)

    @property
    def beside(self) -> Beside:
        """What the map is to show beside the original."""
        return next(shown for shown, button in self._beside.items() if button.isChecked())

    def _show_picked(self) -> None:
        self.sizes.pick(self._choice.k or 0)
        is_picked = self.sizes.picked is not None
        self.set_exportable(can=is_picked)
        self.pixel.setVisible(is_picked)  # before that it tells of nothing
        for widget in (*self._beside.values(), self._blink):
            widget.setEnabled(is_picked)

    def _add_first_steps(self) -> None:
        first = self.add_step("Choose how many spectra")
        first.add_row("Largest k", self._k_max)
        first.add(self._bands)
        second = self.pin_step("Measure sizes")
        second.add_action(self._run)
        self._times.hide()

    def _add_result(self) -> None:
        third = self.add_result_step("Pick a size")
        third.add(self.sizes)
        third.add_buttons(*self._beside.values(), self._blink)
        third.add(self.pixel)
        third.add(self._times)
        fourth = self.add_result_step("Choose what is written")
        fourth.add(self._residual)
        fourth.add(self._scene)
        column = boxes.column(self.result, margin=0, spacing=2 * theme.STEP_PX)
        column.addWidget(third)
        column.addWidget(fourth)
        column.addStretch(1)  # in a high window nothing stands apart from what it belongs to

    def _set_up_files(self) -> None:
        for box, name, tip in (
            (self._residual, "compressResidual", _RESIDUAL_TIP),
            (self._scene, "compressRebuiltScene", _SCENE_TIP),
        ):
            plain.named(box, name, box.text())
            box.setToolTip(plain.tip(tip))

    def _connect(self) -> None:
        self._k_max.activated.connect(self._on_k_max_activated)
        self._run.clicked.connect(self.run_requested)
        self.sizes.k_picked.connect(self._on_k_picked)
        for button in self._beside.values():
            button.toggled.connect(self._on_beside_toggled)
        self._blink.clicked.connect(self.blink_requested)
        self._residual.toggled.connect(self._on_residual_toggled)
        self._scene.toggled.connect(self._on_scene_toggled)

    def _combo(self, name: str, spoken: str, entries: Sequence[str]) -> QComboBox:
        combo = plain.named(QComboBox(self), name, spoken)
        combo.addItems(list(entries))
        return combo

    def _radio(self, name: str, text: str) -> QRadioButton:
        return plain.named(QRadioButton(text, self), name, f"Show on the map: {text.lower()}")

    @Slot(bool)
    def _on_beside_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        if is_on:  # not of the one that was chosen before
            self.pictures_chosen.emit()

    @Slot(int)
    def _on_k_max_activated(self, place: int) -> None:
        choice = replace(self._choice, k_max=SIZES[place])
        self.choice_made.emit(choice, f"largest k = {choice.k_max} of compression")

    @Slot(int)
    def _on_k_picked(self, k: int) -> None:
        self.choice_made.emit(replace(self._choice, k=k), f"k = {k} of compression")

    @Slot(bool)
    def _on_residual_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        choice = replace(self._choice, keeps_residual=is_on)
        self.choice_made.emit(choice, "residual of compression")

    @Slot(bool)
    def _on_scene_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        choice = replace(self._choice, keeps_rebuilt=is_on)
        self.choice_made.emit(choice, "rebuilt scene of compression")
