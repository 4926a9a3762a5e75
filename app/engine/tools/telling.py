"""Tell on the page of a map what tools found of the same scene."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.accuracy.findings import ToldOnPage
from app.clustering.anomalies.wishes import AnomalySearch
from app.clustering.clouds.wishes import CloudSearch
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.nodata import NoDataRule

if TYPE_CHECKING:  # they bring the libraries, which come after the window
    from app.clustering.clouds.deciding import Decision
    from app.engine.tools.anomalies import FoundPieces
    from app.engine.tools.compressing.curve import MeasuredSize
    from app.engine.tools.partial.finding import FoundClasses
    from app.engine.tools.sky.agreement import Agreement
    from app.engine.tools.sky.finding import FoundSky
    from app.products.report_page.page_text import PageText


def tell_sky(
    found: "FoundSky",
    decision: "Decision",
    agreed: "tuple[Agreement, ...]",
    search: CloudSearch,
) -> ToldOnPage:
    """Return what tells of clouds."""
    return partial(_sky, found, decision, agreed, search)


def tell_sizes(
    opened: OpenedScene, sizes: "tuple[MeasuredSize, ...]", originals: Mapping[str, int]
) -> ToldOnPage:
    """Return what tells of a compression; the last of the sizes is the one that was picked."""
    return partial(_sizes, opened, sizes, originals)


def tell_pieces(
    opened: OpenedScene, rule: NoDataRule, found: "FoundPieces", search: AnomalySearch
) -> ToldOnPage:
    """Return what tells of unusual things."""
    return partial(_pieces, opened, rule, found, search)


def tell_classes(found: "FoundClasses") -> ToldOnPage:
    """Return what tells of classes by few labels."""
    return partial(_classes, found)


def tell_missing(title: str, tool: str) -> ToldOnPage:
    """Return what says that something was chosen in a tool, and is not found again yet."""
    return partial(_missing, title, tool)


def _sky(
    found: "FoundSky",
    decision: "Decision",
    agreed: "tuple[Agreement, ...]",
    search: CloudSearch,
    html: "PageText",
) -> Iterator[str]:
    from app.engine.tools.sky.writing import settings_on_page
    from app.products.maps.map_figures import figures_of
    from app.products.report_page.tool_parts import sky_part
    from app.products.sky.cloud_files import NAMES

    figures = figures_of(decision.labels, found.later.grid, len(NAMES))
    told = settings_on_page(found, search)
    yield html.heading(f"Clouds by {found.by.title}")
    is_by_model = not found.by.tells_shadows
    yield from _within(
        sky_part(html, decision.labels, figures, agreed, told, is_by_model=is_by_model)
    )


def _sizes(
    opened: OpenedScene,
    sizes: "tuple[MeasuredSize, ...]",
    originals: Mapping[str, int],
    html: "PageText",
) -> Iterator[str]:
    from app.engine.tools.compressing.compression import told_on_page
    from app.products.report_page.compression_part import compression_part

    told = told_on_page(opened, sizes, originals)
    yield html.heading("Compression")
    yield from _within(compression_part(html, told))


def _pieces(
    opened: OpenedScene,
    rule: NoDataRule,
    found: "FoundPieces",
    search: AnomalySearch,
    html: "PageText",
) -> Iterator[str]:
    from app.engine.tools.unusual.exporting import settings_on_page
    from app.products.pieces.piece_rows import piece_rows
    from app.products.report_page.tool_parts import pieces_part

    rows = piece_rows(found.pieces, opened.scene, search)
    told = settings_on_page(rule, found, search)
    yield html.heading("Unusual things")
    yield from _within(pieces_part(html, rows, found.labels, told))


def _classes(found: "FoundClasses", html: "PageText") -> Iterator[str]:
    from app.engine.tools.partial.writing import PartialRequest, UsedLabels, settings_on_page
    from app.products.maps.map_figures import figures_of
    from app.products.partial.partial_files import ClassNumbers
    from app.products.report_page.tool_parts import partial_part

    made, choices = found.map, found.choices
    classes = ClassNumbers.of(made.plane.names, made.plane.colours)
    numbered, n = made.labels.copy(), len(classes.names)
    is_without = made.valid & (made.labels == 0)
    numbered[is_without] = n + 1
    figures = figures_of(numbered, found.opened.scene.grid, n + bool(is_without.any()))
    names = tuple(band.name for band in made.bands)
    request = PartialRequest((), Path(), "", names, choices.wishes, choices.decisions)
    told = settings_on_page(request, made, UsedLabels("", "", int(made.plane.places.max())))
    yield html.heading("Classes by few labels")
    yield from _within(partial_part(html, made.labels, classes, figures, made.matrix, told))


def _missing(title: str, tool: str, html: "PageText") -> Iterator[str]:
    yield html.heading(title)
    yield html.sentence(
        f"The project holds choices for it. What comes of them is told here once {tool} was opened "
        "and found it again."
    )


def _within(parts: Iterable[str]) -> Iterator[str]:
    """Let headings of a page of its own be those of a section."""
    for part in parts:
        yield part.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
