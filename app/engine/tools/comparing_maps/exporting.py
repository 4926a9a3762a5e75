"""Write what became of classes, as the command does."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.legends.changes.map_file import MapFile
from app.engine.tools.assessing.shown_map import ShownMap, as_any_map
from app.engine.tools.free_folder import free_folder
from app.products.requests import ExportReport
from app.steps import Progress, Steps

if TYPE_CHECKING:  # libraries come with the work, after the window
    from app.products.maps.any_map import AnyMap


def export_changes(
    folder: Path, first: ShownMap | MapFile, second: ShownMap | MapFile
) -> Steps[Progress, ExportReport]:
    """Write the map of changes, its tables, all of it as JSON, and a page.

    Raises
    ------
    AppError
        The maps are not ready, cannot be laid over each other, or a file cannot be written; what
        stood in the folder still stands.
    """
    import json

    from app.engine.tools.map_changes import compare_any
    from app.products.changes import change_files as files
    from app.products.report_page.change_part import change_part
    from app.products.report_page.page_text import SCREEN
    from app.products.report_page.tool_page import stage_tool_report
    from app.products.writing.safe_write import Staging
    from app.products.writing.text_file import stage_text

    one = yield from _any_map(first)
    other = yield from _any_map(second)
    found = yield from compare_any(one, other)
    told = found.told
    folder = free_folder(folder)
    with Staging(folder) as staging:
        yield from files.stage_changes(staging, told, found.grid, found.codes)
        record = files.change_record(told.found, told.changes, told.balances, told.classes)
        record = {"from": told.titles[0], "to": told.titles[1], **record}
        stage_text(staging, files.RECORD, [json.dumps(record, indent=2, allow_nan=False)])
        title = f"Changes from {told.titles[0]} to {told.titles[1]}"
        stage_tool_report(staging, title, change_part(SCREEN, told))
    return ExportReport(folder, staging.paths)


def _any_map(one: ShownMap | MapFile) -> "Steps[Progress, AnyMap]":
    from app.clustering.legends.change_codes import MapClass
    from app.products.maps.any_map import AnyMap

    if isinstance(one, ShownMap):
        return (yield from as_any_map(one))
    classes = tuple(map(MapClass, one.look.numbers, one.look.names))
    return AnyMap(Path(one.title), one.own, classes, one.look.colours)
