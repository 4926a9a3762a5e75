"""Show what speaks for which k: inertia, silhouette, variance ratio, and a sentence."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app.clustering.evidence.partition_scores import PARTITION_SCORES, PartitionScore
from app.clustering.results import Advice, KResult
from app.ui.curves.advice_card import AdviceCard
from app.ui.curves.k_plot import KPlot, KPoint
from app.ui.parts import boxes, captions, plain
from app.ui.parts.scroll_page import ScrollPage

_LEAST_PX = 120
_GAP_PX = 4
_BELOW_PX = 4  # between the numbers of the last plot and the boxes below them
_EMPTY = "Choose a range of k and run the sweep: curves, maps and tables come with it."


class CurvesView(QWidget):
    """Three curves over k and the sentence that weighs them.

    Signals
    -------
    k_clicked(int)
        A point was clicked, or reached with the arrow keys.
    settled()
        `whole_px` may be another.
    """

    k_clicked = Signal(int)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inertia = self._make_plot("inertiaPlot", "Inertia", "lower is tighter")
        self._silhouette = self._make_plot("silhouettePlot", "Silhouette", "higher is better")
        self._others = {
            score.key: self._make_plot(f"{score.name}Plot", score.title, score.direction)
            for score in PARTITION_SCORES
        }
        self._checks = [self._make_check(score) for score in PARTITION_SCORES]
        self._advice = AdviceCard(self)
        self._advice.hide()
        self._plots = QWidget(self)
        self._content = QWidget(self._plots)
        self._empty = captions.note(_EMPTY, self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._show_chosen()
        self._advice.k_clicked.connect(self.k_clicked)
        self._advice.settled.connect(self.settled)
        for plot in self._all:
            plot.k_clicked.connect(self.k_clicked)

    @property
    def whole_px(self) -> int:
        """The height at which nothing of it has to be scrolled to."""
        return self._advice.usual_px + _GAP_PX + self._content.minimumSizeHint().height()

    @Slot(object)
    def start(self, ks: tuple[int, ...]) -> None:
        """Make room for these k; points that stay come again at once."""
        self._stack.setCurrentWidget(self._plots)
        self._advice.wait_for_advice()
        self._advice.show()
        for plot in self._all:
            plot.start(tuple(ks))
            plot.mark_elbow(None)
            plot.shade(())

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
        self._advice.select_k(k)
        for plot in self._all:
            plot.select_k(k)

    @Slot(object)
    def show_advice(self, advice: Advice) -> None:
        """Show the sentence, mark the elbow, shade the k that are defensible."""
        self._inertia.mark_elbow(advice.elbow)
        for plot in self._all:
            plot.shade(advice.defensible)
        self._advice.show()
        self._advice.show_advice(advice)

    @Slot()
    def clear(self) -> None:
        """Forget all points."""
        for plot in self._all:
            plot.clear()
        self._advice.clear()
        self._advice.hide()
        self._stack.setCurrentWidget(self._empty)

    @property
    def _all(self) -> tuple[KPlot, ...]:
        return self._inertia, self._silhouette, *self._others.values()

    def _make_plot(self, name: str, title: str, direction: str) -> KPlot:
        plot = KPlot(title, direction, self)
        plain.named(plot.canvas.widget, name, f"{title} against the number of clusters")
        plot.canvas.widget.setToolTip("Click a point to see the map of that k.")
        return plot

    def _make_check(self, score: PartitionScore) -> QCheckBox:
        text = f"Show {score.title.lower()}"
        check = plain.named(QCheckBox(text, self), f"{score.name}Check", text)
        check.setToolTip(plain.tip(score.tip))
        check.toggled.connect(self._show_chosen)
        return check

    def _lay_out(self) -> None:
        column = boxes.column(self._plots, margin=0, spacing=_GAP_PX)
        column.addWidget(self._advice)
        column.addWidget(self._make_scroll_area(), 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._plots)
        layout = boxes.column(self, margin=(8, 0, 8, 0))
        layout.addWidget(self._stack)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    @Slot()
    def _show_chosen(self) -> None:
        for plot, check in zip(self._others.values(), self._checks, strict=True):
            plot.setVisible(check.isChecked())

    def _make_scroll_area(self) -> ScrollPage:
        """Let all of it scroll in a low window, rather than crush the panel above."""
        plots = boxes.column(self._content, margin=0, spacing=2)
        for plot in self._all:
            plots.addWidget(plot, 1)
        plots.addSpacing(_BELOW_PX - plots.spacing())
        for check in self._checks:
            plots.addWidget(check)
        area = ScrollPage(self._content, self._plots)
        area.setMinimumHeight(_LEAST_PX)
        return area
