"""Write numbers as every text of the program has them: gaps in thousands, a space before %."""

import re

GROUP = "\N{NARROW NO-BREAK SPACE}"
# What stands in quotes is a name, which is told as it is.
_NAME_OR_COMMA = re.compile(r'"[^"]*"|(?<=\d),(?=\d{3}(?!\d))')


def grouped(number: float, decimals: int = 0) -> str:
    """Write a number with so many decimals and narrow gaps between its thousands."""
    return f"{number:,.{decimals}f}".replace(",", GROUP)


def in_sentence(text: str) -> str:
    """Write the numbers of a sentence, "1,024 pixels", with narrow gaps between thousands."""
    return _NAME_OR_COMMA.sub(lambda found: GROUP if found[0] == "," else found[0], text)


def bounded(share: float, decimals: int = 1) -> tuple[str, str]:
    """Return a share of 0..1 in percent, and "<" or ">" before it where it is a bound.

    Only nothing is 0 and only the whole is 100: what would be rounded to them says so.
    """
    smallest = 10.0**-decimals
    text = grouped(100.0 * share, decimals)
    if share > 0.0 and text == grouped(0.0, decimals):
        return "<", grouped(smallest, decimals)
    if share < 1.0 and text == grouped(100.0, decimals):
        return ">", grouped(100.0 - smallest, decimals)
    return "", text


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of 0..1 within a sentence: "3.0 %", "less than 0.1 %"."""
    bound, text = bounded(share, decimals)
    words = {"": "", "<": "less than ", ">": "more than "}[bound]
    return f"{words}{text} %"
