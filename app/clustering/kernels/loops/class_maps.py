"""Count and smooth maps of classes in compiled loops.

Written for `Kernel`, as `counting` is. A table of 256 entries gives each label its class; 0 is no
data. A label has 8 bits and the tables 256 entries, so that every label has one.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import carray


def count_pairs(  # type: ignore[no-untyped-def]  # noqa: ANN201
    first, second, of_first, of_second, counts,  # noqa: ANN001
    top, n_rows, left, n_cols, height, width, n_first, n_second,  # noqa: ANN001
):  # fmt: skip
    """Count the pixels of a part of two maps by the classes that they have there."""
    first, second = carray(first, (height, width)), carray(second, (height, width))
    of_first, of_second = carray(of_first, (256,)), carray(of_second, (256,))
    counts = carray(counts, (n_first, n_second))
    for i in range(256):
        if of_first[i] >= n_first or of_second[i] >= n_second:
            return -1
    for r in range(top, top + n_rows):
        row, other = first[r, left : left + n_cols], second[r, left : left + n_cols]
        # Neighbours mostly have one pair: to count it each would wait for the one before.
        label, met, n = row[0], other[0], np.int64(0)
        for c in range(n_cols):
            if row[c] != label or other[c] != met:
                counts[of_first[label], of_second[met]] += n
                label, met, n = row[c], other[c], np.int64(0)
            n += 1
        counts[of_first[label], of_second[met]] += n
    return 0


def vote(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    labels, table, codes, out, classes, votes, first, n_rows, half, height, width,  # noqa: ANN001
):  # fmt: skip
    """Give pixels of some rows the class that most pixels of the window have; count the changes.

    `classes` and `votes` are working space, of shapes (height, width) and (256,).
    """
    labels, classes = carray(labels, (height, width)), carray(classes, (height, width))
    table, codes, votes = carray(table, (256,)), carray(codes, (256,)), carray(votes, (256,))
    out = carray(out, (n_rows, width))
    for r in range(height):
        for c in range(width):
            classes[r, c] = table[labels[r, c]]
    n_classes = np.int64(1)
    for i in range(256):
        if table[i] >= n_classes:
            n_classes = np.int64(table[i]) + 1
    n_changed = 0
    for r in range(first, first + n_rows):
        top, bottom = max(r - half, 0), min(r + half + 1, height)
        votes[:] = 0
        for c in range(min(half, width)):
            for y in range(top, bottom):
                votes[classes[y, c]] += np.int32(1)
        n_cast = (bottom - top) * min(half, width)
        for c in range(width):
            if c + half < width:
                n_cast += bottom - top
                for y in range(top, bottom):
                    votes[classes[y, c + half]] += np.int32(1)
            if c - half - 1 >= 0:
                n_cast -= bottom - top
                for y in range(top, bottom):
                    votes[classes[y, c - half - 1]] -= np.int32(1)
            own = classes[r, c]
            out[r - first, c] = labels[r, c]
            n_others = n_cast - votes[0] - votes[own]
            if own == 0 or votes[own] >= n_others:
                continue
            most, winner, is_tied = votes[own], own, False
            for i in range(1, n_classes):
                if votes[i] > most:
                    most, winner, is_tied = votes[i], np.uint8(i), False
                elif votes[i] == most and i != winner:
                    is_tied = True
            if winner != own and not is_tied:
                out[r - first, c] = codes[winner]
                n_changed += 1
    return n_changed
