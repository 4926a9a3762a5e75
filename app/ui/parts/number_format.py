"""Write numbers as every panel shows them, in the way the person chose, whatever the locale."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app import number_text
from app.number_text import GROUP

MINUS = "\N{MINUS SIGN}"
TIMES = " \N{MULTIPLICATION SIGN} "
NOTHING = "\N{EN DASH}"  # stands where a number is not known

DIGITS_AT_FIRST = 4
DIGITS_ALLOWED = range(3, 8)


class DecimalSign(StrEnum):
    """What stands before the decimals."""

    POINT = "."
    COMMA = ","


@dataclass
class _Style:
    """How numbers are written now, in every panel alike."""

    sign: str = DecimalSign.POINT
    digits: int = DIGITS_AT_FIRST


_style = _Style()
_DECIMALS = re.compile(r"(?<=\d)\.(?=\d)")
_LARGEST_PLAIN = 1e9
_SMALLEST_PLAIN = 1e-4
_SMALLEST_TICK, _LARGEST_TICK = 1e-3, 1e4
_KM2_FROM_M2 = 1e9  # from 1,000 km2 on, hectares take more than six digits


def choose(sign: DecimalSign, digits: int) -> None:
    """Write all numbers with this sign, and with so many significant digits, from now on."""
    _style.sign, _style.digits = sign, digits


def decimal_sign() -> str:
    """Return the sign before decimals that is chosen now."""
    return _style.sign


def tick(value: float, spacing: float) -> str:
    """Write a number beside an axis with the decimals that its distance to the next one needs."""
    if value and (abs(value) < _SMALLEST_TICK or abs(value) >= _LARGEST_TICK):
        mantissa, _, power = f"{value:g}".partition("e")
        short = mantissa.replace("-", MINUS).replace(".", _style.sign)
        return f"{short}{TIMES.strip()}{power_of_ten(int(power))}" if power else short
    decimals = max(0, math.ceil(-math.log10(spacing))) if spacing > 0 else 0
    return fixed(value, decimals).replace(GROUP, "")


def count(n: int) -> str:
    """Write a whole number in groups of three."""
    return number_text.grouped(n).replace("-", MINUS)


def grouped(text: str) -> str:
    """Write the numbers of a sentence, "1,024 pixels", in groups as all others are."""
    return number_text.in_sentence(text)


def sentence(text: str) -> str:
    """Write the numbers of a sentence that names no files and versions with the chosen sign."""
    return _DECIMALS.sub(_style.sign, text)


def fixed(value: float, decimals: int) -> str:
    """Write a number with so many decimals, in groups of three."""
    if not math.isfinite(value):
        return NOTHING
    text = number_text.grouped(value, decimals)
    return text.replace("-", MINUS).replace(".", _style.sign)


def number(value: float, digits: int | None = None) -> str:
    """Write a number with so many significant digits; powers of ten only where they are needed.

    Parameters
    ----------
    digits
        As many as the person chose, where none are given.
    """
    digits = _style.digits if digits is None else digits
    if not math.isfinite(value):
        return NOTHING
    if value == int(value) and abs(value) < _LARGEST_PLAIN:
        return count(int(value))
    if value and not _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        exponent = math.floor(math.log10(abs(value)))
        mantissa = fixed(value / 10.0**exponent, max(0, digits - 1))
        return f"{mantissa}{TIMES}{power_of_ten(exponent)}"
    return fixed(value, decimals_for((value,), digits))


def measured(value: float, decimals: int | None, digits: int | None = None) -> str:
    """Write a number with the decimals that its unit means, or so many digits without a unit."""
    return number(value, digits) if decimals is None else fixed(value, decimals)


def exact(value: float) -> str:
    """Write a number as it is typed and read again: all digits, no groups, a hyphen as sign."""
    return repr(float(value)).removesuffix(".0")


def decimals_for(values: Iterable[float], digits: int | None = None) -> int:
    """Return how many decimals give a column's largest number so many significant digits."""
    digits = _style.digits if digits is None else digits
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest == 0.0:
        return 0
    return max(0, digits - 1 - math.floor(math.log10(largest)))


def whole(values: Iterable[float]) -> bool:
    """Tell whether all are whole numbers, such as counts of an instrument."""
    return all(math.isfinite(value) and value == int(value) for value in values)


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of 0..1 in percent, without the sign, which belongs in the header.

    Only nothing is 0 and only the whole is 100: what would be rounded to them says so.
    """
    if not math.isfinite(share):
        return NOTHING
    bound, text = number_text.bounded(share, decimals)
    told = text.replace("-", MINUS).replace(".", _style.sign)
    return f"{bound} {told}" if bound else told


def thousands_exponent(largest: float) -> int:
    """Return the power of ten, a multiple of three, that makes an axis' numbers short."""
    if not math.isfinite(largest) or largest == 0.0:
        return 0
    exponent = math.floor(math.log10(abs(largest)))
    return 0 if -2 <= exponent <= 4 else 3 * (exponent // 3)


def power_of_ten(exponent: int) -> str:
    """Write 10⁹."""
    return f"10{number_text.superscript(exponent)}"


def seconds(value: float) -> str:
    """Write a span of time as short as it can be understood."""
    if value < 1.0:
        return "less than 1 s"
    if value < 90.0:
        return f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if minutes < 10 else f"{minutes} min"


def area_unit(total_m2: float) -> tuple[str, float]:
    """Return the unit in which areas that sum to so much read best, and its square metres."""
    return ("km²", 1e6) if total_m2 >= _KM2_FROM_M2 else ("ha", 1e4)


def size(n_bytes: int) -> str:
    """Write a number of bytes."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:.1f} {unit}"
    return f"{n_bytes} bytes"
