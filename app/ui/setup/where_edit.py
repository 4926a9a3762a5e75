"""Take a condition over bands and indices whose pixels do not take part."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.errors import AppError
from app.scene.computed.conditions import condition_on
from app.scene.indices.tokens import N_TEXT
from app.scene.leaving_out.leave_out import EVERY_PIXEL, LeaveOut
from app.scene.scene import Scene
from app.ui.parts import boxes, captions, plain

_EXAMPLE = "NDWI > 0.1"
_TIP = (
    "Pixels where this is true do not take part. Bands by name or role, indices and formulas by "
    "name, comparisons, and, or, not; values are measured ones: reflectance where it is known."
)


class WhereEdit(QWidget):
    """One line with the condition; a refusal stands below it.

    Signals
    -------
    chosen(LeaveOut)
        Another condition is to be left out by; the rest is as it was shown.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._leave_out = EVERY_PIXEL
        self._scene: Scene | None = None
        self._text = QLineEdit(self)
        plain.named(self._text, "leaveOutWhereEdit", "Condition whose pixels are left out")
        self._text.setPlaceholderText(_EXAMPLE)
        self._text.setToolTip(plain.tip(_TIP))
        self._text.setMaxLength(N_TEXT)
        self._text.setClearButtonEnabled(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._note = captions.note("", self, "leaveOutWhereNote")
        self._note.hide()
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(captions.quiet("Where", self))
        column.addWidget(self._text)
        column.addWidget(self._note)
        self._text.editingFinished.connect(self._on_typed)

    def show_scene(self, scene: Scene) -> None:
        """Take conditions over the bands of a scene, as they are described now."""
        self._scene = scene

    def show_condition(self, leave_out: LeaveOut) -> None:
        """Show by which condition is left out, without reporting it."""
        is_other = leave_out.conditions != self._leave_out.conditions
        self._leave_out = leave_out
        if is_other or not self._text.hasFocus():  # what is being typed stays
            self._text.setText(self._known_text())
            self._say("")

    def _known_text(self) -> str:
        """Return the condition; of several, which a command may have given, all as one."""
        texts = [one.text for one in self._leave_out.conditions]
        return texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)

    def _say(self, text: str) -> None:
        self._note.setText(plain.line(text))
        self._note.setVisible(bool(text))

    @Slot()
    def _on_typed(self) -> None:
        text = self._text.text().strip()
        if text == self._known_text():
            self._say("")
            return
        if self._scene is None:
            return
        try:
            conditions = (condition_on(text, self._scene.bands),) if text else ()
        except AppError as error:
            self._say(f"{error.detail} {error.hint}")
            return
        self._say("")
        self.chosen.emit(replace(self._leave_out, conditions=conditions))
