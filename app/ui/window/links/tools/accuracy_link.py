"""Assess the shown map: the page, the marks on the picture, and the tables below."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Slot
from typing_extensions import override

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.looked_places import LookedPlaces
from app.clustering.legends.change_codes import MapClass
from app.clustering.naming.cluster_look import ClusterLook
from app.session import remedies
from app.ui.map.map_view import MapView
from app.ui.map.tools.mark_layer import Mark
from app.ui.tools.accuracy.accuracy_page import AccuracyPage
from app.ui.tools.accuracy.assessment_view import AssessmentView
from app.ui.tools.accuracy.class_keys import ClassRow
from app.ui.window.links.tools.page_link import PageLink, Surroundings

_FAIR_ZOOM = 8.0  # pixels of the screen for one of the scene, where the present zoom is not fair
_FAIR = (4.0, 24.0)


class AccuracyLink(PageLink):
    """Joins the desk that assesses the shown map to its page, the map, and the tables."""

    def __init__(self, around: Surroundings) -> None:
        desk, page = around.session.accuracy, AccuracyPage(around.window)
        super().__init__(around, page, desk)
        self._desk, self._page = desk, page
        self._map, self._tables = around.views.map, AssessmentView(around.window)
        self._cell: tuple[int, int] | None = None
        self._seen_before: tuple[float, float, float] | None = None
        self._had_strip = False
        files, session, tabs = around.files, around.session, around.views.details
        tabs.insertTab(tabs.indexOf(around.views.history), self._tables, "Accuracy")
        page.draw_requested.connect(desk.draw)
        page.read_requested.connect(files.ask_labels)
        files.labels_chosen.connect(desk.read)
        page.save_requested.connect(files.ask_labels_target)
        files.labels_target_chosen.connect(desk.save)
        page.labelling_requested.connect(self._on_labelling_requested)
        page.labelling_ended.connect(self._on_labelling_ended)
        page.keys.answered.connect(desk.answer)
        page.keys.stepped.connect(desk.step)
        page.assess_requested.connect(desk.assess)
        desk.places_changed.connect(self._on_places_changed)
        desk.place_shown.connect(self._on_place_shown)
        for news in (session.sweeps.result_shown, session.sweeps.k_selected):
            news.connect(self._renew)
        session.editing.legends_changed.connect(self._renew)
        desk.assessed.connect(self._on_assessed)
        session.comparing.changed.connect(self._show_tabs)
        self._tables.cell_chosen.connect(self._on_cell_chosen)
        self._map.tool.mark_clicked.connect(self._on_mark_clicked)
        for view in self._map.findChildren(MapView):
            page.keys.watch(view)
        self._tables.show_unit(around.state.area_unit)
        self._show_tabs()

    @property
    @override
    def ways(self) -> Mapping[str, Callable[[], object]]:
        return {remedies.LABEL_PLACES: self._on_labelling_requested}

    @override
    def begin(self) -> None:
        self._show_tabs()
        self._on_places_changed(self._desk.places)
        self._on_assessed(self._desk.found)

    @override
    def end(self) -> None:
        self._on_labelling_ended()
        self._show_tabs()

    @override
    def folder_name(self) -> str:
        shown = self._desk.shown
        return "" if shown is None else f"accuracy_k{shown.result.k:02d}"

    @Slot()
    def _on_labelling_requested(self) -> None:
        if self._desk.places is None:
            return
        if not self.is_open:
            self.wanted.emit()
        self._set_labelling(is_on=True)
        self._desk.go_on()

    @Slot()
    def _on_labelling_ended(self) -> None:
        was_on = self._page.is_labelling
        self._set_labelling(is_on=False)
        if was_on and self._seen_before is None:
            self._map.fit()
        elif was_on and self._seen_before is not None:
            self._map.show_place(*self._seen_before)

    def _set_labelling(self, *, is_on: bool) -> None:
        """Hide all that tells what the map says of a place, while it is looked at."""
        if is_on == self._page.is_labelling:
            return
        self._page.set_labelling(is_on=is_on)
        self._map.hide_map(is_hidden=is_on)
        if is_on:  # the small maps would lead the eye as well
            self._had_strip = not self._views.strip.isHidden()
        self._views.strip.setVisible(self._had_strip and not is_on)
        self._views.readout.hide_classes(are_hidden=is_on)
        self._cell = None
        if is_on:
            self._seen_before = self._map.place
        else:
            self._map.tool.show_marks(())

    @Slot(object)
    def _on_places_changed(self, places: LookedPlaces | None) -> None:
        self._page.show_places(places)
        if places is None:
            self._set_labelling(is_on=False)
            return
        self._renew()

    @property
    def _is_of_shown_map(self) -> bool:
        places, shown = self._desk.places, self._desk.shown
        return places is not None and shown is not None and places.key == shown.key

    @Slot()
    def _renew(self) -> None:
        """Say anew what classes are called, and whether places are of the map that is shown."""
        places, shown = self._desk.places, self._desk.shown
        if self.is_open and places is not None:
            self._page.show_classes([self._row(one) for one in places.classes])
            self._page.show_place(self._desk.at)
            is_other = shown is not None and places.seed is not None and not self._is_of_shown_map
            self._page.show_other(f"k = {places.key[1]}" if is_other else "")

    def _row(self, one: MapClass) -> ClassRow:
        """Return how a class is offered: as the map calls it now, where it is of this map."""
        look: ClusterLook | None = self._session.sweeps.look()
        is_of_map = self._is_of_shown_map
        row = look.row_of(one.value) if look is not None and is_of_map else -1
        if look is None or row < 0:
            return ClassRow(one.name, None)
        return ClassRow(look.names[row], look.colours[row])

    @Slot(int)
    def _on_place_shown(self, at: int) -> None:
        places = self._desk.places
        if places is None or not self.is_open:
            return
        self._page.show_place(at)
        if self._page.is_labelling:
            self._mark([(places.rows[at], places.cols[at])], at + 1)
            self._look_at(places.rows[at], places.cols[at])

    @Slot(object)
    def _on_assessed(self, found: Assessment | None) -> None:
        self._page.show_assessment(found)
        self._tables.show_assessment(found)
        self._cell = None
        if found is not None and self.is_open:
            self._views.details.setCurrentWidget(self._tables)
        if not self._page.is_labelling and self.is_open:
            self._map.tool.show_marks(())

    @Slot(int, int)
    def _on_cell_chosen(self, mapped: int, reference: int) -> None:
        """Go to the places of a cell, one after the other where it is clicked again."""
        found = self._desk.found
        if found is None or self._page.is_labelling:
            return
        if not self.is_open:
            self.wanted.emit()
        here = found.places_in(mapped, reference)
        at = self._map.tool.selected if self._cell == (mapped, reference) else 0
        self._cell = mapped, reference
        self._mark(here, at % len(here) + 1 if here else 0, first=1)
        if here:
            self._look_at(*here[at % len(here)])

    @Slot(int)
    def _on_mark_clicked(self, number: int) -> None:
        if self.is_open and not self._page.is_labelling:
            self._map.tool.select_mark(number)

    def _mark(self, pixels: list[tuple[int, int]], selected: int, first: int = 0) -> None:
        begin = first or selected
        marks = [
            Mark(number, row, col, row + 1, col + 1, text=str(number) if first else " ")
            for number, (row, col) in enumerate(pixels, start=begin)
        ]
        self._map.tool.show_marks(marks)
        self._map.tool.select_mark(selected)

    def _look_at(self, row: int, col: int) -> None:
        place = self._map.place
        scale = _FAIR_ZOOM if place is None else place[2]
        if not _FAIR[0] <= scale <= _FAIR[1]:
            scale = _FAIR_ZOOM
        self._map.show_place(col + 0.5, row + 0.5, scale)

    @Slot()
    def _show_tabs(self) -> None:
        """Offer the tables while the tool is open; there is no room for all tabs at once."""
        tabs, is_open = self._views.details, self.is_open
        transitions = self._views.transitions
        is_wanted = not is_open or self._session.comparing.is_on
        is_wanted |= tabs.currentWidget() is transitions
        if not is_open and tabs.currentWidget() is self._tables:
            tabs.setCurrentIndex(0)  # Qt would show the next one, whatever that is
        tabs.setTabVisible(tabs.indexOf(self._tables), is_open)
        tabs.setTabVisible(tabs.indexOf(transitions), is_wanted)
