"""Compare two maps at the window, and note how long it leaves a person waiting."""

import statistics
import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QTabWidget, QWidget

from app.session import Session
from tests.benchmarks.class_work import ShownWatch
from tests.benchmarks.figures import Figure
from tests.benchmarks.heartbeat import Heart

WANTED_SHOWN_MS = 100.0
N_ROUNDS = 5
_REST_S = 0.3  # between two acts: a hand takes longer


class CompareWork:
    """Sets two k against each other, blinks, and counts what became of each class."""

    def __init__(self, heart: Heart, window: QWidget, session: Session, view: QWidget) -> None:
        self._heart = heart
        self._window = window
        self._session = session
        self._view = view
        self._shown = ShownWatch(view)
        self._times: dict[str, list[float]] = {}

    def work(self) -> list[Figure]:
        """Do everything; return what was measured."""
        desk = self._session.comparing
        with self._heart.phase("compare on and off"):
            for _ in range(N_ROUNDS):
                self._do("compare on", lambda: self._press(Qt.Key.Key_F9))
                self._do("compare off", lambda: self._press(Qt.Key.Key_F9))
            self._press(Qt.Key.Key_F9)
        with self._heart.phase("blink"):
            for _ in range(2 * N_ROUNDS):
                self._do("blink", lambda: self._press(Qt.Key.Key_B))
            self._press(Qt.Key.Key_F6)
        with self._heart.phase("compare at full size"):
            QTest.keyClick(self._view, Qt.Key.Key_1)
            self._heart.idle(1.0)
            QTest.keyClick(self._view, Qt.Key.Key_0)
            self._heart.idle(1.0)
        counted: list[object] = []
        desk.counted.connect(counted.append)
        with self._heart.phase("open transitions"):
            began = time.perf_counter()
            self._open_tab("Transitions")
            self._heart.wait_until(lambda: bool(counted), "not counted")
            self._times["transitions: to be counted"] = [time.perf_counter() - began]
            self._heart.idle(_REST_S)
        table = self._window.findChild(QTableView, "transitionTable")
        with self._heart.phase("pairs on the map"):
            for row in range(N_ROUNDS):
                self._do("pair", lambda row=row: table.selectRow(row))
        self._open_tab("Class")
        self._press(Qt.Key.Key_F9)
        self._heart.idle(_REST_S)
        return self._figures()

    def _open_tab(self, title: str) -> None:
        tabs = self._window.findChild(QTabWidget, "detailTabs")
        titles = [tabs.tabText(place) for place in range(tabs.count())]
        tabs.setCurrentIndex(titles.index(title))

    def _do(self, name: str, act: Callable[[], None]) -> None:
        began = time.perf_counter()
        act()
        self._heart.wait_until(lambda: self._shown.last.clock_s > began, name)
        self._times.setdefault(name, []).append(self._shown.last.clock_s - began)
        self._heart.idle(_REST_S)

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._window, key)

    def _figures(self) -> list[Figure]:
        figures = []
        for name, seconds in self._times.items():
            if name.startswith("transitions"):
                figures.append(Figure(name, seconds[0], "s"))
                continue
            middle, longest = 1000 * statistics.median(seconds), 1000 * max(seconds)
            figures.append(Figure(f"{name}: middle", middle, "ms", at_most=WANTED_SHOWN_MS))
            figures.append(Figure(f"{name}: longest", longest, "ms"))
        return figures
