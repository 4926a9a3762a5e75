"""Show two bands against each other, with the classes of the k that is looked at."""

from PySide6.QtCore import QObject, Slot

from app.clustering.naming.cluster_look import LabelPicture
from app.session import Session
from app.ui.parts.turns import Turn
from app.ui.window.views import Views


class ScatterLink(QObject):
    """The tab Scatter; pixels are counted only while somebody looks at it."""

    def __init__(self, views: Views, session: Session) -> None:
        super().__init__(views.scatter)
        self._view, self._tabs, self._map = views.scatter, views.details, views.map
        self._desk, self._sweeps, self._values = session.scatter, session.sweeps, session.values
        self._turn = Turn(self)
        self._turn.come.connect(self._draw)
        desk, sweeps = self._desk, self._sweeps
        desk.bands_changed.connect(self._view.show_bands)
        desk.pair_changed.connect(self._view.show_pair)
        desk.veil_changed.connect(views.map.show_veil)
        desk.veil_changed.connect(self._on_veil_changed)
        for changed in (
            *(desk.counted, sweeps.looks_changed, sweeps.k_selected, sweeps.result_shown),
            session.values.told_changed,
        ):
            changed.connect(self._turn.ask)
        sweeps.selection_changed.connect(self._view.select_classes)
        self._view.pair_chosen.connect(desk.choose)
        self._view.cluster_clicked.connect(sweeps.select_cluster)
        self._view.cluster_added.connect(sweeps.add_cluster)
        self._view.rectangle_drawn.connect(self._on_rectangle_drawn)
        self._view.rectangle_cleared.connect(self._on_rectangle_cleared)
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._on_tab_changed()

    @Slot()
    def _on_tab_changed(self) -> None:
        is_watched = self._tabs.currentWidget() is self._view
        if not is_watched and self._view.has_rectangle:
            self._view.clear_rectangle()
        self._desk.watch(is_watched=is_watched)
        self._turn.ask()

    @Slot(tuple)
    def _on_rectangle_drawn(self, corners: tuple[tuple[float, float], ...]) -> None:
        """Show its pixels; those of other classes are not dimmed beside them."""
        self._map.select_classes(())
        self._desk.highlight(corners)

    @Slot()
    def _on_rectangle_cleared(self) -> None:
        self._map.select_classes(self._sweeps.selected)
        self._desk.highlight(None)

    @Slot(object)
    def _on_veil_changed(self, picture: LabelPicture | None) -> None:
        """Draw no rectangle of another k or of other bands, whose pixels nobody sees."""
        if picture is None and self._view.has_rectangle:
            self._view.clear_rectangle()

    @Slot()
    def _draw(self) -> None:
        self._turn.drawn()
        if self._tabs.currentWidget() is not self._view:
            return
        look, scatter = self._sweeps.look(), self._desk.scatter
        if look is None:
            self._view.clear()
        elif scatter is None:
            self._view.show_waiting()
        else:
            selected = self._sweeps.selected
            self._view.show_scatter(scatter, look, selected, self._values.told)
