"""Name the files an export will write, and those it will replace."""

from pathlib import Path

from app.products.registry import chosen, file_names, is_own_name
from app.products.requests import ExportRequest


def planned_files(request: ExportRequest) -> tuple[str, ...]:
    """Return the names of the files, those of one k together."""
    return tuple(
        _within(request, own) + own.options.prefix + name
        for _, own in request.of_runs()
        for name in file_names(chosen(own.products), own.ks)
    )


def replaced_files(request: ExportRequest) -> tuple[str, ...]:
    """Return those of the files that stand in the folder already."""
    standing = {
        _within(request, own) + name
        for _, own in request.of_runs()
        for name in _standing(own.folder)
    }
    return tuple(name for name in planned_files(request) if name in standing)


def left_files(request: ExportRequest) -> tuple[str, ...]:
    """Return result files that stand in the folder and are not replaced: of another export."""
    planned = set(planned_files(request))
    prefix = request.options.prefix
    others = (name for name in _standing(request.folder) - planned if name.startswith(prefix))
    return tuple(sorted(name for name in others if is_own_name(name.removeprefix(prefix))))


def _within(request: ExportRequest, own: ExportRequest) -> str:
    """Return what leads from the folder of an export to that of one of its runs."""
    return "" if own.folder == request.folder else f"{own.folder.name}/"


def _standing(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except OSError:  # missing or closed: the export itself says so if it matters
        return set()
