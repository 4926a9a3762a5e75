"""Make text from outside harmless: of bounded length, and nothing in it but what can be seen.

Names of files and folders, of bands and clusters, and what libraries say of a file are written by
strangers. A newline forges a line, an escape sequence steers a terminal, a mark of direction turns
the letters behind it round, and a name of some megabytes holds up whoever lays it out.
"""

import re
import unicodedata

N_NAME_MAX = 100  # of a band, a cluster, a scene
N_LINE_MAX = 1_000  # a sentence with the longest file name Linux knows, some times over
N_TEXT_MAX = 4_000  # a message of several lines
ELLIPSIS = "…"

_ODD = re.compile(r"[^\x20-\x7e]")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')  # on Linux, or on the disks of Windows
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_JOINERS = frozenset("\u200c\u200d")  # Persian and the scripts of India are written with them
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_DELETE = "\x7f"


def name(text: str) -> str:
    """Return a name: one line that fits a table."""
    return one_line(text, N_NAME_MAX)


def one_line(text: str, n_max: int = N_LINE_MAX) -> str:
    """Return a text on one line; what cannot be seen in it is shown by a sign.

    Parameters
    ----------
    n_max
        Characters at most; a longer text ends with an ellipsis. What comes out is left as it is
        by a second time.
    """
    if len(text) > n_max:
        text = text[: n_max - 1] + ELLIPSIS
    return text if text.isprintable() else _ODD.sub(_shown, text)


def file_stem(text: str) -> str:
    """Return a name for a file or folder, without an ending: no part of it leads elsewhere."""
    stem = _NOT_IN_FILE_NAMES.sub("_", name(text)).strip(". ")
    return stem or "untitled"


def lines(text: str, n_max: int = N_TEXT_MAX) -> str:
    """Return a text that keeps its newlines, and is else as `one_line` makes it."""
    if len(text) > n_max:
        text = text[: n_max - 1] + ELLIPSIS
    if text.isprintable():
        return text
    return "\n".join(one_line(line, n_max) for line in text.split("\n"))


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if unicodedata.category(character) not in _UNSEEN or character in _JOINERS:
        return character
    if character < " ":
        return chr(0x2400 + ord(character))  # the pictures that Unicode has of them
    return "\N{SYMBOL FOR DELETE}" if character == _DELETE else _REPLACEMENT


def slug(text: str) -> str:
    """Return what letters, digits and hyphens can keep of a text; nothing where there are none."""
    return re.sub(r"[^0-9A-Za-z]+", "-", text).strip("-").lower()
