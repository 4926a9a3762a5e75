"""Ask whether the run that is shown is exported, or all that are kept."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.products.requests import RunFolder
from app.ui.parts import plain


class RunChoice(QComboBox):
    """The run that is shown, or all, a folder for each; of use where there are several.

    Signals
    -------
    changed()
        The other is chosen now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "exportRunCombo", "Which runs to export")
        self.setToolTip("Results of several runs go to a folder for each.")
        self._runs: tuple[RunFolder, ...] = ()
        self.currentIndexChanged.connect(self.changed)

    @property
    def is_of_use(self) -> bool:
        """Whether there is anything to choose."""
        return len(self._runs) > 1

    @property
    def runs(self) -> tuple[RunFolder, ...]:
        """Those that go to folders of their own; none where the one that is shown is chosen."""
        return self._runs if self.is_of_use and self.currentIndex() == 1 else ()

    def offer(self, runs: tuple[RunFolder, ...], shown: str) -> None:
        """Offer all runs; one of them is shown, by what it is called."""
        with QSignalBlocker(self):
            self._runs = runs
            self.clear()
            self.addItems(
                [plain.line(f"{shown}, which is shown"), f"All {len(runs)}, a folder for each"]
            )
