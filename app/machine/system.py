"""Know what kind of system the program runs on."""

import os
import sys

IS_LINUX = sys.platform == "linux"
IS_MACOS = sys.platform == "darwin"
IS_WINDOWS = sys.platform == "win32"
IS_POSIX = os.name == "posix"
"""Files have owners and rights of POSIX, and folders can be held by a descriptor."""


def has_display() -> bool:
    """Whether a window can be shown; on Linux without one Qt would end the program."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    return not IS_LINUX or any(os.environ.get(name) for name in named)
