"""Where the keyboard goes next; no part of the window in particular."""
