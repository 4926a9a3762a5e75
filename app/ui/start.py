"""Start the program with its window, and end it cleanly."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import __version__
from app.session import Session
from app.ui import icons, theme
from app.ui.last_resort import LastResort, start_log
from app.ui.main_window import MainWindow
from app.ui.window_state import WindowState, open_settings

_SIGNAL_POLL_MS = 200


def start(paths: Sequence[Path], *, sample: bool = False) -> int:
    """Show the window, open what was asked for, and return the exit status."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("a QApplication is needed to show a window")
    application.setApplicationName("Bandsweep")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("bandsweep")
    application.setWindowIcon(icons.window_icon())
    last_resort = LastResort(start_log())
    last_resort.install()
    state = WindowState(open_settings())
    theme.current().start(application)
    theme.current().choose(state.theme)
    session = Session()
    window = MainWindow(session, state)
    last_resort.message_raised.connect(window.show_message)
    ticking = _end_on_interrupt(window)
    window.show()
    # Heavy libraries and files have to wait until the window is on the screen.
    QTimer.singleShot(0, window, session.warm_up)
    if sample:
        QTimer.singleShot(0, window, session.open_sample)
    elif paths:
        window.open_soon(tuple(paths))
    status = application.exec()
    ticking.stop()
    session.shut_down()
    last_resort.uninstall()
    return status


def _end_on_interrupt(window: MainWindow) -> QTimer:
    """Close the window on Ctrl+C in the terminal, without a question."""

    def end(_number: int, _frame: FrameType | None) -> None:
        window.end()

    signal.signal(signal.SIGINT, end)
    # Python sees a signal only while it runs: Qt has to hand over now and then.
    ticking = QTimer(window)
    ticking.timeout.connect(window.isVisible)
    ticking.start(_SIGNAL_POLL_MS)
    return ticking
