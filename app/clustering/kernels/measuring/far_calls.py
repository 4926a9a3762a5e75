"""Check what the kernel of far pixels is given, and run it."""

import threading

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, IntArray, SingleArray
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels import compiled
from app.clustering.kernels.kernel import Kernel, Room
from app.clustering.scaling import BandScaling

_mark_far, _nearest_marked = Kernel("mark_far"), Kernel("nearest_marked")
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
    offset, gain = _offset_and_gain(values, scaling)
    found = _mark_far(
        values, offset, gain, centres, limits, labels, marks, _squares.room,
        n_bands, n_px, n_labels,
    )  # fmt: skip
    return door.check_outcome(found, n_labels)


def nearest_marked(
    values: AnyArray,
    centres: SingleArray,
    limits: SingleArray,
    labels: ByteArray,
    marks: ByteArray,
    n_far: IntArray,
    scaling: BandScaling | None,
    valid: BoolArray,
) -> float:
    """Give every pixel its nearest centre and mark it, in one walk; see `nearest` and `mark_far`.

    Parameters
    ----------
    values, scaling, valid
        As in `nearest`.
    centres
        Shape (k, n_bands), scaled units.
    limits
        Shape (k + 1,): squared distances, by label.
    labels, marks
        Written: shape (n_px,).
    n_far
        Added to: shape (k + 1,), pixels beyond the limit by label.

    Returns
    -------
    The sum of squared distances.
    """
    n_bands, n_px = door.check_pixels(values)
    k = door.check_rows("centres", centres)
    if not 1 <= k <= door.N_CLUSTERS_MAX:
        msg = f"{k} centres"
        raise ValueError(msg)
    door.check_read("centres", centres, door.SINGLE, (k, n_bands))
    door.check_read("limits", limits, door.SINGLE, (k + 1,))
    door.check_read("valid", valid, door.TRUTH, (n_px,))
    door.check_written("labels", labels, door.BYTE, (n_px,))
    door.check_written("marks", marks, door.BYTE, (n_px,))
    door.check_written("n_far", n_far, door.WHOLE, (k + 1,))
    door.check_apart(labels, marks)
    offset, gain = _offset_and_gain(values, scaling)
    rooms = compiled.rooms
    lanes = rooms.to_sum(1)
    _nearest_marked(
        values, valid.view(np.uint8), offset, gain, compiled.padded(centres), limits, labels,
        marks, n_far, *rooms.to_compare(n_bands), lanes, n_bands, n_px, len(valid), k,
    )  # fmt: skip
    return float(lanes.array.sum())


def _offset_and_gain(values: AnyArray, scaling: BandScaling | None) -> tuple[AnyArray, AnyArray]:
    kind = np.float32 if np.can_cast(values.dtype, np.float32) else np.float64
    if scaling is None:
        return np.zeros(len(values), kind), np.ones(len(values), kind)
    return scaling.offset.astype(kind), (1 / scaling.scale).astype(kind)


def compile_far() -> None:
    """Compile the kernel, or load what an earlier run has compiled."""
    centres, limits = np.zeros((1, 2), np.float32), np.ones(2, np.float32)
    for dtype in (np.float32, np.uint8, np.uint16):
        labels, marks = np.ones(1, np.uint8), np.zeros(1, np.uint8)
        pixel, valid, n_far = np.ones((1, 1), dtype), np.ones(1, np.bool_), np.zeros(2, np.int64)
        mark_far(pixel, centres, limits, labels, marks)
        nearest_marked(pixel, centres[:, :1], limits, labels, marks, n_far, None, valid)
