"""Lead through the assessment of a map: places, answers, what follows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QSpinBox, QWidget
from typing_extensions import override

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.looked_places import (
    CANNOT_TELL,
    N_PLACES_MAX,
    NOT_YET,
    LookedPlaces,
)
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.tools.accuracy.class_keys import ClassKeys, ClassRow
from app.ui.tools.tool_page import ToolPage
from app.ui.tools.tool_step import lead_with

_ABOUT = "How far the shown map is right, by places that you look at without seeing the map."
_N_USUAL, _LEAST_USUAL, _SEED_MAX = 100, 20, 2**31 - 1
_BAR_PX = 6
_NONE = "No places yet: draw them, or load a file."
_KEYS = "A key answers, and the next open place comes. Left goes back, Right on, Esc stops."


class AccuracyPage(ToolPage):
    """Places, the key of each class, and the overall accuracy; tables stand elsewhere.

    While places are labelled, nothing else is shown.

    Signals
    -------
    draw_requested : (int, int, int)
        Places, the least for each class, and the seed.
    read_requested, save_requested, assess_requested
        A file of places, or what follows from them, is wanted.
    labelling_requested, labelling_ended
        Places are to be looked at one by one, or no more.
    """

    draw_requested = Signal(int, int, int)
    read_requested = Signal()
    save_requested = Signal()
    assess_requested = Signal()
    labelling_requested = Signal()
    labelling_ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("accuracy", "Assess accuracy", _ABOUT, parent)
        self._places: LookedPlaces | None = None
        self._is_labelling = False
        self._where = self.add_step("Draw places")
        self._looking = self.add_step("Label places")
        self._following = self.pin_step("Assess the map")
        self._make_where()
        self._make_looking()
        self._assess = plain.button("Assess the map", "assessButton", self)
        self._following.add_action(self._assess, is_next=False)
        self._overall = captions.sentence("", self.result, "overallOfMap")
        self._overall.setProperty("role", "heading")  # as the first line of what other tools found
        self._remarks = captions.note("", self.result)
        column = boxes.column(self.result, margin=0)
        column.addWidget(self._overall)
        column.addWidget(self._remarks)
        column.addStretch(1)
        self._connect()
        self.show_places(None)

    @property
    def is_labelling(self) -> bool:
        """Whether places are looked at one by one."""
        return self._is_labelling

    @override
    def step_back(self) -> bool:
        """Stop labelling; the answers stay."""
        was_on = self._is_labelling
        if was_on:
            self.labelling_ended.emit()
        return was_on

    @Slot(object)
    def show_places(self, places: LookedPlaces | None) -> None:
        """Show how many there are, and how many of them were looked at."""
        self._places = places
        has = places is not None and places.n > 0
        self._save.setEnabled(has)
        self._label.setEnabled(has)
        self._assess.setEnabled(places is not None and places.n_told > 0)
        self._lead(places)
        if places is None:
            self._told.setText(_NONE)
            self.set_labelling(is_on=False)
            return
        done, n = number_format.count(places.n_answered), number_format.count(places.n)
        self._told.setText(plain.line(f"{done} of {n} places labelled."))
        self._label.setText("Label places" if not places.n_answered else "Go on labelling")
        self._bar.setRange(0, max(1, places.n))
        self._bar.setValue(places.n_answered)

    def _lead(self, places: LookedPlaces | None) -> None:
        """Let the button stand out that comes next: draw, label, leave that, assess."""
        n = 0 if places is None else places.n
        is_done = places is not None and places.n_answered == n
        for button, is_next in (
            (self._draw, not n),
            (self._label, bool(n) and not is_done),
            (self._done, bool(n) and is_done),
            (self._assess, bool(n) and is_done),
        ):
            lead_with(button, is_next=is_next)
        self._done.setText(plain.entry("Done" if n and is_done else "Stop labelling"))

    def show_classes(self, rows: Sequence[ClassRow]) -> None:
        """List what can be answered."""
        self.keys.show_classes(rows)

    def show_other(self, title: str) -> None:
        """Say that places were drawn on another map than the shown one; nothing where not."""
        self._other.setText(
            plain.line(f"They were drawn on {title}: draw anew for intervals that hold here.")
            if title
            else ""
        )
        self._other.setVisible(bool(title))

    def show_place(self, at: int) -> None:
        """Say which place is looked at, and what was answered."""
        if self._places is None or not 0 <= at < self._places.n:
            return
        answer = self._places.answers[at]
        n = number_format.count(self._places.n)
        told = f"Place {number_format.count(at + 1)} of {n}"
        if answer == NOT_YET:
            told += ": not labelled"
        elif answer == CANNOT_TELL:
            told += ": cannot tell"
        self._which.setText(plain.line(told))
        self.keys.show_answer(answer)

    def set_labelling(self, *, is_on: bool) -> None:
        """Show the keys alone, or everything again."""
        self._is_labelling = is_on
        self.keys.set_on(is_on=is_on)
        for widget in (self._at_work, self._back, self._next, self._done):
            widget.setVisible(is_on)
        for widget in (self._label, self._told):
            widget.setVisible(not is_on)
        self._where.setVisible(not is_on)
        self.hold_back(self._following, is_back=is_on)
        if is_on:
            self.keys.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def show_assessment(self, found: Assessment | None) -> None:
        """Tell the overall accuracy, and what has to be known of it; None tells nothing."""
        self.show_result(is_shown=found is not None)
        if found is None:
            return
        one = found.accuracy.overall
        told = f"Overall accuracy {number_format.percent(one.value)}"
        if has_interval := one.half_width == one.half_width:
            told += f" ± {number_format.percent(one.half_width)}"
        self._overall.setText(plain.line(f"{told} %"))
        rests_on = f"From {number_format.count(found.n_places)} places"
        rests_on += "; ± is half the 95 % interval." if has_interval else "."
        lines = (rests_on, *found.remarks)
        self._remarks.setText("\n".join(plain.line(each) for each in lines))

    def _make_where(self) -> None:
        self._n = self._spin("placesSpin", "Places to draw", 1, N_PLACES_MAX, _N_USUAL)
        self._least = self._spin(
            "leastPlacesSpin", "Least places for each class", 1, 1_000, _LEAST_USUAL
        )
        self._seed = self._spin("placesSeedSpin", "Seed of the places", 0, _SEED_MAX, 0)
        self._n.setToolTip(
            "Shared among classes by their areas; rare ones get the least (Olofsson et al. 2014)."
        )
        self._seed.setToolTip("The same seed draws the same places on the same map.")
        self._draw = plain.button("Draw places", "drawPlacesButton", self)
        self._read = plain.button("Load…", "readPlacesButton", self)
        self._read.setToolTip(
            "Points or polygons with a class: CSV, GeoJSON, GeoPackage, shapefile or KML."
        )
        self._save = plain.button("Save…", "savePlacesButton", self)
        self._save.setToolTip("Write places and labels as CSV, GeoJSON or GeoPackage.")
        step = self._where
        step.add_row("In all", self._n)
        step.add_row("Least per class", self._least)
        step.add_row("Seed", self._seed)
        step.add_action(self._draw)
        step.add_buttons(self._read, self._save)

    def _make_looking(self) -> None:
        step = self._looking
        self._told = captions.note("", step, "placesTold")
        self._other = captions.note("", step, "placesOfOther")
        self._other.hide()
        self._label = plain.button("Label places", "labelPlacesButton", self)
        self._at_work = QWidget(step)
        self._which = captions.sentence("", self._at_work, "placeTold")
        self._bar = plain.named(QProgressBar(self._at_work), "placesBar", "Places labelled")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR_PX)
        self.keys = ClassKeys(self._at_work)
        self._cannot = plain.button("Cannot tell (0)", "cannotTellButton", self)
        self._back = plain.button("Previous", "placeBackButton", self)
        self._back.setToolTip(plain.tip("The place before (Left)."))
        self._next = plain.button("Next", "placeNextButton", self)
        self._next.setToolTip(plain.tip("The place after (Right or Space)."))
        self._done = plain.button("Stop labelling", "labellingDoneButton", self)
        inside = boxes.column(self._at_work, margin=0, spacing=theme.STEP_PX // 2)
        for widget in (self._which, self._bar, self.keys, self._cannot):
            inside.addWidget(widget)
        inside.addWidget(captions.note(_KEYS, self._at_work))
        step.add(self._told)
        step.add(self._other)
        step.add_action(self._label, is_next=False)
        step.add(self._at_work)
        step.add_buttons(self._back, self._next)
        step.add(self._done)

    def _spin(self, name: str, spoken: str, least: int, most: int, value: int) -> QSpinBox:
        spin = plain.named(QSpinBox(self), name, spoken)
        spin.setRange(least, most)
        spin.setValue(value)
        return spin

    def _connect(self) -> None:
        self._draw.clicked.connect(self._on_draw)
        self._read.clicked.connect(self.read_requested)
        self._save.clicked.connect(self.save_requested)
        self._assess.clicked.connect(self.assess_requested)
        self._label.clicked.connect(self.labelling_requested)
        self._done.clicked.connect(self.labelling_ended)
        self._cannot.clicked.connect(self._on_cannot)
        self._back.clicked.connect(self._on_back)
        self._next.clicked.connect(self._on_next)

    @Slot()
    def _on_draw(self) -> None:
        self.draw_requested.emit(self._n.value(), self._least.value(), self._seed.value())

    @Slot()
    def _on_cannot(self) -> None:
        self.keys.answered.emit(CANNOT_TELL)

    @Slot()
    def _on_back(self) -> None:
        self.keys.stepped.emit(-1)

    @Slot()
    def _on_next(self) -> None:
        self.keys.stepped.emit(1)
