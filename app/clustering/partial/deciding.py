"""Decide on the class of every pixel by its likelihoods and those of its neighbours."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, SingleArray

PER_CENT = 100
HALO_PX = 1
# A Gaussian of half a pixel: what a sensor sees reaches a little beyond its pixel.
_WEIGHTS = np.exp(-np.add.outer(np.array([1, 0, 1]), np.array([1, 0, 1])) / (2 * 0.5**2))


@dataclass(frozen=True, slots=True, eq=False)
class DecidedStrip:
    """Classes of some rows.

    Attributes
    ----------
    labels
        Shape (rows, cols), uint8: classes from 1, 0 where nothing is known of a pixel.
    confidence
        Same shape, uint8: likelihood of that class in per cent; 0 without a class.
    """

    labels: ByteArray
    confidence: ByteArray


def decide(
    likelihoods: SingleArray, valid: BoolArray, *, smooths: bool, least: float
) -> DecidedStrip:
    """Decide on rows of pixels.

    Parameters
    ----------
    likelihoods
        Shape (n_classes, rows, cols); anything where not valid.
    valid
        Shape (rows, cols).
    smooths
        Whether neighbours have a say.
    least
        0..1: pixels of a lower likelihood stay without a class.
    """
    shown = np.where(valid, likelihoods, np.float32(0))
    if smooths:
        weight = np.maximum(_smoothed(valid.astype(np.float32)), np.float32(1e-6))
        shown = np.stack([_smoothed(plane) for plane in shown]) / weight
    best = shown.argmax(axis=0)
    sure = np.take_along_axis(shown, best[None], axis=0)[0]
    is_known = valid & (sure > 0) & (sure >= least)
    labels = np.where(is_known, best + 1, 0).astype(np.uint8)
    confidence = np.where(is_known, np.rint(PER_CENT * np.minimum(sure, 1)), 0).astype(np.uint8)
    return DecidedStrip(labels, confidence)


def _smoothed(plane: AnyArray) -> SingleArray:
    """Weigh a plane with its eight neighbours; beyond the edge lies nothing."""
    padded = np.pad(plane, HALO_PX)
    rows, cols = plane.shape
    found = np.zeros(plane.shape, dtype=np.float32)
    for down in range(3):
        for across in range(3):
            part = padded[down : down + rows, across : across + cols]
            found += np.float32(_WEIGHTS[down, across]) * part
    return found
