"""Keep results of other work that stand in a folder from being mixed with new ones."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from app.errors import OutputError
from app.products.records.record_text import plain
from app.products.writing.journal import is_file_or_link, read_small

RUN_FILE = "run.json"
_MOST_BYTES = 64 * 2**20
_N_NAMED = 12


def refuse_others(
    folder: Path, names: Iterable[str], asked: Mapping[str, Any], *, may_go: bool
) -> None:
    """Make sure that what is about to be replaced is of the very same work.

    Parameters
    ----------
    names
        Of the files that will be written.
    asked
        What tells this work from any other; its record holds it as "asked".
    may_go
        Whether anything may be replaced.

    Raises
    ------
    OutputError
        Files of other work stand there.
    """
    there = sorted(name for name in {*names, RUN_FILE} if is_file_or_link(folder / name))
    if may_go or not there or _told(folder) == json.loads(json.dumps(plain(dict(asked)))):
        return
    more = f" and {len(there) - _N_NAMED} more" if len(there) > _N_NAMED else ""
    raise OutputError(
        "Other results stand there",
        f'"{folder}" holds files that are not of this work: {", ".join(there[:_N_NAMED])}{more}.',
        "Choose another folder, or let them be replaced.",
        command="Choose another folder, or add --replace to replace them when the new are ready.",
    )


def _told(folder: Path) -> Any:  # noqa: ANN401 - JSON is any
    try:
        record = read_small(folder / RUN_FILE, _MOST_BYTES)
    except (OSError, ValueError):
        return None
    return record.get("asked") if isinstance(record, dict) else None
