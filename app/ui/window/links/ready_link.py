"""Load what draws plots after the window's first picture; make plots once a scene is there."""

import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.machine.garbage import made_to_stay
from app.session import Session
from app.ui.parts.turns import Turn
from app.ui.window.views import Views

_DRAWN_WITH = ("superqt", "app.ui.curves.k_plots", "app.ui.clusters.spectrum.spectrum_plot")


class ReadyLink(QObject):
    """One step after the other, each in a turn of its own, before anybody needs what it makes.

    Libraries come right after the first picture, when nobody can have found a button yet. They
    come in this thread: classes of Qt that are made in another one while the window is painted
    ended one start of twenty in a crash, with PySide6 6.11.
    """

    def __init__(self, window: QWidget, views: Views, session: Session) -> None:
        super().__init__(window)
        self._steps: deque[Callable[[], object]] = deque(
            partial(_load, name) for name in _DRAWN_WITH
        )
        self._views = views
        self._turn = Turn(self)
        self._turn.come.connect(self._on_turn)
        self._scenes = session.scenes
        self._scenes.surveyed.connect(self._on_surveyed)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._turn.ask()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_surveyed(self) -> None:
        self._scenes.surveyed.disconnect(self._on_surveyed)
        self._steps += (self._views.curves.get_ready, self._views.spectrum.get_ready)
        self._turn.ask()

    @Slot()
    def _on_turn(self) -> None:
        if self._steps:
            self._steps.popleft()()
            self._turn.ask()


def _load(name: str) -> None:
    if name not in sys.modules:
        with made_to_stay(name):
            import_module(name)
