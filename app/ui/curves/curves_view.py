"""Show what speaks for which k: inertia, silhouette, variance ratio, and a sentence."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app.clustering.results import Advice, KResult
from app.ui.curves.advice_card import AdviceCard
from app.ui.parts import boxes, captions
from app.ui.parts.keyboard.tab_order import stand_behind
from app.ui.parts.scroll_page import ScrollPage

if TYPE_CHECKING:
    from app.ui.curves.k_plots import KPlots

_LEAST_PX = 120
_GAP_PX = 4
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
        self._advice = AdviceCard(self)
        self._advice.hide()
        self._page = QWidget(self)
        self._empty = captions.note(_EMPTY, self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget(self)
        self._column = boxes.column(self._page, margin=0, spacing=_GAP_PX)
        self._column.addWidget(self._advice)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page)
        boxes.column(self, margin=(8, 0, 8, 0)).addWidget(self._stack)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._advice.k_clicked.connect(self.k_clicked)
        self._advice.settled.connect(self.settled)

    @property
    def whole_px(self) -> int:
        """The height at which nothing of it has to be scrolled to."""
        return self._advice.usual_px + _GAP_PX + self._plots.minimumSizeHint().height()

    @Slot()
    def get_ready(self) -> None:
        """Make the plots before they are needed."""
        _ = self._plots

    @Slot(object)
    def start(self, ks: tuple[int, ...]) -> None:
        """Make room for these k; points that stay come again at once."""
        self._plots.start(tuple(ks))
        self._advice.wait_for_advice()
        self._advice.show()
        # What is made on a page that is seen comes in an event of its own, and the keyboard would
        # go past it meanwhile.
        self._stack.setCurrentWidget(self._page)

    @Slot(object)
    def add_result(self, result: KResult) -> None:
        """Show the points of one k, in place of its estimate."""
        self._plots.add_result(result)
        self._stack.setCurrentWidget(self._page)

    @Slot(int)
    def select_k(self, k: int) -> None:
        """Mark the selected k in every plot; 0 marks none."""
        self._advice.select_k(k)
        if k or self._are_made:
            self._plots.select_k(k)

    @Slot(object)
    def show_advice(self, advice: Advice) -> None:
        """Show the sentence, mark the elbow, shade the k that are defensible."""
        self._plots.show_advice(advice)
        self._advice.show()
        self._advice.show_advice(advice)

    @Slot()
    def clear(self) -> None:
        """Forget all points."""
        if self._are_made:
            self._plots.clear()
        self._advice.clear()
        self._advice.hide()
        self._stack.setCurrentWidget(self._empty)

    @property
    def _are_made(self) -> bool:
        return "_plots" in vars(self)

    @cached_property
    def _plots(self) -> "KPlots":
        """Made when they are first needed: the library that draws them takes its time to load.

        They scroll in a low window, rather than crush the panel above.
        """
        from app.ui.curves.k_plots import KPlots

        plots = KPlots(self._page)
        plots.k_clicked.connect(self.k_clicked)
        area = ScrollPage(plots, self._page)
        area.setMinimumHeight(_LEAST_PX)
        self._column.addWidget(area, 1)
        stand_behind(self._empty, *plots.fields)
        return plots
