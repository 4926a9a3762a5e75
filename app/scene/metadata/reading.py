"""Find the metadata that lie beside the bands of a scene, and read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import SceneError
from app.scene.files.places import Entry, list_folder
from app.scene.metadata.file_names import read_names, with_tags
from app.scene.metadata.landsat import MTL_NAME, read_landsat
from app.scene.metadata.product_facts import BandFacts, BandPlace, ProductFacts
from app.scene.metadata.sentinel2 import PRODUCT_NAME, TILE_NAME, read_sentinel2
from app.scene.metadata.stac import read_stac
from app.scene.scene_product import UNKNOWN_PRODUCT, SceneProduct

_N_FOLDERS_MAX = 8
_N_ITEMS_READ = 20  # JSON documents of a folder that may be STAC items
_N_FOLDERS_UP = 4  # from R10m over IMG_DATA, granule and GRANULE to the product
_ENDINGS = frozenset((".txt", ".json", ".xml"))
_MTL_ENDINGS = (".json", ".txt", ".xml")


@dataclass(frozen=True, slots=True)
class MetadataRead:
    """What was read, and what could not be.

    Attributes
    ----------
    problem
        Why metadata that lie there were not used, in one sentence; empty where all is well.
    """

    facts: ProductFacts
    problem: str = ""


def read_metadata(files: Sequence[Path], tags: Mapping[str, str]) -> MetadataRead:
    """Read what stands beside the bands' files; of names alone where nothing does.

    Parameters
    ----------
    files
        The bands' files.
    tags
        What one of the files says of the whole scene in tags of its own.
    """
    named = read_names(files)
    if named.product.family.startswith("HLS"):
        named = replace(named, product=with_tags(named.product, dict(tags)))
    try:
        facts = _read_beside(files)
    except SceneError as error:
        return MetadataRead(named, error.detail)
    return MetadataRead(named if facts is None else _joined(facts, named, files))


def _read_beside(files: Sequence[Path]) -> ProductFacts | None:
    documents = list(_documents(files))
    mtl = _choose_mtl(documents, files)
    if mtl is not None:
        return read_landsat(mtl)
    product = _only(path for path in documents if PRODUCT_NAME.fullmatch(path.name))
    tile = _only(path for path in documents if TILE_NAME.fullmatch(path.name))
    if product is not None or tile is not None:
        return read_sentinel2(product, tile)
    names = {path.name for path in files}
    for path in [path for path in documents if path.suffix.casefold() == ".json"][:_N_ITEMS_READ]:
        facts = read_stac(path, names)
        if facts is not None:
            return facts
    return None


def _documents(files: Sequence[Path]) -> Iterable[Path]:
    """Yield texts beside the files, and above them where they lie in a Sentinel-2 product."""
    folders: dict[Path, None] = {}
    for path in files:
        folder = path.absolute().parent
        folders.setdefault(folder)
        if "IMG_DATA" in (folder.name, folder.parent.name):
            for above in list(folder.parents)[:_N_FOLDERS_UP]:
                folders.setdefault(above)
                if above.suffix.casefold() == ".safe":
                    break
    for folder in list(folders)[:_N_FOLDERS_MAX]:
        yield from sorted(entry.path for entry in _entries(folder) if _is_document(entry))


def _entries(folder: Path) -> list[Entry]:
    try:
        return list(list_folder(folder))
    except OSError:  # a folder that may be entered and not listed
        return []


def _is_document(entry: Entry) -> bool:
    return (
        entry.is_file
        and entry.path.suffix.casefold() in _ENDINGS
        and not _leads_elsewhere(entry.path)
    )


def _leads_elsewhere(path: Path) -> bool:
    """Whether it is a link out of its folder: what lies there is no part of the scene."""
    return path.is_symlink() and path.resolve().parent != path.parent.resolve()


def _choose_mtl(documents: Sequence[Path], files: Sequence[Path]) -> Path | None:
    """Choose the Landsat metadata that bear the name of the bands; of several forms the first."""
    fitting = [
        path
        for path in documents
        if (match := MTL_NAME.fullmatch(path.name)) and _belongs(match["start"], files)
    ]
    fitting.sort(key=lambda path: _MTL_ENDINGS.index(path.suffix.casefold()))
    return fitting[0] if fitting else None


def _belongs(start: str, files: Sequence[Path]) -> bool:
    """Whether bands are named like a metadata file, or by nothing that speaks against it."""
    begins = start.casefold()
    if any(path.name.casefold().startswith(begins) for path in files):
        return True
    theirs, ours = _scene_of([Path(start)]), _scene_of(files)
    return ours.acquired is None or (ours.acquired, ours.tile, ours.level) == (
        theirs.acquired,
        theirs.tile,
        theirs.level,
    )


def _scene_of(files: Sequence[Path]) -> SceneProduct:
    return read_names(files).product


def _only(paths: Iterable[Path]) -> Path | None:
    found = list(paths)
    return found[0] if len(found) == 1 else None


def _joined(facts: ProductFacts, named: ProductFacts, files: Sequence[Path]) -> ProductFacts:
    """Fill in from names what metadata leave open."""
    names = {path.name.casefold() for path in files}
    by_file: dict[BandPlace, BandFacts] = {
        place: told for place, told in facts.by_file.items() if place[0] in names
    }
    # A band that metadata tell by its file is no other file that bears the same name.
    told = list(by_file.values())
    by_name = {name: one for name, one in facts.by_name.items() if one not in told}
    product = facts.product
    for name in ("family", "identifier", "platform", "level", "acquired", "baseline", "tile"):
        if getattr(product, name) == getattr(UNKNOWN_PRODUCT, name):
            product = replace(product, **{name: getattr(named.product, name)})
    return ProductFacts(product, {**named.by_file, **by_file}, by_name or named.by_name)
