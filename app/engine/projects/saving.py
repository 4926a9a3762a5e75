"""Save a project."""

from pathlib import Path

from app.products.projects.saved_work import Project
from app.steps import Progress, Steps


def save_project(path: Path, project: Project) -> Steps[Progress, Path]:
    """Write a project file.

    Raises
    ------
    OutputError
        It cannot be written; the old one still stands.
    """
    from app.products.projects.project import write_project

    write_project(path, project)
    yield Progress(f"Saved {path.name}")  # not before: nothing stops a file that was asked for
    return path
