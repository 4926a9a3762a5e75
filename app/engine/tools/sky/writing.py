"""Write the clouds that were found, the same from a command and from the window."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clustering.clouds.deciding import Decision
from app.clustering.clouds.wishes import CloudSearch
from app.engine.tools.free_folder import free_folder
from app.engine.tools.sky.agreement import Agreement
from app.engine.tools.sky.finding import FoundSky
from app.products.maps.map_figures import figures_of
from app.products.records.command_record import CommandWords, stage_record
from app.products.records.fingerprint import timed_sums
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_page import stage_tool_report
from app.products.report_page.tool_parts import sky_part
from app.products.requests import ExportReport
from app.products.sky.cloud_files import NAMES, clouds_record, stage_clouds
from app.products.writing.safe_write import Staging
from app.steps import Progress, Steps

NAME = "clouds"


@dataclass(frozen=True, slots=True, eq=False)
class SkyOutput:
    """What is written of clouds.

    Attributes
    ----------
    search
        By what they were found; with the smallest cloud that the command was told or chose.
    words
        The command that finds them again.
    since
        When work on them began, by `time.perf_counter`.
    """

    found: FoundSky
    decision: Decision
    agreed: tuple[Agreement, ...]
    search: CloudSearch
    words: CommandWords
    since: float


def sky_words(clear: str, later: str, search: CloudSearch, smallest_px: int | None) -> CommandWords:
    """Return a search as the command that repeats it.

    Parameters
    ----------
    clear, later
        What the command calls the scenes; see `scene_paths`.
    smallest_px
        None where the command went by the size of a pixel.
    """
    wishes = search.wishes
    words = [
        *(clear, later),
        *("--by", str(search.mode), "--strictness", f"{wishes.strictness:g}"),
        *(() if smallest_px is None else ("--smallest", str(smallest_px))),
        *("--grow", str(wishes.grow_px), "--seed", str(search.seed)),
    ]
    return CommandWords(NAME, tuple(words))


def joined(paths: Iterable[str | Path]) -> str:
    """Return several paths as the one word by which a command knows a scene."""
    return os.pathsep.join(str(Path(path).absolute()) for path in paths)


def stage_sky(staging: Staging, output: SkyOutput) -> Steps[Progress, None]:
    """Write map, tables and record to be put in place.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    found, decision, agreed = output.found, output.decision, output.agreed
    later = found.pair.later
    figures = figures_of(decision.labels, later.grid, len(NAMES))
    yield from stage_clouds(staging, later.grid, decision, figures, agreed)
    sums: dict[Path, str] = {}
    for scene in (found.clear, later):
        sums |= (yield from timed_sums(scene, scene.band_names))[0]
    parts = sky_part(SCREEN, decision.labels, figures, agreed, _page_settings(output))
    stage_tool_report(staging, f"Clouds of {later.title}", parts)
    told = {
        "settings": _settings(output),
        **clouds_record(found.changes, decision, figures, agreed),
        "seconds": {"total": round(time.perf_counter() - output.since, 3)},
    }
    scenes = {"clear": found.clear, "later": later}
    yield from stage_record(staging, output.words, told, scenes, sums)


def export_sky(
    folder: Path,
    found: FoundSky,
    decision: Decision,
    agreed: tuple[Agreement, ...],
    search: CloudSearch,
) -> Steps[Progress, ExportReport]:
    """Write what the window shows into a folder of its own; its record repeats it.

    Parameters
    ----------
    folder
        Where something stands there, one of the same name with a number is made beside it.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back; nothing was.
    """
    since = time.perf_counter()
    later = joined(found.pair.later.sources)
    words = sky_words(joined(search.clear), later, search, search.wishes.smallest_px)
    folder = free_folder(folder)
    with Staging(folder) as staging:
        yield from stage_sky(staging, SkyOutput(found, decision, agreed, search, words, since))
    return ExportReport(folder, staging.paths)


def _page_settings(output: SkyOutput) -> dict[str, Any]:
    told = {name: value for name, value in _settings(output).items() if name != "clear_sky"}
    return {"clear scene": output.found.clear.title, **told}


def _settings(output: SkyOutput) -> dict[str, Any]:
    search, sky = output.search, output.found.clear_sky
    return {
        "by": str(search.mode),
        "strictness": search.wishes.strictness,
        "smallest_px": search.wishes.smallest_px,
        "grow_px": search.wishes.grow_px,
        "seed": search.seed,
        "roles": output.found.pair.roles,
        "clear_sky": {
            "gain": sky.gain.tolist(),
            "offset": sky.offset.tolist(),
            "spread": sky.spread.tolist(),
        },
    }
