"""Write what a person takes away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.findings import ToldOnPage
from app.clustering.legends.changes.differences import Differences
from app.clustering.legends.legend import Legend
from app.clustering.legends.legend_look import look_of_result
from app.clustering.legends.map_steps import MapStep
from app.clustering.naming.looks import Palette, in_palette
from app.clustering.results import ClusterValues, KResult, SweepResult
from app.clustering.shown_values import ValuesAs
from app.engine.checking import check_before_run
from app.engine.classes import revise
from app.engine.pictures import picture_of_scene
from app.engine.scenes.opened_scene import OpenedScene
from app.messages import Message
from app.products.requests import ExportReport, ExportRequest
from app.steps import Progress, Steps

if TYPE_CHECKING:  # products bring the libraries, which come after the window
    from app.products.product import Results

ToolFindings = tuple[
    Mapping[int, Assessment | None], Mapping[int, Sequence[Differences]], Sequence[ToldOnPage]
]


@dataclass(frozen=True, slots=True, eq=False)
class LaidOver:
    """A legend, and the map that it is laid over as far as that is made.

    Attributes
    ----------
    nearest
        The map of the sweep, or what some steps of the legend made of it.
    steps
        Those that are still to be taken.
    """

    legend: Legend
    nearest: KResult
    steps: tuple[MapStep, ...] = ()


def export(
    request: ExportRequest,
    opened: OpenedScene,
    sweep: SweepResult,
    legends: Mapping[int, LaidOver],
    told: ValuesAs = ValuesAs.UNITS,
    palette: Palette = Palette.SCENE,
    *,
    tools: ToolFindings = ({}, {}, ()),
) -> Steps[Progress | Message, ExportReport]:
    """Write what was asked for, all of it or nothing.

    Parameters
    ----------
    legends
        By k; each k that is asked for has one.
    palette
        Where the colours of classes come from that nobody coloured.
    tools
        What tools found of the maps, by k, and of the scene.

    Raises
    ------
    OutputError
        A k is not final, nothing is asked for, or a file cannot be written.
    """
    from app.products.export import export_results

    yield Progress("Writing files", 0.0)
    results = yield from _results(request, opened, sweep, legends, told, palette)
    assessed = {k: found for k, found in tools[0].items() if found is not None}
    results = replace(results, assessed=assessed, compared=tools[1], tools=tools[2])
    return (yield from export_results(request, results))


def draw_sheet(
    request: ExportRequest,
    opened: OpenedScene,
    run: "WrittenRun",
    palette: Palette = Palette.SCENE,
    *,
    width_px: int,
) -> Steps[Progress | Message, bytes]:
    """Draw the map sheet of the first k that is asked for as it would be written.

    Returns
    -------
    bytes
        Of a PNG.

    Raises
    ------
    OutputError
        The k is not final.
    """
    from app.products.sheets.sheet_file import sheet_preview

    yield Progress("Drawing the map sheet")
    only = replace(request, ks=request.ks[:1], products=())
    results = yield from _results(only, opened, run.sweep, run.legends, ValuesAs.UNITS, palette)
    return sheet_preview(results, only.ks[0], width_px)


def _results(
    request: ExportRequest,
    opened: OpenedScene,
    sweep: SweepResult,
    legends: Mapping[int, LaidOver],
    told: ValuesAs,
    palette: Palette,
) -> "Steps[Progress | Message, Results]":
    """Put together what products are written from; maps of classes are made where they are not."""
    from app.products.product import Results
    from app.products.registry import chosen

    sweep = replace(sweep, results=tuple(in_palette(each, palette) for each in sweep.results))
    settings = sweep.settings
    checks = check_before_run(opened, settings.band_names, settings.nodata)
    asked = {k: laid for k, laid in legends.items() if k in request.ks}
    mapped: dict[int, KResult] = {}
    for k, laid in asked.items():
        mapped[k] = yield from revise(opened, settings, laid.nearest, laid.steps)
    picture = None
    if any(product.needs_picture for product in chosen(request.products)):
        what = opened.survey.preview, settings.band_names, settings.nodata
        picture = picture_of_scene(opened.scene, *what)
    found = {result.k: result for result in sweep.results}
    return Results(
        opened.scene,
        sweep,
        {k: look_of_result(laid.legend, found[k], palette) for k, laid in asked.items()},
        checks,
        told,
        {k: laid.legend for k, laid in asked.items()},
        mapped,
        request.options,
        opened.survey.sample,
        picture,
    )


@dataclass(frozen=True, slots=True, eq=False)
class WrittenRun:
    """What is to be written of one run; see `export`.

    Attributes
    ----------
    assessed, compared
        What tools found of its maps, by k; see `Results`.
    tools
        What they found of the scene.
    """

    request: ExportRequest
    sweep: SweepResult
    legends: Mapping[int, LaidOver]
    assessed: Mapping[int, Assessment | None] = field(default_factory=dict)
    compared: Mapping[int, Sequence[Differences]] = field(default_factory=dict)
    tools: Sequence[ToldOnPage] = ()


def export_runs(
    request: ExportRequest,
    opened: OpenedScene,
    runs: Sequence[WrittenRun],
    told: ValuesAs = ValuesAs.UNITS,
    palette: Palette = Palette.SCENE,
) -> Steps[Progress | Message, ExportReport]:
    """Write results of several runs one after the other; each all of it or nothing.

    Raises
    ------
    OutputError
        As `export` does; runs that were written before stay.
    """
    paths: list[Path] = []
    for run in runs:
        report = yield from export(
            run.request,
            opened,
            run.sweep,
            run.legends,
            told,
            palette,
            tools=(run.assessed, run.compared, run.tools),
        )
        paths += report.paths
    return ExportReport(request.folder, tuple(paths))


def save_values(
    path: Path, values: ClusterValues, told: ValuesAs, columns: Mapping[str, str]
) -> Steps[Progress, Path]:
    """Write the values of one cluster as a table.

    Parameters
    ----------
    columns
        When the scene was taken and its CRS, by what columns are called.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there still stands.
    """
    from app.products.tables import write_values

    yield Progress(f"Writing {path.name}")
    write_values(path, values, told, columns)
    return path
