"""Pair rows with columns so that what the pairs cost adds up to the least."""

import numpy as np

from app.arrays import DoubleArray, IntArray


def cheapest_pairs(costs: DoubleArray) -> tuple[IntArray, IntArray]:
    """Pair as many as there are of both (Kuhn 1955, by shortest augmenting paths).

    scipy.optimize has the same, and takes a third of a second to import: more than all k of a sweep
    take to be fitted on a small scene.

    Parameters
    ----------
    costs
        Shape (n_rows, n_columns), finite.

    Returns
    -------
    The positions of the pairs in rows and in columns; rows rise.
    """
    if len(costs) > costs.shape[1]:
        columns, rows = cheapest_pairs(costs.T)
        order = np.argsort(rows)
        return rows[order], columns[order]
    n_rows, n_columns = costs.shape
    of_row, of_column = (
        np.zeros(n_rows),
        np.zeros(n_columns),
    )  # prices: no pair costs less than both
    row_at = np.full(n_columns, -1)
    for row in range(n_rows):
        _make_room(costs, row, of_row, of_column, row_at)
    columns = np.flatnonzero(row_at >= 0)
    columns = columns[np.argsort(row_at[columns])]
    return np.arange(n_rows), columns.astype(np.int64)


def _make_room(
    costs: DoubleArray,
    newcomer: int,
    of_row: DoubleArray,
    of_column: DoubleArray,
    row_at: IntArray,
) -> None:
    """Pair one more row, moving others on along the cheapest path; changes the last three."""
    ways = np.full(len(of_column), np.inf)
    came_from = np.full(len(of_column), -1)
    is_reached = np.zeros(len(of_column), dtype=bool)
    row, column, so_far = newcomer, -1, 0.0
    while row >= 0:
        dearer = so_far + costs[row] - of_row[row] - of_column
        is_shorter = ~is_reached & (dearer < ways)
        ways[is_shorter], came_from[is_shorter] = dearer[is_shorter], column
        column = int(np.where(is_reached, np.inf, ways).argmin())
        is_reached[column] = True
        row, so_far = int(row_at[column]), float(ways[column])
    saved = so_far - ways[is_reached]
    held = row_at[is_reached]
    of_row[held[held >= 0]] += saved[held >= 0]
    of_row[newcomer] += so_far
    of_column[is_reached] -= saved
    while column >= 0:
        before = int(came_from[column])
        row_at[column] = row_at[before] if before >= 0 else newcomer
        column = before
