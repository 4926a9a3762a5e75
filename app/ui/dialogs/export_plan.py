"""Name the files an export will write, and those it will replace."""

from pathlib import Path

from app.products.file_names import (
    SCORES_FILE,
    is_own_name,
    map_name,
    picture_name,
    report_name,
    signatures_name,
)
from app.products.requests import ExportRequest


def planned_files(request: ExportRequest) -> tuple[str, ...]:
    """Return the names of the files, those of one k together."""
    names: list[str] = []
    for k in request.ks:
        if request.maps:
            map_file = map_name(k)
            style_file = Path(map_file).with_suffix(".qml").name
            names += [map_file, f"{map_file}.aux.xml", style_file]
        if request.signatures:
            names.append(signatures_name(k))
        if request.report:
            names.append(report_name(k))
        if request.pictures:
            names.append(picture_name(k))
    if request.scores and request.ks:
        names.append(SCORES_FILE)
    return tuple(names)


def replaced_files(request: ExportRequest) -> tuple[str, ...]:
    """Return those of the files that stand in the folder already."""
    standing = _standing(request.folder)
    return tuple(name for name in planned_files(request) if name in standing)


def left_files(request: ExportRequest) -> tuple[str, ...]:
    """Return result files that stand in the folder and are not replaced: of another export."""
    planned = set(planned_files(request))
    return tuple(sorted(name for name in _standing(request.folder) - planned if is_own_name(name)))


def _standing(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except OSError:  # missing or closed: the export itself says so if it matters
        return set()
