"""Lay out what was opened before, as many in a row as there is room for."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.engine.scenes.recent_scenes import RecentScene
from app.ui.parts import boxes, captions, theme
from app.ui.start.recent_card import CARD_WIDTH_PX, RecentCard

_GAP_PX = 2 * theme.STEP_PX


class RecentGrid(QWidget):
    """Cards of scenes and projects under one heading.

    Signals
    -------
    paths_chosen : (tuple[Path, ...],)
        One of them is to be opened.
    remove_requested : (tuple[Path, ...],)
        One of them is to be listed no longer.
    """

    paths_chosen = Signal(tuple)
    remove_requested = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards: list[RecentCard] = []
        self._known: dict[tuple[Path, ...], RecentScene] = {}
        self._n_cols = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP_PX)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column = boxes.column(self, margin=0, spacing=_GAP_PX)
        column.addWidget(captions.heading("Recent", self))
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(CARD_WIDTH_PX)

    def show_recent(self, scenes: Sequence[tuple[Path, ...]]) -> None:
        """List these; what was found out of them before is shown again."""
        had_focus = next((n for n, card in enumerate(self._cards) if card.hasFocus()), None)
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._make_card(paths) for paths in scenes]
        self._n_cols = 0
        self._arrange()
        if had_focus is not None and self._cards:
            self._cards[min(had_focus, len(self._cards) - 1)].setFocus()

    @Slot(object)
    def show_found(self, scene: RecentScene) -> None:
        """Show what is known of one of them."""
        self._known[scene.paths] = scene
        for card in self._cards:
            if card.paths == scene.paths:
                card.show_scene(scene)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return what one column takes, which is the most that cards need in width."""
        return QSize(CARD_WIDTH_PX, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _make_card(self, paths: tuple[Path, ...]) -> RecentCard:
        card = RecentCard(paths, self)
        if paths in self._known:
            card.show_scene(self._known[paths])
        card.clicked.connect(self._on_clicked)
        card.remove_requested.connect(self._on_remove_requested)
        return card

    def _arrange(self) -> None:
        n_cols = max(1, (self.width() + _GAP_PX) // (CARD_WIDTH_PX + _GAP_PX))
        if n_cols == self._n_cols:
            return
        self._n_cols = n_cols
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // n_cols, place % n_cols)
            card.show()

    @Slot()
    def _on_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, RecentCard):
            self.paths_chosen.emit(card.paths)

    @Slot()
    def _on_remove_requested(self) -> None:
        card = self.sender()
        if isinstance(card, RecentCard):
            self.remove_requested.emit(card.paths)
