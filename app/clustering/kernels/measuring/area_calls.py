"""Check what the kernel of areas is given, and run it."""

import numpy as np

from app.arrays import ByteArray, DoubleArray, IntArray
from app.clustering.kernels import argument_checks as door
from app.clustering.kernels import compiled


def add_areas(
    labels: ByteArray,
    row_edges: IntArray,
    col_edges: IntArray,
    m2: DoubleArray,
    areas: DoubleArray,
) -> None:
    """Add up the areas of the pixels under each label of several maps.

    Parameters
    ----------
    labels
        Shape (n_maps, height, width), C order, 0 = no data.
    row_edges, col_edges
        Never falling, from 0 to height and to width: pixels between the same edges have one area.
    m2
        Shape (n_down, n_across), the area of one pixel there, for n_down + 1 and n_across + 1
        edges.
    areas
        Added to: shape (n_maps, n_labels), of no data nothing.
    """
    n_maps, height, width = door.shape_of_values(labels, frozenset((door.BYTE,)), 3)
    row_edges = door.checked_edges("row_edges", row_edges, height)
    col_edges = door.checked_edges("col_edges", col_edges, width)
    n_down, n_across = len(row_edges) - 1, len(col_edges) - 1
    door.check_read("m2", m2, door.DOUBLE, (n_down, n_across))
    n_labels = areas.shape[-1] if door.check_rows("areas", areas) else 0
    door.check_written("areas", areas, door.DOUBLE, (n_maps, n_labels))
    if not 1 <= n_labels <= door.N_CLUSTERS_MAX + 1:
        msg = f"areas of {n_labels} labels"
        raise ValueError(msg)
    door.check_apart(labels, areas)
    door.check_apart(m2, areas)
    door.check_outcome(compiled.add_areas(labels, row_edges, col_edges, m2, areas), n_labels)


def compile_areas() -> None:
    """Compile the kernel, or load what an earlier run has compiled."""
    edges = np.array([0, 1])
    add_areas(np.ones((1, 1, 1), np.uint8), edges, edges, np.ones((1, 1)), np.zeros((1, 2)))
