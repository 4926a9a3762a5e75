"""Ask how much memory the pixels of a scene may take."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QWidget,
)

from app.machine.memory import machine_bytes
from app.scene.memory_budget import LEAST_BYTES, MemoryBudget
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.numbers.decimal_spin import DecimalSpin

_LONGEST = "Memory for a scene"  # of all captions of the dialog
_GB = 2**30  # as memory is sold
_STEP_GB = 0.5
_MEANING = (
    "The pixels of a scene take no more than this. A scene that does not fit is read "
    "block by block, and its centres come from a sample instead of every pixel: maps "
    "differ a little, unless they are refined."
)


class MemoryChoice(QWidget):
    """A field in GB, what it means, and the way back to the default.

    Signals
    -------
    memory_chosen : (MemoryBudget,)
        Another budget.
    memory_reset : ()
        The default is wanted, also where it is another one on another computer.
    """

    memory_chosen = Signal(object)
    memory_reset = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        machine_gb = machine_bytes() / _GB
        self._default_gb = round(MemoryBudget.default().total_bytes / _GB, 1)
        self._memory = plain.named(DecimalSpin(self), "memorySpin", _LONGEST)
        self._memory.setToolTip("The most that the pixels of a scene may take of the memory.")
        self._memory.setDecimals(1)
        self._memory.setSingleStep(_STEP_GB)
        least_gb = min(LEAST_BYTES / _GB, self._default_gb)
        self._memory.setRange(least_gb, max(machine_gb, least_gb))
        self._memory.setSuffix(" GB")
        self._memory.setKeyboardTracking(False)  # "16" is not first 1 and then 16
        self._reset = plain.button(
            "Reset to default", "memoryResetButton", self, "Reset memory to default"
        )
        tip = f"Take a quarter of the memory, {self._default_gb:.1f} GB."
        self._reset.setToolTip(plain.tip(tip))
        self._lay_out(
            f"This computer has {machine_gb:.1f} GB; a quarter of it, {self._default_gb:.1f} GB, "
            "is the default."
        )
        self._memory.valueChanged.connect(self._on_value_changed)
        self._reset.clicked.connect(self._on_reset)

    def show_memory(self, budget: MemoryBudget) -> None:
        """Show the budget that counts."""
        with QSignalBlocker(self._memory):
            self._memory.setValue(budget.total_bytes / _GB)
        self._enable_reset()

    def _lay_out(self, facts: str) -> None:
        row = boxes.row(spacing=theme.STEP_PX)
        row.addWidget(self._memory)
        row.addWidget(self._reset)
        row.addStretch(1)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.STEP_PX)
        label = plain.label(_LONGEST, self)
        label.setBuddy(self._memory)
        label.setMinimumWidth(caption_px(label))
        form.addRow(label, row)
        layout = boxes.column(self, margin=0, spacing=theme.STEP_PX)
        layout.addLayout(form)
        layout.addWidget(captions.sentence(_MEANING, self))
        layout.addWidget(captions.note(facts, self))
        layout.addWidget(captions.note("A change applies to the next scene or sweep.", self))

    def _enable_reset(self) -> None:
        self._reset.setEnabled(round(self._memory.value(), 1) != self._default_gb)

    @Slot(float)
    def _on_value_changed(self, value_gb: float) -> None:
        self._enable_reset()
        self.memory_chosen.emit(MemoryBudget(round(value_gb * _GB)))

    @Slot()
    def _on_reset(self) -> None:
        self.show_memory(MemoryBudget.default())
        self.memory_reset.emit()


def caption_px(label: QLabel) -> int:
    """Return how wide the captions of all preferences are: the fields stand below each other."""
    return label.fontMetrics().horizontalAdvance(f"{_LONGEST} ")
