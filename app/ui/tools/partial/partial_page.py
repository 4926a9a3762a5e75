"""Make a map of classes from few labelled places, in steps."""

from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from app.clustering.partial.choices import PartialChoices
from app.engine.tools.partial.finding import FoundClasses
from app.engine.tools.partial.marking import MarkedScene
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.tools.partial.label_list import LabelList
from app.ui.tools.partial.matrix_table import MatrixTable
from app.ui.tools.partial.next_list import NextList
from app.ui.tools.partial.paint_bar import PaintBar
from app.ui.tools.partial.vote_table import VoteTable
from app.ui.tools.partial.wishes_fields import WishesFields
from app.ui.tools.tool_page import ToolPage

_ABOUT = (
    "Makes a map of classes from few labelled places: many clusters, each what most of its "
    "labelled pixels are. Some labels are set aside to check the map."
)
_OUTDATED = "Labels, settings, pixels or bands have changed since: find classes again."


class ShownAs(StrEnum):
    """What the map shows."""

    LABELS = "Labels"
    CLASSES = "Classes"
    CONFIDENCE = "Confidence"


class PartialPage(ToolPage):
    """The page: labels, wishes, the run; then clusters, where to label next, and the check.

    Attributes
    ----------
    labels, paint, wishes
        Labels, how they are put on the map, and how classes are found.
    votes, nexts
        Clusters with their labels, and where one more would tell most.

    Signals
    -------
    load_requested, save_requested, clear_requested, run_requested
        A button was pressed.
    shown_changed : (ShownAs,)
        The map is to show something else.
    opacity_changed : (float,)
        It is to shine through otherwise; 0..1.
    """

    load_requested = Signal()
    save_requested = Signal()
    clear_requested = Signal()
    run_requested = Signal()
    shown_changed = Signal(object)
    opacity_changed = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("partial", "Partial labels", _ABOUT, parent)
        self._make_labels()
        self._make_wishes()
        self._make_run()
        self._make_result()
        self.show_choices(PartialChoices(), "")

    @property
    def shown_as(self) -> ShownAs:
        """What the map is to show."""
        return ShownAs(self._shown.currentText())

    @property
    def opacity(self) -> float:
        """How little shines through, 0..1."""
        return self._opacity.value() / 100

    def show_as(self, shown: ShownAs) -> None:
        """Let the map show something else."""
        self._shown.setCurrentText(shown)

    def show_choices(self, choices: PartialChoices, obstacle: str) -> None:
        """Show labels and wishes, and what is missing before a run."""
        self.labels.show_classes(choices.labels.classes)
        self.wishes.show_wishes(choices.wishes)
        is_marked = not choices.labels.is_empty
        has_label = bool(choices.labels.classes)
        self.paint.offer(can_mark=has_label, can_erase=is_marked)
        self._save.setEnabled(is_marked)
        self._clear.setEnabled(is_marked)
        self._missing.setText(plain.line(obstacle))
        self._missing.setVisible(bool(obstacle))
        self._can_run = not obstacle
        self._offer()

    def show_marked(self, marked: MarkedScene) -> None:
        """Tell how many pixels labels cover."""
        self.labels.show_counts(marked.n_px)

    def show_found(self, found: FoundClasses | None) -> None:
        """Show what came of a run; None hides it."""
        if found is not None:
            names, colours = found.names[:-1], found.colours[:-1]
            self.votes.show_votes(found.map.votes, names, colours)
            self.nexts.show_votes(found.map.votes)
            self.matrix.show_matrix(found.map.matrix, found.names)
            n = number_format.count(found.map.n_learned_px)
            self._learned.setText(f"{len(names)} classes from {n} labelled pixels")
        self.show_result(is_shown=found is not None)
        with QSignalBlocker(self._shown):
            if found is None:
                self.show_as(ShownAs.LABELS)

    def set_outdated(self, *, is_outdated: bool) -> None:
        """Say whether something else is chosen than what was found by."""
        self.show_outdated(_OUTDATED if is_outdated else "")
        self._is_outdated = is_outdated
        self._offer()

    def set_running(self, *, is_running: bool) -> None:
        """Let nothing else be run or exported meanwhile."""
        self._is_running = is_running
        self._offer()

    def _make_labels(self) -> None:
        step = self.add_step("Label places")
        self.labels = LabelList(step)
        self.paint = PaintBar(step)
        self._load = self._plain("Load…", "loadLabelsButton", "Load labels from a file")
        self._save = self._plain("Save…", "saveLabelsButton", "Save the labels to a file")
        self._clear = self._plain("Clear", "clearLabelsButton", "Take all marks off the map")
        step.add(self.labels)
        step.add(self.paint)
        step.add_buttons(self._load, self._save, self._clear)
        self._load.clicked.connect(self.load_requested)
        self._save.clicked.connect(self.save_requested)
        self._clear.clicked.connect(self.clear_requested)

    def _make_wishes(self) -> None:
        step = self.add_step("Choose how to find classes")
        self.wishes = WishesFields(step)
        step.add(self.wishes)

    def _make_run(self) -> None:
        self._can_run = self._is_running = self._is_outdated = False
        step = self.pin_step("Find classes")
        self._run = self._plain("Find classes", "runPartialButton", "Find classes by the labels")
        self._missing: QLabel = captions.note("", step)
        self._missing.setObjectName("partialMissing")
        step.add(self._missing)  # above the button, which else would move as it can be pressed
        step.add_action(self._run)
        self._run.clicked.connect(self.run_requested)

    def _make_result(self) -> None:
        self._shown = plain.named(QComboBox(self.result), "partialShownCombo", "What the map shows")
        self._shown.addItems([str(each) for each in ShownAs])
        self._opacity = QSlider(Qt.Orientation.Horizontal, self.result)
        plain.named(self._opacity, "partialOpacity", "Opacity of the map in per cent")
        self._opacity.setToolTip("How little of the picture shines through.")
        self._opacity.setRange(20, 100)
        self._opacity.setValue(80)
        self.matrix = MatrixTable(self.result)
        self.nexts = NextList(self.result)
        self.votes = VoteTable(self.result)
        self._learned = captions.heading("", self.result, "partialLearned")
        row = boxes.row(spacing=theme.STEP_PX)
        row.addWidget(plain.label("Show", self.result))
        row.addWidget(self._shown, 1)
        row.addWidget(self._opacity, 1)
        column = boxes.column(self.result, margin=0, spacing=theme.STEP_PX)
        column.addWidget(self._learned)
        column.addLayout(row)
        for widget in (self.matrix, self.nexts, self.votes):
            column.addWidget(widget)
        column.addStretch(1)
        self._shown.currentTextChanged.connect(self._on_shown)
        self._opacity.valueChanged.connect(self._on_opacity)

    def _plain(self, text: str, name: str, spoken: str) -> QPushButton:
        button = plain.button(text, name, self, spoken)
        button.setToolTip(plain.tip(f"{spoken}."))
        return button

    def _offer(self) -> None:
        self._run.setEnabled(self._can_run and not self._is_running)
        self.set_exportable(can=not self._is_running and not self._is_outdated)
        self.votes.set_free(is_free=not self._is_running and not self._is_outdated)

    @Slot()
    def _on_shown(self) -> None:
        self.votes.select()
        self.shown_changed.emit(self.shown_as)

    @Slot()
    def _on_opacity(self) -> None:
        self.opacity_changed.emit(self.opacity)
