"""Know files again by their bytes, wherever they lie: SHA-256, read in pieces."""

import hashlib
import threading
import time
from collections.abc import Iterable, Mapping
from functools import partial
from io import BufferedIOBase
from pathlib import Path
from typing import TypeAlias, cast

from app.errors import SceneError
from app.products.writing.safe_write import Staging
from app.scene.computed.planes import Planes
from app.scene.file_stamp import FileStamp
from app.scene.files.places import file_of, open_bytes
from app.scene.scene import Scene
from app.steps import Progress, Steps

TimedSums: TypeAlias = tuple[Mapping[Path, str], float]
"""SHA-256 of files by their paths, and the seconds it took."""

_PIECE_BYTES = 2**18  # stays in the processor's cache until it is summed up
_BESIDE_SHAPES = (".dbf", ".prj", ".cpg")
_N_KEPT = 10_000
_N_FOLDERS_UP = 3  # metadata of a Sentinel-2 product stand two folders above its bands

_kept: dict[tuple[Path, FileStamp], str] = {}
_lock = threading.Lock()


def inputs_of(scene: Scene, band_names: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that bands of a scene, and what is known of them, come from.

    A mask beside one counts: it says what has no data.
    """
    files = dict.fromkeys(band.path for band in Planes.of(scene.pick(band_names)).stored)
    masks = [mask for file in files if (mask := Path(f"{file}.msk")).is_file()]
    metadata = metadata_file(scene)
    return (*files, *masks, *(() if metadata is None else (metadata,)))


def metadata_file(scene: Scene) -> Path | None:
    """Return the file that tells of the product; None where there is none, or it is gone."""
    name = scene.product.metadata_file
    if not name or not scene.bands:
        return None
    above = scene.bands[0].path.parents
    places = (folder / name for folder in above[: _N_FOLDERS_UP + 1])
    return next((place for place in places if place.is_file()), None)


def fingerprints(paths: Iterable[Path]) -> Steps[Progress, Mapping[Path, str]]:
    """Return the SHA-256 of files by their paths, in hexadecimal; those that are gone are left out.

    What was read once and has not been written since is not read again.
    """
    found = {}
    paths = tuple(dict.fromkeys(paths))
    for number, path in enumerate(paths):
        text = f"Reading {path.name} once more to know it again"
        yield Progress(text, number / len(paths))
        try:
            found[path] = yield from _fingerprint(path, Progress(text, number / len(paths)))
        except (OSError, SceneError):
            continue
    return found


def staged_fingerprints(
    staging: Staging, paths: Iterable[Path]
) -> Steps[Progress, Mapping[Path, str]]:
    """Return the same by final paths, also of files that are written with the others.

    With a shapefile, those beside it count that say what is there, and where.
    """
    lies = {part: _lies(staging, part) for path in paths for part in _parts(path)}
    found = yield from fingerprints(lies.values())
    return {path: found[place] for path, place in lies.items() if place in found}


def _parts(path: Path) -> tuple[Path, ...]:
    if path.suffix.lower() != ".shp":
        return (path,)
    endings = [one for ending in _BESIDE_SHAPES for one in (ending, ending.upper())]
    beside = (path.with_suffix(ending) for ending in endings)
    return (path, *(part for part in beside if part.is_file()))


def _lies(staging: Staging, path: Path) -> Path:
    return staging.staged(path.name) if path in staging.paths else path


def timed_sums(scene: Scene, band_names: Iterable[str]) -> Steps[Progress, TimedSums]:
    """Return the fingerprints of all that bands come from, and the seconds that they took."""
    since = time.perf_counter()
    found = yield from fingerprints(inputs_of(scene, band_names))
    return found, time.perf_counter() - since


def _fingerprint(path: Path, progress: Progress) -> Steps[Progress, str]:
    key = (path, FileStamp.of(file_of(path)))
    with _lock:
        known = _kept.get(key)
    if known is not None:
        return known
    digest, piece = hashlib.sha256(), bytearray(_PIECE_BYTES)
    with cast("BufferedIOBase", open_bytes(path)) as file, memoryview(piece) as view:
        for n_bytes in iter(partial(file.readinto, piece), 0):
            digest.update(view[:n_bytes])
            yield progress
    with _lock:
        if len(_kept) >= _N_KEPT:
            _kept.clear()
        _kept[key] = digest.hexdigest()
    return digest.hexdigest()
