"""Write what became of each of several scenes as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.products.writing.text_file import table_header, table_row, write_text

STATES_FILE = "scenes.csv"


@dataclass(frozen=True, slots=True)
class SceneState:
    """What became of one scene.

    Attributes
    ----------
    folder
        Name of its folder.
    state
        "done" or "failed".
    message, detail
        Why it failed.
    unlike_share
        Share of its pixels unlike training; None where it was not labelled.
    """

    title: str
    folder: str
    state: str
    message: str = ""
    detail: str = ""
    unlike_share: float | None = None


def write_states(folder: Path, states: Iterable[SceneState]) -> None:
    """Write one line a scene.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    lines = [table_header(("scene", "folder", "state", "unlike_share", "message", "detail"))]
    lines += [
        table_row((one.title, one.folder, one.state, one.unlike_share, one.message, one.detail))
        for one in states
    ]
    write_text(folder / STATES_FILE, lines)
