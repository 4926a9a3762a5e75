"""Add computed bands to the open scene, and take them away."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.scene.band import Band
from app.scene.computed.binding import free_name
from app.scene.indices.band_maths import BandMaths
from app.scene.picture.composite import default_composite
from app.scene.recognition.sensor_presets import checked
from app.session.desks.edit_desk import EditDesk


class ComputedDesk(QObject):
    """Bands that formulas give; each comes and goes as an edit."""

    def __init__(self, editing: EditDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._editing = editing

    @property
    def bands(self) -> Sequence[Band]:
        """The bands of the open scene, as they are described now; none before the first."""
        return () if self._editing.scene is None else self._editing.scene.bands

    def add(self, wanted: BandMaths) -> str:
        """Let a computed band stand beside the others, and take part.

        A name that another formula has, or had before an undo, is counted on: runs go by it.

        Returns
        -------
        The name it has; empty where no scene is open.

        Raises
        ------
        SettingsError
            It cannot be computed from the open scene.
        """
        editing = self._editing
        found, scene, now = editing.found, editing.scene, editing.now
        if found is None or scene is None:
            return ""
        known = {maths.name: maths for maths in self._ever()}
        listed = {maths.name for maths in now.teaching.computed}
        same = (one.name for one in known.values() if replace(wanted, name=one.name) == one)
        taken = {*scene.band_names, *(band.called for band in scene.bands), *known}
        name = next((one for one in same if one not in listed), "")
        maths = replace(wanted, name=name or free_name(wanted.name, taken))
        teaching = checked(found, now.teaching.computing(maths))
        order = found.taught(teaching, editing.held).band_names
        ticked = tuple(one for one in order if one in {*now.ticked, maths.name})
        editing.change(replace(now, teaching=teaching, ticked=ticked), f"new band {maths.name}")
        return maths.name

    def remove(self, name: str) -> None:
        """Take a computed band away; runs that were made with it keep it."""
        editing = self._editing
        if editing.found is None or editing.scene is None:
            return
        now = editing.now
        called = next((band.called for band in editing.scene.computed if band.name == name), name)
        channels = now.channels
        if isinstance(channels, tuple) and name in channels:
            channels = default_composite(editing.found.taught(now.teaching.without_computed(name)))
        edits = replace(
            now,
            teaching=now.teaching.without_computed(name),
            ticked=tuple(one for one in now.ticked if one != name),
            channels=channels,
        )
        editing.change(edits, f"removal of {called}")

    def _ever(self) -> Iterator[BandMaths]:
        """Yield the computed bands of every step, also of those that were undone, and of runs."""
        yield from self._editing.held
        for _, before, after in self._editing.history.steps:
            yield from before.teaching.computed
            yield from after.teaching.computed
        yield from self._editing.now.teaching.computed
