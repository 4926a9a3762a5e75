"""Choose in how many parts a class is split, and see how large they would be."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSpinBox, QWidget

from app.ui.map.work.work_bar import WorkBar
from app.ui.parts import number_format, plain

N_PARTS_MIN, N_PARTS_MAX = 2, 6
_LOOKING = "Looking for parts…"


class SplitBar(WorkBar):
    """The bar of a split.

    Signals
    -------
    n_parts_chosen : (int,)
        Another number of parts is to be looked at.
    """

    n_parts_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("split", "Split a class", "Split", parent)
        self._n_parts = plain.named(QSpinBox(self), "splitParts", "Parts to split the class in")
        self._n_parts.setRange(N_PARTS_MIN, N_PARTS_MAX)
        self._looked_for = self._n_parts.value()
        self.add_field(self._n_parts, before="in", after="parts")
        self._n_parts.valueChanged.connect(self._on_value_changed)

    @property
    def n_parts(self) -> int:
        """How many parts are wanted."""
        return self._n_parts.value()

    def ask(self, name: str) -> None:
        """Come up for a class, or go on to another one."""
        self.open(f"Split {name}", self._n_parts)
        self._looked_for = self._n_parts.value()
        self._n_parts.selectAll()
        self.say(_LOOKING)

    def show_shares(self, shares: Sequence[float]) -> None:
        """Say how large the parts would be, as shares of the class."""
        told = ", ".join(number_format.percent(share, 0) for share in shares)
        self.say(f"Parts of {told} % of it")
        self.set_ready(is_ready=True)

    def show_failure(self) -> None:
        """Say that there are no such parts; why is told elsewhere."""
        self.say("No such parts were found.")

    @Slot(int)
    def _on_value_changed(self, n_parts: int) -> None:
        if n_parts == self._looked_for:  # Qt tells the same number again at Enter
            return
        self._looked_for = n_parts
        self.say(_LOOKING)
        self.set_ready(is_ready=False)
        self.n_parts_chosen.emit(n_parts)
