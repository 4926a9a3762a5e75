"""Cut the text of an expression into its words, each with its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.errors import SettingsError

N_TEXT = 400  # characters; no formula in use comes near it
ALLOWED = (
    "Allowed are bands by name or role, numbers, + - * / ** ( ), comparisons, and, or, not, "
    "and min, max, abs, sqrt, log, where."
)
_PATTERN = re.compile(
    r"""(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?!\w))
      | (?P<name>[^\W\d]\w*)
      | (?P<quoted>"[^"]*"|'[^']*')
      | (?P<sign>\*\*|<=|>=|==|!=|[-+*/(),<>])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")
_MEANT = {
    ".": "Write the name of a band that holds a point with quotes.",
    "^": "Write ** for a power.",
    "=": "Write == to compare.",
    "&": "Write and.",
    "|": "Write or.",
    "!": "Write not.",
    ";": "Write one formula.",
    "%": "Divide by 100 in place of %.",
}


class Kind(StrEnum):
    """What a word is."""

    NUMBER = "number"
    NAME = "name"
    QUOTED = "quoted"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes
    ----------
    text
        As it stands there; without its quotes.
    column
        Where it begins, from 1.
    """

    kind: Kind
    text: str
    column: int


def cut(text: str) -> tuple[Token, ...]:
    """Return the words of a text, the last of kind END.

    Raises
    ------
    SettingsError
        A character belongs to no word, or the text is too long.
    """
    if len(text) > N_TEXT:
        raise refusal(N_TEXT + 1, f"the formula is longer than {N_TEXT} characters")
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at = _end_of_space(text, 0)
    while at < len(text):
        found = _PATTERN.match(text, at)
        if found is None:
            raise _unknown(text, at)
        kind = Kind(found.lastgroup or "")
        word = found.group()
        yield Token(kind, word[1:-1] if kind is Kind.QUOTED else word, at + 1)
        at = _end_of_space(text, found.end())
    yield Token(Kind.END, "", len(text.rstrip()) + 1)


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def _unknown(text: str, at: int) -> SettingsError:
    sign = text[at]
    if sign in "\"'":
        return refusal(at + 1, "the quote is not closed", "Close it with the same sign.")
    if sign.isdigit():
        name = re.match(r"[\w.]+", text[at:])
        word = sign if name is None else name.group()
        return refusal(
            at + 1, f'"{word}" is no number', f'Write "{word}" with quotes if it is a band.'
        )
    return refusal(at + 1, f'"{sign}" has no meaning here', _MEANT.get(sign, ALLOWED))


def refusal(column: int, fact: str, hint: str = ALLOWED) -> SettingsError:
    """Say what is wrong in which column."""
    return SettingsError("Formula not understood", f"Column {column}: {fact}.", hint)
