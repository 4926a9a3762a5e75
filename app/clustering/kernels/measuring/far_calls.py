"""Check what the kernel of far pixels is given, and run it."""

import threading

import numpy as np

from app.arrays import AnyArray, ByteArray, SingleArray
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels.kernel import Kernel, Room
from app.clustering.scaling import BandScaling

_mark_far = Kernel("mark_far")
_TILE_PX = 512  # as in `dialect`, which is not imported here: it would bring numba
_N_LABELS_MAX = 256


class _Squares(threading.local):
    """Working space of each thread."""

    def __init__(self) -> None:
        self.room = Room.of(np.zeros((2, _TILE_PX), np.float32))


_squares = _Squares()


def mark_far(
    values: AnyArray,
    centres: SingleArray,
    limits: SingleArray,
    labels: ByteArray,
    marks: ByteArray,
    scaling: BandScaling | None = None,
) -> int:
    """Mark pixels that lie farther from the centre of their label than its limit.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), C order; in scaled units and float32 without a scaling.
    centres
        Shape (n_bands, n_labels), scaled units: a column for each label, that of 0 is not used.
    limits
        Shape (n_labels,), squared distances in scaled units; infinite for none.
    labels
        Shape (n_px,), 0 for no data.
    marks
        Written: shape (n_px,), 0 for no data, 1 within the limit, 2 beyond.

    Returns
    -------
    How many lie beyond.
    """
    n_bands, n_px = door.check_pixels(values)
    n_labels = centres.shape[-1] if door.check_rows("centres", centres) else 0
    if not 1 <= n_labels <= _N_LABELS_MAX:
        msg = f"centres of {n_labels} labels"
        raise ValueError(msg)
    door.check_read("centres", centres, door.SINGLE, (n_bands, n_labels))
    door.check_read("limits", limits, door.SINGLE, (n_labels,))
    door.check_read("labels", labels, door.BYTE, (n_px,))
    door.check_written("marks", marks, door.BYTE, (n_px,))
    door.check_apart(labels, marks)
    kind = np.float32 if np.can_cast(values.dtype, np.float32) else np.float64
    offset, gain = np.zeros(n_bands, kind), np.ones(n_bands, kind)
    if scaling is not None:
        offset, gain = scaling.offset.astype(kind), (1 / scaling.scale).astype(kind)
    found = _mark_far(
        values, offset, gain, centres, limits, labels, marks, _squares.room,
        n_bands, n_px, n_labels,
    )  # fmt: skip
    return door.check_outcome(found, n_labels)


def compile_far() -> None:
    """Compile the kernel, or load what an earlier run has compiled."""
    centres, limits = np.zeros((1, 2), np.float32), np.ones(2, np.float32)
    for dtype in (np.float32, np.uint8, np.uint16):
        labels, marks = np.ones(1, np.uint8), np.zeros(1, np.uint8)
        mark_far(np.ones((1, 1), dtype), centres, limits, labels, marks)
