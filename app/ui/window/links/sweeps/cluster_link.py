"""Select, name and colour a cluster in every view that shows clusters."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_OF_ONE = (
    "ClearSelection", "Rename", "Recolour", "SaveValues", "LeaveClusterOut", "SweepCluster",
)  # fmt: skip
_OFFERED = ("Merge", "TakeOut", "Split")


class ClusterLink(QObject):
    """The selected cluster, and the actions that need one."""

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._menus = menus
        self._sweeps = session.sweeps
        self._classes = session.classes
        for view in (views.map, views.spectrum):
            view.cluster_clicked.connect(self._sweeps.select_cluster)
        views.map.cluster_added.connect(self._on_added)
        views.table.classes_chosen.connect(self._sweeps.select_clusters)
        offered = [menus[name] for name in _OFFERED]
        views.table.offer(offered)
        views.map_menu.offer(offered)
        self._sweeps.cluster_selected.connect(views.spectrum.select_cluster)
        for shown in (views.map, views.table):
            self._sweeps.selection_changed.connect(shown.select_classes)
        self._sweeps.selection_changed.connect(views.map_menu.set_selected)
        self._sweeps.selection_changed.connect(self._enable)
        self._sweeps.looks_changed.connect(self._enable)
        menus["Merge"].triggered.connect(self._on_merge_triggered)
        menus["TakeOut"].triggered.connect(self._on_take_out_triggered)
        menus["PreviousCluster"].triggered.connect(self._on_previous_triggered)
        menus["NextCluster"].triggered.connect(self._on_next_triggered)
        menus["ClearSelection"].triggered.connect(self._on_clear_triggered)
        menus["Rename"].triggered.connect(views.table.rename_selected)
        menus["Recolour"].triggered.connect(views.table.recolour_selected)
        views.table.rename_requested.connect(self._classes.rename)
        views.table.recolour_requested.connect(self._classes.recolour)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        has_result = self._sweeps.result is not None
        self._menus.enable(has_result, "PreviousCluster", "NextCluster")
        self._menus.enable(has_result and self._sweeps.cluster > 0, *_OF_ONE)
        legend, selected = self._classes.legend, self._sweeps.selected
        joined = [one for one in legend.classes if one.number in selected]
        self._menus.enable(has_result and len(joined) > 1, "Merge")
        can_part = any(len(one.members) > 1 for one in joined)
        self._menus.enable(has_result and can_part, "TakeOut")

    @Slot(int)
    def _on_added(self, number: int) -> None:
        """Select one class more, or one less."""
        others = tuple(one for one in self._sweeps.selected if one != number)
        is_less = number in self._sweeps.selected
        self._sweeps.select_clusters(others if is_less else (*others, number))

    @Slot()
    def _on_merge_triggered(self) -> None:
        self._classes.merge(self._sweeps.selected)

    @Slot()
    def _on_take_out_triggered(self) -> None:
        self._classes.take_out(self._sweeps.selected)

    @Slot()
    def _on_previous_triggered(self) -> None:
        self._step(-1)

    @Slot()
    def _on_next_triggered(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        numbers, current = self._classes.legend.numbers, self._sweeps.cluster
        row = numbers.index(current) + step if current in numbers else 0
        self._sweeps.select_cluster(numbers[min(max(row, 0), len(numbers) - 1)])

    @Slot()
    def _on_clear_triggered(self) -> None:
        self._sweeps.select_cluster(0)
