"""Offer names and colours for classes: of the usual lists, of a person's own, of style files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from app.clustering.legends.legend import LegendKey
from app.clustering.legends.lists.name_lists import NameList
from app.clustering.legends.lists.palettes import NamedColour
from app.clustering.naming.cluster_look import Rgb
from app.clustering.naming.palette import palette
from app.engine import offered_names
from app.errors import AppError
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.messages import Level, Message
from app.scene.picture.composite import Picture
from app.session.desks.classes.class_desk import ClassDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.sweep_desk import SweepDesk
from app.session.job_kind import JobKind


class NameDesk(QObject):
    """The lists of names, the one that is offered, and colours that come with them.

    Attributes
    ----------
    lists
        The usual ones, then those that were loaded.
    chosen
        The one whose names are offered; None while they are being read.
    gives_colours
        Whether a class that takes a name of the list takes its colour with it.

    Signals
    -------
    lists_changed
        There are others, or another one is chosen.
    loaded : (Path,)
        A list of the person's own was read from there, and is chosen.
    message_raised : (Message,)
        A file cannot be read, or says nothing of these classes.
    """

    lists_changed = Signal()
    loaded = Signal(object)
    message_raised = Signal(object)

    def __init__(
        self, classes: ClassDesk, scenes: SceneDesk, sweeps: SweepDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.lists: tuple[NameList, ...] = ()
        self.chosen: NameList | None = None
        self.gives_colours = True
        self._wanted = ""
        self._classes = classes
        self._sweeps = sweeps
        self._own: Path | None = None
        self._reading = JobRunner(self)
        self._reading.returned.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self._styling = JobRunner(self)
        self._styling.returned.connect(self._on_style_read)
        self._styling.failed.connect(self._on_failed)
        self._picture: Picture | None = None  # the last of the whole scene
        self._asked_for: LegendKey | None = None
        self._painting = JobRunner(self)
        self._painting.returned.connect(self._on_colours_found)
        self._painting.failed.connect(self._on_failed)
        scenes.composite_changed.connect(self._on_composite_changed)

    def begin(self, title: str, own: Path | None) -> None:
        """Read the usual lists, and one's own that was loaded last; choose one by its title."""
        self._wanted, self._own = title, None
        self._reading.start(JobKind.READ_NAMES, partial(offered_names.read_lists, own))

    def load(self, path: Path) -> None:
        """Read a list of one's own, and offer its names."""
        self._own = path
        self._reading.start(JobKind.READ_NAMES, partial(offered_names.read_own_list, path))

    def choose(self, title: str) -> None:
        """Offer the names of another list."""
        self.chosen = next((one for one in self.lists if one.title == title), self.chosen)
        self.lists_changed.emit()

    def rename(self, number: int, name: str) -> None:
        """Call a class otherwise; a name of the list may bring its colour, in the same step."""
        self._classes.rename(number, name, self._colour_of(name) if self.gives_colours else None)

    # Colours, one step each

    def colour_as_list(self) -> None:
        """Give all classes that are called as in the list its colours."""
        look = self._sweeps.look()
        if look is None:
            return
        named = zip(look.numbers, look.names, strict=True)
        found = {number: self._colour_of(name) for number, name in named}
        self._colour({number: rgb for number, rgb in found.items() if rgb is not None})

    def colour_safely(self) -> None:
        """Give all classes colours that everybody can tell apart, one after the other."""
        numbers = self._classes.legend.numbers
        self._classes.recolour_all(
            dict(zip(numbers, palette(min(len(numbers), len(palette(64)))), strict=False))
        )

    def colour_as_scene(self) -> None:
        """Give all classes the colours of the picture, moved apart until they can be told apart."""
        result, look = self._sweeps.result, self._sweeps.look()
        if self._picture is None or result is None or look is None:
            return
        self._asked_for = self._sweeps.key(self._sweeps.k)
        find = partial(offered_names.find_colours, self._picture, result.preview, look)
        self._painting.start(JobKind.FIND_COLOURS, find)

    def reset_colours(self) -> None:
        """Give all classes the colours that they had before anybody chose others."""
        self._classes.recolour_all(dict.fromkeys(self._classes.legend.numbers))

    def colour_as_file(self, path: Path) -> None:
        """Give classes the colours of a style file: by their names, or else by their numbers."""
        self._styling.start(JobKind.READ_NAMES, partial(offered_names.read_style, path))

    def stop(self) -> None:
        """Ask what is being read to stop."""
        self._reading.stop()
        self._styling.stop()
        self._painting.stop()

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._reading.shut_down(deadline)
        self._styling.shut_down(deadline)
        self._painting.shut_down(deadline)

    def _colour_of(self, name: str) -> Rgb | None:
        offered = self.chosen.classes if self.chosen is not None else ()
        called = name.casefold()
        return next((one.colour for one in offered if one.name.casefold() == called), None)

    def _colour(self, colours: Mapping[int, Rgb]) -> None:
        if colours:
            self._classes.recolour_all(dict(colours))
            return
        title = self.chosen.title if self.chosen is not None else "the list"
        self.message_raised.emit(
            Message(
                Level.INFO,
                "No colours taken",
                f"No class is called by a name of {title} that has a colour.",
                "Name classes from the list first.",
                key="no colours taken",
            )
        )

    @Slot(object, object)
    def _on_read(self, _job: Job, read: tuple[NameList, ...]) -> None:
        titles = {one.title for one in read}
        self.lists = (*(one for one in self.lists if one.title not in titles), *read)
        wanted = read[-1].title if self._own is not None else self._wanted
        kept = next((one for one in self.lists if one.title == wanted), None)
        self.chosen = kept or self.chosen or next(iter(self.lists), None)
        self.lists_changed.emit()
        if self._own is not None:
            self.loaded.emit(self._own)

    @Slot(object, object)
    def _on_style_read(self, _job: Job, style: Mapping[int, NamedColour]) -> None:
        look = self._sweeps.look()
        if look is None:
            return
        by_name = {one.name.casefold(): one.rgb for one in style.values() if one.name}
        named = zip(look.numbers, look.names, strict=True)
        colours = {
            number: by_name[name.casefold()] for number, name in named if name.casefold() in by_name
        }
        if not colours:
            colours = {number: style[number].rgb for number in look.numbers if number in style}
        self._colour(colours)

    @Slot(object)
    def _on_composite_changed(self, picture: Picture) -> None:
        self._picture = picture

    @Slot(object, object)
    def _on_colours_found(self, _job: Job, colours: Mapping[int, Rgb]) -> None:
        if self._asked_for == self._sweeps.key(self._sweeps.k):
            self._classes.recolour_all(dict(colours))

    @Slot(object, object)
    def _on_failed(self, _job: Job, error: AppError) -> None:
        self.message_raised.emit(Message.of_error(error))
