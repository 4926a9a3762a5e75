"""Write what a search for odd things found, the same from a command and from the window."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.clustering.anomalies.ground_choice import ground_text
from app.clustering.anomalies.wishes import METRES_MAX, AnomalySearch
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools.anomalies import FoundPieces
from app.engine.tools.as_in import choices_of, needs_project
from app.engine.tools.free_folder import free_folder
from app.engine.tools.unusual.thumbnails import thumbnails
from app.products.pieces.piece_files import pieces_record, stage_pieces
from app.products.pieces.piece_rows import piece_rows
from app.products.pieces.piece_sheet import stage_piece_sheet
from app.products.projects.project import project_text
from app.products.projects.saved_work import Project
from app.products.provenance import in_short
from app.products.records.command_record import CommandWords, number_word, stage_record
from app.products.records.fingerprint import staged_fingerprints, timed_sums
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_page import stage_tool_report
from app.products.report_page.tool_parts import pieces_part
from app.products.requests import ExportReport
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, default_composite
from app.steps import Progress, Steps

NAME = "anomalies"
CHOICES = "choices.bandsweep"


@dataclass(frozen=True, slots=True, eq=False)
class SearchOutput:
    """What is written of a search.

    Attributes
    ----------
    since
        When work on it began, by `time.perf_counter`.
    composite
        What the pictures on pages show; None for what a scene is shown as at first.
    has_sheet
        Whether pages with a picture of each piece are written; `text_drawable` has to be entered.
    others
        Files beside the scene that were read, to be known again.
    """

    opened: OpenedScene
    rule: NoDataRule
    found: FoundPieces
    search: AnomalySearch
    words: CommandWords
    since: float
    others: tuple[Path, ...] = ()
    composite: Composite | None = None
    has_sheet: bool = False


def search_words(
    sources: Iterable[Path], search: AnomalySearch, more: Iterable[str] = ()
) -> CommandWords:
    """Return a search as the command that repeats it.

    Parameters
    ----------
    more
        Words that say which pixels take part.
    """
    wishes, limits = search.wishes, search.wishes.limits
    words = [
        *(str(path.absolute()) for path in sources),
        *more,
        *("--ground", ground_text(wishes.ground), "--shore", number_word(wishes.shore_m)),
        *(("--bands", ",".join(wishes.bands)) if wishes.bands else ()),
        *("--k", str(wishes.k), "--least", number_word(wishes.least)),
        *("--smallest", str(limits.smallest_px), "--largest", str(limits.largest_px)),
        *("--shortest", number_word(limits.shortest_m)),
        *("--longest", number_word(min(limits.longest_m, METRES_MAX)), "--seed", str(wishes.seed)),
        *(_decided(each.row, each.col, each.reason, is_kept=each.is_kept)
          for each in search.judgements),
    ]  # fmt: skip
    return CommandWords(NAME, tuple(words))


def stage_search(staging: Staging, output: SearchOutput) -> Steps[Progress, None]:
    """Write map, table, outlines and record to be put in place.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    scene, found, search = output.opened.scene, output.found, output.search
    rows = piece_rows(found.pieces, scene, search)
    yield from stage_pieces(staging, scene, found.labels, rows)
    if output.has_sheet:
        yield Progress("Drawing the pictures")
        shown = dict(thumbnails(output.opened, output.rule, found.pieces, output.composite))
        stage_piece_sheet(staging, scene, search, rows, shown)
    sums, _ = yield from timed_sums(scene, [band.name for band in found.bands])
    others = yield from staged_fingerprints(staging, output.others)
    settings = settings_on_page(output.rule, found, search)
    parts = pieces_part(SCREEN, rows, found.labels, settings)
    stage_tool_report(staging, f"Unusual things in {scene.title}", parts, in_short(scene))
    told = {
        "settings": settings,
        **pieces_record(rows, found.ranked, found.unusual),
        "seconds": {"total": round(time.perf_counter() - output.since, 3)},
    }
    yield from stage_record(staging, output.words, told, {"scene": scene}, {**sums, **others})


def export_search(
    folder: Path,
    opened: OpenedScene,
    rule: NoDataRule,
    found: FoundPieces,
    search: AnomalySearch,
    project: Project,
) -> Steps[Progress, ExportReport]:
    """Write what the window found into a folder of its own; its record repeats it.

    Parameters
    ----------
    folder
        Where something stands there, one of the same name with a number is made beside it.
    project
        What was chosen for the scene; a file of it goes along where the scene opened by itself
        would not be the same.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back; nothing was.
    """
    since = time.perf_counter()
    folder = free_folder(folder)
    needs = needs_project(project) or project.channels != default_composite(opened.scene)
    more = ("--as-in", str((folder / CHOICES).absolute())) if needs else ()
    kept = _of(found, search)
    words = search_words(project.sources, kept, (*more, "--sheet"))
    others = (folder / CHOICES,) if needs else ()
    output = SearchOutput(
        opened, rule, found, kept, words, since, others, project.channels, has_sheet=True
    )
    with Staging(folder) as staging:
        if needs:
            text = project_text(folder / CHOICES, choices_of(project))
            stage_text(staging, CHOICES, [text])
        yield from stage_search(staging, output)
    return ExportReport(folder, staging.paths)


def _of(found: FoundPieces, search: AnomalySearch) -> AnomalySearch:
    """Return a search with those decisions alone that are of pieces that were found."""
    said = [search.judgement_of(piece) for piece in found.pieces]
    return replace(search, judgements=tuple(each for each in said if each is not None))


def _decided(row: int, col: int, reason: str, *, is_kept: bool) -> str:
    word = "--keep" if is_kept else "--reject"
    return f"{word}={row},{col}" + (f":{reason}" if reason else "")


def settings_on_page(rule: NoDataRule, found: FoundPieces, search: AnomalySearch) -> dict[str, Any]:
    """Return by what odd things were found."""
    wishes, limits = search.wishes, search.wishes.limits
    return {
        "ground": ground_text(wishes.ground),
        "areas": [area.name for area in rule.leave_out.areas],
        "shore_m": wishes.shore_m,
        "k": wishes.k,
        "least": wishes.least,
        "smallest_px": limits.smallest_px,
        "largest_px": limits.largest_px,
        "shortest_m": limits.shortest_m,
        "longest_m": min(limits.longest_m, METRES_MAX),
        "seed": wishes.seed,
        "bands": [band.name for band in found.bands],
    }
