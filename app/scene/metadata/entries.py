"""Read numbers, shares and times as metadata write them."""

import math
import re
from datetime import UTC, datetime


def number(text: str) -> float | None:
    """Return a finite number; None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def share(percent: float | None) -> float | None:
    """Return a share of per cent; None outside of 0 to 100, which stands for unknown."""
    return percent / 100.0 if percent is not None and 0 <= percent <= 100 else None


def time(text: str) -> datetime | None:
    """Return a time in UTC, midnight where only the day is given; None where it is none."""
    text = text.strip().removesuffix("T")
    # Seven digits of a second are more than Python's six.
    text = re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
