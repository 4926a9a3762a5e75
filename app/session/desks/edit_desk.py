"""Take edits, undo and redo, and tell what changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal, Slot

from app import plain_text
from app.clustering.legends.legend import Legend, LegendKey
from app.products.projects.tools.tool_edits import ToolEdits
from app.scene.band_teaching import BandTeaching
from app.scene.indices.band_maths import BandMaths
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch, default_composite
from app.scene.recognition.sensor_presets import checked
from app.scene.scene import Scene
from app.session.edits import Edits, ticked_after
from app.session.history import History


class EditDesk(QObject):
    """What the person chose for the open scene.

    Attributes
    ----------
    found, scene
        The open scene as its files tell of it, and as the person does; None before the first.

    Signals
    -------
    taught : (Scene,)
        The scene as the person describes it now; sent before the others.
    ticked_changed, nodata_changed, channels_changed, stretch_changed
        The new value.
    legends_changed, run_names_changed
        Without a value.
    tools_changed : (ToolEdits,)
        What is chosen in each of the tools.
    begun
        Another scene is open; sent after the others.
    edited : (Edits,)
        The state before; sent after the others.
    history_changed : (str, str)
        What there is to undo, and to redo; empty where nothing.
    """

    taught = Signal(object)
    ticked_changed = Signal(object)
    nodata_changed = Signal(object)
    channels_changed = Signal(object)
    stretch_changed = Signal(object)
    legends_changed = Signal()
    run_names_changed = Signal()
    tools_changed = Signal(object)
    begun = Signal()
    edited = Signal(object)
    history_changed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: Scene | None = None
        self.scene: Scene | None = None
        self.preferred_stretch = Stretch()
        self._history = History(Edits(), self)
        self._told = self.now  # what has been told of
        self._history.stack.indexChanged.connect(self._on_travelled)
        self._kept = self.now
        self._held: dict[str, BandMaths] = {}  # what runs were made with

    @property
    def now(self) -> Edits:
        """What is chosen."""
        return self._history.present

    @property
    def history(self) -> History:
        """What was chosen before, step by step."""
        return self._history

    @property
    def has_unsaved_looks(self) -> bool:
        """Whether legends differ from those that were last kept in a file."""
        return self.now.legends != self._kept.legends

    @property
    def has_unsaved_edits(self) -> bool:
        """Whether anything was chosen that the file of the project does not hold."""
        return self.now != self._kept

    def keep(self, scene: Scene, edits: Edits) -> bool:
        """Take note that edits are in a file, unless another scene is open by now.

        Returns
        -------
        Whether that scene is still the open one.
        """
        is_open = scene is self.found
        if is_open:
            self._kept = edits
        return is_open

    def keep_looks(self, scene: Scene, edits: Edits) -> None:
        """Take note that maps hold legends, unless another scene is open by now."""
        if scene is self.found:
            self._kept = replace(self._kept, legends=edits.legends)

    def begin(
        self, scene: Scene, start: Edits | None = None, kept: Iterable[BandMaths] = ()
    ) -> None:
        """Start afresh with a newly opened scene; keep how pictures are stretched.

        Parameters
        ----------
        kept
            Computed bands of runs that are there already.
        """
        self.found = scene
        self._held = {maths.name: maths for maths in kept}
        if start is None:
            start = Edits(
                ticked=scene.ticked_at_first,
                channels=default_composite(scene),
                stretch=self.preferred_stretch,
            )
        self.scene = self._as_taught(scene, start.teaching)
        self._told = start
        self._history.begin(start)
        self._kept = start
        self.ticked_changed.emit(start.ticked)
        self.nodata_changed.emit(start.nodata)
        self.channels_changed.emit(start.channels)
        self.stretch_changed.emit(start.stretch)
        self.tools_changed.emit(start.tools)
        self.history_changed.emit(self._history.to_undo, self._history.to_redo)
        self.begun.emit()

    def recall(self, steps: Sequence[tuple[str, Edits, Edits]], place: int) -> None:
        """Take up the steps that led to what is chosen, from a file."""
        self._history.restore(steps, place)

    def untick_empty(self, names: Collection[str]) -> tuple[str, ...]:
        """Leave out bands that hold nothing, unless the person has chosen bands already.

        This is no edit: there is nothing to be undone.

        Returns
        -------
        Names of the bands that were left out.
        """
        now = self.now
        if self.scene is None or now.ticked != self.scene.ticked_at_first:
            return ()
        dropped = tuple(name for name in now.ticked if name in names)
        if dropped and len(dropped) < len(now.ticked):
            left = tuple(name for name in now.ticked if name not in names)
            self._history.amend(replace(now, ticked=left))
            self._told = self.now
            self._kept = replace(self._kept, ticked=left)
            self.ticked_changed.emit(left)
            return dropped
        return ()

    def set_ticked(self, names: Sequence[str]) -> None:
        """Choose the bands that take part."""
        if self.scene is not None:
            chosen = tuple(band.name for band in self.scene.listed if band.name in set(names))
            self._push(replace(self.now, ticked=chosen))

    def set_nodata(self, rule: NoDataRule) -> None:
        """Choose what counts as no data."""
        self._push(replace(self.now, nodata=rule))

    def choose_for_sweep(self, names: Sequence[str], nodata: NoDataRule) -> None:
        """Choose bands and what counts as no data at once, as a run had them."""
        if self.scene is not None:
            chosen = tuple(name for name in self.scene.band_names if name in set(names))
            gone = tuple(self._held[name] for name in chosen if name in self.scene.removed)
            teaching = self.now.teaching
            teaching = replace(teaching, computed=(*teaching.computed, *gone))
            edits = replace(self.now, ticked=chosen, nodata=nodata, teaching=teaching)
            self._push(edits, "settings of a run")

    def set_channels(self, channels: Composite) -> None:
        """Choose the bands shown as red, green, blue, or components."""
        self._push(replace(self.now, channels=channels))

    def prefer_stretch(self, stretch: Stretch) -> None:
        """Stretch scenes to come like this, and the open one at once."""
        self.preferred_stretch = stretch
        if self.found is not None:
            self.set_stretch(stretch)

    def set_stretch(self, stretch: Stretch) -> None:
        """Choose how the composite is stretched, and those of scenes to come."""
        self.preferred_stretch = stretch
        self._push(replace(self.now, stretch=stretch))

    def teach(self, teaching: BandTeaching) -> None:
        """Describe sensor and bands; ticks and composite follow as far as nobody chose them.

        Raises
        ------
        SettingsError
            That cannot be said of the open scene.
        """
        if self.found is None or self.scene is None:
            return
        teaching = checked(self.found, teaching)
        after = self._as_taught(self.found, teaching)
        now = self.now
        channels = now.channels
        if channels == default_composite(self.scene):
            channels = default_composite(after)
        ticked = ticked_after(now.ticked, self.scene, after)
        self._push(replace(now, teaching=teaching, channels=channels, ticked=ticked))

    @property
    def held(self) -> Collection[BandMaths]:
        """Computed bands that runs were made with."""
        return self._held.values()

    def change(self, edits: Edits, text: str) -> None:
        """Choose several things at once; `text` says what was done, as undo calls it."""
        self._push(edits, text)

    def hold(self, names: Collection[str]) -> None:
        """Keep computed bands for a run that is made with them, whatever is taken away later."""
        for band in () if self.scene is None else self.scene.computed:
            if band.name in names and band.computed is not None:
                self._held[band.name] = band.computed.maths

    def legend(self, key: LegendKey, k: int) -> Legend:
        """Return the classes of one k of a run: its clusters, where nobody made others."""
        return self.now.legends.get(key) or Legend.of_clusters(k)

    def adopt_run(self, run_id: str) -> None:
        """Let legends that a file keeps without a run belong to the one it goes on with."""
        now = self.now
        legends = {(run or run_id, k): legend for (run, k), legend in now.legends.items()}
        if legends != now.legends:
            self._history.amend(replace(now, legends=MappingProxyType(legends)))
            self._told = self.now
            self._kept = replace(self._kept, legends=self.now.legends)

    def set_legend(self, key: LegendKey, legend: Legend, text: str) -> None:
        """Choose other classes for one k of a run; `text` says what was done, as undo calls it."""
        self._push(self.now.with_legend(key, legend), text)

    def name_run(self, run_id: str, name: str) -> None:
        """Call a run otherwise; an empty name takes its name away."""
        self._push(self.now.with_run_name(run_id, plain_text.name(name.strip())))

    def set_tools(self, tools: ToolEdits, text: str) -> None:
        """Choose otherwise in a tool; `text` says what was done, as undo calls it."""
        self._push(replace(self.now, tools=tools), text)

    def undo(self) -> None:
        """Take back the last edit."""
        self._history.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._history.redo()

    def _as_taught(self, found: Scene, teaching: BandTeaching) -> Scene:
        return found.taught(teaching, self.held)

    def _push(self, edits: Edits, text: str = "") -> None:
        self._history.push(edits, text)

    @Slot()
    def _on_travelled(self) -> None:
        """Tell once where somebody went back or forth any number of steps."""
        before, now = self._told, self.now
        if before is not now:
            self._told = now
            self._tell(before, now)

    def _tell(self, before: Edits, now: Edits) -> None:
        if before.teaching != now.teaching and self.found is not None:
            self.scene = self._as_taught(self.found, now.teaching)
            self.taught.emit(self.scene)
        for part, changed in (
            ("ticked", self.ticked_changed),
            ("nodata", self.nodata_changed),
            ("channels", self.channels_changed),
            ("stretch", self.stretch_changed),
            ("tools", self.tools_changed),
        ):
            if getattr(before, part) != getattr(now, part):
                changed.emit(getattr(now, part))
        if before.legends != now.legends:
            self.legends_changed.emit()
        if before.run_names != now.run_names:
            self.run_names_changed.emit()
        self.edited.emit(before)
        self.history_changed.emit(self._history.to_undo, self._history.to_redo)
