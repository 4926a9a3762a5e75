"""Colour classes as the scene shows them, moved apart until they can be told apart."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.arrays import ByteArray, DoubleArray
from app.clustering.naming.cluster_look import ClusterLook, Rgb

LEAST_APART = 10.0  # CIEDE2000; half of that is seen side by side
_N_ROUNDS = 300
_LIGHTNESS = (18.0, 94.0)
_STEP = 0.5  # of what two colours lack, for each of them


def colours_of_scene(rgba: ByteArray, labels: ByteArray, look: ClusterLook) -> Mapping[int, Rgb]:
    """Return a colour for each class: its mean in a picture, moved apart from the others.

    Parameters
    ----------
    rgba
        Shape (rows, cols, 4): a picture of the whole scene; transparent pixels count nowhere.
    labels
        Shape (n_rows, n_cols): a map of the whole scene, as fine as the picture or not.
    look
        Which classes the labels belong to. A class that the map does not show keeps its colour.
    """
    rows = np.arange(labels.shape[0]) * rgba.shape[0] // labels.shape[0]
    cols = np.arange(labels.shape[1]) * rgba.shape[1] // labels.shape[1]
    seen = rgba[rows[:, np.newaxis], cols]
    classes = look.class_table()[labels]
    classes[seen[..., 3] == 0] = 0
    flat = classes.ravel()
    n_px = np.bincount(flat, minlength=256)
    means = [
        np.bincount(flat, seen[..., i].ravel(), minlength=256) / np.maximum(n_px, 1)
        for i in range(3)
    ]
    own = [
        (means[0][number], means[1][number], means[2][number]) if n_px[number] else rgb
        for number, rgb in zip(look.numbers, look.colours, strict=True)
    ]
    return dict(zip(look.numbers, told_apart(own), strict=True))


def told_apart(colours: Sequence[tuple[float, float, float]]) -> list[Rgb]:
    """Move colours away from each other, as little as it takes for `LEAST_APART`.

    Where there are too many for that, they end as far apart as the rounds have brought them.

    Parameters
    ----------
    colours
        Red, green, blue of each, 0..255.
    """
    if not colours:
        return []
    from skimage.color import deltaE_ciede2000, rgb2lab

    lab = rgb2lab(np.array(colours, dtype=np.float64)[np.newaxis] / 255)[0]
    for _ in range(_N_ROUNDS):
        apart = deltaE_ciede2000(lab[:, np.newaxis], lab[np.newaxis])  # type: ignore[no-untyped-call]
        np.fill_diagonal(apart, np.inf)
        lack = np.maximum(0.0, LEAST_APART - apart)
        if not lack.any():
            break
        lab = _into_gamut(lab + _pushes(lab, lack))
    rgb = np.rint(_rgb(lab) * 255).astype(int)
    return [(int(red), int(green), int(blue)) for red, green, blue in rgb]


def _pushes(lab: DoubleArray, lack: DoubleArray) -> DoubleArray:
    """Return where each colour is pushed by those too near, along what they differ in."""
    away = lab[:, np.newaxis] - lab[np.newaxis]
    lengths = np.linalg.norm(away, axis=2)
    # Two that are alike differ in nothing: the later of them gets lighter.
    order = np.sign(np.subtract.outer(np.arange(len(lab)), np.arange(len(lab))))
    is_alike = lengths < 1.0
    away[is_alike] = 0.0
    away[..., 0] += np.where(is_alike, order, 0.0)
    lengths = np.where(is_alike, 1.0, lengths)
    return np.asarray((away / lengths[..., np.newaxis] * lack[..., np.newaxis]).sum(axis=1) * _STEP)


def _into_gamut(lab: DoubleArray) -> DoubleArray:
    from skimage.color import rgb2lab

    lab = lab.copy()
    lab[:, 0] = np.clip(lab[:, 0], *_LIGHTNESS)
    return np.asarray(rgb2lab(_rgb(lab)[np.newaxis])[0])


def _rgb(lab: DoubleArray) -> DoubleArray:
    """Return red, green, blue of 0..1, the nearest that a screen has."""
    import warnings

    from skimage.color import lab2rgb

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that colours lie outside of what a screen shows
        return np.asarray(np.clip(lab2rgb(lab[np.newaxis])[0], 0.0, 1.0))
