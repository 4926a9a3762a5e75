"""Turn counts of pixels into a picture: the more pixels, the denser."""

import numpy as np

from app.arrays import ByteArray, IntArray
from app.clustering.naming.cluster_look import Rgb

_LEAST = 0.25  # of the densest: a single pixel has to be seen


def density_picture(counts: IntArray, colour: Rgb, densest: int) -> ByteArray:
    """Return RGBA, shape (rows, cols, 4), in one colour: clear where nothing was counted.

    Parameters
    ----------
    counts
        Shape (rows, cols).
    densest
        The count that is drawn in full; fewer are drawn by the logarithm of their number, as
        densities of spectra span several powers of ten.
    """
    picture = np.zeros((*counts.shape, 4), dtype=np.uint8)
    picture[..., :3] = colour
    share = np.log1p(counts) / np.log1p(max(1, densest))
    opacity = _LEAST + (1.0 - _LEAST) * np.minimum(share, 1.0)
    picture[..., 3] = np.where(counts > 0, np.rint(255 * opacity), 0)
    return picture
