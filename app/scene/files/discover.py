"""Find the raster files of a scene among the paths a person chose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import SceneError
from app.scene.files.archives.archive import is_archive_name, is_compressed_tar, looking_into
from app.scene.files.places import (
    Entry,
    archive_above,
    is_archive,
    is_file,
    is_folder,
    list_folder,
)
from app.scene.files.raster_file import unreadable
from app.scene.scene_choice import SeveralScenesError
from app.steps import Progress, Steps

_ENDINGS = frozenset((".tif", ".tiff", ".jp2", ".j2k", ".img", ".dat", ".bsq", ".bil", ".bip"))
_LATE_ENDINGS = frozenset((".png",))  # a picture beside bands is a preview of them
_COMPANIONS = re.compile(
    r"\.(txt|xml|hdr|ovr|msk|aux|tfw|prj|md|json|gml|qml|html|csv|pdf|tsv|jpe?g|md5|safe|zip|tar|gz)",
    re.IGNORECASE,
)
_RESOLUTION_FOLDER = re.compile(r"R[126]0m", re.IGNORECASE)
_N_NAMED = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The files that may hold bands.

    Attributes
    ----------
    files
        In the order given, or in natural order of their names within a folder.
    title
        A short name for the scene.
    """

    files: tuple[Path, ...]
    title: str


@dataclass(slots=True)
class _Listing:
    """What stands in one folder."""

    rasters: list[Path] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    archives: list[Path] = field(default_factory=list)

    @property
    def files(self) -> list[Path]:
        return self.rasters or self.pictures


def find_files(paths: Sequence[Path]) -> Steps[Progress, Found]:
    """Find the raster files behind files and folders.

    Raises
    ------
    SceneError
        A path is gone or may not be read, a folder holds no raster, or holds several scenes.
    """
    yield Progress("Looking for bands")
    if not paths:
        raise SceneError("Nothing to open", "No file was given.", "Choose a folder or files.")
    files: dict[Path, None] = {}
    for path in paths:
        yield from _unpacked(path)
        found = (yield from _search_folder(path)) if is_folder(path) else [path]
        for file in found:
            files.setdefault(file)
    chosen = [file for file in files if not _COMPANIONS.fullmatch(file.suffix)]
    if not chosen:
        raise _nothing_found(paths)
    return Found(files=tuple(chosen), title=_title(paths, chosen))


def natural_key(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a key that sorts "B10" after "B9"."""
    return tuple(
        (not part.isdigit(), int(part) if part.isdigit() else 0, part.lower())
        for part in re.split(r"([0-9]+)", name)
        if part
    )


def _unpacked(path: Path) -> Steps[Progress, bool]:
    """Unpack the archive that a path is or leads into, where that takes its time.

    Returns
    -------
    Whether it can be looked into; what is wrong with it is told by whoever lists it.
    """
    archive = path if is_archive(path) else archive_above(path)
    if archive is not None and is_compressed_tar(archive.name):
        try:
            yield from looking_into(archive)
        except OSError:
            return False
    return True


def _search_folder(folder: Path) -> Steps[Progress, list[Path]]:
    """Return the raster files of a folder, or of those in it."""
    safe = _inside_safe(folder)
    if safe is not None:
        return safe
    listing = _list_folder(folder)
    if is_archive(folder) and len(listing.folders) == 1 and not listing.files:
        return (yield from _search_folder(listing.folders[0]))
    if listing.files:
        return listing.files
    below = {inner: _files_below(inner) for inner in listing.folders}
    below = {inner: files for inner, files in below.items() if files}
    if not below:  # beside what was unpacked, an archive is a copy of it
        below = yield from _in_archives(listing.archives)
    if len(below) > 1 and not all(_RESOLUTION_FOLDER.fullmatch(inner.name) for inner in below):
        raise _several_scenes(folder, sorted(below, key=lambda inner: natural_key(inner.name)))
    return [file for files in below.values() for file in files]


def _in_archives(archives: Sequence[Path]) -> Steps[Progress, dict[Path, list[Path]]]:
    """Return what those archives hold that can be read; one locked among others hides none."""
    below: dict[Path, list[Path]] = {}
    for inner in archives:
        try:
            can_be_read = yield from _unpacked(inner)
        except SceneError:
            continue
        if can_be_read and (files := _files_below(inner)):
            below[inner] = files
    return below


def _files_below(folder: Path) -> list[Path]:
    try:
        safe = _inside_safe(folder)
        return _list_folder(folder).files if safe is None else safe
    except SceneError:
        return []  # one locked folder among others must not hide them


def _inside_safe(folder: Path) -> list[Path] | None:
    """Return the bands of a Sentinel-2 .SAFE folder, or of its granule; None for other folders."""
    granules = folder / "GRANULE"
    if is_folder(granules):
        images = [inner / "IMG_DATA" for inner in _list_folder(granules).folders]
    else:
        images = [folder / "IMG_DATA"]
    images = [inner for inner in images if is_folder(inner)]
    if not images:
        return None
    if len(images) > 1:
        raise _several_scenes(folder, [inner.parent for inner in images])
    listing = _list_folder(images[0])
    return listing.files + [file for inner in listing.folders for file in _list_folder(inner).files]


def _list_folder(folder: Path) -> _Listing:
    listing = _Listing()
    try:
        found = sorted(list_folder(folder), key=lambda entry: natural_key(entry.path.name))
    except PermissionError as error:
        raise unreadable(folder) from error
    except OSError as error:
        raise SceneError(
            "Folder cannot be read", f'"{folder.name}": {error.strerror}.', "Check the disk."
        ) from error
    for entry in found:
        _sort_in(listing, entry)
    return listing


def _sort_in(listing: _Listing, entry: Entry) -> None:
    path = entry.path
    ending = path.suffix.lower()
    if path.name.startswith("."):
        return
    if entry.is_folder:
        listing.folders.append(path)
    elif ending in _ENDINGS:  # whatever it is: if it cannot be read, the person is told
        listing.rasters.append(path)
    elif not entry.is_file:
        return
    elif is_archive_name(path.name):
        listing.archives.append(path)
    elif ending in _LATE_ENDINGS:
        listing.pictures.append(path)
    elif not _COMPANIONS.fullmatch(ending) and is_file(Path(f"{path}.hdr")):
        listing.rasters.append(path)  # ENVI's pixels often have no ending


def _title(paths: Sequence[Path], files: Sequence[Path]) -> str:
    first = paths[0]
    if len(paths) == 1 and first not in files:
        return _without_ending(first.absolute().name) or str(first)
    if len(files) == 1:
        return files[0].stem
    return files[0].absolute().parent.name or files[0].stem


def _without_ending(name: str) -> str:
    """Return the name of a folder, or of an archive as its folder would be called."""
    return re.sub(r"\.(zip|tar|tar\.gz|tgz)$", "", name, flags=re.IGNORECASE)


def _nothing_found(paths: Sequence[Path]) -> SceneError:
    first = paths[0]
    if len(paths) > 1 or not is_folder(first):
        given = ", ".join(f'"{path.name}"' for path in paths[:_N_NAMED])
        return SceneError(
            "No band among the files",
            f"{given} hold no pixels." if len(paths) > 1 else f"{given} holds no pixels.",
            "Unpack it and open the folder."
            if first.suffix.lower() in {".zip", ".tar", ".gz"}
            else "Choose the GeoTIFF or JPEG 2000 files of the bands.",
        )
    if is_archive(first):
        return SceneError(
            "No raster in archive",
            f'"{first.name}" holds no GeoTIFF, JPEG 2000, ENVI or Imagine file.',
            "Choose the archive of a scene.",
        )
    names = sorted(entry.path.name for entry in list_folder(first))
    if not names:
        return SceneError(
            "Folder is empty", f'There is nothing in "{first.name}".', "Choose another folder."
        )
    shown = ", ".join(f'"{name}"' for name in names[:_N_NAMED])
    more = f" and {len(names) - _N_NAMED} more" if len(names) > _N_NAMED else ""
    return SceneError(
        "No raster in folder",
        f'"{first.name}" holds {shown}{more}, no GeoTIFF, JPEG 2000, ENVI or Imagine file.',
        "Choose the folder that holds the band files.",
    )


def _several_scenes(folder: Path, scenes: Sequence[Path]) -> SeveralScenesError:
    names = ", ".join(f'"{scene.name}"' for scene in scenes[:_N_NAMED])
    more = f" and {len(scenes) - _N_NAMED} more" if len(scenes) > _N_NAMED else ""
    return SeveralScenesError(
        "Several scenes in folder",
        f'"{folder.name}" holds {len(scenes)} scenes: {names}{more}.',
        "Open the folder of one of them.",
        groups=tuple((_without_ending(scene.name), (scene,)) for scene in scenes),
    )
