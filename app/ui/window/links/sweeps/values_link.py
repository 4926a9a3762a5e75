"""Show and save the values under the selected cluster."""

from PySide6.QtCore import QObject, Slot

from app.clustering.shown_values import ValuesAs, values_as
from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


class ValuesLink(QObject):
    """Joins the table of values to where they are counted, and to the file they are saved in."""

    def __init__(
        self,
        menus: Menus,
        views: Views,
        files: FileChoices,
        session: Session,
        state: WindowState,
    ) -> None:
        super().__init__(menus)
        self._desk = session.values
        self._state = state
        self._table = views.values
        self._files = files
        self._sweeps = session.sweeps
        session.values.waiting.connect(self._on_waiting)
        session.values.counted.connect(self._show)
        session.values.told_changed.connect(self._show)
        for changed in (session.sweeps.looks_changed, session.sweeps.k_selected):
            changed.connect(self._show_names)
        action = menus["StoredNumbers"]
        action.toggled.connect(self._on_stored_toggled)
        action.setChecked(state.values_as is ValuesAs.STORED)  # as the person did last
        menus["SaveValues"].triggered.connect(self._on_save_requested)
        self._table.save_requested.connect(self._on_save_requested)
        files.table_target_chosen.connect(session.values.save)

    @Slot(int)
    def _on_waiting(self, cluster: int) -> None:
        if cluster:
            self._table.show_waiting(cluster)
        else:
            self._table.clear()

    @Slot()
    def _show_names(self) -> None:
        look = self._sweeps.look()
        if look is not None:
            self._table.set_look(look)

    @Slot()
    def _show(self) -> None:
        """Show what was counted as it is to be told."""
        values = self._desk.values
        if values is not None:
            self._table.show_values(values_as(values, self._desk.told))

    @Slot(bool)
    def _on_stored_toggled(self, stored: bool) -> None:  # noqa: FBT001 - as Qt calls it
        told = ValuesAs.STORED if stored else ValuesAs.UNITS
        self._state.values_as = told
        self._desk.tell_as(told)

    @Slot()
    def _on_save_requested(self) -> None:
        self._files.ask_table_target(f"values_k{self._sweeps.k:02}_{self._sweeps.cluster:02}")
