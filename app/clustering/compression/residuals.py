"""Turn what is lost into numbers of the bands' own width, and back, without any loss."""

import numpy as np

from app.arrays import AnyArray

_UNSIGNED = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}


def residual(original: AnyArray, rebuilt: AnyArray) -> AnyArray:
    """Return what has to be added to the rebuilt numbers, in unsigned numbers of their width.

    Whole numbers wrap round, and small losses of either sign become small numbers: 0, -1, 1, -2 ..
    are 0, 1, 2, 3 .. Of floating-point numbers the bits that differ are kept.
    """
    own = _UNSIGNED[original.dtype.itemsize]
    if original.dtype.kind == "f":
        return np.asarray(np.bitwise_xor(original.view(own), rebuilt.view(own)))
    signed = np.subtract(original.view(own), rebuilt.view(own)).view(f"i{original.dtype.itemsize}")
    bits = 8 * original.dtype.itemsize - 1
    return np.asarray(np.bitwise_xor(signed << 1, signed >> bits).view(own))


def restored(residual_: AnyArray, rebuilt: AnyArray) -> AnyArray:
    """Return the original numbers again."""
    own = _UNSIGNED[rebuilt.dtype.itemsize]
    if rebuilt.dtype.kind == "f":
        return np.asarray(np.bitwise_xor(residual_, rebuilt.view(own)).view(rebuilt.dtype))
    half, is_odd = residual_ >> own(1), residual_ & own(1)
    away = np.bitwise_xor(half, (own(0) - is_odd).astype(own))
    return np.asarray(np.add(rebuilt.view(own), away.astype(own)).view(rebuilt.dtype))
