"""Write what became of classes, the same from the command and from the window."""

import time
from collections.abc import Mapping
from pathlib import Path

from app.engine.tools.map_changes import MapChanges
from app.products.changes import change_files as files
from app.products.records.command_record import CommandWords, stage_record
from app.products.records.fingerprint import staged_fingerprints
from app.products.report_page.change_part import change_part
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_page import in_one_line, stage_tool_report
from app.products.writing.safe_write import Staging
from app.steps import Progress, Steps

NAME = "compare"


def changes_words(
    first: Path, second: Path, *, titles: tuple[str, str] | None = None
) -> CommandWords:
    """Return a comparison as the command that repeats it; see `compare_maps`."""
    called = () if titles is None else (f"--from-called={titles[0]}", f"--to-called={titles[1]}")
    return CommandWords(NAME, (str(first.absolute()), str(second.absolute()), *called))


def stage_compared(
    staging: Staging, found: MapChanges, words: CommandWords, maps: tuple[Path, Path], since: float
) -> Steps[Progress, None]:
    """Write the map of changes, tables, page and record.

    Parameters
    ----------
    since
        When work on it began, by `time.perf_counter`.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    told = found.told
    columns = _when_and_where(found)
    yield from files.stage_changes(staging, told, found.grid, found.codes, columns)
    title = f"Changes from {told.titles[0]} to {told.titles[1]}"
    stage_tool_report(staging, title, change_part(SCREEN, told), in_one_line(columns))
    sums = yield from staged_fingerprints(staging, maps)
    record = files.change_record(told.found, told.changes, told.balances, told.classes)
    record |= columns
    record["seconds"] = {"total": round(time.perf_counter() - since, 3)}
    yield from stage_record(staging, words, record, {}, sums)


def _when_and_where(found: MapChanges) -> Mapping[str, str]:
    """Return when the scenes of both maps were taken, and their CRS; what is known of it."""
    told = {
        "from_acquired": found.first.acquired,
        "to_acquired": found.second.acquired,
        "crs": found.grid.crs_name,
    }
    return {name: value for name, value in told.items() if value}
