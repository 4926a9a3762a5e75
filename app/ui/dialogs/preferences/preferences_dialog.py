"""Ask for what is chosen once for the computer, and show each choice at once."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QWidget,
)

from app.scene.memory_budget import MemoryBudget
from app.ui.dialogs.preferences.memory_choice import MemoryChoice, caption_px
from app.ui.parts import boxes, captions, plain, theme
from app.ui.parts.area_unit import AreaUnit
from app.ui.parts.cut_line import CutLine
from app.ui.parts.numbers.area_unit_combo import AreaUnitCombo

THEME, PALETTE, STRETCH, MOTION = "theme", "palette", "stretch", "motion"
DECIMAL, DIGITS = "decimal", "digits"
_ROWS = {
    THEME: ("Theme", "Colours of the window."),
    PALETTE: ("Colours of clusters", "Of clusters that nobody has coloured."),
    STRETCH: ("Stretch", "How the picture is stretched, of this scene and of those to come."),
    MOTION: ("Motion", "Whether a map that was split or tidied fades in, or is there at once."),
    DECIMAL: ("Decimal sign", "In tables, curves and read-outs; files keep the point."),
    DIGITS: ("Digits", "Significant digits of figures that have no unit of their own."),
}
_LOOK, _NUMBERS = (THEME, PALETTE, STRETCH, MOTION), (DECIMAL, DIGITS)


class PreferencesDialog(QDialog):
    """Every change counts at once; Cancel, and Escape, take all of them back.

    Signals
    -------
    chosen : (str, str)
        Another entry of one of the lists: its key, and the value.
    memory_chosen : (MemoryBudget,)
        Another budget.
    memory_reset : ()
        The default is wanted, also where it is another one on another computer.
    unit_chosen : (AreaUnit,)
        Areas are to be shown in another unit.
    folder_chosen : (Path,)
        Exports begin in another folder.
    """

    chosen = Signal(str, str)
    memory_chosen = Signal(object)
    memory_reset = Signal()
    unit_chosen = Signal(object)
    folder_chosen = Signal(Path)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle("Preferences")
        self._lists = {key: self._make_list(key) for key in _ROWS}
        self._unit = AreaUnitCombo("areaUnitPreferenceCombo", self)
        self._unit.setToolTip("Exports stay in the units that their columns name.")
        self._place = CutLine(self, is_quiet=False)
        self._place.setObjectName("exportFolderLine")
        self._folder = Path()
        self._choose = plain.button("Choose…", "exportFolderButton", self)
        self._choose.setToolTip("The folder that exports are proposed in.")
        self._memory = MemoryChoice(self)
        self._cancel = plain.button("Cancel", "preferencesCancelButton", self)
        self._cancel.setToolTip("Close, and go back to how all was before.")
        self._keep = plain.button("Keep", "preferencesKeepButton", self)
        self._keep.setToolTip("Close, and leave all as it is chosen.")
        self._keep.setProperty("role", "primary")
        self._lay_out()
        self._unit.unit_chosen.connect(self.unit_chosen)
        self._choose.clicked.connect(self._ask_folder)
        self._memory.memory_chosen.connect(self.memory_chosen)
        self._memory.memory_reset.connect(self.memory_reset)
        self._keep.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)

    def offer(self, key: str, entries: Sequence[tuple[str, str]]) -> None:
        """Fill one of the lists with values and their titles."""
        combo = self._lists[key]
        with QSignalBlocker(combo):
            combo.clear()
            for value, title in entries:
                combo.addItem(plain.entry(title), value)

    def show_choice(self, key: str, value: str) -> None:
        """Show what is chosen in one of the lists."""
        combo = self._lists[key]
        with QSignalBlocker(combo):
            combo.setCurrentIndex(combo.findData(value))

    def show_memory(self, budget: MemoryBudget) -> None:
        """Show the budget that counts."""
        self._memory.show_memory(budget)

    def show_unit(self, unit: AreaUnit) -> None:
        """Show the unit of areas."""
        self._unit.show_unit(unit)

    def show_folder(self, folder: Path) -> None:
        """Show where exports begin."""
        self._folder = folder
        self._place.show_text(plain.line(str(folder)))

    def _make_list(self, key: str) -> QComboBox:
        title, tip = _ROWS[key]
        combo = QComboBox(self)
        combo.setObjectName(f"{key}PreferenceCombo")
        combo.setProperty("key", key)
        combo.setAccessibleName(title)
        combo.setToolTip(tip)
        combo.currentIndexChanged.connect(self._on_chosen)
        return combo

    def _lay_out(self) -> None:
        place = boxes.row(spacing=theme.STEP_PX)
        place.addWidget(self._place, 1)
        place.addWidget(self._choose)
        look, numbers, files = (self._make_form() for _ in range(3))
        for form, keys in ((look, _LOOK), (numbers, _NUMBERS)):
            for key in keys:
                form.addRow(self._caption(_ROWS[key][0], self._lists[key]), self._lists[key])
        numbers.insertRow(0, self._caption("Areas in", self._unit), self._unit)
        files.addRow(self._caption("Exports go to", self._choose), place)
        buttons = boxes.row(spacing=theme.STEP_PX)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._keep)
        layout = boxes.column(self, margin=2 * theme.STEP_PX, spacing=theme.STEP_PX)
        for title, form in (("Look", look), ("Numbers", numbers), ("Files", files)):
            layout.addWidget(captions.heading(title, self))
            layout.addLayout(form)
            layout.addSpacing(theme.STEP_PX)
        layout.addWidget(captions.heading("Memory", self))
        layout.addWidget(self._memory)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setMinimumWidth(480)

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.STEP_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        return form

    def _caption(self, text: str, field: QWidget) -> QWidget:
        label = plain.label(text, self)
        label.setBuddy(field)
        label.setMinimumWidth(caption_px(label))
        return label

    @Slot()
    def _on_chosen(self) -> None:
        combo = self.sender()
        if isinstance(combo, QComboBox) and combo.currentData() is not None:
            self.chosen.emit(str(combo.property("key")), str(combo.currentData()))

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Folder for exports", str(self._folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self._on_folder_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _on_folder_selected(self, names: list[str]) -> None:
        self.show_folder(Path(names[0]))
        self.folder_chosen.emit(self._folder)
