"""Take Lloyd steps on few pixels until their centres rest, in one compiled loop.

Written for `Kernel`, as `nearest_centre` is. There are many starts of few pixels each: to come back
to Python for every step would hold the interpreter, which the window wants meanwhile.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import TILE_PX, carray, inlined


@inlined
def _measure(values, first, n, centres, k, n_bands, squares, best, where):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Find the nearest centre of `n` pixels from `first` on, and the squared distance to it."""
    for t in range(n):
        best[t] = np.float32(np.inf)
        where[t] = 0
    for c in range(k):
        for t in range(n):
            squares[t] = np.float32(0)
        for b in range(n_bands):
            row, centre = values[b, first : first + n], np.float32(centres[c, b])
            for t in range(n):
                apart = row[t] - centre
                squares[t] = squares[t] + apart * apart
        for t in range(n):
            is_nearer = squares[t] < best[t]
            best[t] = squares[t] if is_nearer else best[t]
            where[t] = np.int32(c) if is_nearer else where[t]


@inlined
def _worst_off(far, n_px):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the pixel that is farthest from its centre; the next time it is another one."""
    worst = 0
    for p in range(n_px):
        if far[p] > far[worst]:
            worst = p
    far[worst] = np.float32(-1)
    return worst


@inlined
def _move(values, centres, sums, counts, far, k, n_bands, n_px):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Move centres to their means, one without pixels to the one that is worst off.

    Return how far they went, squared and all together; infinitely far where one had none.
    """
    shift = 0.0
    for c in range(k):
        worst = -1
        if counts[c] == 0:
            shift = np.inf
            worst = _worst_off(far, n_px)
        for b in range(n_bands):
            new = np.float64(values[b, worst]) if worst >= 0 else sums[c, b] / counts[c]
            shift += (new - centres[c, b]) ** 2
            centres[c, b] = new
    return shift


def rest(  # type: ignore[no-untyped-def]  # noqa: ANN201
    values, centres, labels, far, sums, counts, squares, best, where,  # noqa: ANN001
    tolerance, n_steps_max, n_bands, n_px, k,  # noqa: ANN001
):  # fmt: skip
    """Move centres to the means of their pixels until they rest; return the steps taken.

    Rest is where no pixel moves, or centres move no farther than `tolerance`.
    """
    values, centres = carray(values, (n_bands, n_px)), carray(centres, (k, n_bands))
    labels, far = carray(labels, (n_px,)), carray(far, (n_px,))
    sums, counts = carray(sums, (k, n_bands)), carray(counts, (k,))
    squares, best = carray(squares, (TILE_PX,)), carray(best, (TILE_PX,))
    where = carray(where, (TILE_PX,))
    for step in range(1, n_steps_max + 1):
        n_moved = 0
        counts[:] = 0
        sums[:] = 0.0
        for first in range(0, n_px, TILE_PX):
            n = min(TILE_PX, n_px - first)
            _measure(values, first, n, centres, k, n_bands, squares, best, where)
            for t in range(n):
                n_moved += labels[first + t] != where[t]
                labels[first + t] = where[t]
                far[first + t] = best[t]
                counts[where[t]] += 1
            for b in range(n_bands):
                for t in range(n):
                    sums[where[t], b] += values[b, first + t]
        shift = _move(values, centres, sums, counts, far, k, n_bands, n_px)
        if n_moved == 0 or shift <= tolerance:
            return step
    return n_steps_max
