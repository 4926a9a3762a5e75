"""Ask what one band is called, which part of the spectrum it sees, and where."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from app.errors import AppError, SettingsError
from app.scene.band import Band, BandKind
from app.scene.band_teaching import TaughtBand
from app.scene.computed.binding import spoken
from app.scene.recognition.sensor_presets import QUALITY_ROLE, known_roles, role_and_kind
from app.ui.dialogs.describing.dialog_frame import DialogFrame
from app.ui.dialogs.describing.refusal_line import RefusalLine
from app.ui.parts import captions, plain, theme

_TITLES = {"": "not known", QUALITY_ROLE: "quality flags, not measured"}


class BandDialog(DialogFrame):
    """Name, role and wavelength of one band.

    Signals
    -------
    described : (TaughtBand,)
        What the person says; whoever takes it closes the dialog, or refuses.
    """

    described = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "bandDialog", "Describe band")
        self._band: Band | None = None
        self._name = self._make_edit("bandNameEdit", "Name of the band")
        self._role = plain.named(QComboBox(self), "bandRoleCombo", "Role of the band")
        self._role.setToolTip("The part of the spectrum; composites are made by it")
        for role in ("", *known_roles()):
            self._role.addItem(_TITLES.get(role, role), role)
        self._wavelength = self._make_edit("bandWavelengthEdit", "Centre wavelength in nanometres")
        self._wavelength.setPlaceholderText("not known")
        self._source = captions.note("", self)
        self._refusal = RefusalLine(self)
        self._apply = self.make_action("bandApplyButton", "Apply")
        self._lay_out()
        self._apply.clicked.connect(self._on_apply)

    def ask(self, band: Band, *, is_measured: bool) -> None:
        """Show what is known of a band, to be changed.

        Parameters
        ----------
        is_measured
            Whether its values were read; of others only the name can be changed.
        """
        self._band = band
        self._refusal.take_back()
        self._source.setText(plain.line(_source_of(band)))
        self._name.setText(band.called)
        self._name.selectAll()
        if self._role.findData(_said_role(band)) < 0:  # one that only files have
            self._role.addItem(plain.line(band.role), band.role)
        self._role.setCurrentIndex(self._role.findData(_said_role(band)))
        self._role.setEnabled(is_measured)
        nm = band.wavelength_nm
        self._wavelength.setText("" if nm is None else f"{nm:g}")
        self._wavelength.setEnabled(is_measured)
        self.open()
        self._name.setFocus()

    def refuse(self, error: AppError) -> None:
        """Say why what was asked for cannot be."""
        self._refusal.say(error)
        self.adjustSize()

    def _make_edit(self, name: str, title: str) -> QLineEdit:
        return plain.named(QLineEdit(self), name, title)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.STEP_PX)
        form.setVerticalSpacing(theme.STEP_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in self._rows():
            label = plain.label(title, self)
            label.setBuddy(field)
            form.addRow(label, field)
        self.frame(
            *(self._source, form, self._refusal),
            action=self._apply,
            cancel_name="bandCancelButton",
        )
        self.setMinimumWidth(360)

    def _rows(self) -> Iterable[tuple[str, QWidget]]:
        return (
            ("Name", self._name),
            ("Role", self._role),
            ("Wavelength (nm)", self._wavelength),
        )

    @Slot()
    def _on_apply(self) -> None:
        if self._band is None:
            return
        try:
            said = self._said(self._band)
        except SettingsError as error:
            self.refuse(error)
        else:
            self.described.emit(said)

    def _said(self, band: Band) -> TaughtBand:
        role = str(self._role.currentData())
        is_same = role == _said_role(band) or not self._role.isEnabled()
        own, kind = (band.role, band.kind) if is_same else role_and_kind(role)
        return TaughtBand(
            band.name, self._name.text(), own, kind, _wavelength(self._wavelength.text())
        )


def _source_of(band: Band) -> str:
    if band.computed is not None:
        return f"= {spoken(band.computed.maths, band.computed.sources)}"
    return f"{band.path.name}, band {band.index}, {band.dtype}"


def _said_role(band: Band) -> str:
    return QUALITY_ROLE if band.kind is BandKind.QUALITY else band.role


def _wavelength(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise SettingsError(
            "Wavelength not understood",
            f'"{text.strip()}" is no number.',
            "Write nanometres, such as 655, or nothing.",
        ) from None
