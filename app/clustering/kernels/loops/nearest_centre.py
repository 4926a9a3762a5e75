"""Find the nearest of several centres in compiled loops.

Written for `Kernel`: every function takes pointers to arrays in C order and their sizes, asks for
no memory and raises nothing, so that what was compiled once runs without numba. Arguments are those
of `compiled`, which calls them.

The innermost loops run over pixels so that the compiler can use vector instructions, in tiles that
stay in the first-level cache.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import (
    N_CLUSTERS_ADDED_WHOLE,
    N_LANES,
    TILE_PX,
    carray,
    inlined,
)


@inlined
def begin_pair(scaled, n_odd, n, centres, one, other, squares):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Measure the squared distances of `n` pixels to two centres over the first `n_odd` bands."""
    to_one, to_other = squares[0], squares[1]
    if n_odd == 0:
        to_one[:n] = 0
        to_other[:n] = 0
        return
    s0, a0, b0 = scaled[0], centres[one, 0], centres[other, 0]
    if n_odd == 1:
        for t in range(n):
            d0, e0 = s0[t] - a0, s0[t] - b0
            to_one[t] = d0 * d0
            to_other[t] = e0 * e0
        return
    s1, a1, b1 = scaled[1], centres[one, 1], centres[other, 1]
    if n_odd == 2:
        for t in range(n):
            d0, d1 = s0[t] - a0, s1[t] - a1
            e0, e1 = s0[t] - b0, s1[t] - b1
            to_one[t] = d0 * d0 + d1 * d1
            to_other[t] = e0 * e0 + e1 * e1
        return
    s2, a2, b2 = scaled[2], centres[one, 2], centres[other, 2]
    for t in range(n):
        d0, d1, d2 = s0[t] - a0, s1[t] - a1, s2[t] - a2
        e0, e1, e2 = s0[t] - b0, s1[t] - b1, s2[t] - b2
        to_one[t] = d0 * d0 + d1 * d1 + d2 * d2
        to_other[t] = e0 * e0 + e1 * e1 + e2 * e2


@inlined
def add_four(scaled, b, n, centres, c, squares):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Add what four bands from `b` on put between `n` pixels and a centre."""
    s0, s1, s2, s3 = scaled[b], scaled[b + 1], scaled[b + 2], scaled[b + 3]
    c0, c1, c2, c3 = centres[c, b], centres[c, b + 1], centres[c, b + 2], centres[c, b + 3]
    for t in range(n):
        d0, d1, d2, d3 = s0[t] - c0, s1[t] - c1, s2[t] - c2, s3[t] - c3
        squares[t] = squares[t] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3


@inlined
def end_pair(scaled, n, centres, one, other, squares, number, best, where):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Add the last four bands; keep the nearer of two centres, `number` and the one after it."""
    b = scaled.shape[0] - 4
    s0, s1, s2, s3 = scaled[b], scaled[b + 1], scaled[b + 2], scaled[b + 3]
    a0, a1, a2, a3 = (centres[one, b], centres[one, b + 1], centres[one, b + 2],
                      centres[one, b + 3])  # fmt: skip
    b0, b1, b2, b3 = (centres[other, b], centres[other, b + 1], centres[other, b + 2],
                      centres[other, b + 3])  # fmt: skip
    to_one, to_other, next_number = squares[0], squares[1], number + np.int32(1)
    for t in range(n):
        d0, d1, d2, d3 = s0[t] - a0, s1[t] - a1, s2[t] - a2, s3[t] - a3
        e0, e1, e2, e3 = s0[t] - b0, s1[t] - b1, s2[t] - b2, s3[t] - b3
        d = to_one[t] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3
        e = to_other[t] + e0 * e0 + e1 * e1 + e2 * e2 + e3 * e3
        least, nearest_one = best[t], where[t]
        is_nearer = d < least
        least = d if is_nearer else least
        nearest_one = number if is_nearer else nearest_one
        is_nearer = e < least
        best[t] = e if is_nearer else least
        where[t] = next_number if is_nearer else nearest_one


@inlined
def _end_pair_with_next(scaled, n, centres, one, other, squares, number, best, second, where):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Do as `end_pair` does, and keep the second nearest of all centres too."""
    b = scaled.shape[0] - 4
    s0, s1, s2, s3 = scaled[b], scaled[b + 1], scaled[b + 2], scaled[b + 3]
    a0, a1, a2, a3 = (centres[one, b], centres[one, b + 1], centres[one, b + 2],
                      centres[one, b + 3])  # fmt: skip
    b0, b1, b2, b3 = (centres[other, b], centres[other, b + 1], centres[other, b + 2],
                      centres[other, b + 3])  # fmt: skip
    to_one, to_other, next_number = squares[0], squares[1], number + np.int32(1)
    for t in range(n):
        d0, d1, d2, d3 = s0[t] - a0, s1[t] - a1, s2[t] - a2, s3[t] - a3
        e0, e1, e2, e3 = s0[t] - b0, s1[t] - b1, s2[t] - b2, s3[t] - b3
        d = to_one[t] + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3
        e = to_other[t] + e0 * e0 + e1 * e1 + e2 * e2 + e3 * e3
        least, next_least, nearest_one = best[t], second[t], where[t]
        is_nearer = d < least
        farther = least if is_nearer else d
        least = d if is_nearer else least
        nearest_one = number if is_nearer else nearest_one
        next_least = min(next_least, farther)
        is_nearer = e < least
        farther = least if is_nearer else e
        best[t] = e if is_nearer else least
        where[t] = next_number if is_nearer else nearest_one
        second[t] = min(next_least, farther)


def nearest(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    values, valid, offset, gain, padded, starts, labels, inertia,  # noqa: ANN001
    scaled, squares, best, where, lanes,  # noqa: ANN001
    n_bands, n_px, n_given, n_centres, n_groups,  # noqa: ANN001
):  # fmt: skip
    """Give every valid pixel its nearest centre for each group of centres, and 0 to the others.

    Two centres and up to four bands in one walk: to read pixels and to read and write sums takes
    longer than to add. `valid` has n_given values, none where all pixels are valid. `padded` are
    the centres, filled up as `scaled` is and followed by one that nothing is near to: it stands
    beside an odd one. The arrays of the second line are working space; rows of `scaled` that no
    band fills hold zeros.
    """
    n_rows = max(n_bands, 4)  # one to three bands are filled up with zeros, which add nothing
    n_odd = n_rows % 4
    values = carray(values, (n_bands, n_px))
    valid = carray(valid, (n_given,))
    offset, gain = carray(offset, (n_bands,)), carray(gain, (n_bands,))
    padded = carray(padded, (n_centres + 1, n_rows))
    starts = carray(starts, (n_groups + 1,))
    labels = carray(labels, (n_groups, n_px))
    inertia = carray(inertia, (n_groups,))
    scaled, squares = carray(scaled, (n_rows, TILE_PX)), carray(squares, (2, TILE_PX))
    best, where = carray(best, (TILE_PX,)), carray(where, (TILE_PX,))
    lanes = carray(lanes, (n_groups, N_LANES))
    lanes[:] = 0
    for first in range(0, n_px, TILE_PX):
        n = min(TILE_PX, n_px - first)
        n_valid = n
        mask = valid[first : first + n]  # empty where all are valid
        if mask.shape[0] > 0:
            n_valid = 0
            for t in range(n):
                n_valid += mask[t]
            if n_valid == 0:
                labels[:, first : first + n] = 0
                continue
        for b in range(n_bands):
            # Slices, not offsets: an index that might be negative stops vectorisation.
            row = values[b, first : first + n]
            for t in range(n):
                scaled[b, t] = np.float32((row[t] - offset[b]) * gain[b])
        for group in range(n_groups):
            best[:n] = np.inf
            best[n:] = 0
            where[:n] = 1
            for c in range(starts[group], starts[group + 1], 2):
                other = c + 1 if c + 1 < starts[group + 1] else n_centres
                begin_pair(scaled, n_odd, n, padded, c, other, squares)
                for b in range(n_odd, n_rows - 4, 4):
                    add_four(scaled, b, n, padded, c, squares[0])
                    add_four(scaled, b, n, padded, other, squares[1])
                number = np.int32(c - starts[group] + 1)
                end_pair(scaled, n, padded, c, other, squares, number, best, where)
            if n_valid < n:
                for t in range(n):
                    best[t] = best[t] if mask[t] else np.float32(0)
                    where[t] = where[t] if mask[t] else np.int32(0)
            out = labels[group, first : first + n]
            for t in range(n):
                out[t] = where[t]
            for start in range(0, TILE_PX, N_LANES):
                for lane in range(N_LANES):
                    lanes[group, lane] += best[start + lane]
    for group in range(n_groups):
        total = 0.0
        for lane in range(N_LANES):
            total += lanes[group, lane]
        inertia[group] += total
    return 0


@inlined
def _carry(values, first, n, positions, where, labels, sums, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Carry pixels of a tile that changed cluster to its sums; count them, -1 at an odd label."""
    n_bands, k = values.shape[0], counts.shape[0]
    n_moved = 0
    for i in range(n):
        p = first + positions[i]
        new = where[i]
        old = np.int32(labels[p])
        if new == old:
            continue
        if old > k:
            return -1
        n_moved += 1
        labels[p] = new
        counts[new - 1] += 1
        for b in range(n_bands):
            sums[new - 1, b] += values[b, p]
        if old > 0:
            counts[old - 1] -= 1
            for b in range(n_bands):
                sums[old - 1, b] -= values[b, p]
    return n_moved


@inlined
def _add_whole(values, first, n, where, labels, sums, counts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Add a tile of pixels that are in no sum yet, short integers, one cluster after the other."""
    n_bands = values.shape[0]
    out = labels[first : first + n]
    for t in range(n):
        out[t] = where[t]
    for c in range(counts.shape[0]):
        number = np.int32(c + 1)
        n_held = 0
        for t in range(n):
            n_held += where[t] == number
        counts[c] += n_held
        for b in range(n_bands if n_held > 0 else 0):
            row = values[b, first : first + n]
            total = np.int32(0)  # of 512 values of 16 bits at most
            for t in range(n):
                total = np.int32(total + (np.int32(row[t]) if where[t] == number else np.int32(0)))
            sums[c, b] += total


def reassign(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    values, offset, gain, padded, drift, labels, limits, sums, counts,  # noqa: ANN001
    scaled, squares, best, second, where, doubtful,  # noqa: ANN001
    n_bands, n_px, k, is_short,  # noqa: ANN001
):  # fmt: skip
    """Give pixels whose label is in doubt their nearest centre; carry sums along; count moves.

    `padded` as for `nearest`. A label holds as long as `drift` is below the pixel's limit. The
    arrays of the second line are working space, as for `nearest`.
    """
    n_rows = max(n_bands, 4)
    n_odd = n_rows % 4
    values = carray(values, (n_bands, n_px))
    offset, gain = carray(offset, (n_bands,)), carray(gain, (n_bands,))
    padded = carray(padded, (k + 1, n_rows))
    labels, limits = carray(labels, (n_px,)), carray(limits, (n_px,))
    sums, counts = carray(sums, (k, n_bands)), carray(counts, (k,))
    scaled, squares = carray(scaled, (n_rows, TILE_PX)), carray(squares, (2, TILE_PX))
    best, second, where = (carray(best, (TILE_PX,)), carray(second, (TILE_PX,)),
                           carray(where, (TILE_PX,)))  # fmt: skip
    doubtful = carray(doubtful, (TILE_PX,))
    drifted = np.float32(drift)
    # What rounding may make of two distances, each a sum over bands.
    slack = np.float32(1e-7) * np.float32(n_bands + 10)
    n_moved = 0
    for first in range(0, n_px, TILE_PX):
        n = min(TILE_PX, n_px - first)
        limit = limits[first : first + n]
        n_doubtful = 0
        for t in range(n):
            n_doubtful += limit[t] <= drifted
        if n_doubtful == 0:
            continue
        is_whole = 4 * n_doubtful > n  # to pick pixels out takes as long as to measure a few more
        if is_whole:
            for t in range(n):
                doubtful[t] = t
            n_doubtful = n
            for b in range(n_bands):
                row = values[b, first : first + n]
                for t in range(n):
                    scaled[b, t] = np.float32((row[t] - offset[b]) * gain[b])
        else:
            n_doubtful = 0
            for t in range(n):
                if limit[t] <= drifted:
                    doubtful[n_doubtful] = t
                    n_doubtful += 1
            for b in range(n_bands):
                row = values[b, first : first + n]
                for i in range(n_doubtful):
                    scaled[b, i] = np.float32((row[doubtful[i]] - offset[b]) * gain[b])
        best[:n_doubtful] = np.inf
        second[:n_doubtful] = np.inf
        where[:n_doubtful] = 1
        for c in range(0, k, 2):
            other = min(k, c + 1)
            begin_pair(scaled, n_odd, n_doubtful, padded, c, other, squares)
            for b in range(n_odd, n_rows - 4, 4):
                add_four(scaled, b, n_doubtful, padded, c, squares[0])
                add_four(scaled, b, n_doubtful, padded, other, squares[1])
            number = np.int32(c + 1)
            _end_pair_with_next(
                scaled, n_doubtful, padded, c, other, squares, number, best, second, where
            )
        for i in range(n_doubtful):
            to_best, to_second = np.sqrt(best[i]), np.sqrt(second[i])
            held = drifted - np.float32(2.4e-7) * drifted  # rounded twice
            held += (to_second - to_best) - slack * (to_second + to_best)
            best[i] = held if to_second < np.inf else np.float32(np.inf)  # one centre alone
        for i in range(n_doubtful):
            limit[doubtful[i]] = best[i]
        n_new = 0
        if is_short and is_whole and k <= N_CLUSTERS_ADDED_WHOLE:
            known = labels[first : first + n]
            for t in range(n):
                n_new += known[t] == 0
        if n_new == n:
            _add_whole(values, first, n, where, labels, sums, counts)
            n_moved += n
        else:
            n_new = _carry(values, first, n_doubtful, doubtful, where, labels, sums, counts)
            if n_new < 0:
                return -1
            n_moved += n_new
    return n_moved
