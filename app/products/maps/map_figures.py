"""Count how much of a map each of its classes covers."""

import numpy as np

from app.arrays import ByteArray, Window
from app.clustering.kernels import add_areas
from app.products.maps.gis_styles import MapFigures
from app.scene.grids.grid import Grid

_N_ROWS = 1024


def figures_of(labels: ByteArray, grid: Grid, n_classes: int) -> MapFigures:
    """Count the pixels of the classes 1..n_classes, and add up their areas.

    Parameters
    ----------
    labels
        Shape (height, width) of the grid; 0 = no data.
    """
    areas = grid.areas
    n_px = np.zeros(n_classes + 1, dtype=np.int64)
    m2 = np.zeros((1, n_classes + 1))
    for row in range(0, grid.height, _N_ROWS):
        strip = np.ascontiguousarray(labels[row : row + _N_ROWS])
        n_px += np.bincount(strip.reshape(-1), minlength=n_classes + 1)
        if areas.is_known and not areas.is_constant:
            own = areas.within(Window(row, 0, len(strip), grid.width))
            add_areas(strip[np.newaxis], own.row_edges, own.col_edges, own.m2, m2)
    if areas.is_constant:
        return MapFigures(n_px[1:], n_px[1:] * areas.m2[0, 0])
    return MapFigures(n_px[1:], m2[0, 1:] if areas.is_known else None)
