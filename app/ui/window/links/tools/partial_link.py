"""Find classes by few labels: the page of the tool, its maps, and the desks behind both."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Slot
from typing_extensions import override

from app.arrays import Window
from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.partial.checking import ClusterVote
from app.clustering.partial.choices import PartialChoices
from app.engine.tools.partial.finding import FoundClasses
from app.engine.tools.partial.marking import MarkedScene
from app.session import remedies
from app.steps import Progress
from app.ui.clusters.naming.colour_question import ColourQuestion
from app.ui.dialogs.labels.label_files import LabelFiles
from app.ui.map.tools.mark_layer import Mark
from app.ui.map.tools.tool_overlay import ToolMap
from app.ui.tools.partial.partial_page import PartialPage, ShownAs
from app.ui.window.links.tools import partial_map
from app.ui.window.links.tools.page_link import PageLink, Surroundings
from app.ui.window.links.tools.paint_link import PaintLink

_NEAR_SCALE = 4.0  # of the screen for a pixel, where a cluster is gone to


class PartialLink(PageLink):
    """Joins the tool of few labels to the session."""

    def __init__(self, around: Surroundings) -> None:
        desk, page = around.session.partial, PartialPage(around.window)
        super().__init__(around, page, desk)
        self._desk, self._page = desk, page
        self._shown: LabelPicture | None = None
        self._was_run = False
        views, session = around.views, around.session
        labels = session.labels
        self.files = LabelFiles(around.window, around.state)
        self._colours = ColourQuestion(around.window)
        self._painting = PaintLink(views, page, session)
        # labels
        page.labels.added.connect(labels.add_label)
        page.labels.renamed.connect(labels.rename)
        page.labels.removed.connect(labels.remove)
        page.labels.colour_requested.connect(self._on_colour_requested)
        self._colours.chosen.connect(labels.recolour)
        page.load_requested.connect(self.files.ask_load)
        page.save_requested.connect(self.files.ask_save)
        page.clear_requested.connect(labels.clear)
        self.files.load_chosen.connect(labels.load)
        self.files.save_chosen.connect(labels.save)
        labels.choices_changed.connect(self._on_choices_changed)
        labels.marked.connect(self._on_marked)
        # classes
        session.editing.ticked_changed.connect(self._on_choices_changed)
        page.wishes.chosen.connect(desk.wish)
        page.run_requested.connect(self._on_run_requested)
        desk.progressed.connect(self._on_progressed)
        desk.found_changed.connect(self._on_found_changed)
        desk.outdated_changed.connect(self._on_outdated_changed)
        page.votes.split_requested.connect(desk.split)
        page.votes.merge_requested.connect(desk.merge)
        # the map
        page.shown_changed.connect(self._show)
        page.opacity_changed.connect(self._on_opacity_changed)
        page.votes.selected.connect(self._show)
        page.nexts.chosen.connect(self._on_next_chosen)
        views.map.tool.mark_clicked.connect(self._on_mark_clicked)
        views.map.view_changed.connect(self._on_view_changed)
        desk.detail_made.connect(self._on_detail_made)

    @property
    @override
    def ways(self) -> Mapping[str, Callable[[], object]]:
        return {
            remedies.CHOOSE_LABELS: self.files.ask_load,
            remedies.SAVE_LABELS_ELSEWHERE: self.files.ask_save,
            remedies.SET_NOTHING_ASIDE: self._desk.set_nothing_aside,
        }

    @override
    def begin(self) -> None:
        self._desk.watch(is_watched=True)
        self._show_marks()
        self._show()

    @override
    def end(self) -> None:
        self._painting.lay_down()
        self._desk.watch(is_watched=False)

    @override
    def folder_name(self) -> str:
        return self._named("classes")

    @Slot(int)
    def _on_colour_requested(self, number: int) -> None:
        label = self._desk.choices.labels.class_of(number)
        if label is not None:
            self._colours.ask(number, label.name, label.colour)

    @Slot()
    def _on_choices_changed(self) -> None:
        choices: PartialChoices = self._desk.choices
        self._page.show_choices(choices, self._desk.obstacle)

    @Slot(object)
    def _on_marked(self, marked: MarkedScene) -> None:
        self._page.show_marked(marked)
        if self._page.shown_as is ShownAs.LABELS:
            self._show()

    @Slot()
    def _on_run_requested(self) -> None:
        self._painting.lay_down()
        self._was_run = True
        self._desk.run()

    @Slot(object)
    def _on_progressed(self, progress: Progress | None) -> None:
        self._page.set_running(is_running=progress is not None)

    @Slot(object)
    def _on_found_changed(self, found: FoundClasses | None) -> None:
        self._page.show_found(found)
        if found is not None and self._was_run:
            self._page.show_as(ShownAs.CLASSES)
        self._was_run = False
        self._show_marks()
        self._show()

    @Slot(bool)
    def _on_outdated_changed(self, is_outdated: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._page.set_outdated(is_outdated=is_outdated)

    @Slot(int)
    def _on_next_chosen(self, number: int) -> None:
        """Go to a cluster, so near that its pixels are seen."""
        vote = self._vote(number)
        if vote is not None:
            place = self._views.map.place
            scale = _NEAR_SCALE if place is None else max(_NEAR_SCALE, place[2])
            self._views.map.show_place(vote.col + 0.5, vote.row + 0.5, scale)
            self._views.map.tool.select_mark(number)

    @Slot(int)
    def _on_mark_clicked(self, number: int) -> None:
        if self.is_open:
            self._page.votes.select(number)
            self._views.map.tool.select_mark(number)

    @Slot(Window, tuple)
    def _on_view_changed(self, window: Window, shape: tuple[int, int]) -> None:
        whole = self._shown
        if self.is_open and whole is not None and _is_coarse(whole):
            self._desk.show_detail(whole, window, shape)

    @Slot(object)
    def _on_detail_made(self, picture: LabelPicture) -> None:
        if self.is_open:
            self._views.map.tool.show_detail(picture)

    @Slot(float)
    def _on_opacity_changed(self, opacity: float) -> None:
        if self.is_open:
            self._views.map.tool.set_opacity(opacity)

    def _vote(self, number: int) -> ClusterVote | None:
        return next((vote for vote in self._page.nexts.votes if vote.number == number), None)

    @Slot()
    def _show(self) -> None:
        """Lay over the picture what is to be seen."""
        if self.is_open:
            shown = self._map()
            self._shown = None if shown is None else shown.picture
            self._views.map.tool.show_map(shown)
            self._views.map.link.announce()

    def _map(self) -> ToolMap | None:
        found, marked = self._desk.found, self._session.labels.marked_scene
        shown, opacity = self._page.shown_as, self._page.opacity
        if found is None or shown is ShownAs.LABELS:
            return None if marked is None else partial_map.of_labels(marked, opacity)
        chosen = [vote.number for vote in self._page.votes.chosen]
        if chosen:
            return partial_map.of_clusters(found, chosen)
        if shown is ShownAs.CLASSES:
            return partial_map.of_classes(found, opacity)
        return partial_map.of_confidence(found, opacity)

    def _show_marks(self) -> None:
        """Mark where to label next, by rank."""
        if self.is_open:
            votes = self._page.nexts.votes if self._desk.found is not None else ()
            marks = [_mark(rank, vote) for rank, vote in enumerate(votes, start=1)]
            self._views.map.tool.show_marks(marks)


def _mark(rank: int, vote: ClusterVote) -> Mark:
    row, col = vote.row + 0.5, vote.col + 0.5
    return Mark(vote.number, row, col, row, col, text=str(rank))


def _is_coarse(picture: LabelPicture) -> bool:
    window = picture.window
    return picture.labels.shape != (window.height, window.width)
