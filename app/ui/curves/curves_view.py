"""Show what speaks for which k: inertia, silhouette, variance ratio, and a sentence."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.clustering.evidence.partition_scores import PARTITION_SCORES, PartitionScore
from app.clustering.results import Advice, KResult
from app.ui.curves.k_plot import KPlot, KPoint
from app.ui.parts import captions, plain
from app.ui.parts.scroll_page import ScrollPage

_LEAST_PX = 120
_EMPTY = "The curves appear here, point by point, while a sweep runs."


class CurvesView(QWidget):
    """Three curves over k and the sentence that weighs them.

    Signals
    -------
    k_clicked(int)
        A point was clicked, or reached with the arrow keys.
    """

    k_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inertia = self._make_plot("inertiaPlot", "Inertia", "lower is tighter")
        self._silhouette = self._make_plot("silhouettePlot", "Silhouette", "higher is better")
        self._others = {
            score.key: self._make_plot(f"{score.name}Plot", score.title, score.direction)
            for score in PARTITION_SCORES
        }
        self._checks = [self._make_check(score) for score in PARTITION_SCORES]
        self._advice = captions.sentence("", self)
        self._advice.setObjectName("adviceLabel")
        self._advice.setAccessibleName("What the curves say")
        self._advice.hide()
        self._plots = QWidget(self)
        self._empty = captions.note(_EMPTY, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._show_chosen()
        for plot in self._all:
            plot.k_clicked.connect(self.k_clicked)

    @Slot(object)
    def start(self, ks: tuple[int, ...]) -> None:
        """Make room for these k; points that stay come again at once."""
        self._stack.setCurrentWidget(self._plots)
        self._advice.setText("")  # its place stays: the next sentence is about as long
        for plot in self._all:
            plot.start(tuple(ks))
            plot.mark_elbow(None)

    @Slot(object)
    def add_result(self, result: KResult) -> None:
        """Show the points of one k, in place of its estimate."""
        self._stack.setCurrentWidget(self._plots)
        k, estimate = result.k, result.is_estimate
        inertia = result.inertia
        self._inertia.set_point(KPoint(k, inertia, inertia, inertia, estimate))
        for key, plot in self._others.items():
            score = result.scores[key]
            plot.set_point(KPoint(k, score, score, score, estimate))
        if (measured := result.silhouette) is not None:
            self._silhouette.set_point(
                KPoint(k, measured.mean, measured.low, measured.high, estimate)
            )

    @Slot(int)
    def select_k(self, k: int) -> None:
        """Mark the selected k in every plot; 0 marks none."""
        for plot in self._all:
            plot.select_k(k)

    @Slot(object)
    def show_advice(self, advice: Advice) -> None:
        """Show the sentence and mark the elbow."""
        self._inertia.mark_elbow(advice.elbow)
        self._show_advice(advice.sentence)

    @Slot()
    def clear(self) -> None:
        """Forget all points."""
        for plot in self._all:
            plot.clear()
        self._advice.setText("")
        self._advice.hide()
        self._advice.setMinimumHeight(0)
        self._stack.setCurrentWidget(self._empty)

    @property
    def _all(self) -> tuple[KPlot, ...]:
        return self._inertia, self._silhouette, *self._others.values()

    def _make_plot(self, name: str, title: str, direction: str) -> KPlot:
        plot = KPlot(title, direction, self)
        plot.canvas.widget.setObjectName(name)
        plot.canvas.widget.setAccessibleName(f"{title} against the number of clusters")
        plot.canvas.widget.setToolTip("Click a point to see the map of that k.")
        return plot

    def _make_check(self, score: PartitionScore) -> QCheckBox:
        text = f"Show {score.title.lower()}"
        check = QCheckBox(text, self)
        check.setObjectName(f"{score.name}Check")
        check.setAccessibleName(plain.line(text))
        check.setToolTip(plain.tip(score.tip))
        check.toggled.connect(self._show_chosen)
        return check

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._plots)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._make_scroll_area())
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._plots)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 8)
        layout.addWidget(self._stack)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    @Slot()
    def _show_chosen(self) -> None:
        """Write k under the lowest plot only: the plots share that axis."""
        for plot, check in zip(self._others.values(), self._checks, strict=True):
            plot.setVisible(check.isChecked())
        shown = [plot for plot in self._all if plot.isVisibleTo(self._plots)]
        for plot in self._all:
            plot.number_ks(shown=plot is shown[-1])

    def _make_scroll_area(self) -> ScrollPage:
        """Let all of it scroll where Advanced is unfolded, rather than crush the panel above."""
        content = QWidget(self._plots)
        plots = QVBoxLayout(content)
        plots.setContentsMargins(0, 0, 0, 0)
        plots.setSpacing(4)
        for plot in self._all:
            plots.addWidget(plot, 1)
        plots.addWidget(self._advice)
        for check in self._checks:
            plots.addWidget(check)
        area = ScrollPage(content, self._plots)
        area.setMinimumHeight(_LEAST_PX)
        return area

    def _show_advice(self, sentence: str) -> None:
        """Show a sentence in no less room than the one before: plots above it would move."""
        self._advice.setText(sentence)
        self._advice.setVisible(True)
        needed = self._advice.heightForWidth(self._advice.width())
        self._advice.setMinimumHeight(max(self._advice.minimumHeight(), needed))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():  # lines break elsewhere
            self._advice.setMinimumHeight(0)
