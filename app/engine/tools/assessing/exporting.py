"""Write what places tell of the map that is shown, with both, so that its record repeats it.

The libraries come with the work: the window knows this module before they are loaded.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.looked_places import LookedPlaces
from app.engine.tools.assessing.places import answers_on
from app.engine.tools.assessing.shown_map import ShownMap, as_any_map, stage_any_map
from app.engine.tools.free_folder import free_folder
from app.errors import SettingsError
from app.products.requests import ExportReport
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.products.maps.any_map import AnyMap

MAP = "map.tif"


def export_assessment(
    folder: Path, shown: ShownMap, counted: Assessment, places: LookedPlaces | Path
) -> Steps[Progress, ExportReport]:
    """Write the map, its places, and what the command finds in them.

    Parameters
    ----------
    folder
        Where something stands there, one of the same name with a number is made beside it.
    counted
        What a person saw of it.
    places
        Those that were looked at, or the file of those that were counted at once.

    Raises
    ------
    OutputError
        A file cannot be written; nothing was.
    SettingsError
        The file has changed since, or can no longer be read.
    """
    from app.engine.tools.accuracy import assess
    from app.engine.tools.assessing.writing import accuracy_words, stage_assessed
    from app.products.accuracy import accuracy_files as files
    from app.products.accuracy.place_files import REFERENCE, assessed_lines
    from app.products.writing.safe_write import Staging
    from app.products.writing.text_file import stage_table, stage_text, with_columns

    since = time.perf_counter()
    folder = free_folder(folder)
    found = yield from as_any_map(shown)
    with Staging(folder) as staging:
        yield from stage_any_map(staging, MAP, found)
        if isinstance(places, Path):
            path, place, field, seed = places, places, counted.label_field, None
        else:
            references = _references(found, places, is_same=shown.key == places.key)
            lines = assessed_lines(places, references, shown.grid)
            stage_table(staging, files.POINTS, with_columns(lines, found.when_and_where))
            path, place = folder / files.POINTS, staging.staged(files.POINTS)
            field, seed = REFERENCE, places.seed
        # Read as the command will: what it repeats is what was written.
        told = yield from assess(staging.staged(MAP), place, field, title=counted.title, seed=seed)
        if told.accuracy.counts.tolist() != counted.accuracy.counts.tolist():
            raise _changed(path)
        record = files.assessment_told(told)
        stage_text(staging, files.ASSESSMENT, [json.dumps(record, indent=2, allow_nan=False)])
        words = accuracy_words(folder / MAP, path, field=field, title=counted.title, seed=seed)
        yield from stage_assessed(staging, told, words, (folder / MAP, path), since)
    return ExportReport(folder, staging.paths)


def _references(found: "AnyMap", places: LookedPlaces, *, is_same: bool) -> Mapping[int, str]:
    """Return what each place with a class was counted as: a value of the map, or another name."""
    _, _, columns, names = answers_on(found, places, is_same=is_same)
    words = [str(one.value) for one in found.classes]
    words += names[len(words) :]
    told = [at for at in range(places.n) if places.class_name(at)]
    return {at: words[column] for at, column in zip(told, columns.tolist(), strict=True)}


def _changed(path: Path) -> SettingsError:
    return SettingsError(
        "Places have changed",
        f'"{path.name}" tells of other places than those that were counted.',
        "Read the file again, and export what it tells.",
    )
