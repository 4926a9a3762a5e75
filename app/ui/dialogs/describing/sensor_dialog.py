"""Ask which sensor the bands are of, and show band by band what that would make of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from app.errors import AppError, SettingsError
from app.scene.band import Band
from app.scene.recognition.sensor_presets import PresetBand, SensorPreset
from app.ui.dialogs.describing.dialog_frame import DialogFrame
from app.ui.dialogs.describing.refusal_line import RefusalLine
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.tables import table_manners

_N_ROWS_MAX = 200  # no sensor on offer has more; a list of all would be slow to make
_N_ROWS_SHOWN = 13
_ROW_PX = 30
_AS_NOW = "as it is now"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the person wants.

    Attributes
    ----------
    preset
        The sensor; without bands where the bands stay as they are.
    mapped
        Which of its bands each band is; None for one that stays as it is.
    own_title
        Under which the outcome is to be kept; empty where it is not.
    """

    preset: SensorPreset
    mapped: tuple[PresetBand | None, ...]
    own_title: str


class SensorDialog(DialogFrame):
    """A sensor, and which of its bands each band of the scene is.

    Signals
    -------
    assigned : (Assignment,)
        What the person wants; whoever takes it closes the dialog, or refuses.
    """

    assigned = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "sensorDialog", "Assign sensor")
        self._bands: tuple[Band, ...] = ()
        self._presets: tuple[SensorPreset, ...] = ()
        self._sensor = plain.named(QComboBox(self), "sensorCombo", "Sensor")
        self._table = self._make_table()
        self._keeps = QCheckBox("Remember for files like this as", self)
        self._keeps.setObjectName("keepSensorCheck")
        self._title = QLineEdit(self)
        plain.named(self._title, "ownSensorEdit", "Name of the sensor of your own")
        self._title.setPlaceholderText("a name of your own")
        self._title.setEnabled(False)
        self._shape = captions.note("", self)
        self._refusal = RefusalLine(self)
        self._assign = self.make_action("assignButton", "Assign")
        self._lay_out()
        self._sensor.currentIndexChanged.connect(self._on_sensor_changed)
        self._keeps.toggled.connect(self._on_keeps_toggled)
        self._assign.clicked.connect(self._on_assign)

    def ask(self, bands: Sequence[Band], presets: Sequence[SensorPreset], chosen: str = "") -> None:
        """Offer sensors for these bands, which are in the order of their files.

        Parameters
        ----------
        presets
            Those of the person's own first.
        chosen
            Title of the one to be shown first.
        """
        self._bands = tuple(bands)[:_N_ROWS_MAX]
        stays = SensorPreset("", ())
        self._presets = (*presets, stays)
        self._refusal.take_back()
        self._keeps.setChecked(False)
        self._title.clear()
        n, dtype = len(bands), bands[0].dtype if bands else ""
        self._shape.setText(f"It is offered again for files of {n} bands of {dtype}.")
        was_blocked = self._sensor.blockSignals(True)  # noqa: FBT003 -- Qt has no keyword here
        self._sensor.clear()
        for preset in self._presets:
            note = " (your own)" if preset.is_own else ""
            title = f"{preset.title}{note}" if preset is not stays else "Bands as they are now"
            self._sensor.addItem(plain.line(title))
        titles = [preset.title for preset in self._presets]
        # Without a title to look for, what stays would be found: its title is empty.
        self._sensor.setCurrentIndex(titles.index(chosen) if chosen and chosen in titles else 0)
        self._sensor.blockSignals(was_blocked)
        self._show_mapping()
        self.open()
        self._sensor.setFocus()

    def refuse(self, error: AppError) -> None:
        """Say why what was asked for cannot be."""
        self._refusal.say(error)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel is to scroll the list, not to change what happens to lie under the mouse.
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    @property
    def _preset(self) -> SensorPreset:
        return self._presets[self._sensor.currentIndex()]

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 2, self)
        plain.named(table, "mappingTable", "Which band of the sensor each band is")
        table.setHorizontalHeaderLabels(["In the file", "Becomes"])
        table_manners.settle(table)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the choices in it take the keyboard
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _lay_out(self) -> None:
        first = boxes.row(spacing=2 * theme.STEP_PX)
        label = plain.label("Sensor", self)
        label.setBuddy(self._sensor)
        first.addWidget(label)
        first.addWidget(self._sensor, 1)
        keep = boxes.row(spacing=theme.STEP_PX)
        keep.addWidget(self._keeps)
        keep.addWidget(self._title, 1)
        self.frame(
            *(first, self._table, keep, self._shape, self._refusal),
            action=self._assign,
            cancel_name="assignCancelButton",
            growing=self._table,
        )
        self.setMinimumWidth(460)

    def _show_mapping(self) -> None:
        """Map by order; every choice can be changed."""
        preset = self._preset
        mapped = preset.in_order(len(self._bands))
        self._table.setRowCount(len(self._bands))
        for row, (band, one) in enumerate(zip(self._bands, mapped, strict=True)):
            item = QTableWidgetItem(plain.line(_in_file(band)))
            item.setToolTip(plain.tip(f"{band.path.name}, band {band.index}"))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._table.setItem(row, 0, item)
            self._table.setCellWidget(row, 1, self._make_choice(row, preset, one))
        n_shown = max(4, min(len(self._bands), _N_ROWS_SHOWN))
        header_px = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(header_px + n_shown * _ROW_PX + 2)
        self.adjustSize()

    def _make_choice(self, row: int, preset: SensorPreset, one: PresetBand | None) -> QComboBox:
        choice = QComboBox(self._table)
        plain.named(choice, f"mappingCombo{row}", f"{_in_file(self._bands[row])} becomes")
        choice.addItem(_AS_NOW)
        for band in preset.bands:
            choice.addItem(plain.line(number_format.grouped(band.title)))
        choice.setCurrentIndex(preset.bands.index(one) + 1 if one is not None else 0)
        choice.setEnabled(bool(preset.bands))
        choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        choice.installEventFilter(self)
        return choice

    def _mapped(self) -> tuple[PresetBand | None, ...]:
        bands = self._preset.bands
        chosen = []
        for row in range(len(self._bands)):
            choice = self._table.cellWidget(row, 1)
            place = choice.currentIndex() - 1 if isinstance(choice, QComboBox) else -1
            chosen.append(bands[place] if place >= 0 else None)
        return tuple(chosen)

    @Slot()
    def _on_sensor_changed(self) -> None:
        self._refusal.take_back()
        self._show_mapping()

    @Slot(bool)
    def _on_keeps_toggled(self, keeps: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._title.setEnabled(keeps)
        if keeps:
            self._title.setFocus()

    @Slot()
    def _on_assign(self) -> None:
        title = self._title.text().strip() if self._keeps.isChecked() else ""
        if self._keeps.isChecked() and not title:
            self.refuse(
                SettingsError(
                    "Sensor without a name",
                    "A sensor that is remembered needs a name.",
                    "Write one, or do not remember it.",
                )
            )
            return
        self.assigned.emit(Assignment(self._preset, self._mapped(), title))


def _in_file(band: Band) -> str:
    nm = band.wavelength_nm
    return band.title if nm is None else f"{band.title}, {number_format.number(nm)} nm"
