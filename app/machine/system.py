"""Know what kind of system the program runs on."""

import os
import sys

IS_LINUX = sys.platform == "linux"
IS_MACOS = sys.platform == "darwin"
IS_WINDOWS = sys.platform == "win32"
IS_POSIX = os.name == "posix"
"""Files have owners and rights of POSIX, and folders can be held by a descriptor."""
