"""Show and save the values under the selected cluster."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class ValuesLink(QObject):
    """Joins the table of values to where they are counted, and to the file they are saved in."""

    def __init__(self, menus: Menus, views: Views, files: FileChoices, session: Session) -> None:
        super().__init__(menus)
        self._table = views.values
        self._files = files
        self._sweeps = session.sweeps
        session.values.waiting.connect(self._on_waiting)
        session.values.counted.connect(self._table.show_values)
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
    def _on_save_requested(self) -> None:
        self._files.ask_table_target(f"values_k{self._sweeps.k:02}_{self._sweeps.cluster:02}")
