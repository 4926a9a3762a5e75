"""Line up one small map per k, as they arrive."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget
from typing_extensions import override

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult, KSkipped
from app.scene.scene import Scene
from app.ui.curves.k_card import AROUND_PX, LARGEST, NARROWEST_PX, KCard
from app.ui.parts import boxes, captions, plain

_EMPTY = "Run a sweep: one small map per k appears here. Click one to see it large."
_GAP_PX = 1  # eight k stand side by side also beside a tool, in a window of 1280 pixels
_MARGIN_PX = 4
_LOWEST_PX = 54  # of a picture, where there are too many of them to stand side by side
_LEAST_PX = 40  # where that lets all of them stand side by side
_USUAL_PX = 68  # of a picture, in a window of 1280 pixels
_SHARE = 0.095  # of the strip's width, in wider ones
_ARROWS = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}


class KStrip(QScrollArea):
    """A row of cards that scrolls sideways where there are too many.

    Signals
    -------
    k_clicked(int)
        A card with a map was clicked, or reached with the arrow keys.
    """

    k_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: dict[int, KCard] = {}
        self._looks: dict[int, ClusterLook] = {}
        self._selected = 0
        self._aspect = 4 / 3  # width over height of the scene
        plain.named(self, "kStrip", "Maps of all k")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = captions.note(_EMPTY, self)
        self._empty.setIndent(4)  # in line with the captions above
        self._row = boxes.row(spacing=_GAP_PX)
        self._hold(self._empty)
        self._around_px = self._measure_around()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._lay_out_again)
        self._fit_height()

    @Slot(object)
    def show_scene(self, scene: Scene) -> None:
        """Give pictures the aspect of a scene."""
        self._aspect = scene.grid.width / scene.grid.height
        self._fit()

    @Slot(object)
    def start(self, ks: tuple[int, ...]) -> None:
        """Make room for these k; maps that stay come again at once.

        Those of other settings must go: beside new ones nobody could tell them apart.
        """
        for k in list(self._cards):
            self._drop(k)
        for k in ks:
            self._card(k)

    @Slot(object)
    def add_result(self, result: KResult) -> None:
        """Show the map of one k, in place of its estimate."""
        card = self._card(result.k)
        card.show_result(result)
        if result.k in self._looks:
            card.show_look(self._looks[result.k])
        card.setChecked(result.k == self._selected)

    @Slot(object)
    def show_revised(self, result: KResult | None) -> None:
        """Show the map of one k as splits and clean-up leave it, or as it was found again."""
        card = None if result is None else self._cards.get(result.k)
        if result is not None and card is not None and card.has_map and not card.shows(result):
            self.add_result(result)

    @Slot(object)
    def set_looks(self, looks: Mapping[int, ClusterLook]) -> None:
        """Draw maps in these colours; maps whose colours are as before stay."""
        before, self._looks = self._looks, dict(looks)
        for k, card in self._cards.items():
            look = self._looks.get(k)
            if look is not None and (card.image.isNull() or before.get(k) != look):
                card.show_look(look)

    @Slot(object)
    def skip(self, skipped: KSkipped) -> None:
        """Say that one k has no map, and why."""
        self._card(skipped.k).show_skipped(skipped.reason)

    @Slot()
    def drop_waiting(self) -> None:
        """Remove cards that wait for a map that will not come: the sweep has ended."""
        for k in [known for known, card in self._cards.items() if card.is_waiting]:
            self._drop(k)

    @Slot(int)
    def select_k(self, k: int) -> None:
        """Frame the selected k; 0 frames none."""
        self._selected = k
        for known, card in self._cards.items():
            card.setChecked(known == k)
        if k in self._cards:
            self.ensureWidgetVisible(self._cards[k], 2 * _GAP_PX, 0)

    @Slot()
    def clear(self) -> None:
        """Forget all maps."""
        for k in list(self._cards):
            self._drop(k)
        self._selected = 0
        self._looks = {}

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit_height()
        self._fit()
        self._settled.start()

    @Slot()
    def _lay_out_again(self) -> None:
        """Give cards the height there is now.

        Qt leaves them that of before where the strip becomes higher in the moment it is shown.
        """
        content = self.widget()
        layout = None if content is None else content.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to the neighbouring map with the arrow keys."""
        step = _ARROWS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        ks = [k for k in sorted(self._cards) if self._cards[k].has_map]
        after = [k for k in ks if (k - self._selected) * step > 0]
        if after:
            self.k_clicked.emit(after[0 if step > 0 else -1])

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with an ordinary wheel."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - turned)
        event.accept()

    def _hold(self, empty: QLabel) -> None:
        content = QWidget(self)
        column = boxes.row(content, margin=_MARGIN_PX)
        column.addWidget(empty, 1)
        column.addLayout(self._row)
        column.addStretch(0)
        self.setWidget(content)

    def _measure_around(self) -> int:
        """Return the height of all but the pictures."""
        probe = KCard(0, self)
        height = probe.sizeHint().height() - probe.picture_size.height()
        probe.setParent(None)
        probe.deleteLater()
        return height + 2 * _MARGIN_PX

    def _fit_height(self) -> None:
        """Be higher in a wide window, whatever number of pictures there is."""
        wanted = max(_USUAL_PX, int(self.width() * _SHARE))
        self._highest = min(LARGEST.height(), wanted)
        self.setFixedHeight(self._highest + self._around_px)

    def _fit(self) -> None:
        """Let pictures fill the strip where they have room side by side, or else scroll."""
        n, aspect = max(1, len(self._cards)), self._aspect
        room = (self.width() - 2 * _MARGIN_PX - (n - 1) * _GAP_PX) // n - AROUND_PX
        height = min(self._highest, int(LARGEST.width() / aspect))
        if max(int(height * aspect), NARROWEST_PX) > room:
            least = min(height, _LOWEST_PX)
            side_by_side = int(room / aspect) if room >= NARROWEST_PX else 0
            height = side_by_side if side_by_side >= min(height, _LEAST_PX) else least
        size = QSize(max(1, int(height * aspect)), height)
        # Not "as needed" where all fit: a bar that was needed for a moment, before the strip had
        # its width, could leave its height taken, and captions cut.
        policy = Qt.ScrollBarPolicy
        fits = max(size.width(), NARROWEST_PX) <= room
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )
        for card in self._cards.values():
            card.set_picture_size(size)

    def _card(self, k: int) -> KCard:
        """Return the card of this k; make a waiting one in its place where there is none."""
        card = self._cards.get(k)
        if card is None:
            card = KCard(k, self)
            card.clicked.connect(self._on_clicked)
            place = sum(known < k for known in self._cards)
            self._cards[k] = card
            self._row.insertWidget(place, card)
            self._empty.hide()
            self._fit()
        return card

    def _drop(self, k: int) -> None:
        card = self._cards.pop(k)
        self._row.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._empty.setVisible(not self._cards)
        self._fit()

    @Slot()
    def _on_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, KCard):
            card.setChecked(card.k == self._selected)  # the session says what is selected
            self.k_clicked.emit(card.k)
