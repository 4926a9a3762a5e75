"""Walk over k and clusters by key, and say which actions make sense now."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.window.menus import Menus


class StepActions(QObject):
    """The actions that need a scene, a result or a selected cluster."""

    def __init__(self, menus: Menus, session: Session) -> None:
        super().__init__(menus)
        self._menus = menus
        self._session = session
        menus["PreviousK"].triggered.connect(self._on_previous_k)
        menus["NextK"].triggered.connect(self._on_next_k)
        menus["PreviousCluster"].triggered.connect(self._on_previous_cluster)
        menus["NextCluster"].triggered.connect(self._on_next_cluster)
        menus["ClearSelection"].triggered.connect(self._on_clear_selection)
        session.editing.history_changed.connect(self._on_history_changed)
        self._on_history_changed("", "")
        self.enable()

    @Slot()
    def enable(self) -> None:
        """Let be done what can be done."""
        session = self._session
        is_busy = session.jobs.is_busy
        has_result = session.sweeps.result is not None
        has_cluster = has_result and session.sweeps.cluster > 0
        for can, names in (
            (session.scenes.survey is not None and not is_busy, ("Run",)),
            (is_busy, ("Stop",)),
            (session.scenes.scene is not None, ("SaveProject", "SaveProjectAs")),
            (has_result and not is_busy, ("Export",)),
            (has_result, ("PreviousK", "NextK", "PreviousCluster", "NextCluster")),
            (has_cluster, ("ClearSelection", "Rename", "Recolour", "SaveValues")),
        ):
            for name in names:
                self._menus[name].setEnabled(can)

    def _step_k(self, step: int) -> None:
        sweep = self._session.sweeps.sweep
        ks = [result.k for result in sweep.results] if sweep is not None else []
        if self._session.sweeps.k in ks:
            place = ks.index(self._session.sweeps.k) + step
            if 0 <= place < len(ks):
                self._session.sweeps.select_k(ks[place])

    @Slot()
    def _on_previous_k(self) -> None:
        self._step_k(-1)

    @Slot()
    def _on_next_k(self) -> None:
        self._step_k(1)

    @Slot()
    def _on_previous_cluster(self) -> None:
        self._session.sweeps.select_cluster(max(1, self._session.sweeps.cluster - 1))

    @Slot()
    def _on_next_cluster(self) -> None:
        self._session.sweeps.select_cluster(
            min(self._session.sweeps.k, self._session.sweeps.cluster + 1)
        )

    @Slot()
    def _on_clear_selection(self) -> None:
        self._session.sweeps.select_cluster(0)

    @Slot(str, str)
    def _on_history_changed(self, to_undo: str, to_redo: str) -> None:
        for name, what in (("Undo", to_undo), ("Redo", to_redo)):
            self._menus[name].setEnabled(bool(what))
            self._menus[name].setText(f"&{name} {what}".strip())
