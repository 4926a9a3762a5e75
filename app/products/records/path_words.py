"""Tell several paths in one word of a command, as PATH does, and take them apart again.

A path that holds what parts them, or a quotation mark, stands between quotation marks; those in it
are doubled.
"""

import os
from collections.abc import Iterable
from pathlib import Path

_QUOTE = '"'


def joined(paths: Iterable[str | Path]) -> str:
    """Return paths as the one word by which a command knows a scene."""
    told = [str(Path(path).absolute()) for path in paths]
    return told[0] if len(told) == 1 else os.pathsep.join(map(_quoted, told))


def parted(word: str) -> tuple[str, ...]:
    """Return the paths of a word, as they stand there."""
    found: list[str] = []
    part, is_quoted, at = "", False, 0
    while at < len(word):
        letter = word[at]
        if letter == _QUOTE and is_quoted and word[at + 1 : at + 2] == _QUOTE:
            part, at = part + _QUOTE, at + 1
        elif letter == _QUOTE and (is_quoted or not part):
            is_quoted = not is_quoted
        elif letter == os.pathsep and not is_quoted:
            found, part = [*found, part], ""
        else:
            part += letter
        at += 1
    return tuple(each for each in (*found, part) if each)


def _quoted(path: str) -> str:
    if os.pathsep not in path and _QUOTE not in path:
        return path
    return _QUOTE + path.replace(_QUOTE, 2 * _QUOTE) + _QUOTE
