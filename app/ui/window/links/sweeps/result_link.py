"""Choose a k, and show it in every view that shows one k."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Slot

from app.arrays import Window
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.clustering.results import KResult
from app.clustering.shown_values import signatures_as
from app.session import Session
from app.session.desks.classes.class_desk import SplitProposal
from app.ui.clusters.cluster_columns import titled
from app.ui.parts.turns import Turn
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_MAP_MS = 20  # so long Qt may take to come round to painting a map
_FIGURES_MS = 250  # during a sweep, how long figures of the same k may be behind what is known


class ResultLink(QObject):
    """Joins what arrives apart: the figures of a k, the choice of k, names and colours."""

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._menus = menus
        self._views = views
        self._session = session
        self._shown: tuple[KResult, ClusterLook] | None = None
        # During a sweep in turns of their own, and not for each time that a k is better known:
        # curves, strip, table and spectrum in one make the window stutter.
        self._table_turn, self._spectrum_turn = Turn(self, _FIGURES_MS), Turn(self)
        self._table_turn.come.connect(self._show_table)
        self._table_turn.come.connect(self._spectrum_turn.ask)
        self._spectrum_turn.come.connect(self._show_spectrum)
        self._after_map = QTimer(self)  # curves take longer to draw than the map that is looked at
        self._after_map.setSingleShot(True)
        self._after_map.setInterval(_MAP_MS)
        self._after_map.timeout.connect(self._spectrum_turn.ask)
        sweeps = session.sweeps
        for view in (views.strip, views.curves):
            view.k_clicked.connect(sweeps.select_k)
            sweeps.k_selected.connect(view.select_k)
        sweeps.k_selected.connect(self._refresh)
        sweeps.looks_changed.connect(self._paint_map)  # before all that takes longer
        sweeps.looks_changed.connect(views.strip.set_looks)
        sweeps.looks_changed.connect(self._refresh)
        sweeps.result_shown.connect(self._refresh)
        session.classes.proposed.connect(self._on_proposed)
        session.values.told_changed.connect(self._on_told_changed)
        sweeps.labels_changed.connect(views.map.show_labels)
        session.scenes.label_detail_changed.connect(self._on_label_detail)
        session.jobs.busy_changed.connect(self._on_busy_changed)
        menus["PreviousK"].triggered.connect(self._on_previous_triggered)
        menus["NextK"].triggered.connect(self._on_next_triggered)
        self._refresh()

    @Slot()
    def _paint_map(self) -> None:
        """Let the map that a person works on answer at once: table and curves take their time."""
        look = self._session.sweeps.look()
        if self._shown is None or look is None or self._session.jobs.is_busy:
            return
        before = self._shown[1]
        if look.k == before.k and (look.colours, look.of_label) != (
            before.colours,
            before.of_label,
        ):
            self._views.map.set_look(look)
            self._views.map.paint_now()

    @Slot()
    def _refresh(self) -> None:
        """Show the selected k as it is now known, named and coloured; nothing without one."""
        sweeps = self._session.sweeps
        result, look = sweeps.classed, sweeps.look()
        self._menus.enable(result is not None, "PreviousK", "NextK")
        if result is None or look is None:
            self._clear()
            return
        # Names arrive with every k of a sweep: a table that is the same must not lose an edit.
        if self._shown is not None and self._shown[0] is result and self._shown[1] == look:
            return
        is_other_k = self._shown is None or self._shown[0].k != result.k
        self._shown = (result, look)
        self._views.map.set_look(look)
        self._views.map.set_cluster_title(titled(look), is_estimate=result.is_estimate)
        self._views.readout.set_look(look)
        if is_other_k:
            # Nothing tells of one k beside a map of another, not for a moment: the table takes 4 ms
            # at most. While a sweep goes from k to k by itself, the spectrum, which names no k and
            # takes longer to paint, comes in its turn.
            self._show_table()
            if sweeps.follows_newest_k:
                self._spectrum_turn.ask()
            else:
                self._show_spectrum()
        elif self._session.jobs.is_busy:
            self._table_turn.ask()
        else:
            self._show_table()
            self._after_map.start()

    @Slot(bool)
    def _on_busy_changed(self, busy: bool) -> None:  # noqa: FBT001 - as Qt calls it
        """Wait no longer once nothing more comes."""
        if not busy and self._table_turn.is_waiting:
            self._show_table()
            self._spectrum_turn.ask()

    @Slot()
    def _show_table(self) -> None:
        self._table_turn.drawn()
        scene = self._session.scenes.scene
        if self._shown is not None and scene is not None:
            result, look = self._shown
            self._views.table.show_result(self._told(result), look, scene.grid)
            self._views.table.select_classes(self._session.sweeps.selected)

    @Slot()
    def _show_spectrum(self) -> None:
        self._after_map.stop()
        self._spectrum_turn.leave()
        if self._shown is not None:
            result, look = self._shown
            self._views.spectrum.show_result(self._told(result), look)
            self._views.spectrum.select_classes(self._session.sweeps.selected)

    @Slot(object)
    def _on_label_detail(self, picture: LabelPicture) -> None:
        """Show detail of the map, unless something else is looked at that has none."""
        if self._session.classes.proposal is None:
            self._views.map.show_label_detail(picture)

    @Slot(object)
    def _on_proposed(self, proposal: SplitProposal | None) -> None:
        """Show how a split would lie; nothing but the map shows it before it is made."""
        scene = self._session.scenes.scene
        if scene is None:
            return
        if proposal is None:
            self._shown = None
            self._session.sweeps.show_labels()
            return
        window = Window(0, 0, scene.grid.height, scene.grid.width)
        self._views.map.show_labels(LabelPicture(proposal.preview.labels, window))
        self._views.map.set_look(proposal.look)

    @Slot()
    def _on_told_changed(self) -> None:
        self._show_table()
        self._show_spectrum()

    def _told(self, result: KResult) -> KResult:
        """Return a result with its spectra as they are to be told."""
        signatures = signatures_as(result.signatures, self._session.values.told)
        return replace(result, signatures=signatures)

    def _clear(self) -> None:
        self._shown = None
        self._table_turn.leave()
        self._after_map.stop()
        self._spectrum_turn.leave()
        self._views.map.clear_labels()
        self._views.table.clear()
        self._views.spectrum.clear()

    def _step(self, step: int) -> None:
        sweeps = self._session.sweeps
        ks = [result.k for result in sweeps.sweep.results] if sweeps.sweep is not None else []
        if sweeps.k in ks:
            place = ks.index(sweeps.k) + step
            if 0 <= place < len(ks):
                sweeps.select_k(ks[place])

    @Slot()
    def _on_previous_triggered(self) -> None:
        self._step(-1)

    @Slot()
    def _on_next_triggered(self) -> None:
        self._step(1)
