"""Hold one of several scenes among which a person has to choose."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import plain_text
from app.errors import SceneError


@dataclass(frozen=True, slots=True)
class SceneChoice:
    """One of the scenes found.

    Attributes
    ----------
    paths
        What opens it, and it alone.
    acquired, level, cloud_cover
        As in `SceneProduct`; None or empty where unknown.
    n_bands
        Bands of measured values; 0 where no file can be read.
    width, height
        Columns and rows of its finest band; 0 where no file can be read.
    """

    title: str
    paths: tuple[Path, ...]
    acquired: datetime | None = None
    level: str = ""
    n_bands: int = 0
    cloud_cover: float | None = None
    width: int = 0
    height: int = 0

    def __post_init__(self) -> None:
        """Make harmless what comes from names of files."""
        object.__setattr__(self, "title", plain_text.name(self.title))


class SeveralScenesError(SceneError):
    """What was asked for holds several scenes.

    Attributes
    ----------
    groups
        Of each scene its title, and the paths that open it alone.
    choices
        The same, with what is known of each; empty until they were looked at.
    """

    def __init__(
        self,
        title: str,
        detail: str,
        hint: str,
        *,
        groups: tuple[tuple[str, tuple[Path, ...]], ...],
        choices: tuple[SceneChoice, ...] = (),
    ) -> None:
        super().__init__(title, detail, hint, command=_how_to_open(*groups[0]) if groups else "")
        self.groups = groups
        self.choices = choices


def _how_to_open(title: str, paths: tuple[Path, ...]) -> str:
    """Say how the command opens one scene; empty where no short way leads to its files."""
    if len(paths) == 1:
        return f'Name one of them, as "{paths[0]}".'
    if title and all(path.name.startswith(title) for path in paths):
        return f'Name the files of one of them, as "{paths[0].parent}/{title}"*'
    return ""
