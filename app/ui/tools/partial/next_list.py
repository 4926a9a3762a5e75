"""List where one more label would tell most."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.clustering.partial.checking import ClusterVote, where_next
from app.ui.parts import boxes, captions, number_format, plain
from app.ui.tools.partial.vote_model import WORDS

N_NEXT = 8
_NONE = "Every cluster is labelled, and each by one label alone."


class NextList(QWidget):
    """Clusters that are large, mixed or without labels, the most worth first.

    Signals
    -------
    chosen : (int,)
        The number of a cluster that is to be gone to.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._votes: tuple[ClusterVote, ...] = ()
        self._list = plain.named(QListWidget(self), "whereNextList", "Where to label next")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setToolTip("Click one to go there.")
        self._none = captions.note(_NONE, self)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(captions.heading("Where to label next", self))
        column.addWidget(self._none)
        column.addWidget(self._list)
        self._list.itemClicked.connect(self._on_item)
        self._list.itemActivated.connect(self._on_item)

    @property
    def votes(self) -> tuple[ClusterVote, ...]:
        """The clusters that are listed."""
        return self._votes

    def show_votes(self, votes: Sequence[ClusterVote]) -> None:
        """List the clusters in which a label would tell something."""
        self._votes = tuple(vote for vote in where_next(votes)[:N_NEXT] if vote.worth > 0)
        self._list.clear()
        for rank, vote in enumerate(self._votes, start=1):
            n_px = number_format.count(vote.n_px)
            text = plain.line(f"{rank}   Cluster {vote.number}: {WORDS[vote.state]}, {n_px} px")
            item = QListWidgetItem(text, self._list)
            item.setData(Qt.ItemDataRole.UserRole, vote.number)
        line_px = self._list.sizeHintForRow(0) if self._votes else 0
        self._list.setFixedHeight(len(self._votes) * line_px + 2 * self._list.frameWidth())
        self._list.setVisible(bool(self._votes))
        self._none.setVisible(not self._votes)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(int(item.data(Qt.ItemDataRole.UserRole)))
