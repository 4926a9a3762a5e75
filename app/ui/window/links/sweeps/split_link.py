"""Split the selected class: look at its parts on the map first, then make them."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.session.desks.classes.class_desk import SplitProposal
from app.ui.parts import plain
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_NONE = "Select a class to split it"
_ESTIMATE = "Wait until every pixel is labelled: the map of this k is an estimate so far"
_MAKING = "Wait until the map of the last change is made"


class SplitLink(QObject):
    """The action Split, and the bar above the maps."""

    def __init__(self, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(menus)
        self._action = menus["Split"]
        self._tip = self._action.toolTip()
        self._bar = views.split
        self._map = views.map
        self._sweeps, self._classes = session.sweeps, session.classes
        self._number = 0  # of the class that the bar is about
        self._action.triggered.connect(self._on_triggered)
        self._bar.n_parts_chosen.connect(self._propose)
        self._bar.applied.connect(self._on_applied)
        self._bar.cancelled.connect(self._on_cancelled)
        session.classes.proposed.connect(self._on_proposed)
        session.classes.parts_missing.connect(self._bar.show_failure)
        session.classes.making_changed.connect(self._enable)
        session.sweeps.selection_changed.connect(self._on_selection_changed)
        session.sweeps.looks_changed.connect(self._close)
        session.sweeps.result_shown.connect(self._enable)
        session.sweeps.k_selected.connect(self._close)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        """Let a class be split, or say why none can be."""
        obstacle = self._obstacle()
        self._action.setEnabled(not obstacle)
        self._action.setToolTip(plain.tip(obstacle) if obstacle else plain.tip(self._tip))

    def _obstacle(self) -> str:
        result = self._sweeps.result
        if result is None or not self._sweeps.cluster:
            return _NONE
        if result.full is None:
            return _ESTIMATE
        return _MAKING if self._sweeps.steps_wanted() is not None else ""

    @Slot()
    def _on_triggered(self) -> None:
        self._begin(self._sweeps.cluster)

    def _begin(self, number: int) -> None:
        look = self._sweeps.look()
        if look is not None and number:
            self._number = number
            self._bar.ask(look.name_of(number))
            self._propose()

    @Slot()
    def _propose(self) -> None:
        self._classes.propose_split(self._number, self._bar.n_parts)

    @Slot(object)
    def _on_proposed(self, proposal: SplitProposal | None) -> None:
        if proposal is None:
            self._close()
        else:
            self._bar.show_shares(proposal.shares)
            self._map.select_classes(proposal.parts)

    @Slot(object)
    def _on_selection_changed(self, selected: tuple[int, ...]) -> None:
        """Go on to the class that is selected while parts of another are looked at."""
        self._enable()
        if self._bar.is_open and selected and selected[-1] != self._number:
            self._begin(selected[-1])

    @Slot()
    def _on_applied(self) -> None:
        self._classes.accept_split()

    @Slot()
    def _on_cancelled(self) -> None:
        self._close()
        self._classes.drop_split()

    @Slot()
    def _close(self) -> None:
        """Put the bar away: nothing is looked at any more."""
        if self._bar.is_open:
            self._bar.close_quietly()
            self._map.setFocus()
            self._map.select_classes(self._sweeps.selected)
        self._enable()
