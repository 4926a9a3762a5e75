"""Read and write values and ranges of values as a person types them: 0, 255, 10-20."""

import re

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\.\.|-|\N{{EN DASH}})\s*({_NUMBER})")

Ranges = tuple[tuple[float, float], ...]


def read_ranges(text: str) -> Ranges:
    """Return the lowest and highest value of each range; equal for a single value.

    Raises
    ------
    ValueError
        It is something else, or a range goes down.
    """
    return tuple(_range(part.strip()) for part in text.split(","))


def written(ranges: Ranges) -> str:
    """Write ranges as they are read."""
    return ", ".join(map(_written, ranges))


def _range(text: str) -> tuple[float, float]:
    if found := _RANGE.fullmatch(text):
        low, high = float(found[1]), float(found[2])
    else:
        low = high = float(text)
    if not low <= high:  # NaN too
        raise ValueError(text)
    return low, high


def _written(ends: tuple[float, float]) -> str:
    low, high = map(_number, ends)
    if low == high:
        return low
    return f"{low}..{high}" if high.startswith("-") else f"{low}-{high}"


def _number(value: float) -> str:
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
