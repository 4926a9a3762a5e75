"""Draw curves as SVG that stands within a page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.number_text import significant, superscript
from app.products.sheets.place_marks import nice_below

_WIDTH, _HEIGHT = 460, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 12, 12, 42
_N_TICKS = 4
_DOT = 3.5
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot: its points, its colour, what it is called; and how far points may vary.

    Attributes
    ----------
    spans
        For each point the lower and the upper end of its interval; empty where there is none.
    """

    points: Points
    colour: str
    name: str = ""
    spans: Points = ()


def plot(
    curves: Sequence[Curve], x_title: str, y_title: str, *, whole_x: bool = True, marked: float = -1
) -> str:
    """Return the text of a plot.

    Parameters
    ----------
    whole_x
        Whether ticks across stand at the whole numbers that points have.
    marked
        Where a line goes up across the plot; below all for none.
    """
    xs = [x for curve in curves for x, _ in curve.points]
    ys = [y for curve in curves for _, y in curve.points]
    ys += [end for curve in curves for span in curve.spans for end in span]
    frame = _Frame.around(xs, ys)
    told = f"{escape(y_title)} over {escape(x_title)}"
    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{told}">']
    parts += _axes(frame, sorted(set(xs)) if whole_x else None, x_title, y_title)
    if marked >= frame.low_x:
        x = frame.x(marked)
        parts.append(f'<path class="marked" d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}"/>')
    for curve in curves:
        parts += _curve(frame, curve)
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True, slots=True)
class _Frame:
    low_x: float
    high_x: float
    low_y: float
    high_y: float

    @classmethod
    def around(cls, xs: Sequence[float], ys: Sequence[float]) -> "_Frame":
        low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys), max(ys)
        wide = (high_x - low_x) * 0.04 or 0.5
        tall = (high_y - low_y) * 0.08 or abs(high_y) * 0.1 or 1.0
        return cls(low_x - wide, high_x + wide, low_y - tall, high_y + tall)

    def x(self, value: float) -> float:
        share = (value - self.low_x) / (self.high_x - self.low_x)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low_y) / (self.high_y - self.low_y)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _axes(frame: _Frame, at: Sequence[float] | None, x_title: str, y_title: str) -> list[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = [f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{right}"/>']
    parts += [
        f'<text x="{frame.x(x):.1f}" y="{bottom + 16}" class="mid">{significant(x, 4)}</text>'
        for x in (at if at is not None else _between(frame.low_x, frame.high_x))
    ]
    power = _thousands(max(abs(frame.low_y), abs(frame.high_y)))
    for y in _between(frame.low_y, frame.high_y):
        at_y, told = frame.y(y), significant(y / 10.0**power, 3)
        parts.append(f'<path class="grid" d="M{_LEFT} {at_y:.1f}H{right}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{at_y + 4:.1f}" class="end">{told}</text>')
    middle = (_LEFT + right) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 6}" class="mid">{escape(x_title)}</text>')
    up = (_TOP + bottom) / 2
    y_title = f"{y_title} (10{superscript(power)})" if power else y_title
    parts.append(
        f'<text transform="translate(13 {up}) rotate(-90)" class="mid">{escape(y_title)}</text>'
    )
    return parts


def _thousands(largest: float) -> int:
    """Return the power of ten, a multiple of three, that makes the numbers of an axis short."""
    exponent = math.floor(math.log10(largest)) if largest > 0.0 else 0
    return 0 if -4 <= exponent <= 4 else 3 * (exponent // 3)


def _between(low: float, high: float) -> list[float]:
    """Return round numbers between two."""
    step = nice_below((high - low) / (_N_TICKS - 1))
    return [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _curve(frame: _Frame, curve: Curve) -> list[str]:
    places = [(frame.x(x), frame.y(y)) for x, y in curve.points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    title = f"<title>{escape(curve.name)}</title>" if curve.name else ""
    parts = [f'<g stroke="{curve.colour}" fill="{curve.colour}">{title}']
    for (x, _), (low, high) in zip(places, curve.spans, strict=False):
        parts.append(f'<path d="M{x:.1f} {frame.y(low):.1f}V{frame.y(high):.1f}"/>')
    parts.append(f'<polyline points="{line}" fill="none" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}"/>' for x, y in places]
    return [*parts, "</g>"]
