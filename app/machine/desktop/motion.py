"""Ask the desktop whether its person wants less motion on the screen."""

import ctypes
import os
from threading import Thread
from typing import Any

from app.machine.desktop.helper_program import answer_of
from app.machine.system import IS_MACOS, IS_WINDOWS

_WAIT_S = 2.0
_SPI_GETCLIENTAREAANIMATION = 0x1042  # winuser.h
_PORTAL = (  # answers "(<uint32 1>,)"
    *("gdbus", "call", "--session", "--timeout", "1", "--dest", "org.freedesktop.portal.Desktop"),
    *("--object-path", "/org/freedesktop/portal/desktop"),
    *("--method", "org.freedesktop.portal.Settings.ReadOne"),
    *("org.freedesktop.appearance", "reduced-motion"),
)
_GNOME = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
_MACOS = ("defaults", "read", "com.apple.universalaccess", "reduceMotion")


class DesktopMotion:
    """The desktop's answer; until it is there, and where there is none, no motion is allowed.

    Qt knows it from 6.12 on (`QAccessibilityHints.motionPreference`), which cannot be used yet.
    """

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._is_allowed = False

    @property
    def is_allowed(self) -> bool:
        """Whether things on the screen may move."""
        return self._is_allowed

    def ask(self) -> None:
        """Ask in a thread of its own, once: programs that are asked may take a second."""
        if self._thread is None:
            self._thread = Thread(target=self._find, name="desktop motion", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until the answer is there."""
        if self._thread is not None:
            self._thread.join()

    def _find(self) -> None:
        self._is_allowed = not wants_less_motion()


def wants_less_motion() -> bool:
    """Return what was chosen on the desktop; False where nothing is known of it."""
    if IS_WINDOWS:
        return windows_wants_less(getattr(ctypes, "windll").user32)  # noqa: B009 - no other has it
    return macos_wants_less() if IS_MACOS else linux_wants_less()


def linux_wants_less() -> bool:
    """Ask the portal, which answers for every desktop that has the key; then GNOME's own switch."""
    has_bus = "DBUS_SESSION_BUS_ADDRESS" in os.environ  # else one would be started to ask
    portal = _answer(_PORTAL) if has_bus else ""
    if "uint32" in portal:
        return "uint32 1" in portal
    return _answer(_GNOME) == "false"


def macos_wants_less() -> bool:
    """Ask for *Reduce motion*, which is not there before it was chosen once.

    Tested with a stand-in for the program only.
    """
    return _answer(_MACOS) == "1"


def windows_wants_less(user32: Any) -> bool:  # noqa: ANN401 - a library of the system
    """Ask whether animations within windows are on; False where the system does not say.

    Tested with a stand-in for the library only.
    """
    is_on = ctypes.c_int(1)
    known = user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(is_on), 0)
    return bool(known) and not is_on.value


def _answer(command: tuple[str, ...]) -> str:
    return answer_of(*command, wait_s=_WAIT_S) or ""
