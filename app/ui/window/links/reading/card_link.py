"""Show the card of the selected class, and read what it tells."""

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from app.clustering.reading.class_hint import hint_of
from app.clustering.shown_values import ValuesAs, signatures_as
from app.session import Session
from app.ui.parts.turns import Turn
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


class CardLink(QObject):
    """The tab Class; classes are read only while somebody looks at it."""

    def __init__(self, menus: Menus, views: Views, session: Session, state: WindowState) -> None:
        super().__init__(views.card)
        self._state, self._spectrum = state, views.spectrum
        self._card, self._tabs = views.card, views.details
        self._session, self._sweeps = session, session.sweeps
        self._turn = Turn(self)
        self._turn.come.connect(self._draw)
        sweeps = session.sweeps
        for changed in (
            *(sweeps.selection_changed, sweeps.k_selected, sweeps.looks_changed),
            *(sweeps.result_shown, session.values.told_changed, session.scenes.described),
        ):
            changed.connect(self._turn.ask)
        self._tabs.currentChanged.connect(self._on_tab_changed)
        session.reading.read.connect(views.card.show_reading)
        views.card.cluster_clicked.connect(sweeps.select_cluster)
        views.card.name_wanted.connect(session.classes.rename)
        action = menus["EvenBands"]
        action.toggled.connect(self._on_even_toggled)
        action.setChecked(state.even_bands)  # as the person did last
        views.spectrum.offer(action)
        self._on_tab_changed()

    @Slot(bool)
    def _on_even_toggled(self, is_even: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._state.even_bands = is_even
        self._spectrum.set_even(is_even)

    @Slot()
    def _on_tab_changed(self) -> None:
        self._session.reading.watch(is_watched=self._tabs.currentWidget() is self._card)
        self._turn.ask()

    @Slot()
    def _draw(self) -> None:
        self._turn.drawn()
        if self._tabs.currentWidget() is not self._card:
            return
        result, look, number = self._sweeps.classed, self._sweeps.look(), self._sweeps.cluster
        if result is None or look is None or look.row_of(number) < 0:
            self._card.clear()
            return
        told = self._session.values.told
        measured = signatures_as(result.signatures, ValuesAs.UNITS)
        row = look.row_of(number)
        if row >= len(measured.mean):
            return
        hint = hint_of(measured.bands, measured.mean[row])
        shown = replace(result, signatures=signatures_as(result.signatures, told))
        self._card.show_class(shown, look, number, hint, told)
