"""Write a picture as text that stands within a page: PNG in base 64."""

import base64
import struct
import zlib

import numpy as np

from app.arrays import ByteArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6  # colour type
_LEVEL = 6


def data_uri(rgba: ByteArray) -> str:
    """Return a picture of shape (rows, cols, 4) as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(_png(rgba)).decode("ascii")


def _png(rgba: ByteArray) -> bytes:
    height, width = rgba.shape[:2]
    lines = np.zeros((height, 1 + 4 * width), dtype=np.uint8)  # each line begins with no filter
    lines[:, 1:] = rgba.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)
    content = zlib.compress(lines.tobytes(), _LEVEL)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", content) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
