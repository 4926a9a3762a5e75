"""Keep in sight what a tool is done with: the button of the work, how far it is, the way out."""

from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from app.steps import Progress
from app.ui.parts import boxes, captions, icons, number_format, plain, theme
from app.ui.tools.tool_step import ToolStep

_BAR_PX = 6
_N_BAR = 1000


class ToolFooter(QWidget):
    """Below the page of a tool, which scrolls: it stays in sight however long that is.

    Attributes
    ----------
    stop, export
        Stops the work; writes what came of it.
    """

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._pinned: list[tuple[ToolStep, bool]] = []
        self._back: set[ToolStep] = set()
        self.stop = self._button("Stop", "Stop", icon="stop")
        self.export = self._button("Export", "Export…", icon="export")
        self.export.setToolTip("Write what is shown here into a folder of your choice.")
        self._busy = self._make_busy()
        self._column = boxes.column(self, margin=theme.STEP_PX, spacing=theme.STEP_PX)
        self._column.addWidget(self._busy)
        self._column.addWidget(self.export)
        self.show_progress(None)
        self.arrange(has_steps=False, has_result=False)

    def pin(self, step: ToolStep, *, of_result: bool) -> None:
        """Take a step in, which shows where the steps do, or where the result does."""
        self._column.insertWidget(len(self._pinned), step)
        self._pinned.append((step, of_result))

    def pinned(self, *, of_result: bool) -> tuple[ToolStep, ...]:
        """Return the steps that are here of those of the tool, or of its result."""
        return tuple(step for step, is_of_result in self._pinned if is_of_result is of_result)

    def hold_back(self, step: ToolStep, *, is_back: bool) -> None:
        """Keep a step that is pinned out of sight, or let it come again."""
        (self._back.add if is_back else self._back.discard)(step)

    def arrange(self, *, has_steps: bool, has_result: bool) -> None:
        """Show what goes with the steps, with the result, or with both."""
        for step, of_result in self._pinned:
            is_due = has_result if of_result else has_steps
            step.setVisible(is_due and step not in self._back)
        self.export.setVisible(has_result)
        parts = (self._busy, self.export, *(step for step, _ in self._pinned))
        self.setVisible(any(not part.isHidden() for part in parts))

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far the work is; None where none runs."""
        self._busy.setVisible(progress is not None)
        if progress is None:
            self._bar.setRange(0, _N_BAR)
            return
        if progress.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, _N_BAR)
            self._bar.setValue(round(_N_BAR * progress.fraction))
        told = plain.line(progress.text)
        if progress.seconds_left is not None:
            told += f", {number_format.seconds(max(1.0, progress.seconds_left))} left"
        self._doing.setText(told)

    def _make_busy(self) -> QWidget:
        busy = QWidget(self)
        self._bar = QProgressBar(busy)
        plain.named(self._bar, f"{self._name}ToolProgress", "Progress of the tool")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR_PX)
        self._doing = captions.note("", busy, f"{self._name}ToolDoing")
        row = boxes.row(spacing=theme.STEP_PX)
        row.addWidget(self._doing, 1)
        row.addWidget(self.stop)
        column = boxes.column(busy, margin=0, spacing=theme.STEP_PX // 2)
        column.addWidget(self._bar)
        column.addLayout(row)
        return busy

    def _button(self, name: str, text: str, *, icon: str) -> QPushButton:
        button = plain.button(text, f"{self._name}Tool{name}", self)
        icons.set_icon(button, icon)
        return button
