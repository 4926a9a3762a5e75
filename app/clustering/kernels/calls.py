"""Check what kernels are given, and run them.

All take pixels as an array of shape (n_bands, n_px), or one band of it, C order, and labels as
uint8 with 0 = no data. What does not fit is refused before anything is written: TypeError for
arguments of the wrong type, ValueError for shapes, order, closed arrays and numbers out of range.
"""

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels import compiled
from app.clustering.kernels.joint_table import JointTable
from app.clustering.scaling import BandScaling

_ALL = np.empty(0, dtype=bool)
_ALL.setflags(write=False)


def nearest(
    values: AnyArray,
    centres: SingleArray,
    starts: IntArray,
    labels: ByteArray,
    inertia: DoubleArray,
    scaling: BandScaling | None = None,
    valid: BoolArray | None = None,
) -> None:
    """Give every pixel its nearest centre, for several groups of centres in one pass.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), C order: in scene units and of any type with `scaling`, in scaled
        units and float32 without.
    centres
        Shape (n_centres, n_bands), scaled units, the groups one after the other.
    starts
        Shape (n_groups + 1,): group g holds the centres starts[g]..starts[g + 1].
    labels
        Written: shape (n_groups, n_px), numbers from 1 within each group. Ties go to the lower.
    inertia
        Added to: shape (n_groups,), the sums of squared distances.
    scaling
        How values are scaled on the way; None where they are.
    valid
        Shape (n_px,): the others, whatever they hold, are labelled 0 and left out of the inertia.
        None where all pixels are valid.
    """
    n_bands, n_px = door.check_pixels(values)
    n_centres = door.check_rows("centres", centres)
    door.check_read("centres", centres, door.SINGLE, (n_centres, n_bands))
    starts, n_groups = door.checked_starts(starts, n_centres)
    door.check_written("labels", labels, door.BYTE, (n_groups, n_px))
    door.check_written("inertia", inertia, door.DOUBLE, (n_groups,))
    if valid is None:
        valid = _ALL
    else:
        door.check_read("valid", valid, door.TRUTH, (n_px,))
    offset, gain = _offset_and_gain(values, scaling)
    compiled.nearest(
        values,
        valid,
        offset,
        gain,
        centres,
        starts,
        labels,
        inertia,
    )


def _offset_and_gain(values: AnyArray, scaling: BandScaling | None) -> tuple[AnyArray, AnyArray]:
    # Float64 where the values are wider than float32 holds, or digits would go before the offset.
    kind = np.float32 if np.can_cast(values.dtype, np.float32) else np.float64
    if scaling is None:
        return np.zeros(len(values), kind), np.ones(len(values), kind)
    offset, gain = scaling.offset.astype(kind), (1 / scaling.scale).astype(kind)
    for array in (offset, gain):
        door.check_read("scaling", array, np.dtype(kind), (len(values),))
    return offset, gain


def reassign(
    values: AnyArray,
    centres: SingleArray,
    drift: float,
    labels: ByteArray,
    limits: SingleArray,
    sums: DoubleArray,
    counts: IntArray,
    scaling: BandScaling | None = None,
) -> int:
    """Give pixels whose label is in doubt their nearest centre, and carry them to its sums.

    A pixel that is nearer to its centre than to any other by some margin stays with it until the
    centres have moved that far (Hamerly 2010).

    Parameters
    ----------
    values
        As in `nearest`, all valid.
    centres
        Shape (k, n_bands), scaled units.
    drift
        How much nearer any centre can have come than any other since the first call, scaled units:
        0 then, growing by the two longest ways that centres went since the call before.
    labels
        Shape (n_px,), changed. 0 at first: the pixel is not in the sums yet.
    limits
        Shape (n_px,), changed: the drift up to which each label holds. Negative at first.
    sums, counts
        Added to: shapes (k, n_bands) and (k,), scene units where there is a scaling.

    Returns
    -------
    How many pixels moved.
    """
    n_bands, n_px = door.check_pixels(values)
    k = door.check_rows("centres", centres)
    if not 1 <= k <= door.N_CLUSTERS_MAX:
        msg = f"{k} centres"
        raise ValueError(msg)
    door.check_read("centres", centres, door.SINGLE, (k, n_bands))
    door.check_written("labels", labels, door.BYTE, (n_px,))
    door.check_written("limits", limits, door.SINGLE, (n_px,))
    door.check_written("sums", sums, door.DOUBLE, (k, n_bands))
    door.check_written("counts", counts, door.WHOLE, (k,))
    door.check_apart(labels, limits, sums, counts)
    drift = door.double("drift", drift)
    offset, gain = _offset_and_gain(values, scaling)
    moved = compiled.reassign(values, offset, gain, centres, drift, labels, limits, sums, counts)
    return door.check_outcome(moved, k + 1)


def rest(
    values: SingleArray, centres: SingleArray, tolerance: float, n_steps_max: int
) -> tuple[SingleArray, int]:
    """Take Lloyd steps on few pixels until their centres rest (Lloyd 1982), in one call.

    A centre without pixels is set on the pixel that is worst off.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), at least one pixel, C order, scaled units.
    centres
        Shape (k, n_bands), scaled units.
    tolerance
        How far all centres together may move in a step, squared, and count as at rest.

    Returns
    -------
    centres
        Shape (k, n_bands).
    n_iter
        Steps taken.
    """
    n_bands, n_px = door.check_pixels(values)
    door.check_read("values", values, door.SINGLE, (n_bands, n_px))
    k = door.check_rows("centres", centres)
    door.check_read("centres", centres, door.SINGLE, (k, n_bands))
    if not (n_px and 1 <= k <= door.N_CLUSTERS_MAX):
        msg = f"{k} centres of {n_px} pixels"
        raise ValueError(msg)
    moved = centres.astype(np.float64)
    n_max = door.whole("n_steps_max", n_steps_max)
    n_iter = compiled.rest(values, moved, door.double("tolerance", tolerance), n_max)
    return moved.astype(np.float32), n_iter


def count_values(values: AnyArray, lowest: int, labels: ByteArray, table: AnyArray) -> None:
    """Count each value under each label.

    Parameters
    ----------
    values
        Shape (n_px,), integers of at most 32 bits, C order.
    lowest
        The value of the table's first column. What lies outside the table is left out.
    labels
        Shape (n_px,).
    table
        Added to: shape (n_labels, n_values), uint32.
    """
    (n_px,) = door.shape_of_values(values, door.SHORT_NUMBERS, 1)
    n_labels, n_values = _shape_of_table(table)
    door.check_written("table", table, door.WORD, (n_labels, n_values))
    door.check_read("labels", labels, door.BYTE, (n_px,))
    door.check_apart(labels, table)
    lowest = door.whole("lowest", lowest)
    door.check_outcome(compiled.count_values(values, lowest, labels, table), n_labels)


def _shape_of_table(table: AnyArray) -> tuple[int, int]:
    n_labels = door.check_rows("table", table)
    n_values = table.shape[-1]
    door.check_read("table", table, door.WORD, (n_labels, n_values))
    return n_labels, n_values


def describe_counts(table: AnyArray) -> DoubleArray:
    """Read figures off the counts of each label.

    Parameters
    ----------
    table
        From `count_values`.

    Returns
    -------
    Shape (n_labels, 6): mean, standard deviation, 5 and 95 % (linear between neighbours as numpy
    has them), least and greatest, as columns of the table; zeros where nothing was counted.
    """
    n_labels, _ = _shape_of_table(table)
    figures = np.zeros((n_labels, 6))
    compiled.describe_counts(table, figures)
    return figures


def add_moments(values: AnyArray, base: float, labels: AnyArray, moments: DoubleArray) -> None:
    """Add up the values under each label but 0.

    Parameters
    ----------
    values
        Shape (n_px,), uint8, int16, uint16, float32 or float64, C order.
    base
        Is subtracted from each value, so that the squares keep their digits.
    labels
        Shape (n_px,).
    moments
        Changed: shape (n_labels, 4): sum, sum of squares, minimum, maximum.
    """
    (n_px,) = door.shape_of_values(values, door.ADDED_NUMBERS, 1)
    n_labels = door.check_moments(moments)
    door.check_read("labels", labels, door.BYTE, (n_px,))
    door.check_apart(labels, moments)
    base = door.double("base", base)
    door.check_outcome(compiled.add_moments(values, base, labels, moments), n_labels)


def add_joined(
    values: AnyArray,
    bases: DoubleArray,
    labels: ByteArray,
    first: int,
    table: JointTable,
) -> int:
    """Add up the values under each combination of labels that pixels have over several maps.

    Parameters
    ----------
    values
        Shape (n_bands, n_px), types as of `add_moments`, C order.
    bases
        Shape (n_bands,): subtracted from the values, so that the squares keep their digits.
    labels
        Shape (n_maps, n_px), at most 12 maps of at most 31 labels: five bits each. A pixel that
        is 0 in all of them is left out.
    first
        The pixel to begin with.
    table
        Added to.

    Returns
    -------
    n_px, or the pixel for whose combination the table has no room.
    """
    n_bands, n_px = door.shape_of_values(values, door.ADDED_NUMBERS, 2)
    door.check_read("bases", bases, door.DOUBLE, (n_bands,))
    door.check_combined(labels, n_px)
    table.check(n_bands)
    first = door.whole("first", first)
    if not 0 <= first <= n_px:
        msg = f"pixel {first} of {n_px}"
        raise ValueError(msg)
    stop = compiled.add_joined(
        values,
        bases,
        labels,
        first,
        table.slots,
        table.numbers,
        table.keys,
        table.counts,
        table.moments,
    )
    return door.check_outcome(stop, door.N_PACKED)
