"""Count brightness in levels, and clip what counts too much."""

import numpy as np

from app.arrays import ByteArray, DoubleArray, SingleArray

N_LEVELS = 256
# scikit-image counts 2**14 grey values in bins of 65, so that only 253 of the 256 are filled.
_LEVELS_PER_UNIT = (2**14 - 1) / (1 + 2**14 // N_LEVELS)
_N_ROUNDS = 12  # of handing out what was clipped; each leaves a small part of the one before


def levels_of(brightness: SingleArray) -> ByteArray:
    """Return the level of each brightness, which is 0..1."""
    return (brightness * np.float32(_LEVELS_PER_UNIT)).astype(np.uint8)


def clip_shares(shares: DoubleArray, limit: float) -> DoubleArray:
    """Cut what is above the limit and hand it out evenly to the levels below it."""
    total = shares.sum(axis=-1, keepdims=True)
    clipped = np.minimum(shares, limit)
    for _ in range(_N_ROUNDS):
        excess = total - clipped.sum(axis=-1, keepdims=True)
        n_below = (clipped < limit).sum(axis=-1, keepdims=True)
        clipped = np.minimum(clipped + excess / np.maximum(n_below, 1), limit)
    return clipped
