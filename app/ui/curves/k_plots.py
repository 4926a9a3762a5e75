"""Stand the curves over k below each other, with a box for each that is not shown at first."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.clustering.evidence.partition_scores import PARTITION_SCORES, PartitionScore
from app.clustering.results import Advice, KResult
from app.ui.curves.k_plot import KPlot, KPoint
from app.ui.parts import boxes, plain

_GAP_PX = 2
_BELOW_PX = 4  # between the numbers of the last plot and the boxes below them


class KPlots(QWidget):
    """Inertia, silhouette, and what other scores there are.

    Signals
    -------
    k_clicked(int)
        A point was clicked, or reached with the arrow keys.
    """

    k_clicked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._inertia = self._make_plot("inertiaPlot", "Inertia", "lower is tighter")
        self._silhouette = self._make_plot("silhouettePlot", "Silhouette", "higher is better")
        self._others = {
            score.key: self._make_plot(f"{score.name}Plot", score.title, score.direction)
            for score in PARTITION_SCORES
        }
        self._checks = [self._make_check(score) for score in PARTITION_SCORES]
        column = boxes.column(self, margin=0, spacing=_GAP_PX)
        for plot in self._all:
            column.addWidget(plot, 1)
            plot.k_clicked.connect(self.k_clicked)
        column.addSpacing(_BELOW_PX - _GAP_PX)
        for check in self._checks:
            column.addWidget(check)
        self._show_chosen()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """What the keyboard goes to, in this order."""
        return (*(plot.canvas.widget for plot in self._all), *self._checks)

    def start(self, ks: tuple[int, ...]) -> None:
        """Make room for these k; points that stay come again at once."""
        for plot in self._all:
            plot.start(ks)
            plot.mark_elbow(None)
            plot.shade(())

    def add_result(self, result: KResult) -> None:
        """Show the points of one k, in place of its estimate."""
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

    def select_k(self, k: int) -> None:
        """Mark the selected k in every plot; 0 marks none."""
        for plot in self._all:
            plot.select_k(k)

    def show_advice(self, advice: Advice) -> None:
        """Mark the elbow, shade the k that are defensible."""
        self._inertia.mark_elbow(advice.elbow)
        for plot in self._all:
            plot.shade(advice.defensible)

    def clear(self) -> None:
        """Forget all points."""
        for plot in self._all:
            plot.clear()

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

    @Slot()
    def _show_chosen(self) -> None:
        for plot, check in zip(self._others.values(), self._checks, strict=True):
            plot.setVisible(check.isChecked())
