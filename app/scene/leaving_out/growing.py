"""Let what is left out grow by some pixels in all directions."""

import math

import numpy as np

from app.arrays import ByteArray


def grown(bits: ByteArray, width: int, n_px: int) -> ByteArray:
    """Return bits that are set within a distance of set ones, measured between pixel centres.

    The disc is put together of its rows: each is the plane grown sideways by half the length of
    that row of the disc, moved up and down. All of it works on packed bits, eight pixels at once.

    Parameters
    ----------
    bits
        Shape (height, ceil(width / 8)), as in `BitMask`; left as it is.
    n_px
        The distance, at least 0.
    """
    if n_px == 0 or not bits.any():
        return bits
    found = np.zeros_like(bits)
    sideways, reach = bits.copy(), 0
    for away in range(min(n_px, len(bits) - 1), -1, -1):  # from the ends of the disc to its middle
        half = math.isqrt(n_px * n_px - away * away)
        while reach < half:
            reach += 1
            sideways |= _moved_right(bits, reach)
            sideways |= _moved_left(bits, reach)
        found[away:] |= sideways[: len(bits) - away]
        found[: len(bits) - away] |= sideways[away:]
    if width % 8:
        found[:, -1] &= (0xFF << (8 - width % 8)) & 0xFF  # behind the last column nothing is set
    return found


def _moved_right(bits: ByteArray, n_px: int) -> ByteArray:
    n_bytes, n_bits = divmod(n_px, 8)
    moved = np.zeros_like(bits)
    n_kept = bits.shape[1] - n_bytes
    if n_kept <= 0:
        return moved
    moved[:, n_bytes:] = bits[:, :n_kept] >> n_bits
    if n_bits:
        moved[:, n_bytes + 1 :] |= bits[:, : n_kept - 1] << (8 - n_bits)
    return moved


def _moved_left(bits: ByteArray, n_px: int) -> ByteArray:
    n_bytes, n_bits = divmod(n_px, 8)
    moved = np.zeros_like(bits)
    n_kept = bits.shape[1] - n_bytes
    if n_kept <= 0:
        return moved
    moved[:, :n_kept] = bits[:, n_bytes:] << n_bits
    if n_bits:
        moved[:, : n_kept - 1] |= bits[:, n_bytes + 1 :] >> (8 - n_bits)
    return moved
