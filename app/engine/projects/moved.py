"""Find the scene of a project where it was moved to, and tell what has changed of its files."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.errors import SceneError
from app.products.projects.saved_work import Project, SavedFile
from app.scene.scene import Scene

_N_FOLDERS_MAX = 5_000  # a disk is not searched through
_DEPTH_MAX = 6
_N_TOLD = 3


def located(path: Path, project: Project, place: Path) -> Project:
    """Return a project whose scene lies in a folder, or somewhere below.

    Files are known by their names; of folders that hold as many of them, that is taken whose files
    have the sizes, and then the headers, that they had.

    Parameters
    ----------
    path
        Of the project file, for the message.

    Raises
    ------
    SceneError
        It is not there.
    """
    names = [source.name for source in project.sources]
    known = {file.name: file for file in project.files}
    within = tuple(place / name for name in names)
    if all(map(Path.exists, within)):
        return replace(project, sources=within)
    folder = _best(place, names, known)  # files, or archives
    if folder is not None and all((folder / name).exists() for name in names):
        return replace(project, sources=tuple(folder / name for name in names))
    if len(names) == 1 and names[0] not in known:  # it was a folder
        folder = _best(place, list(known), known) if known else place
        if folder is not None:
            above = (one for one in (folder, *folder.parents) if one.is_relative_to(place))
            named = next((one for one in above if one.name == names[0]), folder)
            return replace(project, sources=(named,))
    raise SceneError(
        "Scene not found",
        f'Neither "{place}" nor a folder below it holds what "{path.name}" needs: '
        f"{_listed(list(known) or names)}.",
        "Choose the folder that the files are in now.",
    )


def changes(
    files: Sequence[SavedFile], scene: Scene, *, with_dates_alone: bool = True
) -> tuple[str, ...]:
    """Say of each file what is no longer as it was: size, date, pixels, type of values.

    Parameters
    ----------
    with_dates_alone
        Whether a file is told of that was written at another time, and is the same otherwise: it
        may have been copied.
    """
    size = scene.grid.width, scene.grid.height
    now = {
        file.name: file for band in scene.bands if (file := SavedFile.of(band, size)) is not None
    }
    pairs = ((before, now[before.name]) for before in files if before.name in now)
    if not with_dates_alone:
        pairs = (
            (one, other)
            for one, other in pairs
            if replace(one, modified=0) != replace(other, modified=0)
        )
    told = [f'"{before.name}": {what}' for before, after in pairs if (what := _what(before, after))]
    told += [f'"{before.name}" is gone' for before in files if before.name not in now]
    return tuple(told)


def changed_words(told: Sequence[str]) -> str:
    """Return what has changed as sentences, the first few of many."""
    more = f" {len(told) - _N_TOLD} more files differ." if len(told) > _N_TOLD else ""
    return " ".join(f"{one}." for one in told[:_N_TOLD]) + more


def _what(before: SavedFile, after: SavedFile) -> str:
    parts = []
    if (before.width, before.height) != (after.width, after.height):
        parts += [f"{before.width} x {before.height} pixels became {after.width} x {after.height}"]
    if before.dtype != after.dtype:
        parts += [f"{before.dtype} became {after.dtype}"]
    if before.size != after.size:
        parts += [f"{before.size:,} bytes became {after.size:,}"]
    if before.modified != after.modified:
        parts += [f"written {_date(before)}, now {_date(after)}"]
    return ", ".join(parts)


def _date(file: SavedFile) -> str:
    when = datetime.fromtimestamp(file.modified, UTC).astimezone()
    return f"{when:%Y-%m-%d %H:%M:%S}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _N_TOLD} more" if len(names) > _N_TOLD else ""
    return ", ".join(f'"{name}"' for name in names[:_N_TOLD]) + more


def _best(place: Path, names: Sequence[str], known: Mapping[str, SavedFile]) -> Path | None:
    """Return the folder that holds most files of these names, alike as far as that can be told."""
    rated: dict[tuple[int, int], list[Path]] = {}
    for folder in _folders(place):
        held = [name for name in names if (folder / name).is_file()]
        sizes = [_size(folder / name) == known[name].size for name in held if name in known]
        if held:
            rated.setdefault((len(held), sum(sizes)), []).append(folder)
    if not rated:
        return None
    best = rated[max(rated)]

    def n_alike(folder: Path) -> int:
        return sum(_is_alike(folder / name, known[name]) for name in names if name in known)

    return best[0] if len(best) == 1 else max(best, key=n_alike)


def _folders(place: Path) -> Iterator[Path]:
    """Walk through a folder and those below it, nearest first; links are not followed."""
    waiting, n_seen = [(place, 0)], 0
    while waiting and n_seen < _N_FOLDERS_MAX:
        folder, depth = waiting.pop(0)
        n_seen += 1
        yield folder
        if depth < _DEPTH_MAX:
            waiting += [(below, depth + 1) for below in _below(folder)]


def _below(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _is_alike(path: Path, before: SavedFile) -> bool:
    """Tell whether a file has the pixels and the type of values that it had."""
    from app.scene.files.headers import read_header

    try:
        header = read_header(path)
    except SceneError:
        return False
    size = header.grid.width, header.grid.height
    return size == (before.width, before.height) and header.bands[0].dtype == before.dtype
