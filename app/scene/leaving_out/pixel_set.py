"""Keep the pixels of clusters of an earlier result, packed, so that they can be left out later."""

import zlib
from collections.abc import Collection

import numpy as np

from app.arrays import ByteArray
from app.errors import SettingsError
from app.scene.leaving_out.bit_mask import no_bits
from app.scene.leaving_out.leave_out import ClusterOrigin, PixelSet

_N_STRIP_PX = 4_000_000


def pixels_of(
    labels: ByteArray,
    clusters: Collection[int],
    *,
    name: str,
    is_inside: bool,
    origin: ClusterOrigin | None = None,
) -> PixelSet:
    """Pack the pixels that have one of some labels.

    Parameters
    ----------
    labels
        Of every pixel of the scene, shape (height, width).
    name
        How a person knows them: "cluster 3 of 5".
    is_inside
        Whether these pixels alone take part; otherwise they are left out.
    origin
        Which clusters of which run they are.
    """
    height, width = labels.shape
    has_label = np.zeros(256, dtype=bool)
    has_label[list(clusters)] = True
    bits = no_bits(height, width)
    rows = max(1, _N_STRIP_PX // width)
    for row in range(0, height, rows):
        bits[row : row + rows] = np.packbits(has_label[labels[row : row + rows]], axis=1)
    packed = zlib.compress(bits.data, level=1)
    return PixelSet(name, height, width, packed, is_inside, origin)


def bits_of(pixels: PixelSet, height: int, width: int) -> ByteArray:
    """Unpack pixels for a scene of that size, as in `BitMask`; read-only.

    Raises
    ------
    SettingsError
        They are of a scene of another size, or damaged.
    """
    if (pixels.height, pixels.width) != (height, width):
        raise SettingsError(
            "Cluster of another scene",
            f'"{pixels.name}" has {pixels.height} rows and {pixels.width} columns, the scene '
            f"{height} and {width}.",
            "Choose a cluster of a sweep of this scene.",
        )
    shape = no_bits(height, width).shape
    n_bytes = shape[0] * shape[1]
    try:
        content = zlib.decompressobj().decompress(pixels.packed, n_bytes + 1)
    except zlib.error:
        content = b""
    if len(content) != n_bytes:
        raise SettingsError(
            "Cluster cannot be read",
            f'The pixels of "{pixels.name}" are damaged.',
            "Choose a cluster of a sweep of this scene.",
        )
    bits = np.frombuffer(content, dtype=np.uint8).reshape(shape)
    if width % 8 and (bits[:, -1] & (0xFF >> (width % 8))).any():
        bits = bits.copy()
        bits[:, -1] &= (0xFF << (8 - width % 8)) & 0xFF
    return bits
