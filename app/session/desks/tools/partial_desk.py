"""Find classes by labels, and split and merge the clusters that they vote on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot
from typing_extensions import override

from app.arrays import ByteArray, Window
from app.clustering.accuracy.findings import ToldOnPage
from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.partial.choices import Decision, Merge, PartialChoices, PartialWishes, Split
from app.engine.tools import telling
from app.engine.tools.partial import finding, marking
from app.engine.tools.partial.finding import FoundClasses
from app.jobs.job import Job
from app.jobs.job_runner import JobRunner
from app.products.projects.tools.tool_edits import ToolEdits
from app.scene.areas.labelled.painted import (
    PaintedLabels,
)
from app.scene.nodata import NoDataRule
from app.session.desks.edit_desk import EditDesk
from app.session.desks.projects.gathering import project_of
from app.session.desks.scene_desk import SceneDesk
from app.session.desks.tools.label_desk import LabelDesk
from app.session.desks.tools.tool_desk import ToolDesk
from app.session.job_kind import JobKind

_LEAST = 2


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What clusters are learned from; decisions belong to these."""

    labels: PaintedLabels
    wishes: PartialWishes
    names: tuple[str, ...]
    rule: NoDataRule


class PartialDesk(ToolDesk):
    """Keep the classes that were found last, by which labels.

    Attributes
    ----------
    labels
        What is said of places.

    Signals
    -------
    found_changed : (FoundClasses | None,)
        Other classes were found; None where none are known any more.
    outdated_changed : (bool,)
        Whether labels, wishes, bands or pixels are others than those that classes were found by.
    detail_made : (LabelPicture,)
        Part of what is shown as finely as the screen can.
    """

    found_changed = Signal(object)
    outdated_changed = Signal(bool)
    detail_made = Signal(object)

    def __init__(
        self, editing: EditDesk, scenes: SceneDesk, labels: LabelDesk, parent: QObject
    ) -> None:
        super().__init__(editing, scenes, parent)
        self.labels = labels
        self._is_watched = False
        self._asked: _Inputs | None = None
        self._found: tuple[_Inputs, FoundClasses] | None = None
        self._let_go_of: _Inputs | None = None  # what classes were found by that were let go
        self._text = ""  # what Undo will say of what is being found
        self._before: FoundClasses | None = None  # so that Undo of a split need not wait
        self._details = JobRunner(self)
        self._details.returned.connect(self._on_detail)
        editing.tools_changed.connect(self._on_tools_changed)
        editing.ticked_changed.connect(self._tell_outdated)
        editing.nodata_changed.connect(self._tell_outdated)
        editing.begun.connect(self._forget)

    @property
    def choices(self) -> PartialChoices:
        """What is chosen."""
        return self.labels.choices

    @property
    def found(self) -> FoundClasses | None:
        """The classes that were found last."""
        return None if self._found is None else self._found[1]

    @property
    def is_outdated(self) -> bool:
        """Whether something else is chosen than what classes were found by."""
        return self._found is not None and self._found[0] != self._inputs

    @property
    def obstacle(self) -> str:
        """What is missing before classes can be found; empty where nothing is."""
        if not self._inputs.names:
            return "No band is ticked."
        return "" if self.labels.n_used >= _LEAST else "Mark places of two labels at least."

    def watch(self, *, is_watched: bool) -> None:
        """Lay labels out from now on, or no more: the tool is open, or closed."""
        self._is_watched = is_watched
        self.labels.watch(is_watched=is_watched)
        self.hold(is_open=is_watched)
        if is_watched and self._let_go_of == self._inputs:
            self._order()
        if not is_watched:
            self.rest()

    def wish(self, wishes: PartialWishes) -> None:
        """Find classes otherwise the next time."""
        self.labels.choose(replace(self.choices, wishes=wishes, decisions=()), "wishes for classes")

    def set_nothing_aside(self) -> None:
        """Learn from all labels, and check the map by none."""
        self.wish(replace(self.choices.wishes, aside=0.0))

    def run(self) -> None:
        """Find classes by the labels."""
        now = self._inputs
        before = self._let_go_of if self._found is None else self._found[0]
        is_other = before is not None and before != now
        if is_other and self.choices.decisions:  # clusters are others, too
            self.labels.choose(replace(self.choices, decisions=()), "classes by other pixels")
        self._order()

    def split(self, cluster: int, n_parts: int) -> None:
        """Part a cluster of the table."""
        self._decide(Split(cluster, n_parts), f"splitting of cluster {cluster}")

    def merge(self, clusters: Sequence[int]) -> None:
        """Let clusters of the table be one."""
        if len(clusters) >= _LEAST:
            self._decide(Merge(tuple(clusters)), f"merging of {len(clusters)} clusters")

    def show_detail(
        self, picture: LabelPicture | None, window: Window, shape: tuple[int, int]
    ) -> None:
        """Ask for part of a map as the views show it, by the picture of its whole."""
        whole = self._whole_of(picture)
        if whole is not None and self._is_watched:
            make = partial(marking.cut_detail, whole, window, shape)
            self._details.start(JobKind.USE_TOOL, make)

    def export(self, folder: Path) -> None:
        """Write what was found last, with the labels, into a folder."""
        found, scene = self.found, self._editing.found
        if found is not None and scene is not None:
            project = project_of(scene, replace(self._editing.now, nodata=found.rule), None, 0)
            self.write(partial(finding.write_classes, folder, found, project))

    def told_on_page(self) -> ToldOnPage | None:
        """Return what a report on a map tells of labels; None where there are none."""
        found = self.found
        if found is not None:
            return telling.tell_classes(found)
        has_labels = self.labels.n_used >= _LEAST
        missing = telling.tell_missing("Classes by few labels", "Tools > Partial labels")
        return missing if has_labels else None

    def shut_down(self, deadline: QDeadlineTimer) -> None:
        """Stop and wait."""
        self._is_watched = False
        self._details.shut_down(deadline)
        super().shut_down(deadline)

    @override
    def let_go(self) -> None:
        """Let go of classes that can be found again, and of the pixels that labels cover."""
        if self._found is not None and not self.is_outdated:
            inputs = self._found[0]
            self._forget()
            self._let_go_of = inputs
            self.labels.let_go()

    @property
    def _inputs(self) -> _Inputs:
        now, choices = self._editing.now, self.choices
        return _Inputs(choices.labels, choices.wishes, now.ticked, now.nodata)

    def _decide(self, decision: Decision, text: str) -> None:
        if self.found is not None and not self.is_outdated and not self.is_busy:
            decisions = (*self.choices.decisions, decision)
            self._order(replace(self.choices, decisions=decisions), text)

    def _order(self, choices: PartialChoices | None = None, text: str = "") -> None:
        """Have classes found; what is new in the choices is chosen once it proved possible."""
        opened = self._scenes.opened
        if opened is None or self.obstacle:
            return
        now = self._asked = self._inputs
        self._text = text
        found = self._found
        is_known = found is not None and found[0] == now and found[1].opened.scene is opened.scene
        known = found[1].learned if found is not None and is_known else None
        wanted = choices or self.choices
        make = partial(finding.find_by_labels, opened, now.rule, now.names, wanted, known)
        self.start(make, self._take)

    def _take(self, found: FoundClasses) -> None:
        if self._asked is None:
            return
        is_same = self._found is not None and self._found[0] == self._asked
        self._before = self.found if is_same else None
        self._found, self._let_go_of = (self._asked, found), None
        if self._text and not self.is_outdated and found.choices != self.choices:
            self.labels.choose(found.choices, self._text)
        self._text = ""
        self._tell_found()

    def _tell_found(self) -> None:
        self.found_changed.emit(self.found)
        self._tell_outdated()

    def _whole_of(self, picture: LabelPicture | None) -> ByteArray | None:
        marked, found = self.labels.marked_scene, self.found
        if picture is not None and marked is not None and picture is marked.whole:
            return marked.plane
        if found is None or picture is None or picture not in found.pictures:
            return None
        return found.planes[found.pictures.index(picture)]

    @Slot(object)
    def _on_tools_changed(self, tools: ToolEdits) -> None:
        """Follow what is chosen, also back and forth."""
        self._tell_outdated()
        choices, found = tools.partial or PartialChoices(), self.found
        if found is None or self.is_outdated or found.choices.decisions == choices.decisions:
            return
        if self._before is not None and self._before.choices.decisions == choices.decisions:
            self.drop()  # what is being found has more decisions
            self._asked, self._text = self._inputs, ""
            self._take(self._before)
        else:
            self._order()

    @Slot()
    def _tell_outdated(self) -> None:
        self.outdated_changed.emit(self.is_outdated)

    @Slot()
    def _forget(self) -> None:
        self._let_go_of = None
        self._details.stop()
        self._found = self._before = self._asked = None
        self._tell_found()

    @Slot(object, object)
    def _on_detail(self, _job: Job, picture: LabelPicture) -> None:
        if self._is_watched:
            self.detail_made.emit(picture)
