"""Find the files that a metadata document describes, where a person opens the document itself."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.errors import SceneError
from app.scene.files.discover import find_files
from app.scene.files.places import is_file
from app.scene.metadata.landsat import MTL_NAME
from app.scene.metadata.sentinel2 import PRODUCT_NAME, TILE_NAME
from app.scene.metadata.stac import asset_names
from app.steps import Progress, Steps

_MANIFEST = "manifest.safe"


def described_files(paths: Sequence[Path]) -> Steps[Progress, tuple[Path, ...]]:
    """Put in place of each document what it describes; other paths stay.

    Raises
    ------
    SceneError
        The folder of a document cannot be read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in (yield from _described_by(path)) or (path,):
            found.setdefault(file)
    return tuple(found)


def _described_by(path: Path) -> Steps[Progress, tuple[Path, ...]]:
    """Return what a document describes; nothing where it is none."""
    if not is_file(path):
        return ()
    is_sentinel = PRODUCT_NAME.fullmatch(path.name) or TILE_NAME.fullmatch(path.name)
    if is_sentinel or path.name.casefold() == _MANIFEST:
        return (path.absolute().parent,)
    match = MTL_NAME.fullmatch(path.name)
    if match:
        beside = (yield from find_files([path.absolute().parent])).files
        own = [
            file for file in beside if file.name.casefold().startswith(match["start"].casefold())
        ]
        return tuple(own)
    return tuple(_assets(path)) if path.suffix.casefold() == ".json" else ()


def _assets(path: Path) -> Iterator[Path]:
    """Yield the assets of a STAC item that lie beside it."""
    try:
        names = asset_names(path)
    except SceneError:  # whatever it is, it holds no pixels: that is told then
        return
    for name in names:
        asset = path.absolute().with_name(name)
        if asset.suffix.casefold() in {".tif", ".tiff", ".jp2"} and is_file(asset):
            yield asset
