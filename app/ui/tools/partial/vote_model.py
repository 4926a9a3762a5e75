"""Hold what labelled pixels say of each cluster: a row a cluster, a column a label."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QFont
from typing_extensions import override

from app.clustering.naming.cluster_look import Rgb
from app.clustering.partial.checking import ClusterVote, VoteState
from app.ui.parts import number_format, plain, theme
from app.ui.parts.tables.swatch import swatch_icon
from app.ui.parts.tables.table_model import Header, Role, TableModel

NUMBER, STATE, PURITY, FIRST_LABEL = range(4)
WORDS = {
    VoteState.PURE: "✓ pure",
    VoteState.MIXED: "✗ conflict",
    VoteState.UNLABELLED: "\N{EN DASH} no label",
}
_TIPS = {
    VoteState.PURE: "Nine in ten of its labelled pixels, or more, have one label.",
    VoteState.MIXED: "Its labelled pixels have several labels: split it, or look at the labels.",
    VoteState.UNLABELLED: "None of its pixels is labelled: what it is follows from its neighbours.",
}
_NONE: Rgb = (150, 150, 150)


class VoteModel(TableModel):
    """Clusters: those in conflict first, then those without labels; the largest of each first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__((), parent)
        self._votes: tuple[ClusterVote, ...] = ()
        self._colours: tuple[Rgb, ...] = ()
        self._n_px = 1

    @property
    def votes(self) -> tuple[ClusterVote, ...]:
        """The clusters, a row each."""
        return self._votes

    def show_votes(
        self, votes: Sequence[ClusterVote], names: Sequence[str], colours: Sequence[Rgb]
    ) -> None:
        """Show clusters.

        Parameters
        ----------
        names, colours
            Of the labels, in the order in which votes count them.
        """
        with self.reset():
            self._votes = tuple(sorted(votes, key=_place))
            self._colours = tuple(colours)
            self._n_px = max(1, sum(vote.n_px for vote in votes))
            self.n_rows = len(self._votes)
            self.headers = (
                Header(
                    "No.",
                    "The square has the colour of the label that most of its labelled pixels have.",
                ),
                Header("State", "What its labels say altogether.", is_text=True),
                Header("Purity (%)", "Share of the commonest label among its labelled pixels."),
                *(Header(plain.line(name), plain.tip(f"Pixels labelled {name}")) for name in names),
            )

    @property
    def widest(self) -> dict[int, str]:
        """The widest text of the columns after the first, bold figures allowed for."""
        counts = zip(*(vote.n_labelled for vote in self._votes), strict=True)
        most = (number_format.count(max(each, default=0)) + " " for each in counts)
        return {
            STATE: max(WORDS.values(), key=len),
            PURITY: number_format.percent(1.0, 0),
            **dict(enumerate(most, start=FIRST_LABEL)),
        }

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        vote = self._votes[row]
        if role == Role.DisplayRole:
            return self._text(vote, column)
        if role == Role.DecorationRole and column == NUMBER:
            return swatch_icon(self._colours[vote.best - 1] if vote.best else _NONE)
        if role == Role.ToolTipRole:
            share = number_format.percent(vote.n_px / self._n_px)
            told = f"{number_format.count(vote.n_px)} pixels, {share} % of all."
            return plain.tip(f"{told}\n{_TIPS[vote.state]}")
        if role == Role.ForegroundRole:
            return _ink(vote, column)
        if role == Role.FontRole and _is_conflict(vote, column):
            bold = theme.small_font(QFont())
            bold.setBold(True)
            return bold
        return None

    def _text(self, vote: ClusterVote, column: int) -> str:
        if column >= FIRST_LABEL:
            n = vote.n_labelled[column - FIRST_LABEL]
            return number_format.count(n) if n else ""
        return (
            str(vote.number),
            WORDS[vote.state],
            number_format.percent(vote.purity, 0) if vote.best else "",
        )[column]


def _place(vote: ClusterVote) -> tuple[int, int, int]:
    order = (VoteState.MIXED, VoteState.UNLABELLED, VoteState.PURE)
    return order.index(vote.state), -vote.n_px, vote.number


def _is_conflict(vote: ClusterVote, column: int) -> bool:
    """Tell whether a cell counts labels against those of most, in a cluster that is mixed."""
    at = column - FIRST_LABEL
    if vote.state is not VoteState.MIXED or at < 0:
        return False
    return at != vote.best - 1 and vote.n_labelled[at] > 0


def _ink(vote: ClusterVote, column: int) -> QBrush | None:
    if vote.state is VoteState.UNLABELLED:
        return QBrush(theme.token("text_quiet"))
    is_state = vote.state is VoteState.MIXED and column in (STATE, PURITY)
    return QBrush(theme.token("error")) if is_state or _is_conflict(vote, column) else None
