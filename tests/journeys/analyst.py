"""Do with mouse and keyboard what an analyst does, and see what an analyst sees."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pyqtgraph as pg
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.messages import Message
from app.session import Session
from app.ui.curves.k_card import KCard
from app.ui.map.map_view import MapView
from app.ui.messages.message_bar import MessageBar
from app.ui.parts.turns import Turn
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.window.main_window import MainWindow

WAIT_MS = 90_000  # for what computes: machines that run tests are busy with others
LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)


class Analyst:
    """One person at one window; controls are found by their fixed names.

    Attributes
    ----------
    window, session
        Only looked at; everything is done by events.
    """

    def __init__(self, qtbot: QtBot, window: MainWindow, session: Session) -> None:
        self.qtbot = qtbot
        self.window = window
        self.session = session

    # Finding

    def control(self, name: str, kind: type[W]) -> W:
        """Return the one control of this fixed name."""
        found = self.window.findChildren(kind, name)
        assert len(found) == 1, f"{len(found)} controls are called {name}"
        return found[0]

    def part(self, kind: type[W]) -> W:
        """Return the one view of this kind."""
        (found,) = self.window.findChildren(kind)
        return found

    def action(self, name: str) -> QAction:
        """Return an action by the end of its fixed name."""
        found = self.window.findChild(QAction, f"action{name}")
        assert found is not None, name
        return found

    # Doing

    def click(self, control: QWidget, place: QPoint | None = None) -> None:
        """Click into a control, in its middle unless told otherwise."""
        self.qtbot.waitUntil(control.isVisible)
        assert control.isEnabled(), control.objectName()
        QTest.mouseClick(control, LEFT, pos=control.rect().center() if place is None else place)

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key, wherever the focus is."""
        pressed = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            pressed |= modifier
        QTest.keyClick(QApplication.focusWidget() or self.window, key, pressed)

    def choose_from_menu(self, title: str, name: str) -> None:
        """Open a menu of the menu bar and click one of its actions."""
        bar = self.window.menuBar()
        (top,) = (each for each in bar.actions() if each.text().replace("&", "") == title)
        menu = top.menu()
        assert isinstance(menu, QMenu)
        QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(top).center())
        self.qtbot.waitUntil(menu.isVisible)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(self.action(name)).center())
        self.qtbot.waitUntil(lambda: not menu.isVisible())
        self.window.activateWindow()  # as a window manager does; without one nobody would
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def pick(self, combo_name: str, letters: str) -> None:
        """Choose the first entry that begins with these letters, by typing them."""
        combo = self.control(combo_name, QComboBox)
        combo.setFocus()
        QTest.keyClicks(combo, letters)
        assert combo.currentText().startswith(letters)

    def type_number(self, spin_name: str, number: int) -> None:
        """Replace the number in a spin box."""
        spin = self.control(spin_name, QSpinBox)
        spin.setFocus()
        spin.selectAll()
        QTest.keyClicks(spin, str(number))
        QTest.keyClick(spin, Qt.Key.Key_Tab)
        assert spin.value() == number

    def type_over(self, edit: QLineEdit, text: str) -> None:
        """Replace the text of a field."""
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)

    def drop(self, *paths: Path) -> None:
        """Drag files or folders from the file manager onto the window."""
        urls = QMimeData()
        urls.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        place, none = QPoint(50, 50), Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(place, Qt.DropAction.CopyAction, urls, LEFT, none)
        QApplication.sendEvent(self.window, entering)
        assert entering.isAccepted()
        dropping = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, urls, LEFT, none)
        QApplication.sendEvent(self.window, dropping)

    # Doing and waiting

    def rest(self) -> None:
        """Wait until nothing runs any more."""
        self.qtbot.waitUntil(lambda: not self.session.jobs.is_busy, timeout=WAIT_MS)

    def open(self, *paths: Path) -> None:
        """Drop a scene and wait for its picture and its checks."""
        session = self.session
        arrivals = [
            session.scenes.surveyed,
            session.scenes.composite_changed,
            session.scenes.checks_changed,
        ]
        with self.qtbot.waitSignals(arrivals, timeout=WAIT_MS):
            self.drop(*paths)
        self.rest()

    def refuse(self, *paths: Path) -> Message:
        """Drop what cannot be opened; return what is said about it."""
        with self.qtbot.waitSignal(self.session.message_raised, timeout=WAIT_MS):
            self.drop(*paths)
        self.rest()
        return self.newest_message()

    def set_range(self, k_min: int, k_max: int) -> None:
        """Choose a range of k with the spin boxes."""
        self.type_number("kMinSpin", k_min)
        self.type_number("kMaxSpin", k_max)
        assert self.part(SweepPanel).settings.ks == tuple(range(k_min, k_max + 1))

    def run(self, k_min: int, k_max: int) -> None:
        """Sweep and wait for the end."""
        self.set_range(k_min, k_max)
        with self.qtbot.waitSignal(self.session.sweeps.finished, timeout=WAIT_MS):
            self.click_run()
        self.rest()

    def click_run(self) -> None:
        """Click the run button."""
        self.click(self.control("runButton", QWidget))

    def run_and_wait_for(self, n_results: int, k_min: int = 2, k_max: int = 30) -> None:
        """Start a long sweep and wait only for its first results."""
        self.set_range(k_min, k_max)
        signals = [self.session.sweeps.k_finished] * n_results
        with self.qtbot.waitSignals(signals, timeout=WAIT_MS):
            self.click_run()
        assert self.session.jobs.is_busy

    def show_k(self, k: int) -> None:
        """Click the picture of one k in the strip."""
        with self.qtbot.waitSignal(self.session.sweeps.k_selected):
            self.click(self.card(k))
        assert self.session.sweeps.k == k

    def click_pixel(self, view_name: str, row: int, col: int) -> None:
        """Click the middle of a pixel of the scene in a map."""
        view = self.control(view_name, MapView)
        self.click(view, self.place_of(view, row, col))

    def click_cluster_at(self, row: int, col: int) -> int:
        """Click a pixel in the cluster view and wait for its cluster's values."""
        with self.qtbot.waitSignal(self.session.values.counted, timeout=WAIT_MS):
            self.click_pixel("clusterView", row, col)
        return self.session.sweeps.cluster

    def select_row(self, table_name: str, row: int) -> QTableView:
        """Put the keyboard on a row of a table."""
        table = self.control(table_name, QTableView)
        table.setFocus()
        index = table.model().index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        return table

    def toggle_band(self, row: int) -> None:
        """Tick a band, or not, with the space bar."""
        QTest.keyClick(self.select_row("bandTable", row), Qt.Key.Key_Space)

    # Seeing

    def place_of(self, view: MapView, row: int, col: int) -> QPoint:
        """Return where a map shows the middle of a pixel."""
        x, y = view.viewport.to_screen(col + 0.5, row + 0.5, view.extent)
        place = QPoint(round(x), round(y))  # never the pixel before
        assert view.rect().contains(place)
        return place

    def colour_at(self, view_name: str, row: int, col: int) -> tuple[int, int, int]:
        """Return the colour on the screen at a pixel of the scene."""
        self._wait_until_drawn()
        view = self.control(view_name, MapView)
        colour = view.grab().toImage().pixelColor(self.place_of(view, row, col))
        return colour.red(), colour.green(), colour.blue()

    def card(self, k: int) -> KCard:
        """Return the picture of one k in the strip."""
        return self.control(f"kCard{k}", KCard)

    def ks_in_strip(self) -> list[int]:
        """Return the k whose small maps are drawn."""
        cards = self.window.findChildren(KCard)
        return sorted(card.k for card in cards if card.has_map and not card.image.isNull())

    def place_on_curve(self, plot_name: str, k: int) -> QPoint:
        """Return where a curve shows the point of one k."""
        self._wait_until_drawn()
        plot = self.control(plot_name, pg.PlotWidget)
        for item in plot.getPlotItem().items:
            if isinstance(item, pg.PlotCurveItem):
                ks, values = item.getData()
                if ks is not None and k in ks:
                    point = QPointF(k, values[list(ks).index(k)])
                    box = plot.getPlotItem().getViewBox()
                    return QPoint(plot.mapFromScene(box.mapViewToScene(point)))
        raise AssertionError(f"{plot_name} has no point at k = {k}")

    def ks_on_curve(self, plot_name: str) -> list[int]:
        """Return the k that have a point."""
        self._wait_until_drawn()
        plot = self.control(plot_name, pg.PlotWidget)
        curves = [item for item in plot.getPlotItem().items if isinstance(item, pg.PlotCurveItem)]
        found = [item.getData()[0] for item in curves]
        return max((sorted(map(int, ks)) for ks in found if ks is not None), key=len, default=[])

    def see(self, seen: Callable[[], object], wanted: object) -> None:
        """Look until this is seen: what comes of a job, or in its turn, takes a moment."""

        def is_seen() -> None:
            assert seen() == wanted

        self.qtbot.waitUntil(is_seen)

    def _wait_until_drawn(self) -> None:
        """Plots, tables and cards are drawn in turns of the event loop of their own."""
        turns = self.window.findChildren(Turn)
        self.qtbot.waitUntil(lambda: not any(turn.is_waiting for turn in turns))

    def messages(self) -> Sequence[Message]:
        """Return what the message bar says, newest first."""
        return self.part(MessageBar).messages

    def newest_message(self) -> Message:
        """Return the newest message; it is on the screen."""
        assert self.part(MessageBar).isVisible()
        return self.messages()[0]

    def column(self, table_name: str, column: int, role: Qt.ItemDataRole | None = None) -> list:
        """Return what one column of a table shows."""
        self._wait_until_drawn()
        model = self.control(table_name, QTableView).model()
        shown = Qt.ItemDataRole.DisplayRole if role is None else role
        return [model.index(row, column).data(shown) for row in range(model.rowCount())]

    def selected_row(self, table_name: str) -> int:
        """Return the one selected row; -1 without."""
        self._wait_until_drawn()
        rows = self.control(table_name, QTableView).selectionModel().selectedRows()
        assert len(rows) <= 1
        return rows[0].row() if rows else -1


def assert_three_parts(message: Message) -> None:
    """Check the form every message about trouble has."""
    assert message.level in ("warning", "error")
    assert 1 <= len(message.title.split()) <= 5, message.title
    assert not message.title.endswith(".")
    assert message.detail.endswith((".", '"', ")", "!", "?")), message.detail
    assert message.hint, message.detail
    for text in (message.title, message.detail, message.hint):
        assert "Traceback" not in text
        assert "Error:" not in text
