"""Let what is changed on the map fade in, where motion is wanted."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.machine.desktop.motion import DesktopMotion
from app.session import Session
from app.session.desks.classes.class_desk import SplitProposal
from app.ui.window.remembered.view_state import Motion
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


class MotionLink(QObject):
    """Fades the map of one k as it was to the same as it is: with a split, tidied, or undone.

    Another k is another map, and a sweep brings one after the other: those come at once. It hears
    of new labels before the map does.
    """

    def __init__(self, window: QWidget, views: Views, session: Session, state: WindowState) -> None:
        super().__init__(window)
        self._map = views.map
        self._session = session
        self._state = state
        self._desktop = DesktopMotion()
        self._shown: tuple[str, int] | None = None  # run and k
        session.sweeps.labels_changed.connect(self._on_labels_changed)
        session.classes.proposed.connect(self._on_proposed)

    @Slot()
    def ask_desktop(self) -> None:
        """Ask the desktop whether it wants motion; there is none until it has answered."""
        self._desktop.ask()

    @Slot()
    def _on_labels_changed(self) -> None:
        sweeps = self._session.sweeps
        before, run = self._shown, sweeps.run
        self._shown = (run.id, sweeps.k) if run is not None else None
        if before == self._shown and not self._session.jobs.is_busy:
            self._fade()

    @Slot(object)
    def _on_proposed(self, proposal: SplitProposal | None) -> None:
        if proposal is not None:
            self._fade()

    def _fade(self) -> None:
        if self._state.motion is Motion.DESKTOP and self._desktop.is_allowed:
            self._map.fade()
