"""Choose which pixels take part, in plain words, and show how many are left out."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.number_text import percent
from app.scene.leaving_out.bit_mask import BitMask
from app.scene.leaving_out.leave_out import EVERY_PIXEL, N_GROWN_MAX, LeaveOut, Meaning
from app.scene.leaving_out.quality_bits import told_by
from app.scene.leaving_out.words import share_in_words
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.ui.parts import boxes, captions, plain
from app.ui.parts.fold import Fold
from app.ui.parts.scroll_page import bring_into_view
from app.ui.setup.number_spin import NumberSpin
from app.ui.setup.places.places_panel import PlacesPanel
from app.ui.setup.values_edit import ValuesEdit
from app.ui.setup.where_edit import WhereEdit

_CLOUDY = frozenset({Meaning.CLOUD, Meaning.DILATED_CLOUD, Meaning.CIRRUS, Meaning.SHADOW})
_N_COLUMNS = 2


class LeaveOutPanel(QWidget):
    """What is left out of the open scene.

    Signals
    -------
    chosen(LeaveOut)
        Something else is to be left out.
    area_requested()
        An area of interest is to be loaded from a file.
    drawing_requested(Shape)
        An area of interest is to be drawn on the map.
    drawing_ended()
        Nothing is to be drawn any more.
    """

    chosen = Signal(object)
    area_requested = Signal()
    drawing_requested = Signal(object)
    drawing_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "leaveOutPanel", "Leave out")
        self._leave_out = EVERY_PIXEL
        self._boxes: dict[Meaning, QCheckBox] = {}
        self._content = QWidget(self)
        self._fold = Fold("Leave out", self._content, self)
        self._fold.setObjectName("leaveOutFold")
        self._cloud_free = QPushButton("Cloud-free", self)
        plain.named(self._cloud_free, "cloudFreeButton", "Leave out clouds and their shadows")
        self._cloud_free.setToolTip("Leave out clouds, cirrus and shadows of clouds.")
        self._share = captions.quiet("", self)  # where it wrapped, nothing here could shrink
        self._share.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._share.setObjectName("leaveOutShare")
        self._grow = NumberSpin(self._content)
        self._label = QCheckBox("Label left-out pixels too", self._content)
        self._values = ValuesEdit(self._content)
        self._where = WhereEdit(self._content)
        self._places = PlacesPanel(self._content)
        self._lay_out()
        self.setVisible(False)
        self._cloud_free.clicked.connect(self._on_cloud_free)
        self._grow.valueChanged.connect(self._on_grow)
        self._label.toggled.connect(self._on_label)
        self._values.chosen.connect(self._choose)
        self._where.chosen.connect(self._choose)
        self._places.chosen.connect(self._choose)
        self._places.file_requested.connect(self.area_requested)
        self._places.drawing_requested.connect(self.drawing_requested)
        self._places.drawing_ended.connect(self.drawing_ended)

    @Slot(object)
    def show_scene(self, scene: Scene) -> None:
        """Offer what the quality bands of a scene tell."""
        told = told_by(scene)
        for box in self._boxes.values():
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = {meaning: self._make_box(meaning, told[meaning][0].name) for meaning in told}
        for number, box in enumerate(self._boxes.values()):
            self._grid.addWidget(box, number // _N_COLUMNS, number % _N_COLUMNS)
            box.show()
        self._cloud_free.setVisible(Meaning.CLOUD in told)
        self._hint.setVisible(not told)
        self._values.show_scene(scene)
        self._where.show_scene(scene)
        self._places.set_scene_size(scene.grid.height, scene.grid.width)
        self.setVisible(True)
        self.show_rule(NoDataRule())

    @Slot(object)
    def take_described(self, scene: Scene) -> None:
        """Know bands as they are called now, and formulas that came beside them."""
        self._where.show_scene(scene)

    @Slot(object)
    def show_rule(self, rule: NoDataRule) -> None:
        """Show what is left out, without reporting it."""
        self._leave_out = rule.leave_out
        for meaning, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(meaning in rule.leave_out.meanings)
        with QSignalBlocker(self._grow):
            self._grow.setValue(rule.leave_out.n_grown_px)
        with QSignalBlocker(self._label):
            self._label.setChecked(rule.leave_out.labels_left_out)
        masks = [mask for mask in rule.masks if isinstance(mask, BitMask)]
        said = [f"{percent(mask.n_px / (mask.height * mask.width))} left out" for mask in masks]
        self._show_share("; ".join(said), " ".join(map(share_in_words, masks)))
        self._values.show_values(rule.leave_out)
        self._where.show_condition(rule.leave_out)
        self._places.show_places(rule.leave_out)

    @Slot(object)
    def take(self, leave_out: LeaveOut) -> None:
        """Go on from what was asked for elsewhere, before it is looked up."""
        self._leave_out = leave_out
        self._values.show_values(leave_out)
        self._where.show_condition(leave_out)
        self._places.show_places(leave_out)

    @Slot()
    def unfold(self) -> None:
        """Show all of it, and bring it into view."""
        self._fold.set_open(is_open=True)
        QTimer.singleShot(0, self, partial(bring_into_view, self, self.rect()))  # once laid out
        self._fold.setFocus()

    @Slot()
    def end_drawing(self) -> None:
        """Show that nothing is drawn any more."""
        self._places.end_drawing()

    @Slot(bool)
    def set_looking(self, is_looking: bool) -> None:  # noqa: FBT001 - as Qt calls it
        """Say that pixels are being looked up; what comes of it is shown with the rule."""
        if is_looking:
            self._show_share("Looking for pixels…", "")

    def _show_share(self, text: str, tip: str) -> None:
        self._share.setText(plain.line(text))
        self._share.setToolTip(plain.tip(tip))
        self._share.setVisible(bool(text))

    def _make_box(self, meaning: Meaning, band: str) -> QCheckBox:
        box = QCheckBox(meaning.in_words, self._content)
        plain.named(box, f"leaveOut_{meaning.value}", f"Leave out: {meaning.in_words}")
        box.setToolTip(plain.tip(f"Leave out pixels that {band} marks like this."))
        box.toggled.connect(self._on_box)
        return box

    def _lay_out(self) -> None:
        head = boxes.row(spacing=8)
        head.addWidget(self._fold)
        head.addStretch(1)
        head.addWidget(self._cloud_free)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._hint = captions.note("No quality band is known beside these bands.", self._content)
        self._grow.setObjectName("leaveOutGrowSpin")
        self._grow.setRange(0, N_GROWN_MAX)
        self._grow.setSuffix(" px")
        self._grow.setAccessibleName("Pixels around what is left out")
        self._grow.setToolTip("Leave out so many pixels around as well; fill does not grow.")
        self._grow.setKeyboardTracking(False)
        inner = boxes.column(self._content, margin=0, spacing=8)
        inner.addWidget(self._hint)
        inner.addLayout(self._grid)
        inner.addWidget(self._values)
        inner.addWidget(self._where)
        growing = boxes.row(spacing=8)
        growing.addWidget(captions.quiet("Grow by", self._content))
        growing.addStretch(1)
        growing.addWidget(self._grow)
        inner.addLayout(growing)
        inner.addWidget(self._places)
        plain.named(self._label, "labelLeftOutCheck", "Label left-out pixels too")
        self._label.setToolTip(
            "On: maps show the nearest cluster of left-out pixels. Fits and figures never count "
            "them. Off: they are no data in maps."
        )
        inner.addWidget(self._label)
        column = boxes.column(self, margin=(8, 0, 8, 8), spacing=4)
        column.addLayout(head)
        column.addWidget(self._share)
        column.addWidget(self._content)

    @Slot(object)
    def _choose(self, leave_out: LeaveOut) -> None:
        self.take(leave_out)
        self.chosen.emit(leave_out)

    @Slot()
    def _on_box(self) -> None:
        ticked = tuple(meaning for meaning, box in self._boxes.items() if box.isChecked())
        self._choose(replace(self._leave_out, meanings=ticked))

    @Slot(int)
    def _on_grow(self, n_px: int) -> None:
        self._choose(replace(self._leave_out, n_grown_px=n_px))

    @Slot(bool)
    def _on_label(self, is_labelled: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._choose(replace(self._leave_out, labels_left_out=is_labelled))

    @Slot()
    def _on_cloud_free(self) -> None:
        cloudy = tuple(meaning for meaning in self._boxes if meaning in _CLOUDY)
        meanings = (*self._leave_out.meanings, *cloudy)
        self._choose(replace(self._leave_out, meanings=meanings))
