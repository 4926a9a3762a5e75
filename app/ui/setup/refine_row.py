"""Offer exact passes over every pixel, as many as are wanted."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.clustering.settings import N_PASSES_MAX
from app.ui.parts import boxes, number_format, plain
from app.ui.setup.number_spin import NumberSpin

_N_AT_FIRST = 2


class RefineRow(QWidget):
    """One button and a number of passes.

    Signals
    -------
    refine_requested(int)
        The button was pressed; so many passes are wanted.
    """

    refine_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = plain.button("Refine", "refineButton", self, "Refine on every pixel")
        self._passes = plain.named(NumberSpin(self), "refinePassesSpin", "Passes over every pixel")
        self._passes.setToolTip(
            f"How many passes to make, 1 to {N_PASSES_MAX}. They end early once all centres rest."
        )
        self._passes.setRange(1, N_PASSES_MAX)
        self._passes.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._passes.valueChanged.connect(self._on_passes)
        self._passes.setValue(_N_AT_FIRST)
        layout = boxes.row(self, margin=0, spacing=8)
        layout.addWidget(self._button)
        layout.addWidget(self._passes)
        self._button.clicked.connect(self.refine)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is on one of the two."""
        return self._button.hasFocus() or self._passes.hasFocus()

    @Slot()
    def refine(self) -> None:
        """Ask for the passes, as the button does, where they can be made."""
        if self._button.isEnabled():
            self.refine_requested.emit(self._passes.value())

    def show_state(self, *, n_sample_px: int, obstacle: str) -> None:
        """Say what the button does, or why it cannot be pressed.

        Parameters
        ----------
        n_sample_px
            Pixels the centres were found on.
        obstacle
            Why no pass can be made; empty where one can.
        """
        self._button.setEnabled(not obstacle)
        self._passes.setEnabled(not obstacle)
        about = (
            f"A sweep finds the centres on a sample of {number_format.count(n_sample_px)} pixels.\n"
            "Each pass moves them to the exact means of all pixels and labels the scene again."
        )
        self._button.setToolTip(plain.tip(obstacle or about))

    @Slot(int)
    def _on_passes(self, n_passes: int) -> None:
        self._passes.setSuffix(" pass" if n_passes == 1 else " passes")
