"""Do at random what a person could do at the real window, while sweeps run.

`python -m tests.attacks.random_events [--events 10000] [--seed 0]` opens the window on the current
display, sends it that many clicks, keys, wheels, drags, menus, drops, resizes and texts, dialogs
included, and tells how many of each. Whatever Python or Qt complains of meanwhile ends it with exit
status 1. The same seed does the same, as far as threads allow.
"""

import argparse
import faulthandler
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QSettings,
    Qt,
    QTimer,
    QUrl,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QDrag,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
)

from app.session import Session
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.attacks.complaints import Complaints
from tests.attacks.gestures import Gestures

MODAL_EVENTS = 20  # a dialog that blocks the window is ended after so many
ADDRESSES = ("file", "http", "https")
STUCK_S = 0.3  # in a loop within a loop, such as a drag: Escape ends those
HANGING_S = 120.0
OPENING_S = 10.0


class NoBrowser(QObject):
    """Takes addresses in place of a browser and a file manager."""

    @Slot(QUrl)
    def take(self, _url: QUrl) -> None:
        return


class Visitor(Gestures):
    """Does anything anywhere in a window of its own, and opens another when that was closed.

    Attributes
    ----------
    seen
        Dialogs and menus by name, sweeps, windows.
    complaints
        What went wrong; empty where nothing did.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder, seed)
        self.seen: Counter[str] = Counter()
        self.complaints = Complaints()
        self._open_before: set[int] = set()
        self._n_modal = 0
        self._began = time.monotonic()
        self._guard = QTimer()
        self._guard.timeout.connect(self._on_guard)
        self._browser = NoBrowser()
        for scheme in ADDRESSES:
            QDesktopServices.setUrlHandler(scheme, self._browser, "take")
        self._open_window()

    def visit(self, n_events: int) -> None:
        """Do so many things, or fewer where something goes wrong."""
        self._guard.start(100)
        with self.complaints.heard():
            for number in range(n_events):
                self._began = time.monotonic()
                # Whatever it hangs in: also a loop of events that never ends.
                faulthandler.dump_traceback_later(HANGING_S, exit=True)
                self._keep_going(number)
                self._do_anything()
                QTest.qWait(self._chance.choice((0, 0, 1, 2, 5, 15)))
                if self.complaints.texts:
                    break
            self._leave()
        self._guard.stop()
        faulthandler.cancel_dump_traceback_later()
        for scheme in ADDRESSES:
            QDesktopServices.unsetUrlHandler(scheme)

    # The window

    def _open_window(self) -> None:
        settings = QSettings(str(self._folder / "settings.ini"), QSettings.Format.IniFormat)
        state = WindowState(settings)
        state.folder = state.output_folder = self._folder
        self.session = Session()
        self.window = MainWindow(self.session, state)
        self.session.sweeps.started.connect(self._on_sweep_started)
        self.session.sweeps.finished.connect(self._on_sweep_finished)
        self.session.jobs.exported.connect(self._on_exported)
        self.session.projects.saved.connect(self._on_saved)
        self.window.show()
        QTest.qWait(50)
        self.session.jobs.open_paths([self._scenes[0]])
        self.seen["windows opened"] += 1
        # On a busy machine hundreds of events pass before there is something to sweep.
        until = time.monotonic() + OPENING_S
        while self.session.scenes.survey is None and time.monotonic() < until:
            QTest.qWait(10)

    def _leave(self) -> None:
        """Close everything; nothing may run then."""
        self._began = time.monotonic()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.window.end()
        if self.window.isVisible():
            self.complaints.texts.append("the window did not close")
        self.window.deleteLater()
        self.session.deleteLater()
        for _ in range(5):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QTest.qWait(5)

    def _keep_going(self, number: int) -> None:
        """Open what was closed; see that there is a scene, and that sweeps run most of the time."""
        if not self.window.isVisible():
            self._leave()
            self._open_window()
        if number % 12 == 7 and not self.session.jobs.is_busy:
            if self.session.scenes.scene is None:
                self.session.jobs.open_paths([self._chance.choice(self._scenes)])
            else:
                self.window.findChild(QAction, "actionRun").trigger()
        self._n_modal = 0 if QApplication.activeModalWidget() is None else self._n_modal + 1
        if self._n_modal > MODAL_EVENTS:
            self._end_dialog()
        for dialog in self._dialogs():
            name = dialog.objectName() or type(dialog).__name__
            if id(dialog) not in self._open_before:
                self.seen[f"dialog {name}"] += 1
            if isinstance(dialog, QFileDialog):
                dialog.setOption(QFileDialog.Option.ReadOnly)  # nothing is deleted from here
        self._open_before = {id(dialog) for dialog in self._dialogs()}

    # News

    @property
    def report(self) -> str:
        """What was done and seen, in words."""
        lines = [f"{sum(self.counts.values())} events"]
        lines += [f"  {n:6}  {name}" for name, n in self.counts.most_common()]
        lines += ["seen", *(f"  {n:6}  {name}" for name, n in self.seen.most_common())]
        if self.complaints.texts:
            lines += ["complaints", *self.complaints.texts, "after", *self.last]
        return "\n".join(lines)

    def _on_sweep_started(self, _settings: object) -> None:
        self.seen["sweeps started"] += 1

    def _on_sweep_finished(self, *_outcome: object) -> None:
        self.seen["sweeps finished"] += 1

    def _on_exported(self, *_outcome: object) -> None:
        self.seen["exports"] += 1

    def _on_saved(self, *_outcome: object) -> None:
        self.seen["projects saved"] += 1

    def _on_guard(self) -> None:
        """Get out of a loop within a loop: a drag of text, a box that a dialog asks in."""
        if time.monotonic() - self._began < STUCK_S:
            return
        self.seen["loops left"] += 1
        self._began = time.monotonic()
        QDrag.cancel()
        for widget in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if widget is not None:
                QTest.keyClick(widget, Qt.Key.Key_Escape)


def main() -> int:
    """Visit the window and tell how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
        os.chdir(home)  # a name that is typed for a folder is made here
        logging.getLogger("app").addHandler(logging.NullHandler())  # bad files are opened, too
        application = QApplication(sys.argv[:1])
        application.setQuitOnLastWindowClosed(False)
        application.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        visitor = Visitor(Path(home), arguments.seed)
        began = time.monotonic()
        visitor.visit(arguments.events)
        print(visitor.report)
        print(f"seed {arguments.seed}, {time.monotonic() - began:.0f} s")
    return 1 if visitor.complaints.texts else 0


if __name__ == "__main__":
    sys.exit(main())
