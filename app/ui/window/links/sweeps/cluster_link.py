"""Select, name and colour a cluster in every view that shows clusters."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_OF_ONE = (
    "ClearSelection", "Rename", "Recolour", "SaveValues", "LeaveClusterOut", "SweepCluster",
)  # fmt: skip


class ClusterLink(QObject):
    """The selected cluster, and the actions that need one."""

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._menus = menus
        self._sweeps = session.sweeps
        for view in (views.map, views.table, views.spectrum):
            view.cluster_clicked.connect(self._sweeps.select_cluster)
            self._sweeps.cluster_selected.connect(view.select_cluster)
        self._sweeps.cluster_selected.connect(self._enable)
        menus["PreviousCluster"].triggered.connect(self._on_previous_triggered)
        menus["NextCluster"].triggered.connect(self._on_next_triggered)
        menus["ClearSelection"].triggered.connect(self._on_clear_triggered)
        menus["Rename"].triggered.connect(views.table.rename_selected)
        menus["Recolour"].triggered.connect(views.table.recolour_selected)
        views.table.rename_requested.connect(self._sweeps.rename_cluster)
        views.table.recolour_requested.connect(self._sweeps.recolour_cluster)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        has_result = self._sweeps.result is not None
        self._menus.enable(has_result, "PreviousCluster", "NextCluster")
        self._menus.enable(has_result and self._sweeps.cluster > 0, *_OF_ONE)

    @Slot()
    def _on_previous_triggered(self) -> None:
        self._sweeps.select_cluster(max(1, self._sweeps.cluster - 1))

    @Slot()
    def _on_next_triggered(self) -> None:
        self._sweeps.select_cluster(min(self._sweeps.k, self._sweeps.cluster + 1))

    @Slot()
    def _on_clear_triggered(self) -> None:
        self._sweeps.select_cluster(0)
