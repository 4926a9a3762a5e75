"""Tell which scenes are meant by paths: a folder is one or holds some, loose files may be one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import plain_text
from app.errors import AppError
from app.scene.files.places import is_folder
from app.steps import Progress, Steps

_RASTER_ENDINGS = (".tif", ".tiff", ".jp2", ".img")


@dataclass(frozen=True, slots=True)
class SceneToApply:
    """One scene among several.

    Attributes
    ----------
    title
        As a person knows it.
    paths
        What opens it.
    folder
        Name of the folder that its results go to, unlike that of any other.
    """

    title: str
    paths: tuple[Path, ...]
    folder: str


def find_scenes(paths: Iterable[Path], n_bands: int) -> Steps[Progress, tuple[SceneToApply, ...]]:
    """Return the scenes that paths lead to, in their order.

    What cannot be opened is a scene all the same: what is wrong is said when it is its turn.

    Parameters
    ----------
    n_bands
        That a file needs to be a scene by itself.
    """
    found: list[tuple[str, tuple[Path, ...]]] = []
    loose: list[Path] = []
    for path in paths:
        if is_folder(path):
            found += yield from _scenes_of((path,), path.name)
        else:
            loose.append(path)
    if loose:
        yield Progress("Looking for bands")
        alone, together = _apart(loose, n_bands)
        found += [(path.stem, (path,)) for path in alone]
        if together:
            found += yield from _scenes_of(tuple(together), together[0].stem)
    return tuple(_with_folders(found))


def _apart(loose: list[Path], n_bands: int) -> tuple[list[Path], list[Path]]:
    """Return the files that are scenes by themselves, and those that are one together.

    Beside a file of all bands, a raster that is missing or broken is told of as a scene that
    failed: nothing says that it belongs to the others.
    """
    counts = {path: _n_bands(path) for path in loose}
    if len(loose) > 1 and all(count >= n_bands for count in counts.values()):
        return loose, []
    whole = [path for path in loose if counts[path] >= max(2, n_bands)]
    if not whole or len(loose) == 1:
        return [], loose
    broken = {path for path in loose if not counts[path] and _is_raster_name(path)}
    alone = [path for path in loose if path in whole or path in broken]
    rest = [path for path in loose if path not in alone]
    return alone, rest if any(counts[path] for path in rest) else []


def _is_raster_name(path: Path) -> bool:
    return path.suffix.lower() in _RASTER_ENDINGS or not path.exists()


def _scenes_of(
    paths: tuple[Path, ...], title: str
) -> Steps[Progress, list[tuple[str, tuple[Path, ...]]]]:
    from app.scene.opening import open_scene
    from app.scene.scene_choice import SeveralScenesError

    try:
        scene = yield from open_scene(paths)
    except SeveralScenesError as several:
        return [(name or title, own) for name, own in several.groups] or [(title, paths)]
    except AppError:
        return [(title, paths)]
    return [(scene.title or title, paths)]


def _n_bands(path: Path) -> int:
    from app.scene.files.headers import read_header

    try:
        return len(read_header(path).bands)
    except AppError:
        return 0


def _with_folders(found: list[tuple[str, tuple[Path, ...]]]) -> Iterator[SceneToApply]:
    taken: set[str] = set()
    for title, paths in found:
        stem = plain_text.file_stem(title)
        folder, number = stem, 2
        while folder.casefold() in taken:
            folder, number = f"{stem}_{number}", number + 1
        taken.add(folder.casefold())
        yield SceneToApply(plain_text.name(title), paths, folder)
