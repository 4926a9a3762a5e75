"""List clusters with what their labels say; split those in conflict, merge those that agree."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSpinBox,
    QWidget,
)

from app.clustering.naming.cluster_look import Rgb
from app.clustering.partial.checking import ClusterVote, VoteState
from app.clustering.partial.choices import N_PARTS_MAX, N_PARTS_MIN
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.quiet_button import quiet_button
from app.ui.tools.partial.vote_model import VoteModel

_N_ROWS_MIN = 4
_N_LABELS_BARE = 4  # so many columns fit beside the others
_PAIR = 2


class VoteTable(QWidget):
    """The clusters; the selected ones are shown on the map.

    Signals
    -------
    selected : (tuple[int, ...],)
        The numbers of the selected clusters.
    split_requested : (int, int)
        A cluster, and in how many parts.
    merge_requested : (tuple[int, ...],)
        Clusters that are to be one.
    """

    selected = Signal(tuple)
    split_requested = Signal(int, int)
    merge_requested = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_free = True
        self._model = VoteModel(self)
        self._count = captions.note("", self, "voteCount")
        self._all = quiet_button(
            self, "voteAllButton", "Show all", "Select no cluster, and show the map again"
        )
        self._split = plain.button("Split", "voteSplitButton", self, "Split clusters")
        self._split.setToolTip("Part the selected cluster by k-means among its pixels.")
        self._parts = plain.named(QSpinBox(self), "votePartsSpin", "Parts of a split")
        self._parts.setRange(N_PARTS_MIN, N_PARTS_MAX)
        self._parts.setSuffix(" parts")
        self._merge = plain.button("Merge", "voteMergeButton", self, "Merge clusters")
        self._table = table_manners.table_of(
            self._model, "voteTable", "Clusters and their labels", self
        )
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._table.setToolTip("Click a row to see the cluster on the map.")
        self._note = captions.note("", self, "voteMergeNote")
        self._lay_out()
        self._table.selectionModel().selectionChanged.connect(self._on_selected)
        self._all.clicked.connect(self._table.clearSelection)
        self._split.clicked.connect(self._on_split)
        self._merge.clicked.connect(self._on_merge)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._on_copy)
        self._offer()

    @property
    def chosen(self) -> tuple[ClusterVote, ...]:
        """The selected clusters."""
        rows = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        return tuple(self._model.votes[row] for row in rows if row < len(self._model.votes))

    def show_votes(
        self, votes: Sequence[ClusterVote], names: Sequence[str], colours: Sequence[Rgb]
    ) -> None:
        """Show clusters; those that were selected stay so where they still are."""
        before = [vote.number for vote in self.chosen]
        self._model.show_votes(votes, names, colours)
        table_manners.fit_columns(self._table, self._model.widest)
        n_rows = max(len(votes), _N_ROWS_MIN)  # all of them: the page scrolls, and nothing in it
        head = self._table.horizontalHeader().minimumHeight()
        is_wide = len(names) > _N_LABELS_BARE
        bar = self._table.horizontalScrollBar().sizeHint().height() if is_wide else 0
        self._table.setFixedHeight(head + n_rows * table_manners.ROW_PX + bar)
        states = [vote.state for vote in votes]
        self._count.setText(
            f"{states.count(VoteState.PURE)} pure, {states.count(VoteState.MIXED)} in conflict, "
            f"{states.count(VoteState.UNLABELLED)} without labels"
        )
        self.select(*before)
        self._offer()

    def select(self, *numbers: int) -> None:
        """Select clusters by their numbers; those that are not there are left away."""
        self._table.clearSelection()
        model = self._table.selectionModel()
        for row, vote in enumerate(self._model.votes):
            if vote.number in numbers:
                index = self._model.index(row, 0)
                flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
                model.select(index, flags)
                table_manners.scroll_to_row(self._table, index)

    def set_free(self, *, is_free: bool) -> None:
        """Say whether clusters can be split and merged now."""
        self._is_free = is_free
        self._offer()

    @property
    def to_merge(self) -> tuple[int, ...]:
        """The clusters that Merge would join: the selected ones, or all pure ones of a label."""
        chosen = self.chosen
        if not chosen or any(vote.state is not VoteState.PURE for vote in chosen):
            return ()
        if len({vote.best for vote in chosen}) > 1:
            return ()
        if len(chosen) == 1:
            best = chosen[0].best
            chosen = tuple(
                vote
                for vote in self._model.votes
                if vote.state is VoteState.PURE and vote.best == best
            )
        return tuple(vote.number for vote in chosen) if len(chosen) >= _PAIR else ()

    def _lay_out(self) -> None:
        buttons = boxes.row(spacing=theme.STEP_PX)
        buttons.addWidget(self._split, 1)
        buttons.addWidget(self._parts)
        buttons.addWidget(self._merge, 1)
        column = boxes.column(self, margin=0, spacing=4)
        head = QHBoxLayout()
        head.addWidget(captions.heading("Clusters", self))
        head.addStretch(1)
        head.addWidget(self._all)
        column.addLayout(head)
        column.addWidget(self._count)
        column.addLayout(buttons)
        column.addWidget(self._note)
        column.addWidget(self._table)

    def _offer(self) -> None:
        chosen, to_merge = self.chosen, self.to_merge
        self._all.setEnabled(bool(chosen))
        self._split.setEnabled(self._is_free and len(chosen) == 1)
        self._merge.setEnabled(self._is_free and bool(to_merge))
        if not chosen:
            told = "Select a cluster to split it, or pure ones of one label to merge them."
        elif to_merge and len(chosen) == 1:
            told = f"Merge joins all {number_format.count(len(to_merge))} pure ones of this label."
        elif to_merge:
            told = f"Merge joins the {number_format.count(len(to_merge))} selected clusters."
        else:
            told = "Merge joins clusters that are pure and of one label."
        self._note.setText(told)

    @Slot()
    def _on_selected(self, *_: object) -> None:
        self._offer()
        self.selected.emit(tuple(vote.number for vote in self.chosen))

    @Slot()
    def _on_split(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            self.split_requested.emit(chosen[0].number, self._parts.value())

    @Slot()
    def _on_merge(self) -> None:
        if self.to_merge:
            self.merge_requested.emit(self.to_merge)

    @Slot()
    def _on_copy(self) -> None:
        table_manners.copy_selection(self._table)
