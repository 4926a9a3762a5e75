"""Find odd things on a plain ground, in steps, and decide what each is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from app.clustering.anomalies.pieces import SizeLimits
from app.clustering.anomalies.wishes import K_MAX, K_MIN, METRES_MAX, AnomalyWishes
from app.products.pieces.piece_rows import KEPT, REJECTED, PieceRow
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.numbers.decimal_spin import DecimalSpin
from app.ui.tools.anomalies.ground_fields import GroundFields
from app.ui.tools.anomalies.piece_list import PieceList
from app.ui.tools.tool_page import ToolPage

_ABOUT = (
    "Finds few odd things on a plain ground, as ships on a sea: rare clusters that lie far from "
    "the ground. Unusual is all it says; what each thing is, you decide."
)
_REASONS = (
    "",
    "Surf or foam",
    "Sun glint",
    "Cloud or its shadow",
    "Islet or rock",
    "Platform or buoy",
    "Shore",
    "Fault of the picture",
)
_KEYS = "K keeps, R rejects, U leaves open, Space goes to the next open one."
_OUTDATED = "Pixels or bands have changed since: search again."
_NONE = "Nothing unusual was found: no rare cluster lies far from the ground."
_STRICTEST = 100
_WHERE = "Show where it was searched"
_SHORE_M, _SHORE_PX = AnomalyWishes().shore_m, 2.0


class AnomalyPage(ToolPage):
    """The page: ground, what counts, the search; then the pieces.

    Attributes
    ----------
    ground
        What is ground.
    pieces
        The list of what was found.
    is_searching
        Whether a search runs.

    Signals
    -------
    search_requested : (AnomalyWishes,)
        It is to be searched.
    decided : (int, bool, str)
        A piece is kept or rejected, and why.
    left_open : (int,)
        Nothing is decided of a piece any more.
    ground_shown_changed : (bool,)
        Whether the map shows where it was searched.
    """

    search_requested = Signal(object)
    decided = Signal(int, bool, str)
    left_open = Signal(int)
    ground_shown_changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("anomalies", "Unusual things", _ABOUT, parent)
        self.is_searching = False
        self._make_steps()
        self._make_result()
        self.show_wishes(AnomalyWishes())

    @property
    def wishes(self) -> AnomalyWishes:
        """What Search would look for."""
        smallest = self._smallest.value()
        limits = SizeLimits(
            smallest,
            max(smallest, self._largest.value()),
            self._shortest.value(),
            max(self._shortest.value(), self._longest.value() or METRES_MAX),
        )
        # The slider goes from few things to many; the share of the best score goes the other way.
        least = 1 - self._many.value() / _STRICTEST
        return AnomalyWishes(
            self.ground.ground, self._shore.value(), self._k.value(), least, limits
        )

    def show_wishes(self, wishes: AnomalyWishes) -> None:
        """Show what was looked for."""
        limits = wishes.limits
        self.ground.show_ground(wishes.ground)
        self._shore.setValue(wishes.shore_m)
        self._k.setValue(wishes.k)
        self._many.setValue(round(_STRICTEST * (1 - wishes.least)))
        self._smallest.setValue(limits.smallest_px)
        self._largest.setValue(limits.largest_px)
        self._shortest.setValue(limits.shortest_m)
        self._longest.setValue(0.0 if limits.longest_m >= METRES_MAX else limits.longest_m)

    @Slot(object)
    def show_rows(self, rows: Sequence[PieceRow]) -> None:
        """List what was found, with what was decided."""
        number = self.pieces.number
        self.pieces.pieces.show_rows(rows)
        if self.pieces.number != number:
            self.pieces.select(number)
        n_kept = sum(row.decision == KEPT for row in rows)
        n_rejected = sum(row.decision == REJECTED for row in rows)
        noun = "piece" if len(rows) == 1 else "pieces"
        told = f"{len(rows)} unusual {noun}: {n_kept} kept, {n_rejected} rejected"
        self._count.setText(number_format.grouped(told))
        off = f", {self._shore.text()} off its shore" if self._shore.value() else ""
        self._ground_shown.setText(plain.line(f"{_WHERE}{off}"))
        self._none.setVisible(not rows)
        self.show_result(is_shown=True)
        self._make_room()
        self._offer()

    @Slot()
    def forget_rows(self) -> None:
        """Show that nothing is known."""
        self.pieces.pieces.show_rows(())
        self.show_result(is_shown=False)

    @override
    def result_field(self) -> QWidget:
        """Return the list, where keys decide; what else there is where it is empty."""
        return self.pieces if self.pieces.isVisibleTo(self) else super().result_field()

    def set_metric(self, *, is_metric: bool) -> None:
        """Take the shore in pixels where a scene knows no metres, and no lengths."""
        before, usual = (_SHORE_PX, _SHORE_M) if is_metric else (_SHORE_M, _SHORE_PX)
        is_other = is_metric != self._shortest.isEnabled()
        if is_other and self._shore.value() == before:  # sixty pixels would be half a scene
            self._shore.setValue(usual)
        self._shore.setSuffix(" m" if is_metric else " px")
        for widget in self._lengths:
            widget.setEnabled(is_metric)

    def set_outdated(self, *, is_outdated: bool) -> None:
        """Say that other pixels or bands take part than were searched."""
        self.show_outdated(_OUTDATED if is_outdated else "")

    def set_searching(self, *, is_searching: bool) -> None:
        """Let nothing else be searched or exported meanwhile; then have the result in view."""
        if self.is_searching and not is_searching:
            self.fold_steps()
            self._make_room()
        self.is_searching = is_searching
        self._search.setEnabled(not is_searching)
        self.set_exportable(can=not is_searching)

    def _make_steps(self) -> None:
        ground = self.add_step("Choose where to look")
        self.ground = GroundFields(ground)
        ground.add(self.ground)
        self._shore = self._metres("Shore", "Metres left out beside what is not ground")
        ground.add_row("Leave out its shore", self._shore)
        what = self.add_step("Choose what counts")
        self._many = QSlider(Qt.Orientation.Horizontal, what)
        plain.named(self._many, "anomalyMany", "How many clusters count as unusual, in per cent")
        self._many.setToolTip("To the right, clusters count too that lie less far from the ground.")
        self._many.setRange(0, _STRICTEST)
        what.add_row("Few", self._many, plain.label("Many", what))
        self._k = self._spin("K", "Clusters of the ground", K_MIN, K_MAX)
        what.add_row("Clusters of the ground", self._k)
        self._smallest = self._spin("Smallest", "Pixels of the smallest piece", 1, 100_000)
        self._largest = self._spin("Largest", "Pixels of the largest piece", 1, 100_000)
        for spin in (self._smallest, self._largest):
            spin.setSuffix(" px")
        what.add_row("Size", self._smallest, plain.label("to", what), self._largest)
        self._shortest = self._metres("Shortest", "Length of the shortest piece in metres")
        self._longest = self._metres("Longest", "Length of the longest piece in metres")
        self._longest.setSpecialValueText("any")
        self._lengths = (self._shortest, plain.label("to", what), self._longest)
        what.add_row("Length", *self._lengths)
        search = self.pin_step("Search")
        self._search = plain.button("Search", "anomalySearch", search)
        search.add_action(self._search)
        self._search.clicked.connect(self._on_search)

    def _make_result(self) -> None:
        self._count = captions.heading("", self.result, "anomalyCount")
        self._ground_shown = QCheckBox(_WHERE, self.result)
        plain.named(self._ground_shown, "anomalyGroundShown", _WHERE)
        self._none = captions.note(_NONE, self.result)
        self._found = QWidget(self.result)
        self.pieces = PieceList(self._found)
        self._keep = self._decider("Keep", "Keep (K)")
        self._reject = self._decider("Reject", "Reject (R)")
        self._why = plain.named(QComboBox(self._found), "anomalyReason", "Reason for rejecting")
        self._why.setEditable(True)
        self._why.addItems(list(_REASONS))
        line = self._why.lineEdit()
        if line is not None:
            line.setPlaceholderText("Reason, if any")
            line.setMaxLength(200)
        self._lay_out_result()
        self._fold.unfolded.connect(self._make_room)
        self.pieces.piece_selected.connect(self._offer)
        self.pieces.keep_pressed.connect(self._on_keep)
        self.pieces.reject_pressed.connect(self._on_reject)
        self.pieces.open_pressed.connect(self.left_open)
        self._keep.clicked.connect(self._on_keep)
        self._reject.clicked.connect(self._on_reject)
        self._ground_shown.toggled.connect(self.ground_shown_changed)

    def _lay_out_result(self) -> None:
        buttons = boxes.row(spacing=theme.STEP_PX)
        buttons.addWidget(self._keep, 1)
        buttons.addWidget(self._reject, 1)
        inner = boxes.column(self._found, margin=0, spacing=theme.STEP_PX // 2)
        inner.addWidget(self.add_result_step("Keep or reject"))
        inner.addWidget(self.pieces, 1)
        inner.addLayout(buttons)
        inner.addWidget(self._why)
        inner.addWidget(captions.note(_KEYS, self._found))
        column = boxes.column(self.result, margin=0, spacing=theme.STEP_PX // 2)
        column.addWidget(self._count)
        column.addWidget(self._ground_shown)
        column.addWidget(self._none)
        column.addWidget(self._found, 1)

    def _decider(self, name: str, text: str) -> QPushButton:
        button = plain.button(text, f"anomaly{name}", self._found)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard in the list
        return button

    def _spin(self, name: str, spoken: str, lowest: int, highest: int) -> QSpinBox:
        spin = plain.named(QSpinBox(self), f"anomaly{name}", spoken)
        spin.setRange(lowest, highest)
        return spin

    def _metres(self, name: str, spoken: str) -> DecimalSpin:
        spin = plain.named(DecimalSpin(self), f"anomaly{name}", spoken)
        spin.setRange(0.0, METRES_MAX)
        spin.setDecimals(0)
        spin.setSingleStep(10.0)
        spin.setSuffix(" m")
        return spin

    @Slot()
    def _on_search(self) -> None:
        self.search_requested.emit(self.wishes)

    @Slot()
    def _on_keep(self) -> None:
        self._decide(is_kept=True)

    @Slot()
    def _on_reject(self) -> None:
        self._decide(is_kept=False)

    def _decide(self, *, is_kept: bool) -> None:
        if self.pieces.number:
            reason = "" if is_kept else plain.line(self._why.currentText().strip())
            self.decided.emit(self.pieces.number, is_kept, reason)

    @Slot()
    def _make_room(self) -> None:
        """Show the list or the steps: one of them would scroll within the other's column."""
        is_folded = not self._fold.is_open
        self._found.setVisible(is_folded and bool(self.pieces.pieces.rows))

    @Slot()
    def _offer(self) -> None:
        """Let be decided of what is selected."""
        for button in (self._keep, self._reject):
            button.setEnabled(bool(self.pieces.number))
