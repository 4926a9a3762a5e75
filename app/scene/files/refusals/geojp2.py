"""Tell whether the small GeoTIFF within a JPEG 2000 file, which says where it lies, is in order."""

import struct
from pathlib import Path

from app.scene.files.places import n_bytes_of, open_bytes
from app.scene.files.refusals.jp2_boxes import boxes

_GEOTIFF = bytes.fromhex("b14bf8bd083d4b43a5ae8cd7d5a6ce03")
_N_BYTES_MOST = 2**20  # it holds a few keys
_KEYS, _DOUBLES, _TEXTS = 34735, 34736, 34737
_ITEM_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 12: 8}
_KEY_BYTES = 8


def has_broken_place(path: Path) -> bool:
    """Tell whether a file has such a GeoTIFF and keys of it point to nowhere."""
    n_bytes = n_bytes_of(path)
    with open_bytes(path) as file:
        if file.read(4) != b"\0\0\0\x0c":  # a bare code stream has no boxes
            return False
        for kind, begin, end in boxes(file, n_bytes):
            if kind == b"jp2c":  # large, and what GDAL reads of the place stands before it
                return False
            file.seek(begin)
            if kind == b"uuid" and file.read(16) == _GEOTIFF:
                return not _is_sound(file.read(min(end - begin - 16, _N_BYTES_MOST)))
    return False


def _is_sound(tiff: bytes) -> bool:
    try:
        order = {b"II*\0": "<", b"MM\0*": ">"}[tiff[:4]]
        fields = _fields(tiff, order)
        return _KEYS not in fields or _are_sound(fields, order)
    except (KeyError, struct.error):
        return False


def _fields(tiff: bytes, order: str) -> dict[int, bytes]:
    """Return the content of each field of the first directory."""
    fields = {}
    (place,) = struct.unpack_from(f"{order}I", tiff, 4)
    (n_fields,) = struct.unpack_from(f"{order}H", tiff, place)
    for number in range(n_fields):
        at = place + 2 + 12 * number
        tag, kind, count = struct.unpack_from(f"{order}HHI", tiff, at)
        length = count * _ITEM_BYTES.get(kind, 0)
        begin = at + 8 if length <= 4 else struct.unpack_from(f"{order}I", tiff, at + 8)[0]
        if begin + length > len(tiff):
            raise KeyError(tag)
        fields[tag] = tiff[begin : begin + length]
    return fields


def _are_sound(fields: dict[int, bytes], order: str) -> bool:
    """Tell whether each key has one value of its own, or points into one of the tables."""
    keys = fields[_KEYS]
    sizes = {
        _KEYS: len(keys) // 2,
        _DOUBLES: len(fields.get(_DOUBLES, b"")) // 8,
        _TEXTS: len(fields.get(_TEXTS, b"").partition(b"\0")[0]),
    }
    (n_keys,) = struct.unpack_from(f"{order}H", keys, 6)
    for number in range(1, n_keys + 1):
        _, where, count, offset = struct.unpack_from(f"{order}4H", keys, _KEY_BYTES * number)
        if count != 1 if where == 0 else offset + count > sizes.get(where, -1):
            return False
    return True
