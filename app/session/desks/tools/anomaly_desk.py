"""Look for odd things on the open scene, and take what a person decides of each."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from typing_extensions import override

from app.arrays import Window
from app.clustering.accuracy.findings import ToldOnPage
from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools import telling
from app.engine.tools.unusual import searching
from app.engine.tools.unusual.searching import PiecePictures, Searched
from app.errors import SettingsError
from app.products.pieces.piece_rows import PieceRow, judged
from app.products.projects.saved_work import Project
from app.products.projects.tools.tool_edits import ToolEdits
from app.products.requests import ExportReport
from app.scene.nodata import NoDataRule
from app.session.desks.edit_desk import EditDesk
from app.session.desks.projects.gathering import project_of
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.tools.watched_desk import WatchedDesk
from app.steps import Progress, Steps

_Key = tuple[AnomalyWishes, NoDataRule]


class AnomalyDesk(WatchedDesk):
    """Keep what was found last, for the wishes that are chosen.

    Signals
    -------
    searched : (Searched | None,)
        Other pieces were found; None where none are known any more.
    rows_changed : (tuple[PieceRow, ...],)
        Something else was decided of pieces.
    pictures_made : (PiecePictures,)
        Pictures of some of them.
    outdated_changed : (bool,)
        Whether other pixels or bands take part since.
    """

    searched = Signal(object)
    rows_changed = Signal(object)
    pictures_made = Signal(object)
    outdated_changed = Signal(bool)

    def __init__(self, editing: EditDesk, scenes: SceneDesk, parent: QObject) -> None:
        super().__init__(editing, scenes, parent)
        self._found: tuple[_Key, Searched] | None = None
        self._rows: tuple[Searched, AnomalySearch, tuple[PieceRow, ...]] | None = None
        editing.tools_changed.connect(self._on_tools_changed)
        editing.nodata_changed.connect(self._tell_outdated)
        editing.ticked_changed.connect(self._tell_outdated)
        editing.begun.connect(self._forget)

    @property
    def search(self) -> AnomalySearch | None:
        """What is chosen; None where nothing was looked for yet."""
        return self._editing.now.tools.anomalies

    @property
    def found(self) -> Searched | None:
        """What was found for that; None where it is not known."""
        if self._found is None or self.search is None:
            return None
        (wishes, _), searched = self._found
        return searched if wishes == self.search.wishes else None

    @property
    def rows(self) -> tuple[PieceRow, ...]:
        """The pieces with what was decided of them."""
        found, search = self.found, self.search
        if found is None or search is None:
            return ()
        if self._rows is None or self._rows[:2] != (found, search):
            self._rows = (found, search, judged(found.rows, search))
        return self._rows[2]

    def look_for(self, wishes: AnomalyWishes) -> None:
        """Look for odd things by the ticked bands; decisions of pieces found again stay."""
        if not self._editing.now.ticked:
            detail, hint = "No band is ticked.", "Tick the bands by which odd things are found."
            self.refuse(SettingsError("No band chosen", detail, hint))
            return
        wishes = replace(wishes, bands=self._editing.now.ticked)
        before = self.search
        kept = () if before is None else before.judgements
        search = AnomalySearch(wishes, kept)
        if before == search:
            self._order()
        else:
            self._choose(search, "search for unusual things")

    def judge(self, number: int, reason: str = "", *, is_kept: bool) -> None:
        """Keep or reject a piece."""
        row, search = self._row(number), self.search
        if row is not None and search is not None:
            verb = "keeping" if is_kept else "rejecting"
            self._choose(
                search.judged(row.piece, is_kept=is_kept, reason=reason), f"{verb} piece {number}"
            )

    def leave_open(self, number: int) -> None:
        """Decide nothing of a piece any more."""
        row, search = self._row(number), self.search
        if row is not None and search is not None:
            self._choose(search.unjudged(row.piece), f"leaving piece {number} open")

    def show_detail(self, window: Window, shape: tuple[int, int]) -> None:
        """Ask for ground and pieces as the views show them."""
        found = self.found
        if found is not None:
            self.cut(partial(searching.cut_detail, found.found.labels, window, shape))

    def export(self, folder: Path) -> None:
        """Write what was found, with the decisions, into a folder."""
        opened, search, scene = self._scenes.opened, self.search, self._editing.found
        if self._found is None or self.found is None or opened is None:
            return
        (_, rule), searched = self._found
        if search is not None and scene is not None:
            project = project_of(scene, replace(self._editing.now, nodata=rule), None, 0)
            self.write(partial(_export, folder, opened, rule, searched, search, project))

    def told_on_page(self) -> ToldOnPage | None:
        """Return what a report on a map tells of odd things; None where none were looked for."""
        opened, search = self._scenes.opened, self.search
        if opened is None or search is None:
            return None
        if self._found is None or self.found is None:
            return telling.tell_missing("Unusual things", "Tools > Unusual things")
        (_, rule), searched = self._found
        return telling.tell_pieces(opened, rule, searched.found, search)

    def take_step(self, step: object) -> None:
        """Take what a search brings on its way."""
        if isinstance(step, Searched) and self._asked is not None:
            self._found = (self._asked, step)
            self.searched.emit(step)
            self.rows_changed.emit(self.rows)
            self._tell_outdated()
        elif isinstance(step, PiecePictures):
            self.pictures_made.emit(step)

    def _row(self, number: int) -> PieceRow | None:
        return next((row for row in self.rows if row.piece.number == number), None)

    def _choose(self, search: AnomalySearch, text: str) -> None:
        tools = replace(self._editing.now.tools, anomalies=search)
        self._editing.set_tools(tools, text)

    def _order(self) -> None:
        opened, search = self._scenes.opened, self.search
        if opened is None or search is None:
            return
        now = self._editing.now
        self._asked = self._key(search)
        make = partial(searching.look_for, opened, now.nodata, search, now.channels)
        self.start(make, _nothing_more)

    def _key(self, search: AnomalySearch) -> _Key:
        return search.wishes, self._editing.now.nodata

    @property
    @override
    def shown(self) -> Searched | None:
        return self.found

    @override
    def catch_up(self) -> None:
        search = self.search
        if not self._is_watched or search is None:
            return
        if self.found is not None and self._asked is not None:  # with all pictures
            return
        if self._asked != self._key(search):
            self._order()

    @Slot(object)
    def _on_tools_changed(self, tools: ToolEdits) -> None:
        """Follow what is chosen, also back and forth."""
        if tools.anomalies is None:
            self.rest()
            self._forget()
        elif self.found is not None:
            self.rows_changed.emit(self.rows)
        else:
            self.searched.emit(None)
            self.catch_up()

    @Slot()
    def _tell_outdated(self) -> None:
        now, found = self._editing.now, self._found
        is_other = found is not None and (
            found[0][1] != now.nodata or found[0][0].bands != now.ticked
        )
        self.outdated_changed.emit(is_other)

    @override
    def let_go(self) -> None:
        self._forget()

    @Slot()
    def _forget(self) -> None:
        self._found = self._asked = self._rows = None
        self.searched.emit(None)


def _export(
    folder: Path,
    opened: OpenedScene,
    rule: NoDataRule,
    searched: Searched,
    search: AnomalySearch,
    project: Project,
) -> Steps[Progress, ExportReport]:
    """Write in a thread, where libraries may be loaded."""
    yield Progress("Loading the libraries")
    from app.engine.tools.unusual.exporting import export_search

    return (yield from export_search(folder, opened, rule, searched.found, search, project))


def _nothing_more(_value: object) -> None:
    """All came on the way."""
