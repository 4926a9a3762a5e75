"""Show the tree of the classes, select in it, and merge what it says is alike."""

from PySide6.QtCore import QObject, Slot

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.session import Session
from app.ui.parts.turns import Turn
from app.ui.window.views import Views


class TreeLink(QObject):
    """The tab Tree; it is drawn only while somebody looks at it."""

    def __init__(self, views: Views, session: Session) -> None:
        super().__init__(views.tree)
        self._tree, self._tabs = views.tree, views.details
        self._sweeps, self._classes = session.sweeps, session.classes
        self._shown: tuple[KResult, ClusterLook] | None = None
        self._turn = Turn(self)
        self._turn.come.connect(self._draw)
        for changed in (
            *(session.sweeps.k_selected, session.sweeps.looks_changed),
            *(session.sweeps.result_shown, views.details.currentChanged),
        ):
            changed.connect(self._turn.ask)
        session.sweeps.selection_changed.connect(views.tree.select_classes)
        views.tree.cluster_clicked.connect(session.sweeps.select_cluster)
        views.tree.cluster_added.connect(session.sweeps.add_cluster)
        views.tree.merge_requested.connect(session.classes.merge_groups)

    @Slot()
    def _draw(self) -> None:
        self._turn.drawn()
        if self._tabs.currentWidget() is not self._tree:
            return
        result, look, tree = self._sweeps.classed, self._sweeps.look(), self._classes.tree()
        if result is None or look is None or tree is None:
            self._shown = None
            self._tree.clear()
            return
        # As for the table: one that is the same must not lose its line.
        if self._shown is None or self._shown[0] is not result or self._shown[1] != look:
            self._shown = result, look
            self._tree.show_tree(tree, look)
            self._tree.select_classes(self._sweeps.selected)
