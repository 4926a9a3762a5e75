"""Find clouds by a clear scene, decide how strictly, and leave them out."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot
from typing_extensions import override

from app.arrays import Window
from app.clustering.accuracy.findings import ToldOnPage
from app.clustering.clouds.wishes import (
    N_CLEAR_MAX,
    CloudMode,
    CloudSearch,
    CloudWishes,
    usual_wishes,
)
from app.engine.tools import telling
from app.engine.tools.sky import leaving_out, viewing
from app.engine.tools.sky.viewing import SkyLooked, SkyView
from app.errors import AppError, SettingsError
from app.messages import Level, Message
from app.products.projects.tools.tool_edits import ToolEdits
from app.products.requests import ExportReport
from app.scene.grids.target_grid import pixel_size_known
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.scene.scene_choice import SceneChoice, SeveralScenesError
from app.session.desks.choice_desk import ChoiceDesk
from app.session.desks.edit_desk import EditDesk
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.tools.watched_desk import WatchedDesk
from app.session.job_kind import JobKind
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.clouds.deciding import Decision
    from app.engine.tools.sky.agreement import Agreement
    from app.engine.tools.sky.finding import FoundSky

_Key = tuple[tuple[str, ...], CloudMode, int]
_UNDONE_BY = "finding clouds"


class CloudDesk(WatchedDesk):
    """Keep what a clear scene tells of the sky over the open one.

    Attributes
    ----------
    choices
        The scenes of a folder that holds several, to choose the clear one among them.

    Signals
    -------
    search_changed : (CloudSearch,)
        Something else is chosen.
    viewed : (SkyView | None,)
        What is decided of every pixel; None while it is not known.
    left_out_changed : (bool,)
        Whether the pixels that are shown are those that are left out.
    """

    search_changed = Signal(object)
    viewed = Signal(object)
    left_out_changed = Signal(bool)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(editing, scenes, parent)
        self._looked: tuple[_Key, SkyLooked] | None = None
        self._view: SkyView | None = None
        self._left_out: SkyView | None = None
        self._chosen: tuple[int, tuple[str, ...]] | None = None  # last: its place among all edits
        self.choices = ChoiceDesk(self)
        editing.tools_changed.connect(self._on_tools_changed)
        editing.nodata_changed.connect(self._tell_left_out)
        editing.begun.connect(self._forget)

    @property
    def search(self) -> CloudSearch:
        """What is chosen."""
        chosen, scene = self._editing.now.tools.clouds, self._editing.found
        if chosen is not None or scene is None:
            return chosen or CloudSearch()
        return CloudSearch(wishes=usual_wishes(pixel_size_known(scene.grid)))

    @property
    def view(self) -> SkyView | None:
        """What is decided by that; None while it is not known."""
        view = self._view
        is_of_it = view is not None and self._looked is not None and view.looked is self._looked[1]
        if view is None or not is_of_it or view.wishes != self.search.wishes:
            return None
        return view if self._looked is not None and self._looked[0] == _key(self.search) else None

    def find(self, paths: Sequence[Path]) -> None:
        """Find the clouds of the open scene by a clear one."""
        clear = tuple(str(path.absolute()) for path in paths)
        if len(clear) > N_CLEAR_MAX:  # no project could be opened that holds them
            detail = f"{len(clear):,} files were chosen; {N_CLEAR_MAX} are the most."
            hint = "Choose the folder of the clear scene instead."
            self.refuse(SettingsError("Too many files chosen", detail, hint))
            return
        self._asked = None
        if clear != self.search.clear:
            self._choose(replace(self.search, clear=clear), _UNDONE_BY)
            self._chosen = self._editing.history.place, clear
        elif self.view is None:
            self.catch_up()

    @override
    def refuse(self, error: AppError, kind: StrEnum = JobKind.USE_TOOL) -> None:
        """Where a folder holds several scenes, take the only other one, or let one be chosen."""
        scene = self._editing.found
        several = error.choices if isinstance(error, SeveralScenesError) else ()
        others = tuple(each for each in several if scene is None or not _is_of(each, scene))
        if not others:
            super().refuse(error, kind)
            return
        # The folder is no choice that anybody has to go back over; what was chosen since is one.
        if self._chosen == (self._editing.history.place, self.search.clear):
            self._editing.undo()
        if len(others) == 1:
            self.find(others[0].paths)
        else:
            self.choices.take(others)

    @override
    def shut_down(self, deadline: QDeadlineTimer) -> None:
        self.choices.shut_down(deadline)
        super().shut_down(deadline)

    def set_mode(self, mode: CloudMode) -> None:
        """Know clouds by something else."""
        self._choose(replace(self.search, mode=mode), "what clouds are known by")

    def set_wishes(self, wishes: CloudWishes) -> None:
        """Let thinner clouds count, or only thicker ones; larger ones; or what lies around."""
        self._choose(replace(self.search, wishes=wishes), "which clouds count")

    def leave_out(self) -> None:
        """Leave out clouds and shadows as they are shown."""
        view = self.view
        if view is not None:
            rule, found = self._editing.now.nodata, view.looked.found
            make = partial(
                leaving_out.without_clouds, found, view.decision, rule, self._scenes.budget
            )
            self.start(make, partial(self._take_rule, view, rule))

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for what is decided as the views show it."""
        view = self.view
        if view is not None:
            self.cut(partial(viewing.cut_detail, view.decision, window, shape))

    def export(self, folder: Path) -> None:
        """Write what is shown into a folder."""
        view = self.view
        if view is not None:
            found, agreed = view.looked.found, view.agreed
            self.write(partial(_export, folder, found, view.decision, agreed, self.search))

    def told_on_page(self) -> ToldOnPage | None:
        """Return what a report on a map tells of clouds; None where none were looked for."""
        view = self.view
        if view is not None:
            return telling.tell_sky(view.looked.found, view.decision, view.agreed, self.search)
        return telling.tell_missing("Clouds", "Tools > Clouds") if self.search.clear else None

    def _choose(self, search: CloudSearch, text: str) -> None:
        if search != self.search:
            self._editing.set_tools(replace(self._editing.now.tools, clouds=search), text)

    def _take_rule(self, view: SkyView, before: NoDataRule, rule: NoDataRule) -> None:
        if self._editing.now.nodata != before:  # more is left out by now, or less
            self.leave_out()
            return
        self._left_out = view
        self._editing.set_nodata(rule)
        self._tell_left_out()

    @property
    @override
    def shown(self) -> SkyView | None:
        return self.view

    @override
    def catch_up(self) -> None:
        scene, search = self._editing.found, self.search
        if not self._is_watched or self.view is not None or scene is None or not search.clear:
            return
        if self._looked is None or self._looked[0] != _key(search):
            if self._asked == _key(search):
                return
            self._asked = _key(search)
            make = partial(viewing.look, search, scene, self._scenes.budget)
            self.start(make, partial(self._take_looked, _key(search)), JobKind.FIND_CLOUDS)
        else:
            self.start(partial(viewing.view, self._looked[1], search.wishes), self._take_view)

    def _take_looked(self, key: _Key, looked: SkyLooked) -> None:
        self._looked = key, looked
        if not looked.found.by.has_clouds:
            self.message_raised.emit(_nothing(looked.found))
        self.catch_up()

    def _take_view(self, view: SkyView) -> None:
        self._view = view
        if self.view is None:  # something else was chosen meanwhile
            self.catch_up()
            return
        self.viewed.emit(view)
        self._tell_left_out()
        self._compare(view)

    def _compare(self, view: SkyView) -> None:
        """Find out whether what is shown is what a project, or a choice before, left out."""
        leave_out = self._editing.now.nodata.leave_out
        if view is not self._left_out and leaving_out.leaves_found(leave_out):
            found = view.looked.found
            make = partial(leaving_out.are_left_out, found, view.decision, leave_out)
            self.start(make, partial(self._take_compared, view))

    def _take_compared(self, view: SkyView, is_left_out: bool) -> None:  # noqa: FBT001
        if is_left_out and view is self.view:
            self._left_out = view
            self._tell_left_out()

    @Slot(object)
    def _on_tools_changed(self, _tools: ToolEdits) -> None:
        """Follow what is chosen, also back and forth."""
        self.search_changed.emit(self.search)
        if self.view is not None:
            self.viewed.emit(self.view)
        else:
            if self._looked is None or self._looked[0] != _key(self.search):
                self.viewed.emit(None)
            self.catch_up()
        self._tell_left_out()

    @Slot()
    def _tell_left_out(self) -> None:
        is_left_out = leaving_out.leaves_found(self._editing.now.nodata.leave_out)
        is_shown = self.view is not None and self.view is self._left_out
        self.left_out_changed.emit(is_left_out and is_shown)

    @override
    def let_go(self) -> None:
        self._forget()

    @Slot()
    def _forget(self) -> None:
        self._details.stop()
        self._asked = self._looked = self._view = self._left_out = self._chosen = None
        self.search_changed.emit(self.search)
        self.viewed.emit(None)


def _is_of(choice: SceneChoice, scene: Scene) -> bool:
    """Tell whether a choice is the open scene itself."""
    own = {path.absolute() for path in choice.paths}
    files = (band.path.absolute() for band in scene.listed)
    return any(file in own or not own.isdisjoint(file.parents) for file in files)


def _key(search: CloudSearch) -> _Key:
    return search.clear, search.by, search.seed


def _export(
    folder: Path,
    found: "FoundSky",
    decision: "Decision",
    agreed: "tuple[Agreement, ...]",
    search: CloudSearch,
) -> Steps[Progress, ExportReport]:
    """Write in a thread, where libraries may be loaded."""
    yield Progress("Loading the libraries")
    from app.engine.tools.sky.writing import export_sky

    return (yield from export_sky(folder, found, decision, agreed, search))


def _nothing(found: "FoundSky") -> Message:
    told = f"is brighter than, and unlike, all of {found.by.title}"
    if found.mode is CloudMode.DIFFERENCE:
        told = f"rose in all visible bands alike since {found.by.title}"
    return Message(
        Level.INFO,
        "No cloud found",
        f"Nothing in {found.later.title} {told}.",
        "Choose another clear scene or model if you see clouds.",
    )
