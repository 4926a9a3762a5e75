"""Say in views without a picture what comes next."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.ui.map.empty_state import EmptyState
from app.ui.map.map_pane import MapPane

_INVITATION = "Choose a range of k and run the sweep."
_ON_ITS_WAY = "The first map appears here as soon as it is ready."


class MapCards(QObject):
    """The cards of both panes: that a picture comes, how to get a map.

    Signals
    -------
    run_requested
        A map is wanted.
    """

    run_requested = Signal()

    def __init__(self, first: MapPane, second: MapPane, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_busy = False
        self._obstacle = ""
        self._ready = EmptyState(_INVITATION, parent)
        self._run = self._ready.add_button("Run sweep", "run", is_primary=True)
        self._waiting = EmptyState("The picture is being prepared.", parent)
        first.put_card(self._waiting)
        second.put_card(self._ready)
        self._run.clicked.connect(self.run_requested)

    def arrange(self, *, has_scene: bool, has_picture: bool, has_clusters: bool) -> None:
        """Show the cards of what is not there."""
        self._ready.setVisible(not has_clusters)
        self._waiting.setVisible(has_scene and not has_picture)

    def hide_waiting(self) -> None:
        """Say no longer that a picture comes: it is there."""
        self._waiting.hide()

    def set_busy(self, *, is_busy: bool) -> None:
        """Say whether maps are on their way."""
        self._is_busy = is_busy
        self._invite()

    def set_obstacle(self, reason: str) -> None:
        """Say why no sweep can be run; nothing if one can."""
        self._obstacle = reason
        self._invite()

    def _invite(self) -> None:
        self._ready.say(_ON_ITS_WAY if self._is_busy else self._obstacle or _INVITATION)
        self._run.setVisible(not self._is_busy and not self._obstacle)
