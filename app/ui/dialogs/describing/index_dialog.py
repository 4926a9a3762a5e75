"""Ask which indices, or which formula of the person's own, are to stand beside the bands."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QGridLayout, QLineEdit, QWidget

from app.errors import AppError
from app.scene.band import Band
from app.scene.computed.binding import bind, bind_index, indices_of, operable, spoken
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.spectral_indices import SPECTRAL_INDICES, SpectralIndex
from app.scene.indices.tokens import ALLOWED, N_TEXT
from app.ui.dialogs.describing.dialog_frame import DialogFrame
from app.ui.dialogs.describing.refusal_line import RefusalLine
from app.ui.parts import captions, plain, theme

_UNNAMED = "formula"
_N_NAMED = 16
_WIDTH_PX = 520
_ABOUT = (
    "An index is computed from the bands wherever pixels are read, in true units where these are "
    "known. It takes part in a sweep like a band."
)


class IndexDialog(DialogFrame):
    """The usual indices that the bands allow, and a formula of one's own, checked as it is typed.

    Signals
    -------
    chosen : (tuple[BandMaths, ...],)
        What is to be added; whoever takes it closes the dialog, or refuses.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "indexDialog", "Add index")
        self._bands: tuple[Band, ...] = ()
        self._own: BandMaths | None = None
        self._boxes = {index.key: self._make_box(index) for index in SPECTRAL_INDICES}
        self._formulas = {key: captions.quiet("", self) for key in self._boxes}
        self._name = self._make_edit("mathsNameEdit", "Name of your own formula", _UNNAMED)
        self._text = self._make_edit("mathsFormulaEdit", "Your own formula", "nir / red")
        self._text.setMaxLength(N_TEXT)
        self._text.setToolTip(plain.tip(ALLOWED))
        self._meaning = captions.note("", self, "mathsMeaning")
        self._refusal = RefusalLine(self)
        self._apply = self.make_action("indexAddButton", "Add")
        self._lay_out()
        for box in self._boxes.values():
            box.toggled.connect(self._on_changed)
        self._text.textChanged.connect(self._on_changed)
        self._name.textChanged.connect(self._on_changed)
        self._apply.clicked.connect(self._on_apply)

    def ask(self, bands: Sequence[Band], computed: Sequence[BandMaths]) -> None:
        """Offer what these bands allow.

        Parameters
        ----------
        computed
            What stands beside them already.
        """
        self._bands = tuple(bands)
        possible = {index.key for index in indices_of(bands)}
        there = {maths.text for maths in computed}
        for index in SPECTRAL_INDICES:
            can = index.key in possible
            is_new = index.formula not in there
            box, formula = self._boxes[index.key], self._formulas[index.key]
            box.setChecked(False)
            box.setEnabled(can and is_new)
            text = spoken(bind_index(index, bands), bands) if can else _missing(index, bands)
            formula.setText(plain.line(text if is_new else "already among the bands"))
        self._name.clear()
        self._text.clear()
        self._on_changed()
        self.adjustSize()
        self.open()
        first = (box for box in self._boxes.values() if box.isEnabled())
        next(first, self._text).setFocus()

    def refuse(self, error: AppError) -> None:
        """Say why what was asked for cannot be."""
        self._refusal.say(error)
        self.adjustSize()

    def _make_box(self, index: SpectralIndex) -> QCheckBox:
        box = QCheckBox(f"{index.key}: {index.title[:1].lower()}{index.title[1:]}", self)
        plain.named(box, f"index{index.key}Check", f"{index.key}, {index.title}")
        box.setToolTip(plain.tip(f"{index.formula}\n{index.high}\n{index.source}"))
        return box

    def _make_edit(self, name: str, title: str, example: str) -> QLineEdit:
        edit = plain.named(QLineEdit(self), name, title)
        edit.setPlaceholderText(example)
        return edit

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.STEP_PX)
        grid.setVerticalSpacing(theme.STEP_PX // 2)
        grid.setColumnStretch(1, 1)
        for row, (key, box) in enumerate(self._boxes.items()):
            grid.addWidget(box, row, 0)
            grid.addWidget(self._formulas[key], row, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * theme.STEP_PX)
        form.setVerticalSpacing(theme.STEP_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (("Formula", self._text), ("Name", self._name)):
            label = plain.label(title, self)
            label.setBuddy(field)
            form.addRow(label, field)
        self.frame(
            *(captions.note(_ABOUT, self), grid),
            *(captions.heading("Your own formula", self), form, self._meaning, self._refusal),
            action=self._apply,
            cancel_name="indexCancelButton",
        )
        self.setMinimumWidth(_WIDTH_PX)

    @Slot()
    def _on_changed(self) -> None:
        """Say at once what a formula means, or where it is wrong."""
        self._refusal.take_back()
        self._own = None
        text, name = self._text.text(), self._name.text().strip()
        if not text.strip():
            told = f"{name} needs a formula." if name else _named(self._bands)
            self._meaning.setText(plain.line(told))
        else:
            try:
                self._own = bind(name or _UNNAMED, text, self._bands)
            except AppError as error:
                self._meaning.clear()
                self._refusal.say(error)
            else:
                self._meaning.setText(plain.line(f"= {spoken(self._own, self._bands)}"))
        self._meaning.setVisible(bool(self._meaning.text()))
        is_wrong = bool(text.strip() or name) and self._own is None
        some = any(box.isChecked() for box in self._boxes.values()) or self._own is not None
        self._apply.setEnabled(some and not is_wrong)

    @Slot()
    def _on_apply(self) -> None:
        asked = tuple(
            bind_index(index, self._bands)
            for index in SPECTRAL_INDICES
            if self._boxes[index.key].isChecked()
        )
        self.chosen.emit(asked if self._own is None else (*asked, self._own))


def _missing(index: SpectralIndex, bands: Sequence[Band]) -> str:
    known = {band.role for band in operable(bands)}
    missing = [role for role in index.roles if role not in known]
    return f"needs a band with the role {' and '.join(missing)}"


def _named(bands: Sequence[Band]) -> str:
    usable = operable(bands)
    told = ", ".join(f"{band.called} {band.role}".strip() for band in usable[:_N_NAMED])
    return f"Bands: {told}{', …' if len(usable) > _N_NAMED else ''}."
