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
# Level 1C has no scene classification, but, since baseline 04.00, a raster of clouds.
_CLOUD_MASK = re.compile(r"MSK_(CLDPRB(_[26]0m)?|CLASSI_B00)\.(jp2|tiff?)", re.IGNORECASE)
_OF_LEVEL_1C = re.compile(r"MSK_CLASSI", re.IGNORECASE)
_RESOLUTION_FOLDER = re.compile(r"R[126]0m", re.IGNORECASE)
_N_NAMED = 6
_N_DEEP = 6  # folders below the one that was chosen: missions, years, months, tiles, scenes
_N_FOLDERS_MAX = 5_000  # looked into on each level: nobody keeps so many scenes in one place


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


def lies_beside_others(files: Sequence[Path], start: str) -> bool:
    """Tell whether rasters whose names begin otherwise lie in the folder of some files."""
    folders = {file.parent for file in files}
    try:
        beside = [file for folder in folders for file in _list_folder(folder).files]
    except SceneError:  # may be read, but not listed
        return False
    return any(not file.name.startswith(start) for file in beside)


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


@dataclass(slots=True)
class _Search:
    """How many folders may still be looked into."""

    n_left: int


def _search_folder(folder: Path, n_deep: int = _N_DEEP) -> Steps[Progress, list[Path]]:
    """Return the raster files of a folder, or of the one place below it that holds any."""
    safe = _inside_safe(folder)
    if safe is not None:
        return safe
    listing = _list_folder(folder)
    if listing.files:
        return listing.files
    places = [*listing.folders, *_not_unpacked(listing)] if n_deep else []
    holding: list[Path] = []
    search = _Search(_N_FOLDERS_MAX)  # what was found a level above is found again
    for place in places:
        holds = yield from _holds_rasters(place, search, n_deep - 1)
        holding += [place] if holds else []
    if len(holding) > 1:
        if all(_RESOLUTION_FOLDER.fullmatch(place.name) for place in holding):
            return [file for place in holding for file in _list_folder(place).files]
        raise _several_scenes(folder, sorted(holding, key=lambda place: natural_key(place.name)))
    if not holding and len(places) == 1 and is_archive(places[0]):
        holding = places  # what is wrong with the only thing there has to be told
    return (yield from _search_folder(holding[0], n_deep - 1)) if holding else []


def _not_unpacked(listing: _Listing) -> list[Path]:
    """Return the archives of a folder but those that lie unpacked beside themselves."""
    unpacked = {_as_unpacked(folder) for folder in listing.folders}
    return [archive for archive in listing.archives if _as_unpacked(archive) not in unpacked]


def _as_unpacked(path: Path) -> str:
    """Return one name for a product's folder and its archive: "X.SAFE", "X.zip", "X.SAFE.zip"."""
    return re.sub(r"\.safe$", "", _without_ending(path.name).casefold())


def _holds_rasters(folder: Path, search: _Search, n_deep: int) -> Steps[Progress, bool]:
    """Tell whether a folder or archive holds rasters, itself or some folders down.

    What is locked or damaged holds none: it must not hide its neighbours.
    """
    yield Progress("Looking for bands")
    search.n_left -= 1
    try:
        if not (yield from _unpacked(folder)):
            return False
        if _inside_safe(folder):
            return True
        listing = _list_folder(folder)
    except SeveralScenesError:
        return True
    except SceneError:
        return False
    if listing.files:
        return True
    for place in (*listing.folders, *_not_unpacked(listing)) if n_deep else ():
        if search.n_left > 0 and (yield from _holds_rasters(place, search, n_deep - 1)):
            return True
    return False


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
    below = [file for inner in listing.folders for file in _list_folder(inner).files]
    bands = listing.files + below
    return bands + _cloud_masks(images[0].parent / "QI_DATA", bands)


def _cloud_masks(quality: Path, bands: Sequence[Path]) -> list[Path]:
    """Return the rasters that tell clouds, in each pixel size: they lie apart from bands."""
    files = _list_folder(quality).files if is_folder(quality) else []
    masks = [file for file in files if _CLOUD_MASK.fullmatch(file.name)]
    is_classified = any("_SCL_" in band.name for band in bands)
    return [mask for mask in masks if not (is_classified and _OF_LEVEL_1C.match(mask.name))]


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
        f'"{folder.name}" holds scenes in {len(scenes)} places: {names}{more}.',
        "Open the folder of one of them.",
        groups=tuple((_without_ending(scene.name), (scene,)) for scene in scenes),
    )
