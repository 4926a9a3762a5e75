"""Tell on a page what became of classes from one map to another."""

from collections.abc import Iterator
from html import escape

from app.clustering.legends.changes.differences import Differences
from app.number_text import GROUP, grouped
from app.products.report_page.page_text import PageText

_HECTARE_M2 = 10_000.0
_N_TOLD = 15
_NOTHING = "No pixel has a class in both maps."
_BY_NAME = "Classes are the same where they are called the same."
_BY_NUMBER = (
    "No class has a name: those of one number are taken for the same, which need not be one thing "
    "in maps that were made apart."
)
_NONE_SAME = (
    "No class of one map is one of the other: they are called otherwise and have other values."
)


def change_part(html: PageText, told: Differences) -> Iterator[str]:
    """Yield the section: what stayed, the matrix, gains and losses, the largest changes."""
    unit, per = ("ha", _HECTARE_M2) if told.has_areas else ("px", 1.0)
    first, second = told.titles
    yield html.heading(f"Changes from {first} to {second}")
    if not told.total:
        yield html.sentence(_NOTHING)
        return
    share = 100 * told.kept / told.total
    yield html.sentence(
        f"{share:.1f} % of {_size(told.total, per)} {unit} that have a class in both maps stayed "
        "as it was."
    )
    if not told.same:
        yield html.sentence(_NONE_SAME)
    yield html.table(*_matrix(told, per), n_texts=1, has_total=True)
    yield html.sentence(
        f"Rows: classes of {first}; columns: classes of {second}; {unit}.", is_quiet=True
    )
    yield html.table(*_balances(told, unit, per), n_texts=1)
    yield html.sentence(_BY_NUMBER if told.is_by_number else _BY_NAME, is_quiet=True)
    yield html.table(*_changes(told, unit, per), n_texts=1)
    left = len(told.changes) - _N_TOLD
    if left > 0:
        yield html.sentence(f"{left} smaller changes are not listed.", is_quiet=True)


def _matrix(told: Differences, per: float) -> tuple[list[str], list[list[str]]]:
    matrix = told.matrix
    rows = [
        [escape(one.name), *(_size(size, per) for size in row), _size(sum(row), per)]
        for one, row in zip(told.classes[0], matrix, strict=True)
    ]
    totals = [sum(column) for column in zip(*matrix, strict=True)]
    rows.append(["Total", *(_size(size, per) for size in totals), _size(sum(totals), per)])
    return ["From \\ to", *(one.name for one in told.classes[1]), "Total"], rows


def _balances(told: Differences, unit: str, per: float) -> tuple[list[str], list[list[str]]]:
    figures = ("Before", "After", "Kept", "Lost", "Won")
    titles = ["Class", *(f"{figure} ({unit})" for figure in figures), f"Net ({unit})"]
    rows = [
        [
            escape(one.name),
            *(_size(getattr(one, figure.lower()), per) for figure in figures),
            f"{one.net / per:+,.1f}".replace(",", GROUP),
        ]
        for one in told.balances
    ]
    return titles, rows


def _changes(told: Differences, unit: str, per: float) -> tuple[list[str], list[list[str]]]:
    rows = []
    for one in told.changes[:_N_TOLD]:
        size = float(one.n_px) if one.m2 is None else one.m2
        share = f"{100 * size / told.total:.2f} %"
        rows.append([escape(told.change_title(one)), _size(size, per), share])
    return ["Largest changes", f"Size ({unit})", "Share"], rows


def _size(value: float, per: float) -> str:
    return grouped(value / per, 1 if per > 1 else 0)
