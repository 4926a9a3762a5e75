"""Save a project."""

from dataclasses import dataclass
from pathlib import Path

from app.products.projects.saved_work import Project
from app.scene.file_stamp import FileStamp
from app.steps import Progress, Steps


@dataclass(frozen=True, slots=True)
class WrittenProject:
    """A project file that was written.

    Attributes
    ----------
    stamp
        By which it is known again; None where it went away at once.
    """

    path: Path
    stamp: FileStamp | None


def save_project(
    path: Path, project: Project, known: FileStamp | None = None
) -> Steps[Progress, WrittenProject]:
    """Write a project file.

    Parameters
    ----------
    known
        The file as this work was opened from it or saved to it; None to write over any.

    Raises
    ------
    OutputError
        It cannot be written, or was changed by others meanwhile; the old one still stands.
    """
    from app.products.projects.project import write_project

    write_project(path, project, known)
    stamp = FileStamp.if_there(path)
    yield Progress(f"Saved {path.name}")  # not before: nothing stops a file that was asked for
    return WrittenProject(path, stamp)
