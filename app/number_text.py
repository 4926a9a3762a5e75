"""Write numbers as every text of the program has them: gaps in thousands, a space before %."""

import math
import re

GROUP = "\N{NARROW NO-BREAK SPACE}"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIMES = " \N{MULTIPLICATION SIGN} "
_LEAST_PLAIN, _MOST_PLAIN = 1e-4, 1e9  # beyond, powers of ten are shorter
# What stands in quotes is a name, which is told as it is; so are parts of a path or of a list.
_NAME_OR_NUMBER = re.compile(r'"[^"]*"|(?<![\w.,/\\])(?<!\w-)\d{1,3}(?:,\d{3})+(?![\w/\\]|,\d)')


def grouped(number: float, decimals: int = 0) -> str:
    """Write a number with so many decimals and narrow gaps between its thousands."""
    return f"{number:,.{decimals}f}".replace(",", GROUP)


def significant(number: float, digits: int) -> str:
    """Write a number with so many significant digits, all of those before the point, no zeros."""
    size = abs(number)
    if not math.isfinite(number) or size == 0.0:
        return f"{number:g}"
    if not _LEAST_PLAIN <= size < _MOST_PLAIN:
        mantissa, _, power = f"{number:.{digits - 1}e}".partition("e")
        short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{short}{_TIMES}10{superscript(int(power))}"
    text = grouped(number, max(0, digits - 1 - math.floor(math.log10(size))))
    return text.rstrip("0").rstrip(".") if "." in text else text


def superscript(power: int) -> str:
    """Write the power of ten above the line."""
    return str(power).translate(_SUPERSCRIPT)


def in_sentence(text: str) -> str:
    """Write the numbers of a sentence, "1,024 pixels", with narrow gaps between thousands."""
    return _NAME_OR_NUMBER.sub(
        lambda found: found[0] if found[0][0] == '"' else found[0].replace(",", GROUP), text
    )


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
