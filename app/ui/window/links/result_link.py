"""Show the selected k in every view that shows one k."""

from PySide6.QtCore import QObject, Slot

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.session import Session
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.clusters.spectrum_view import SpectrumView
from app.ui.map.map_area import MapArea
from app.ui.map.status_readout import StatusReadout
from app.ui.parts.turns import Turn

_FIGURES_MS = 250  # during a sweep, how long the table may be behind the map


class ResultLink(QObject):
    """Joins what arrives apart: the figures of a k, the choice of k, names and colours."""

    def __init__(
        self,
        session: Session,
        area: MapArea,
        table: ClusterTable,
        spectrum: SpectrumView,
        readout: StatusReadout,
    ) -> None:
        super().__init__(area)
        self._session = session
        self._map = area
        self._table = table
        self._spectrum = spectrum
        self._readout = readout
        self._shown: tuple[KResult, ClusterLook] | None = None
        # During a sweep in a turn of their own, and not for every k where they come fast: curves,
        # strip, table and spectrum in one make the window stutter.
        self._table_turn, self._spectrum_turn = Turn(self, _FIGURES_MS), Turn(self)
        self._table_turn.come.connect(self._show_table)
        self._table_turn.come.connect(self._spectrum_turn.ask)
        self._spectrum_turn.come.connect(self._show_spectrum)
        session.jobs.busy_changed.connect(self._on_busy_changed)

    @Slot()
    def refresh(self) -> None:
        """Show the selected k as it is now known, named and coloured; nothing without one."""
        result, look, scene = (
            self._session.sweeps.result,
            self._session.sweeps.look(),
            self._session.scenes.scene,
        )
        if result is None or look is None or scene is None:
            self._clear()
            return
        # Names arrive with every k of a sweep: a table that is the same must not lose an edit.
        if self._shown is not None and self._shown[0] is result and self._shown[1] == look:
            return
        self._shown = (result, look)
        self._map.set_look(look)
        self._map.set_cluster_title(result.k, is_estimate=result.is_estimate)
        self._readout.set_look(look)
        if self._session.jobs.is_busy:
            self._table_turn.ask()
        else:
            self._show_table()
            self._show_spectrum()

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
            self._table.show_result(*self._shown, scene.grid)
            self._table.select_cluster(self._session.sweeps.cluster)

    @Slot()
    def _show_spectrum(self) -> None:
        self._spectrum_turn.leave()
        if self._shown is not None:
            self._spectrum.show_result(*self._shown)
            self._spectrum.select_cluster(self._session.sweeps.cluster)

    def _clear(self) -> None:
        self._shown = None
        self._table_turn.leave()
        self._spectrum_turn.leave()
        self._map.clear_labels()
        self._table.clear()
        self._spectrum.clear()
