"""Hear everything that Python and Qt complain of."""

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

HARMLESS = (
    "This plugin does not support",
    'Mouse event "MousePress" not accepted',
    'Mouse event "MouseRelease" not accepted',
    'Mouse event "MouseDClick" not accepted',
    'Mouse event "MouseMove" not accepted',
    "Unimplemented code",  # of windows that are not on any screen
    "Keyboard event not accepted by receiving widget",
    # Of QTest, for events outside what a widget shows.
    "Mouse event occurs outside target window",
    "Mouse event occurs outside of target window",
)


class Complaints:
    """Everything that went wrong while it was heard."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @contextmanager
    def heard(self) -> Iterator[None]:
        hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
        sys.excepthook = self._on_exception
        sys.unraisablehook = lambda caught: self._on_exception(
            caught.exc_type, caught.exc_value, caught.exc_traceback
        )
        threading.excepthook = lambda caught: self._on_exception(
            caught.exc_type, caught.exc_value, caught.exc_traceback
        )
        before = qInstallMessageHandler(self._on_message)
        try:
            yield
        finally:
            qInstallMessageHandler(before)
            sys.excepthook, sys.unraisablehook, threading.excepthook = hooks

    def _on_exception(self, kind: type, error: object, trace: object) -> None:
        self.texts.append("".join(traceback.format_exception(kind, error, trace)))

    def _on_message(self, kind: QtMsgType, _context: object, text: str) -> None:
        is_bad = kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}
        if is_bad and not any(part in text for part in HARMLESS):
            self.texts.append(f"Qt: {text}")
