"""Write what places tell of a map, the same from the command and from the window."""

import time
from collections.abc import Iterable
from pathlib import Path

from app.clustering.accuracy.assessment import Assessment
from app.products.accuracy import accuracy_files as files
from app.products.records.command_record import CommandWords, stage_record
from app.products.records.fingerprint import staged_fingerprints
from app.products.report_page.accuracy_part import accuracy_part
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_page import stage_tool_report
from app.products.writing.safe_write import Staging
from app.steps import Progress, Steps

NAME = "accuracy"


def accuracy_words(
    path: Path, points: Path, *, field: str = "", title: str = "", seed: int | None = None
) -> CommandWords:
    """Return an assessment as the command that repeats it; see `assess`."""
    words = [str(path.absolute()), str(points.absolute())]
    words += [f"--field={field}"] if field else []
    words += [f"--called={title}"] if title else []
    words += [] if seed is None else ["--seed", str(seed)]
    return CommandWords(NAME, tuple(words))


def stage_assessed(
    staging: Staging, found: Assessment, words: CommandWords, read: Iterable[Path], since: float
) -> Steps[Progress, None]:
    """Write tables, page and record.

    Parameters
    ----------
    read
        The map and the places.
    since
        When work on it began, by `time.perf_counter`.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    files.stage_assessment(staging, found)
    about = ", ".join(f"{name}: {value}" for name, value in found.when_and_where.items())
    title = f"Accuracy of {found.title}"
    stage_tool_report(
        staging, title, accuracy_part(SCREEN, found), f"Map: {about}." if about else ""
    )
    sums = yield from staged_fingerprints(staging, read)
    told = files.assessment_told(found)
    told["seconds"] = {"total": round(time.perf_counter() - since, 3)}
    yield from stage_record(staging, words, told, {}, sums)
