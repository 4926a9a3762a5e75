"""Show which classes are alike, and merge those that are closer than a line."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app.clustering.legends.dendrogram import Dendrogram
from app.clustering.naming.cluster_look import ClusterLook
from app.ui.clusters.tree.tree_plot import TreePlot
from app.ui.parts import boxes, captions, plain
from app.ui.parts.cut_line import CutLine

_EMPTY = "Which classes are alike is drawn here after a sweep."
_HINT = "Drag the line: what is left of it would merge."


class TreeView(QWidget):
    """The tree with its line, and the button that merges.

    Signals
    -------
    cluster_clicked, cluster_added
        The number of a class; added where Ctrl was held.
    merge_requested
        Groups of classes, by their numbers; each is to become one.
    """

    cluster_clicked = Signal(int)
    cluster_added = Signal(int)
    merge_requested = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "dendrogramView", "Tree of the classes")
        self._plot = TreePlot(self)
        self._told = CutLine(self)
        self._told.setObjectName("dendrogramOutcome")
        self._merge = QPushButton("Merge", self)
        self._merge.setObjectName("dendrogramMerge")
        self._empty = captions.note(_EMPTY, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._plot.clicked.connect(self.cluster_clicked)
        self._plot.added.connect(self.cluster_added)
        self._plot.line_moved.connect(self._on_line_moved)
        self._merge.clicked.connect(self._on_merge)
        self.clear()

    @property
    def plot(self) -> TreePlot:
        """The tree itself."""
        return self._plot

    @Slot(object, object)
    def show_tree(self, tree: Dendrogram, look: ClusterLook) -> None:
        """Show the tree of the classes of one k, or their new names and colours."""
        self._plot.show_tree(tree, look)
        self._stack.setCurrentIndex(1)
        self._on_line_moved()

    @Slot(object)
    def select_classes(self, numbers: tuple[int, ...]) -> None:
        """Bring some classes forward."""
        self._plot.select(numbers)

    @Slot()
    def clear(self) -> None:
        """Show no tree."""
        self._plot.show_tree(None, ClusterLook(0, (), ()))
        self._stack.setCurrentIndex(0)
        self._on_line_moved()

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        scroll.setWidget(self._plot)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the tree in it takes the keyboard
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scroll)
        line = boxes.row(spacing=8)
        line.addWidget(self._told, 1)
        line.addWidget(self._merge)
        layout = boxes.column(self, margin=8, spacing=4)
        layout.addWidget(self._stack, 1)
        layout.addLayout(line)

    @Slot()
    def _on_line_moved(self) -> None:
        groups = self._plot.groups
        n_classes = sum(map(len, groups))
        can_merge = len(groups) < n_classes
        n_left = f"{len(groups)} {'class' if len(groups) == 1 else 'classes'}"
        self._merge.setVisible(n_classes > 0)
        self._merge.setEnabled(can_merge)
        self._merge.setText(f"Merge to {n_left}" if can_merge else "Merge")
        told = " · ".join(" + ".join(map(str, group)) for group in groups if len(group) > 1)
        self._told.show_text(told or (_HINT if n_classes > 1 else ""))

    @Slot()
    def _on_merge(self) -> None:
        groups = tuple(group for group in self._plot.groups if len(group) > 1)
        self._plot.setFocus()  # the button has nothing to do any more, and would give it away
        self.merge_requested.emit(groups)
