"""Assess the map that is shown by places that a person looks at, or that a file tells of."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.findings import MapState
from app.clustering.accuracy.looked_places import CANNOT_TELL, NOT_YET, LookedPlaces
from app.engine.tools.assessing import exporting, places, reading
from app.engine.tools.assessing.shown_map import ShownMap
from app.messages import Message
from app.products.projects.tools.tool_edits import ToolEdits
from app.products.provenance import acquired_text, when_and_where
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.desks.tools.tool_desk import ToolDesk
from app.session.job_kind import JobKind


class AccuracyDesk(ToolDesk):
    """Places on the map that is shown, what was said of each, and what follows.

    Places and answers are edits; which of them is looked at, and what follows, is not.

    Signals
    -------
    places_changed : (LookedPlaces | None,)
        Others were drawn or read, or another answer was given.
    place_shown : (int,)
        Another place is looked at, counted from 0.
    assessed : (Assessment | None,)
        What places tell of the map; None where that is not known any more.
    """

    places_changed = Signal(object)
    place_shown = Signal(int)
    assessed = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(editing, scenes, parent)
        self._sweeps = sweeps
        self._at = 0
        self._told: LookedPlaces | None = self.places  # of a project, before anybody asked
        self._found: Assessment | None = None
        self._file: Path | None = None  # that places come from which were counted at once
        self._of: tuple[object, ...] = ()
        editing.tools_changed.connect(self._on_tools_changed)
        editing.legends_changed.connect(self._forget_outdated)
        sweeps.result_shown.connect(self._forget_outdated)
        sweeps.k_selected.connect(self._forget_outdated)

    @property
    def places(self) -> LookedPlaces | None:
        """Places with their answers; None where there are none."""
        return self._editing.now.tools.accuracy

    @property
    def at(self) -> int:
        """Which place is looked at, from 0."""
        return self._at

    @property
    def found(self) -> Assessment | None:
        """What places tell of the map; None where that is not known."""
        return self._found

    @property
    def shown(self) -> ShownMap | None:
        """The map that is to be assessed; None where there is none."""
        run, result, look = self._sweeps.run, self._sweeps.result, self._sweeps.look()
        scene = self._scenes.scene
        if run is None or result is None or look is None or scene is None:
            return None
        entry = self._sweeps.entry(run.id)
        title = f"k = {result.k}" if entry is None else f"k = {result.k}, {entry.title}"
        key, taken = (run.id, result.k), acquired_text(scene.product)
        return ShownMap(key, title, result, look, scene.grid, taken)

    # Where places come from

    def draw(self, n_places: int, least: int, seed: int) -> None:
        """Draw places at random within each class, in place of those that there are."""
        shown = self.shown
        if shown is not None:
            make = partial(places.draw_places, shown, n_places, least=least, seed=seed)
            self.start(make, self._take_places)

    def read(self, path: Path) -> None:
        """Read points to be looked at; polygons are counted at once."""
        shown = self.shown
        if shown is not None:
            make = partial(reading.read_places, shown, path)
            take = partial(self._take, shown, self._now_of(), path)
            self.start(make, take, JobKind.READ_PLACES)

    def save(self, path: Path) -> None:
        """Write places with their answers to a file."""
        scene, now = self._scenes.scene, self.places
        if scene is not None and now is not None:
            known = when_and_where(scene)
            make = partial(places.save_places, path, now, scene.grid, known)
            self.start(make, self._tell_saved, JobKind.SAVE_PLACES)

    # Looking at them

    def go_to(self, at: int) -> None:
        """Look at a place."""
        now = self.places
        if now is not None and 0 <= at < now.n:
            self._at = at
            self.place_shown.emit(at)

    def step(self, by: int) -> None:
        """Look at the next place, or the one before; the last is followed by the first."""
        now = self.places
        if now is not None and now.n:
            self.go_to((self._at + by) % now.n)

    def go_on(self) -> None:
        """Look at the first place that was not looked at; at the one before where all were."""
        now = self.places
        if now is not None and now.n:
            first = now.next_open(-1)
            self.go_to(first if first >= 0 else min(self._at, now.n - 1))

    def answer(self, answer: int) -> None:
        """Say which class a place is of, and go to the next that was not looked at.

        Parameters
        ----------
        answer
            The place of the class from 1, `CANNOT_TELL`, or `NOT_YET` to take it back.
        """
        now = self.places
        if now is None or not (answer <= len(now.classes) or answer == CANNOT_TELL):
            return
        at = self._at
        word = "no answer" if answer == NOT_YET else "class"
        self._set(now.answered(at, answer), f"{word} of place {at + 1}")
        after = now.answered(at, answer).next_open(at)
        if answer != NOT_YET and after >= 0:
            self.go_to(after)

    # What follows

    def assess(self) -> None:
        """Say what the answers tell of the map."""
        shown, now = self.shown, self.places
        if shown is not None and now is not None:
            make = partial(places.count_places, shown, now)
            self.start(make, partial(self._take_assessment, shown, self._now_of()))

    def export(self, folder: Path) -> None:
        """Write what was found into a folder."""
        shown, found = self.shown, self._found
        places = self._file if found is not None and found.label_field else self.places
        if shown is not None and found is not None and places is not None:
            self.write(partial(exporting.export_assessment, folder, shown, found, places))

    def _take(
        self,
        shown: ShownMap,
        of: tuple[object, ...],
        path: Path,
        value: "LookedPlaces | Assessment",
    ) -> None:
        if isinstance(value, LookedPlaces):
            self._take_places(value)
        else:
            self._file = path
            self._take_assessment(shown, of, value)

    def _take_places(self, now: LookedPlaces) -> None:
        text = "drawing of places" if now.is_drawn else "places from a file"
        self._at = 0
        self._set(now, text)

    def _take_assessment(self, shown: ShownMap, of: tuple[object, ...], found: Assessment) -> None:
        if self._is_outdated(of):  # another map was picked, or another answer given, meanwhile
            return
        self._found, self._of = found, of
        state = MapState.of(shown.result, shown.look)
        self._sweeps.findings.take_assessment(shown.key, state, found)
        self.assessed.emit(found)

    def _tell_saved(self, path: Path) -> None:
        self.message_raised.emit(Message.of_saved("Places saved", path))

    def _set(self, now: LookedPlaces, text: str) -> None:
        self._editing.set_tools(replace(self._editing.now.tools, accuracy=now), text)

    def _now_of(self) -> tuple[object, ...]:
        """Return what an assessment is of: the map, its classes, and the answers."""
        return self._sweeps.result, self._sweeps.look(), self.places

    @Slot(object)
    def _on_tools_changed(self, tools: ToolEdits) -> None:
        before, self._told = self._told, tools.accuracy
        if before != tools.accuracy:
            self._sweeps.findings.forget_assessments()
            self.places_changed.emit(tools.accuracy)
            self._follow(before, tools.accuracy)
        self._forget_outdated()

    def _follow(self, before: LookedPlaces | None, now: LookedPlaces | None) -> None:
        """Look at the one place whose answer was taken back or given again."""
        if before is None or now is None or before.rows != now.rows:
            self._at = 0
            return
        other = [at for at in range(now.n) if before.answers[at] != now.answers[at]]
        if len(other) == 1 and other[0] != self._at:
            self.go_to(other[0])

    def _is_outdated(self, of: tuple[object, ...]) -> bool:
        now = self._now_of()
        return of[0] is not now[0] or of[1:] != now[1:]

    @Slot()
    def _forget_outdated(self) -> None:
        if self._found is not None and self._is_outdated(self._of):
            self._found, self._of = None, ()  # a result holds its map
            self.assessed.emit(None)
