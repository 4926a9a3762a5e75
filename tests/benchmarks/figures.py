"""Lay out measured figures beside what was wanted of them."""

import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_NAME_WIDTH = 44


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes
    ----------
    spread
        The lowest and the highest of several measurements.
    at_most, at_least
        What was wanted; None where nothing was.
    digits
        How many of its figures count.
    """

    name: str
    value: float
    unit: str = ""
    spread: tuple[float, float] | None = None
    at_most: float | None = None
    at_least: float | None = None
    digits: int = 3

    @property
    def verdict(self) -> str:
        """Whether it is as wanted, in a word; empty where nothing was wanted."""
        if self.at_most is None and self.at_least is None:
            return ""
        low = -math.inf if self.at_least is None else self.at_least
        high = math.inf if self.at_most is None else self.at_most
        return "met" if low <= self.value <= high else "missed"

    @property
    def wanted(self) -> str:
        """What was wanted, in words; empty where nothing was."""
        if self.at_most is not None:
            return f"<= {self.at_most:g} {self.unit}".rstrip()
        if self.at_least is not None:
            return f">= {self.at_least:g} {self.unit}".rstrip()
        return ""

    def row(self) -> str:
        """Return one line of a table."""
        spread = "" if self.spread is None else " to ".join(map(short, self.spread))
        cells = f"{self.name:{_NAME_WIDTH}} {short(self.value, self.digits):>8} {self.unit:4}"
        return f"{cells} {spread:>16} {self.wanted:>12} {self.verdict}".rstrip()


def table(figures: Sequence[Figure]) -> str:
    """Return all figures, one below the other."""
    head = f"{'':{_NAME_WIDTH}} {'measured':>13} {'range':>16} {'wanted':>12}"
    return "\n".join([head, *(figure.row() for figure in figures)])


def short(value: float, digits: int = 3) -> str:
    """Return a number with so many figures that count, and no more decimals than that."""
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{min(max(0, decimals), digits)}f}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that so large a share of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def machine() -> str:
    """Name the machine in general terms."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {sys.platform}"
