"""Write the clouds that were found, the same from a command and from the window."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clustering.clouds.deciding import Decision
from app.clustering.clouds.wishes import CloudSearch
from app.clustering.transfer.trained_ground import LEVEL
from app.engine.tools.free_folder import free_folder
from app.engine.tools.sky.agreement import Agreement
from app.engine.tools.sky.finding import FoundSky
from app.engine.tools.sky.training import ByModel, ByScene
from app.number_text import percent
from app.products.maps.map_figures import figures_of
from app.products.provenance import in_short
from app.products.records.command_record import CommandWords, number_word, stage_record
from app.products.records.fingerprint import fingerprints, timed_sums
from app.products.records.path_words import joined
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
    """Return a search by a clear scene as the command that repeats it.

    Parameters
    ----------
    clear, later
        What the command calls the scenes; see `joined`.
    smallest_px
        None where the command went by the size of a pixel.
    """
    more = ("--by", str(search.mode), *_wish_words(search, smallest_px), "--seed", str(search.seed))
    return CommandWords(NAME, (clear, later, *more))


def model_words(
    model: Path, later: str, search: CloudSearch, smallest_px: int | None, *, anyway: bool = False
) -> CommandWords:
    """Return a search by a model as the command that repeats it; see `sky_words`."""
    more = (*_wish_words(search, smallest_px), *(("--anyway",) if anyway else ()))
    return CommandWords(NAME, ("--model", str(model.absolute()), later, *more))


def _wish_words(search: CloudSearch, smallest_px: int | None) -> tuple[str, ...]:
    wishes = search.wishes
    return (
        *("--strictness", number_word(wishes.strictness)),
        *(() if smallest_px is None else ("--smallest", str(smallest_px))),
        *("--grow", str(wishes.grow_px)),
    )


def stage_sky(staging: Staging, output: SkyOutput) -> Steps[Progress, None]:
    """Write map, tables and record to be put in place.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    found, decision, agreed = output.found, output.decision, output.agreed
    later, by = found.later, found.by
    figures = figures_of(decision.labels, later.grid, len(NAMES))
    yield from stage_clouds(staging, later, decision, figures, agreed)
    scenes = {"clear": by.clear, "later": later} if isinstance(by, ByScene) else {"later": later}
    sums: dict[Path, str] = {}
    for scene in scenes.values():
        sums |= (yield from timed_sums(scene, scene.band_names))[0]
    if isinstance(by, ByModel):
        sums |= yield from fingerprints([by.path])
    told_on_page = settings_on_page(found, output.search)
    parts = sky_part(
        *(SCREEN, decision.labels, figures, agreed, told_on_page),
        is_by_model=isinstance(by, ByModel),
    )
    stage_tool_report(staging, f"Clouds of {later.title}", parts, in_short(later))
    told = {
        "settings": _settings(found, output.search),
        **clouds_record(by.changes if isinstance(by, ByScene) else None, decision, figures, agreed),
        "seconds": {"total": round(time.perf_counter() - output.since, 3)},
    }
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
    later, smallest_px = joined(found.later.sources), search.wishes.smallest_px
    if isinstance(found.by, ByModel):
        words = model_words(found.by.path, later, search, smallest_px)
    else:
        words = sky_words(joined(search.clear), later, search, smallest_px)
    folder = free_folder(folder)
    with Staging(folder) as staging:
        yield from stage_sky(staging, SkyOutput(found, decision, agreed, search, words, since))
    return ExportReport(folder, staging.paths)


def settings_on_page(found: FoundSky, search: CloudSearch) -> dict[str, Any]:
    """Return by what clouds were found, as a page tells it."""
    by, settings = found.by, _settings(found, search)
    if isinstance(by, ByModel):
        how = {"model": by.title, "unlike beyond": f"{percent(LEVEL)} of training"}
        told = {f"difference {at}": one.text for at, one in enumerate(by.differences, start=1)}
        return how | {name: settings[name] for name in settings if name != "model"} | told
    told = {name: value for name, value in settings.items() if name != "clear_sky"}
    return {"clear scene": by.title, **told}


def _settings(found: FoundSky, search: CloudSearch) -> dict[str, Any]:
    by = found.by
    return {
        "by": str(found.mode),
        "strictness": search.wishes.strictness,
        "smallest_px": search.wishes.smallest_px,
        "grow_px": search.wishes.grow_px,
        "seed": search.seed,
        "roles": by.roles,
        **(_of_model(by) if isinstance(by, ByModel) else _of_scene(by)),
    }


def _of_scene(by: ByScene) -> dict[str, Any]:
    sky = by.clear_sky
    return {
        "clear_sky": {
            "gain": sky.gain.tolist(),
            "offset": sky.offset.tolist(),
            "spread": sky.spread.tolist(),
        },
    }


def _of_model(by: ByModel) -> dict[str, Any]:
    return {
        "model": {
            "file": str(by.path.absolute()),
            "k": by.model.k,
            "trained_on": by.model.origin.scene,
            "level": LEVEL,
            "cloud": by.cloud.tolist() if by.has_clouds else None,
            "differences": [
                {"kind": one.kind, "weight": str(one.weight), "text": one.text}
                for one in by.differences
            ],
        },
    }
