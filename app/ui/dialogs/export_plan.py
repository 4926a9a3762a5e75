"""Name the files an export will write, and those it will replace."""

from pathlib import Path

from app.products.registry import chosen, file_names, is_own_name
from app.products.requests import ExportRequest


def planned_files(request: ExportRequest) -> tuple[str, ...]:
    """Return the names of the files, those of one k together."""
    names = file_names(chosen(request.products), request.ks)
    return tuple(request.options.prefix + name for name in names)


def replaced_files(request: ExportRequest) -> tuple[str, ...]:
    """Return those of the files that stand in the folder already."""
    standing = _standing(request.folder)
    return tuple(name for name in planned_files(request) if name in standing)


def left_files(request: ExportRequest) -> tuple[str, ...]:
    """Return result files that stand in the folder and are not replaced: of another export."""
    planned = set(planned_files(request))
    prefix = request.options.prefix
    others = (name for name in _standing(request.folder) - planned if name.startswith(prefix))
    return tuple(sorted(name for name in others if is_own_name(name.removeprefix(prefix))))


def _standing(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except OSError:  # missing or closed: the export itself says so if it matters
        return set()
