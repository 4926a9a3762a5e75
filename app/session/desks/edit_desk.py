"""Take edits, undo and redo, and tell what changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from app.clustering.naming.cluster_look import Rgb
from app.scene.band import BandKind
from app.scene.band_teaching import BandTeaching
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch, default_composite
from app.scene.recognition.sensor_presets import checked
from app.scene.scene import Scene
from app.session.edits import Edits, History


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
    names_or_colours_changed
        Without a value.
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
    names_or_colours_changed = Signal()
    edited = Signal(object)
    history_changed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: Scene | None = None
        self.scene: Scene | None = None
        self._history = History(Edits())
        self._kept = _names_and_colours(self.now)

    @property
    def now(self) -> Edits:
        """What is chosen."""
        return self._history.present

    @property
    def has_unsaved_looks(self) -> bool:
        """Whether names or colours differ from those that were last kept in a file."""
        return _names_and_colours(self.now) != self._kept

    def keep(self, scene: Scene, edits: Edits) -> bool:
        """Take note that names and colours are in a file, unless another scene is open by now.

        Returns
        -------
        Whether that scene is still the open one.
        """
        is_open = scene is self.found
        if is_open:
            self._kept = _names_and_colours(edits)
        return is_open

    def begin(self, scene: Scene, start: Edits | None = None) -> None:
        """Start afresh with a newly opened scene; keep how pictures are stretched."""
        self.found = scene
        if start is None:
            start = Edits(
                ticked=scene.ticked_at_first,
                channels=default_composite(scene),
                stretch=self.now.stretch,
            )
        self.scene = scene.taught(start.teaching)
        self._history = History(start)
        self._kept = _names_and_colours(start)
        self.ticked_changed.emit(start.ticked)
        self.nodata_changed.emit(start.nodata)
        self.channels_changed.emit(start.channels)
        self.stretch_changed.emit(start.stretch)
        self.history_changed.emit(self._history.to_undo, self._history.to_redo)

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
            self.ticked_changed.emit(left)
            return dropped
        return ()

    def set_ticked(self, names: Sequence[str]) -> None:
        """Choose the bands that take part."""
        if self.scene is not None:
            chosen = tuple(name for name in self.scene.band_names if name in set(names))
            self._push(replace(self.now, ticked=chosen))

    def set_nodata(self, rule: NoDataRule) -> None:
        """Choose what counts as no data."""
        self._push(replace(self.now, nodata=rule))

    def set_channels(self, channels: Composite) -> None:
        """Choose the bands shown as red, green, blue, or components."""
        self._push(replace(self.now, channels=channels))

    def set_stretch(self, stretch: Stretch) -> None:
        """Choose how the composite is stretched."""
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
        after = self.found.taught(teaching)
        now = self.now
        channels = now.channels
        if channels == default_composite(self.scene):
            channels = default_composite(after)
        ticked = _ticked_after(now.ticked, self.scene, after)
        self._push(replace(now, teaching=teaching, channels=channels, ticked=ticked))

    def rename(self, hue: int, name: str) -> None:
        """Name the thing of one colour number; an empty name takes the name away."""
        names = {other: text for other, text in self.now.names.items() if other != hue}
        if name.strip():
            names[hue] = name.strip()
        self._push(replace(self.now, names=MappingProxyType(names)))

    def recolour(self, hue: int, colour: Rgb) -> None:
        """Colour the thing of one colour number."""
        colours = MappingProxyType({**self.now.colours, hue: colour})
        self._push(replace(self.now, colours=colours))

    def undo(self) -> None:
        """Take back the last edit."""
        before = self.now
        if self._history.undo():
            self._tell(before)

    def redo(self) -> None:
        """Do again what was taken back."""
        before = self.now
        if self._history.redo():
            self._tell(before)

    def _push(self, edits: Edits) -> None:
        before = self.now
        if self._history.push(edits):
            self._tell(before)

    def _tell(self, before: Edits) -> None:
        now = self.now
        if before.teaching != now.teaching and self.found is not None:
            self.scene = self.found.taught(now.teaching)
            self.taught.emit(self.scene)
        if before.ticked != now.ticked:
            self.ticked_changed.emit(now.ticked)
        if before.nodata != now.nodata:
            self.nodata_changed.emit(now.nodata)
        if before.channels != now.channels:
            self.channels_changed.emit(now.channels)
        if before.stretch != now.stretch:
            self.stretch_changed.emit(now.stretch)
        if _names_and_colours(before) != _names_and_colours(now):
            self.names_or_colours_changed.emit()
        self.edited.emit(before)
        self.history_changed.emit(self._history.to_undo, self._history.to_redo)


def _ticked_after(ticked: Collection[str], before: Scene, after: Scene) -> tuple[str, ...]:
    """Tick what has become a band of light, untick what has become another; leave the rest."""
    kinds = {band.name: band.kind for band in before.bands}
    return tuple(
        band.name
        for band in after.bands
        if (band.name in ticked if band.kind is kinds[band.name] else band.kind is BandKind.OPTICAL)
    )


def _names_and_colours(edits: Edits) -> tuple[Mapping[int, str], Mapping[int, Rgb]]:
    return edits.names, edits.colours
