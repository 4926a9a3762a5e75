"""Write what became of classes, as the command does."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.legends.changes.map_file import MapFile
from app.engine.tools.assessing.shown_map import ShownMap, as_any_map, stage_any_map
from app.engine.tools.free_folder import free_folder
from app.products.requests import ExportReport
from app.steps import Progress, Steps

if TYPE_CHECKING:  # libraries come with the work, after the window
    from app.products.maps.any_map import AnyMap

MAPS = "from.tif", "to.tif"


def export_changes(
    folder: Path, first: ShownMap | MapFile, second: ShownMap | MapFile
) -> Steps[Progress, ExportReport]:
    """Write both maps and what the command finds in them, so that its record repeats it.

    Parameters
    ----------
    folder
        Where something stands there, one of the same name with a number is made beside it.

    Raises
    ------
    AppError
        The maps are not ready, cannot be laid over each other, or a file cannot be written; what
        stood in the folder still stands.
    """
    from app.engine.tools.comparing_maps.writing import changes_words, stage_compared
    from app.engine.tools.map_changes import compare_maps
    from app.products.changes import change_files as files
    from app.products.writing.safe_write import Staging
    from app.products.writing.text_file import stage_text

    since = time.perf_counter()
    folder, titles = free_folder(folder), (first.title, second.title)
    with Staging(folder) as staging:
        for name, one in zip(MAPS, (first, second), strict=True):
            yield from stage_any_map(staging, name, (yield from _any_map(one)))
        # Read as the command will: what it repeats is what was written.
        found = yield from compare_maps(*map(staging.staged, MAPS), titles=titles)
        told = found.told
        record = files.change_record(told.found, told.changes, told.balances, told.classes)
        record = {"from": titles[0], "to": titles[1], **record}
        stage_text(staging, files.RECORD, [json.dumps(record, indent=2, allow_nan=False)])
        paths = folder / MAPS[0], folder / MAPS[1]
        words = changes_words(*paths, titles=titles)
        yield from stage_compared(staging, found, words, paths, since)
    return ExportReport(folder, staging.paths)


def _any_map(one: ShownMap | MapFile) -> "Steps[Progress, AnyMap]":
    from app.clustering.legends.change_codes import MapClass
    from app.products.maps.any_map import AnyMap

    if isinstance(one, ShownMap):
        return (yield from as_any_map(one))
    classes = tuple(map(MapClass, one.look.numbers, one.look.names))
    return AnyMap(Path(one.title), one.own, classes, one.look.colours, one.acquired)
