"""Tell on a page how far a map is right: error matrix, accuracies and areas with intervals."""

import math
from collections.abc import Iterator
from html import escape

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.estimates import Estimate
from app.number_text import grouped
from app.products.report_page.page_text import PageText

_HECTARE_M2 = 10_000.0
_METHOD = (
    "Accuracies and areas are estimated for the whole map, each class by its share of it, with "
    "95 % confidence intervals (Olofsson et al. 2014, doi:10.1016/j.rse.2014.02.015). Where the "
    "interval of an area does not hold what the map has, the map has too much or too little of it."
)
_MATRIX = "Places by the class of the map (rows) and the class that was found there (columns)."


def accuracy_part(html: PageText, found: Assessment) -> Iterator[str]:
    """Yield the section."""
    yield html.heading(f"Accuracy of {found.title}")
    overall = percent(found.accuracy.overall)
    yield html.sentence(f"Overall accuracy: {overall}, from {grouped(found.n_places)} places.")
    yield html.sentence(found.source)
    for remark in found.remarks:
        yield html.sentence(remark)
    yield html.table(*_matrix(found), n_texts=1, has_total=True)
    yield html.sentence(_MATRIX, is_quiet=True)
    yield html.table(*_figures(found), n_texts=1)
    yield html.sentence(_METHOD, is_quiet=True)


def _matrix(found: Assessment) -> tuple[list[str], list[list[str]]]:
    rows = [
        [escape(one.name), *map(grouped, (*counts, sum(counts))), f"{100 * share:.1f} %"]
        for one, counts, share in zip(
            found.classes, found.accuracy.counts.tolist(), found.shares, strict=True
        )
    ]
    totals = found.accuracy.counts.sum(axis=0).tolist()
    rows.append(["Total", *map(grouped, (*totals, sum(totals))), "100.0 %"])
    return ["Map", *found.names, "Total", "Share of map"], rows


def _figures(found: Assessment) -> tuple[list[str], list[list[str]]]:
    unit, per = ("ha", _HECTARE_M2) if found.has_areas else ("px", 1.0)
    titles = ["Class", "User's accuracy", "Producer's accuracy"]
    titles += [f"Mapped ({unit})", f"Estimated ({unit})"]
    rows = []
    for at, name in enumerate(found.names):
        is_of_map = at < len(found.classes)
        mapped = found.sizes[at] / per if is_of_map else 0.0
        area = found.accuracy.areas[at]
        scale = found.total / per
        rows.append(
            [
                escape(name),
                percent(found.accuracy.users[at]) if is_of_map else "",
                percent(found.accuracy.producers[at]) if is_of_map else "",
                grouped(mapped, 1),
                with_width(area.value * scale, area.half_width * scale),
            ]
        )
    return titles, rows


def percent(one: Estimate) -> str:
    """Return a share with its interval, in percent."""
    told = with_width(100 * one.value, 100 * one.half_width)
    return f"{told} %" if math.isfinite(one.value) else told


def with_width(value: float, half_width: float) -> str:
    """Return a figure and half of its interval, as far as they are known."""
    if not math.isfinite(value):
        return "not known"
    told = grouped(value, 1)
    return f"{told} ± {grouped(half_width, 1)}" if math.isfinite(half_width) else told
