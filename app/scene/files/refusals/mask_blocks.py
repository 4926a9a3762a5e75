"""Look how large the blocks of a mask are, which rasterio does not tell: each is decoded whole."""

import struct
from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from app.errors import SceneError
from app.scene.files.places import is_file, open_bytes

_N_DIRECTORIES_MOST = 256
_N_ENTRIES_MOST = 4_096
_KIND, _WIDTH, _HEIGHT, _STRIP_ROWS, _TILE_WIDTH, _TILE_HEIGHT = 254, 256, 257, 278, 322, 323
_WANTED = frozenset((_KIND, _WIDTH, _HEIGHT, _STRIP_ROWS, _TILE_WIDTH, _TILE_HEIGHT))
_MASK = 4  # bit of the kind of a picture
_NUMBERS = {3: "H", 4: "I", 16: "Q"}  # types of TIFF, as struct has them


def refuse_large_mask(path: Path, n_px_max: int) -> None:
    """Refuse masks of a GeoTIFF, within it or in its `.msk`, of blocks beyond a number of pixels.

    TIFF 6.0, and the BigTIFF of libtiff: tags 254 (a mask has bit 2), 256, 257, 278, 322, 323.

    Raises
    ------
    SceneError
        It is stored so, or where the mask lies cannot be told.
    """
    beside = Path(f"{path}.msk")
    try:
        sizes = _sizes(path, only_masks=True)
        if is_file(beside):
            sizes += _sizes(beside, only_masks=False)
    except (struct.error, OSError):
        sizes = []
    largest = max(sizes, default=0)
    if largest < 1:
        raise SceneError(
            "Mask cannot be read",
            f'"{path.name}" has a mask of pixels without data, and how that is stored cannot be '
            "told.",
            "Write the file again with another program, the mask in tiles of 256 x 256 pixels.",
        )
    if largest > n_px_max:
        raise SceneError(
            "Blocks are too large",
            f'The mask of "{path.name}" is stored in blocks of {largest:,} pixels; at most '
            f"{n_px_max:,} are read.",
            "Write it again in tiles of 256 x 256 pixels.",
        )


def _sizes(path: Path, *, only_masks: bool) -> list[int]:
    with open_bytes(path) as file:
        return [
            _block_px(entries)
            for entries in _directories(cast("BufferedIOBase", file))
            if not only_masks or entries.get(_KIND, 0) & _MASK
        ]


def _directories(file: BufferedIOBase) -> Iterator[Mapping[int, int]]:
    start = file.read(16)
    order = "<" if start[:2] == b"II" else ">"
    is_big = struct.unpack(f"{order}H", start[2:4])[0] == 43
    word, n_bytes = ("Q", 8) if is_big else ("I", 4)
    count, n_count = ("Q", 8) if is_big else ("H", 2)
    (place,) = struct.unpack_from(f"{order}{word}", start, 8 if is_big else 4)
    seen: set[int] = set()
    while place and place not in seen and len(seen) < _N_DIRECTORIES_MOST:
        seen.add(place)
        file.seek(place)
        (n_entries,) = struct.unpack(f"{order}{count}", file.read(n_count))
        if n_entries > _N_ENTRIES_MOST:
            return
        n_entry = 4 + 2 * n_bytes
        content = file.read(n_entries * n_entry + n_bytes)
        found = {}
        for at in range(0, n_entries * n_entry, n_entry):
            tag, kind = struct.unpack_from(f"{order}HH", content, at)
            if tag in _WANTED and kind in _NUMBERS:
                form = order + _NUMBERS[kind]
                found[tag] = struct.unpack_from(form, content, at + 4 + n_bytes)[0]
        yield found
        (place,) = struct.unpack_from(f"{order}{word}", content, n_entries * n_entry)


def _block_px(entries: Mapping[int, int]) -> int:
    if _TILE_WIDTH in entries:
        return entries[_TILE_WIDTH] * entries.get(_TILE_HEIGHT, 0)
    height = entries.get(_HEIGHT, 0)
    return entries.get(_WIDTH, 0) * min(height, entries.get(_STRIP_ROWS, height))
