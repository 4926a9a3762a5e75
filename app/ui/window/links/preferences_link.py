"""Keep what was chosen in Preferences, and let the session go by it."""

from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.scene.memory_budget import MemoryBudget
from app.session import Session
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.dialogs.preferences_dialog import PreferencesDialog
from app.ui.parts.area_unit import AreaUnit
from app.ui.window.menus import Menus
from app.ui.window.window_state import WindowState


class AreaView(Protocol):
    """A view that tells areas."""

    def show_unit(self, unit: AreaUnit) -> None:
        """Tell them in a unit."""
        ...


class PreferencesLink(QObject):
    """Opens the dialog; remembers and passes on what is chosen there."""

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        table: ClusterTable,
        session: Session,
        state: WindowState,
        *beside: AreaView,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._state = state
        self._table = table
        self._of_areas: tuple[AreaView, ...] = (table, *beside)
        self._dialog: PreferencesDialog | None = None
        session.scenes.budget = state.memory_budget
        for view in self._of_areas:
            view.show_unit(state.area_unit)
        self._table.unit_chosen.connect(self._on_unit_chosen)
        menus["Preferences"].triggered.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        """Show the preferences."""
        if self._dialog is None:
            self._dialog = PreferencesDialog(self._window)
            self._dialog.memory_chosen.connect(self._on_memory_chosen)
            self._dialog.memory_reset.connect(self._on_memory_reset)
            self._dialog.unit_chosen.connect(self._on_unit_chosen)
        self._dialog.show_memory(self._session.scenes.budget)
        self._dialog.show_unit(self._state.area_unit)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot(object)
    def _on_memory_chosen(self, budget: MemoryBudget) -> None:
        self._state.memory_budget = budget
        self._session.scenes.budget = budget

    @Slot()
    def _on_memory_reset(self) -> None:
        self._state.forget_memory_budget()
        self._session.scenes.budget = self._state.memory_budget

    @Slot(object)
    def _on_unit_chosen(self, unit: AreaUnit) -> None:
        """Show one unit everywhere."""
        self._state.area_unit = unit
        for view in self._of_areas:
            view.show_unit(unit)
        if self._dialog is not None:
            self._dialog.show_unit(unit)
