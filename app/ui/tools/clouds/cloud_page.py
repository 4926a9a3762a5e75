"""Find clouds by a clear scene, in steps, and leave them out."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QSlider, QSpinBox, QWidget

from app.clustering.clouds.wishes import PX_MAX, CloudMode, CloudSearch, CloudWishes
from app.ui.parts import boxes, captions, icons, number_format, plain, theme
from app.ui.parts.cut_line import CutLine
from app.ui.tools.clouds.agreement_table import Agreed, AgreementTable
from app.ui.tools.tool_page import ToolPage
from app.ui.tools.tool_step import lead_with

_ABOUT = (
    "Finds clouds and their shadows by a clear scene of the same place, or clouds by a saved "
    "model. What counts as cloud, you decide."
)
_MODES = (
    (
        CloudMode.DIFFERENCE,
        "What changed",
        "Clusters of the difference of both dates that rose in all visible bands are cloud.",
    ),
    (
        CloudMode.UNLIKE,
        "Unlike the clear scene",
        "Pixels brighter than, and unlike, all that the clear scene has are cloud.",
    ),
)
_BY_MODEL = (
    "Pixels brighter than, and unlike, all that the model was trained on are cloud. It holds no "
    "pixels of this place, so that neither what changed nor shadows can be told by it."
)
_NO_SCENE = "No clear scene or model yet."
_QUIET_MS = 200  # a mask of a whole scene takes as long: not one for each step of the mouse


class CloudPage(ToolPage):
    """The page: the clear scene, by what clouds are known, which count; then what came of it.

    Attributes
    ----------
    agreement
        What the quality band says; hidden where there is none.

    Signals
    -------
    folder_requested, files_requested, model_requested
        A clear scene is to be chosen, or a saved model in its place.
    mode_chosen : (CloudMode,)
        By what clouds are known.
    wishes_chosen : (CloudWishes,)
        Which clouds count.
    leave_out_requested, sweep_requested
        What is shown is to be left out; the rest is to be swept.
    """

    folder_requested = Signal()
    files_requested = Signal()
    model_requested = Signal()
    mode_chosen = Signal(object)
    wishes_chosen = Signal(object)
    leave_out_requested = Signal()
    sweep_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("clouds", "Clouds", _ABOUT, parent)
        self._is_shown = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET_MS)
        self._timer.timeout.connect(self._on_rest)
        self._make_clear_step()
        self._make_mode_step()
        self._make_wishes_step()
        self._make_result()
        self.show_search(CloudSearch())

    @property
    def wishes(self) -> CloudWishes:
        """Which clouds count."""
        strictness = self._strictness.value() / 100
        return CloudWishes(strictness, self._smallest.value(), self._grow.value())

    @Slot(object)
    def show_search(self, search: CloudSearch) -> None:
        """Show what is chosen."""
        self._clear.show_text(_called(search.clear))
        self._mode_step.setEnabled(bool(search.clear))
        self._mode.setEnabled(search.model is None)
        places = [mode for mode, _, _ in _MODES]
        fields: tuple[tuple[QWidget, int], ...] = (
            (self._strictness, round(100 * search.wishes.strictness)),
            (self._smallest, search.wishes.smallest_px),
            (self._grow, search.wishes.grow_px),
        )
        with QSignalBlocker(self._mode):
            self._mode.setCurrentIndex(places.index(search.by))
        told = _MODES[places.index(search.by)][2] if search.model is None else _BY_MODEL
        self._mode_note.setText(plain.line(told))
        for field, value in fields:
            if isinstance(field, QSlider | QSpinBox) and not self._timer.isActive():
                with QSignalBlocker(field):
                    field.setValue(value)
        self._per_cent.setText(plain.line(f"{self._strictness.value()} %"))

    @Slot(object)
    def show_notes(self, notes: Sequence[str]) -> None:
        """Say in which ways the clear scene is not like the open one."""
        self._notes.setText(plain.line(" ".join(notes)))
        self._notes.setVisible(bool(notes))

    def show_found(self, cloud: float, shadow: float | None) -> None:
        """Say how much of the scene is cloud and how much shadow, 0..1; None is not looked for."""
        told = f"{number_format.percent(cloud)} % cloud"
        if shadow is not None:
            told += f", {number_format.percent(shadow)} % shadow"
        self._shares.setText(plain.line(told))
        self.show_result(is_shown=True)

    def show_agreement(self, lines: Sequence[Agreed], n_places: int) -> None:
        """Show what the quality band says of what was found; nothing where there is none."""
        self._agreement_title.setVisible(bool(lines))
        self.agreement.setVisible(bool(lines))
        self.agreement.show_agreement(lines, n_places)

    @Slot(bool)
    def show_left_out(self, is_left_out: bool) -> None:  # noqa: FBT001 - as Qt calls it
        """Say whether what is shown is left out."""
        self._leave_out.setText(plain.line("Left out" if is_left_out else "Leave clouds out"))
        self._leave_out.setEnabled(not is_left_out)
        self._sweep.setEnabled(is_left_out)
        lead_with(self._leave_out, is_next=not is_left_out)
        lead_with(self._sweep, is_next=is_left_out)

    def _make_clear_step(self) -> None:
        step = self.add_step("Choose a clear scene, or a model")
        self._clear = CutLine(step, is_quiet=False)
        self._clear.setObjectName("cloudClearLine")
        step.add(self._clear)
        folder = self._make_button("cloudFolderButton", "Folder…", "open")
        folder.setAccessibleName("Choose the folder of a clear scene")
        files = self._make_button("cloudFilesButton", "Files…", "files")
        files.setAccessibleName("Choose the files of a clear scene")
        model = self._make_button("cloudModelButton", "Model…", "")
        model.setAccessibleName("Choose a saved model in place of a clear scene")
        model.setToolTip(plain.tip("A model that was saved of clear scenes, of any place."))
        step.add_buttons(folder, files, model)
        folder.clicked.connect(self.folder_requested)
        files.clicked.connect(self.files_requested)
        model.clicked.connect(self.model_requested)

    def _make_mode_step(self) -> None:
        step = self._mode_step = self.add_step("Choose what tells clouds")
        self._mode = plain.named(QComboBox(step), "cloudModeCombo", "What tells clouds")
        self._mode.addItems([title for _, title, _ in _MODES])
        self._mode_note = captions.note("", step)
        step.add(self._mode)
        step.add(self._mode_note)
        self._mode.currentIndexChanged.connect(self._on_mode)

    def _make_wishes_step(self) -> None:
        # Among the results: it is changed while the map is looked at.
        step = self._wishes_step = self.add_result_step("Choose what counts")
        self._strictness = QSlider(Qt.Orientation.Horizontal, step)
        plain.named(self._strictness, "cloudStrictnessSlider", "How strictly, in per cent")
        self._strictness.setToolTip("To the right, thinner clouds and weaker shadows count too.")
        self._strictness.setRange(5, 95)
        self._strictness.setPageStep(10)
        self._per_cent = captions.quiet("", step)
        step.add_row("Strictness", self._per_cent)
        step.add_row("Thick clouds", self._strictness, plain.label("thin, too", step))
        self._smallest = self._make_spin("cloudSmallestSpin", "Smallest cloud, pixels", 1)
        self._smallest.setToolTip("Smaller pieces are no cloud.")
        step.add_row("Smallest cloud", self._smallest)
        self._grow = self._make_spin("cloudGrowSpin", "Grow by, pixels", 0)
        self._grow.setToolTip("So many pixels around clouds and shadows count as well.")
        step.add_row("Grow by", self._grow)
        self._strictness.valueChanged.connect(self._on_moved)
        for spin in (self._smallest, self._grow):
            spin.valueChanged.connect(self._on_moved)

    def _make_result(self) -> None:
        column = boxes.column(self.result, margin=0, spacing=theme.STEP_PX)
        self._shares = captions.heading("", self.result, "cloudShares")
        self._agreement_title = captions.quiet("Against the quality band", self.result)
        self.agreement = AgreementTable(self.result)
        self._leave_out = self._make_button("cloudLeaveOutButton", "Leave clouds out", "")
        self._leave_out.setAccessibleName("Leave clouds out, and their shadows")
        self._leave_out.setToolTip("They take no part any more. Undo brings them back.")
        self._sweep = self._make_button("cloudSweepButton", "Sweep without them", "")
        self._sweep.setToolTip("Run the sweep on what is left.")
        self._notes = captions.note("", self.result, "cloudNotes")
        leaving = self.pin_step("Leave clouds out", of_result=True)
        leaving.add(self._leave_out)
        leaving.add(self._sweep)
        for widget in (
            *(self._shares, self._notes, self._wishes_step),
            *(self._agreement_title, self.agreement),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self._leave_out.clicked.connect(self.leave_out_requested)
        self._sweep.clicked.connect(self.sweep_requested)
        self.show_left_out(False)  # noqa: FBT003 - as Qt calls it

    def _make_button(self, name: str, text: str, icon: str) -> QPushButton:
        button = plain.button(text, name, self)
        if icon:
            icons.set_icon(button, icon)
        return button

    def _make_spin(self, name: str, spoken: str, least: int) -> QSpinBox:
        spin = plain.named(QSpinBox(self), name, spoken)
        spin.setRange(least, PX_MAX)
        spin.setSuffix(" px")
        spin.setKeyboardTracking(False)
        return spin

    @Slot(int)
    def _on_mode(self, place: int) -> None:
        self._mode_note.setText(plain.line(_MODES[place][2]))
        self.mode_chosen.emit(_MODES[place][0])

    @Slot(int)
    def _on_moved(self, _value: int) -> None:
        self._per_cent.setText(plain.line(f"{self._strictness.value()} %"))
        self._timer.start()

    @Slot()
    def _on_rest(self) -> None:
        self.wishes_chosen.emit(self.wishes)


def _called(clear: Sequence[str]) -> str:
    if not clear:
        return _NO_SCENE
    name = clear[0].replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return name if len(clear) == 1 else f"{name} and {len(clear) - 1} more files"
