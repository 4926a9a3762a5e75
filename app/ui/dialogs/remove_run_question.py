"""Ask whether a run goes of whose clusters somebody made classes."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.clustering.run_entry import RunEntry
from app.ui.dialogs.question import Question


class RemoveRunQuestion(Question):
    """Whether a run is to be removed.

    Signals
    -------
    confirmed : (str,)
        Id of the run that goes.
    """

    confirmed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "removeRunQuestion")
        self._run_id = ""

    def ask(self, entry: RunEntry) -> None:
        """Ask; do not ask again while the question stands."""
        ks = ", ".join(map(str, entry.made_of))
        box = self._new_box(
            f'Remove "{entry.title}"?',
            f"You have named or made classes of its clusters, at k = {ks}. Its maps go. The "
            "classes are remembered, and come back with a sweep of the same settings.",
        )
        if box is None:
            return
        self._run_id = entry.id
        remove = box.addButton("Remove run", QMessageBox.ButtonRole.AcceptRole)
        remove.setObjectName("removeRunButton")
        keep = box.addButton("Keep it", QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("keepRunButton")
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.accepted.connect(self._on_accepted)
        box.open()

    @Slot()
    def _on_accepted(self) -> None:
        self.confirmed.emit(self._run_id)
