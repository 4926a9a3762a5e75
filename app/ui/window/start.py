"""Start the program with its window, and end it cleanly."""

import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app import __version__
from app.jobs.garbage_clock import GarbageClock
from app.jobs.thread_end import end_with
from app.machine.system import IS_MACOS
from app.session import Session
from app.ui.parts import icons, theme
from app.ui.window.last_resort import LastResort, start_log
from app.ui.window.links.scenes.opened_files import OpenedFiles
from app.ui.window.main_window import MainWindow
from app.ui.window.settings_file import open_settings
from app.ui.window.window_state import WindowState

_SIGNAL_POLL_MS = 200
# So long another thread goes on in Python once the window wants to. An event asks for the lock
# several times: beside a thread that computes, a tenth of repaintings took 25 ms and more with
# Python's own 5 ms, and 4 to 14 with this.
_GIVE_WAY_S = 0.001


def start(paths: Sequence[Path], *, sample: bool = False) -> int:
    """Show the window, open what was asked for, and return the exit status."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication is needed to show a window")
    application.setApplicationName("Bandsweep")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("bandsweep")
    application.setWindowIcon(icons.window_icon())
    sys.setswitchinterval(_GIVE_WAY_S)
    GarbageClock(application)
    interrupts = _Interrupts(application)
    last_resort = LastResort(start_log())
    last_resort.install()
    settings, refusal = open_settings()
    if refusal is not None:  # shown when there is a window
        QTimer.singleShot(0, last_resort, partial(last_resort.message_raised.emit, refusal))
    state = WindowState(settings)
    # Elsewhere files come as words at the start; whoever watches sees every event of the program.
    files = OpenedFiles(application) if IS_MACOS else None
    theme.current().start(application)
    theme.current().choose(state.theme)
    session = Session()
    try:
        status = _show(
            application, session, last_resort, interrupts, files,
            state=state, paths=paths, sample=sample,
        )  # fmt: skip
    finally:
        # Also after Ctrl+C before the window stands: a thread that runs on would end in a crash.
        session.shut_down()
    last_resort.uninstall()
    return end_with(status)


def _show(
    application: QApplication,
    session: Session,
    last_resort: LastResort,
    interrupts: "_Interrupts",
    files: OpenedFiles | None,
    *,
    state: WindowState,
    paths: Sequence[Path],
    sample: bool,
) -> int:
    window = MainWindow(session, state)
    last_resort.message_raised.connect(window.show_message)
    interrupts.end_with(window)
    if files is not None:
        files.asked.connect(window.open_asked)
    window.show()
    # Heavy libraries and files have to wait until the window is on the screen.
    QTimer.singleShot(0, window, session.jobs.warm_up)
    QTimer.singleShot(0, window, session.aside.look_for_left)
    QTimer.singleShot(0, window, window.ask_desktop)
    if sample:
        QTimer.singleShot(0, window, session.jobs.open_sample)
    elif paths:
        window.open_soon(tuple(paths))
    return application.exec()


class _Interrupts(QObject):
    """Closes the window on Ctrl+C in the terminal, without a question.

    It listens before there is a window: an exception that comes up while Qt calls back into half
    a window would end the program with a crash.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._window: MainWindow | None = None
        self._has_come = False
        signal.signal(signal.SIGINT, self._on_interrupt)
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._on_poll)
        self._poll.start(_SIGNAL_POLL_MS)

    def end_with(self, window: MainWindow) -> None:
        """Close this window; one interrupt may have come already."""
        self._window = window

    @Slot()
    def _on_poll(self) -> None:
        """Look for signals: Python does so only between two of its own steps."""
        if self._has_come and self._window is not None:
            self._has_come = False
            self._window.end()

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._has_come = True  # this may be in the middle of anything
