"""Bring the real window to the states of which pictures are taken."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QToolButton

from app.clustering.settings import SweepSettings
from app.session import Session
from app.ui.parts import theme
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.gallery import dialog_sitting, tool_sitting
from tests.gallery.take import REAL, SAMPLE

WAIT_MS = 120_000
REST_MS = 900  # detail, curves and spectra are drawn in turns of their own
TABS = {"values": "Values", "tree": "Tree", "scatter": "Scatter"}
BEFORE = {"accuracy_missing": ("opened",)}  # of states that do not come after all others
NAMES = ((1, "Water"), (2, "Green crops"), (3, "Clouds"))


class Sitting:
    """One window after the other, each of one scene, with settings that are forgotten."""

    def __init__(self, home: Path) -> None:
        self._application = QApplication.instance() or QApplication(["bandsweep"])
        self._application.setApplicationName("Bandsweep")
        self._settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
        self._home = home
        self._scene = ""
        self._window: MainWindow | None = None
        theme.current().start(self._application)
        self._states: dict[str, Callable[[], None]] = {
            "start_empty": lambda: None,
            "start_recent": self._fill_recent,
            "opened": self._open,
            "swept": lambda: self._sweep(3, 10),
            "selected": self._select,
            "values": self._show_tab,
            "tree": self._show_tab,
            "scatter": self._show_tab,
            "advanced": self._unfold_advanced,
            "overlay": lambda: self._trigger_mode("overlay"),
            "compare": lambda: self._action("Compare").trigger(),
            "alone": lambda: self._action("MapAlone").trigger(),
            "many_k": lambda: self._sweep(3, 20),
        }
        for name, enter in (dialog_sitting.states() | tool_sitting.states()).items():
            self._states[name] = partial(self._lead, enter)
        self._state = ""

    @property
    def window(self) -> MainWindow:
        """The window that is sat for."""
        assert self._window is not None
        return self._window

    def come_to(self, state: str, scene: str) -> None:
        """Bring the window to a state; those that come before it are passed through."""
        if scene != self._scene or self._window is None or state == "start_recent":
            self._begin(scene)
        if not state.startswith("start") and state != "recovery":
            for before in BEFORE.get(state, ("opened", "swept", "selected")):
                if state != before and not self._has_come_to(before):
                    self._enter(before)
                if state == before:
                    break
        self._enter(state)

    def show(self, size: tuple[int, int], name: str) -> None:
        """Give the window a size and a theme."""
        theme.current().choose(theme.ThemeChoice(name))
        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.window.resize(*size)
        rest(REST_MS)

    def grab(self, state: str) -> QPixmap:
        """Return what is seen, with the dialog of this state over it."""
        picture = self.window.grab()
        dialog = self.window.findChild(QDialog, dialog_sitting.NAMES.get(state, "none"))
        if dialog is not None:
            shown = dialog.grab()
            painter = QPainter(picture)
            place = self.window.rect().center() - dialog.rect().center()
            painter.drawPixmap(place, shown)
            painter.end()
        return picture

    def end(self) -> None:
        """Close the window."""
        if self._window is not None:
            self._window.end()
            self._window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self._window = None

    def _begin(self, scene: str) -> None:
        self.end()
        self._scene, self._state = scene, ""
        self._session = Session()
        self._window = MainWindow(self._session, WindowState(self._settings))
        self._window.show()

    def _has_come_to(self, state: str) -> bool:
        session = self._session
        return {
            "opened": session.scenes.survey is not None,
            "swept": session.sweeps.sweep is not None,
            "selected": session.sweeps.cluster > 0,
        }[state]

    def _enter(self, state: str) -> None:
        self._leave()
        self._state = state
        self._states[state]()
        rest(REST_MS)

    def _leave(self) -> None:
        """Take back what a state has put over the window."""
        dialog_sitting.leave(self.window, self._state)
        if tool_sitting.is_of_tool(self._state):
            tool_sitting.leave(self.window)
        if self._state in ("compare", "alone"):
            self._action({"compare": "Compare", "alone": "MapAlone"}[self._state]).trigger()
        if self._state == "overlay":
            self._trigger_mode("side_by_side")
        if self._state in TABS:
            self.window.findChild(QTabWidget, "detailTabs").setCurrentIndex(0)
        if self._state == "advanced":
            self._unfold_advanced()

    def _lead(self, enter: dialog_sitting.State) -> None:
        enter(self.window, self._session, wait)

    def _fill_recent(self) -> None:
        """Open what is at hand, so that the next start page lists it."""
        for name in ("l8_c2l2_alberta_1001", "l5_para_287x310", "s2_l1c_safe_thinned"):
            if (REAL / name).is_dir():
                self._begin(self._scene)
                self._open_paths(REAL / name)
        gone = self._home / "gone"
        WindowState(self._settings)
        self._begin(self._scene)
        self._session.recents.remembered.emit((gone,))
        wait(lambda: not self._session.jobs.is_busy)

    def _open(self) -> None:
        if self._scene == SAMPLE:
            self._session.jobs.open_sample()
            wait(lambda: self._session.scenes.survey is not None)
            wait(lambda: not self._session.jobs.is_busy)
        else:
            self._open_paths(REAL / self._scene)

    def _open_paths(self, path: Path) -> None:
        self._session.jobs.open_paths([path])
        wait(lambda: self._session.scenes.survey is not None)
        wait(lambda: not self._session.jobs.is_busy)
        rest(REST_MS)

    def _sweep(self, k_min: int, k_max: int) -> None:
        settings = SweepSettings(band_names=(), k_min=k_min, k_max=k_max)
        self._session.jobs.run_sweep(settings)
        wait(lambda: not self._session.jobs.is_busy and self._session.sweeps.sweep is not None)

    def _select(self) -> None:
        self._session.sweeps.select_k(6)
        if self._scene == SAMPLE:
            for cluster, name in NAMES:
                self._session.classes.rename(cluster, name)
        self._session.sweeps.select_cluster(2)
        wait(lambda: self._session.values.values is not None)

    def _show_tab(self) -> None:
        tabs = self.window.findChild(QTabWidget, "detailTabs")
        titles = [tabs.tabText(place) for place in range(tabs.count())]
        tabs.setCurrentIndex(titles.index(TABS[self._state]))

    def _unfold_advanced(self) -> None:
        self.window.findChild(QToolButton, "advancedButton").click()

    def _trigger_mode(self, mode: str) -> None:
        self.window.findChild(QAction, f"action_{mode}").trigger()

    def _action(self, name: str) -> QAction:
        return self.window.findChild(QAction, f"action{name}")


def wait(is_there: Callable[[], bool]) -> None:
    """Let the program work until something is there."""
    for _ in range(WAIT_MS // 20):
        if is_there():
            return
        rest(20)
    raise TimeoutError("the program did not get there in time")


def rest(milliseconds: int) -> None:
    """Let the program work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QCoreApplication.processEvents()
