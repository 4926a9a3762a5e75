"""Keep text from becoming a formula where a table is opened, so that it can be read back exactly.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whether it is quoted
or not, and a formula can call programs and send data away. Names of clusters and bands come from
files of others.

The rule: an apostrophe stands before text that begins, behind blanks or not, with one of these
characters, or with a tab, a carriage return or an apostrophe. The same within a cell behind a
semicolon, a tab or the end of a line, where a program that parts cells there would see another
cell begin. Whoever reads takes one apostrophe away at each of these places.
"""

import re

_BEGINNING = r"(?:\A|(?<=[;\t\r\n]))"
_BLANK = r"[\s\x00-\x1f\ufeff\u200b-\u200f]"
_FORMULA = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"  # also as wide as East Asian ones
_LIVE = re.compile(rf"{_BEGINNING}(?='|[\t\r]|{_BLANK}*{_FORMULA})")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?( ?%)?|[+-]?inf|nan", re.IGNORECASE)


def shielded(text: str) -> str:
    """Return what stands in a table for a text."""
    return _LIVE.sub("'", text)


def pasted(cell: str) -> str:
    """Return what goes to the clipboard for a cell as it is shown: one cell, and no formula."""
    one_cell = re.sub(r"[\t\r\n]+", " ", cell)
    return one_cell if _NUMBER.fullmatch(one_cell) else shielded(one_cell)
