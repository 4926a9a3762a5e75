"""Find connected patches of one class in compiled loops, row after row.

Written for `Kernel`, as `counting` is, with tables as in `class_maps`. A map is passed over several
times from its first row, and its pixels get the same numbers each time: that of their left
neighbour, of the one above, or a new one. So no pass keeps a number for every pixel, only those of
the row above; what is known of numbers lies in tables with room for all of them.
`rows` and `numbers`, of shapes (2, width), hold the classes and the numbers of two rows in turn.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import carray, inlined


@inlined
def _number_before(row, above, numbers, upper, c, width, with_corners):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the number that a pixel takes from one before it; negative if there is none."""
    own = row[c]
    if c > 0 and row[c - 1] == own:
        return numbers[c - 1]
    if above[c] == own:
        return upper[c]
    if with_corners:
        if c > 0 and above[c - 1] == own:
            return upper[c - 1]
        if c + 1 < width and above[c + 1] == own:
            return upper[c + 1]
    return np.int32(-1)


@inlined
def _join(parents, one, other):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Join two numbers to one patch, which has the lower of all its numbers."""
    while parents[one] != one:
        parents[one] = parents[parents[one]]
        one = parents[one]
    while parents[other] != other:
        parents[other] = parents[parents[other]]
        other = parents[other]
    if one < other:
        parents[other] = one
    else:
        parents[one] = other


def count_numbers(  # type: ignore[no-untyped-def]  # noqa: ANN201
    labels, table, rows, numbers, first_row, with_corners, height, width  # noqa: ANN001
):  # fmt: skip
    """Return how many new numbers the pixels of a strip will get."""
    labels, table = carray(labels, (height, width)), carray(table, (256,))
    rows, numbers = carray(rows, (2, width)), carray(numbers, (2, width))
    n_new = 0
    for r in range(height):
        turn = (first_row + r) % 2
        row, above = rows[turn], rows[1 - turn]
        for c in range(width):
            row[c] = table[labels[r, c]]
            if row[c] == 0 or (c > 0 and row[c - 1] == row[c]) or above[c] == row[c]:
                continue
            found = _number_before(row, above, numbers[0], numbers[0], c, width, with_corners)
            n_new += found < 0
    return n_new


def join_patches(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    labels, table, rows, numbers, parents, sizes, classes,  # noqa: ANN001
    first_row, n_known, with_corners, height, width, n_room,  # noqa: ANN001
):  # fmt: skip
    """Give pixels of a strip their numbers, join those that meet; return how many there are."""
    labels, table = carray(labels, (height, width)), carray(table, (256,))
    rows, numbers = carray(rows, (2, width)), carray(numbers, (2, width))
    parents, sizes = carray(parents, (n_room,)), carray(sizes, (n_room,))
    classes = carray(classes, (n_room,))
    for r in range(height):
        turn = (first_row + r) % 2
        row, above, own, upper = rows[turn], rows[1 - turn], numbers[turn], numbers[1 - turn]
        for c in range(width):
            row[c] = table[labels[r, c]]
            if row[c] == 0:
                continue
            number = _number_before(row, above, own, upper, c, width, with_corners)
            if number < 0:
                if n_known >= n_room:
                    return -1
                number = np.int32(n_known)
                parents[n_known], sizes[n_known] = number, 0
                classes[n_known] = row[c]
                n_known += 1
            own[c] = number
            sizes[number] += 1
            if above[c] == row[c] and upper[c] != number:
                _join(parents, number, upper[c])
            if with_corners:
                if c > 0 and above[c - 1] == row[c] and upper[c - 1] != number:
                    _join(parents, number, upper[c - 1])
                if c + 1 < width and above[c + 1] == row[c] and upper[c + 1] != number:
                    _join(parents, number, upper[c + 1])
    return n_known


def add_up_patches(parents, sizes, n_numbers):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Give every number its patch, and every patch its size; return how many patches there are."""
    parents, sizes = carray(parents, (n_numbers,)), carray(sizes, (n_numbers,))
    n_patches = 0
    for i in range(n_numbers):
        # What a number was joined to is lower, and has its patch by now.
        parents[i] = parents[parents[i]]
        if parents[i] == i:
            n_patches += 1
        else:
            sizes[parents[i]] += sizes[i]
    return n_patches


@inlined
def _meet(one, other, sizes, largest, n_px_min):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Let a small patch know a neighbour, if it is larger than all it has met before."""
    if sizes[one] < n_px_min:
        known = largest[one]
        if known < 0 or sizes[known] < sizes[other]:
            largest[one] = other


def meet_neighbours(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    labels, table, rows, numbers, parents, sizes, largest,  # noqa: ANN001
    first_row, n_known, n_px_min, with_corners, height, width, n_numbers,  # noqa: ANN001
):  # fmt: skip
    """Find the largest neighbour of each small patch; return how many numbers were given.

    Of neighbours of one size it is the first met: above, above at the corners, at the left.
    """
    labels, table = carray(labels, (height, width)), carray(table, (256,))
    rows, numbers = carray(rows, (2, width)), carray(numbers, (2, width))
    parents, sizes = carray(parents, (n_numbers,)), carray(sizes, (n_numbers,))
    largest = carray(largest, (n_numbers,))
    for r in range(height):
        turn = (first_row + r) % 2
        row, above, own, upper = rows[turn], rows[1 - turn], numbers[turn], numbers[1 - turn]
        for c in range(width):
            row[c] = table[labels[r, c]]
            value = row[c]
            if value == 0:
                continue
            number = _number_before(row, above, own, upper, c, width, with_corners)
            if number < 0:
                if n_known >= n_numbers:
                    return -1
                number = np.int32(n_known)
                n_known += 1
            own[c] = number
            patch = parents[number]
            if above[c] != value and above[c] != 0:
                met = parents[upper[c]]
                _meet(patch, met, sizes, largest, n_px_min)
                _meet(met, patch, sizes, largest, n_px_min)
            if with_corners:
                if c > 0 and above[c - 1] != value and above[c - 1] != 0:
                    met = parents[upper[c - 1]]
                    _meet(patch, met, sizes, largest, n_px_min)
                    _meet(met, patch, sizes, largest, n_px_min)
                if c + 1 < width and above[c + 1] != value and above[c + 1] != 0:
                    met = parents[upper[c + 1]]
                    _meet(patch, met, sizes, largest, n_px_min)
                    _meet(met, patch, sizes, largest, n_px_min)
            if c > 0 and row[c - 1] != value and row[c - 1] != 0:
                met = parents[own[c - 1]]
                _meet(patch, met, sizes, largest, n_px_min)
                _meet(met, patch, sizes, largest, n_px_min)
    return n_known


def settle_patches(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    parents, sizes, classes, largest, codes, given, n_px_min, n_numbers  # noqa: ANN001
):  # fmt: skip
    """Tell each number the code that its pixels are given, 0 where they keep theirs.

    A small patch whose largest neighbour is small itself goes where that one goes. Return how many
    small patches stay, because they and their neighbours lead to no large one.
    """
    parents, sizes = carray(parents, (n_numbers,)), carray(sizes, (n_numbers,))
    classes, largest = carray(classes, (n_numbers,)), carray(largest, (n_numbers,))
    codes, given = carray(codes, (256,)), carray(given, (n_numbers,))
    n_left = 0
    for i in range(n_numbers):
        if parents[i] != i or sizes[i] >= n_px_min:
            continue
        end, mark, n_steps, n_until_mark = largest[i], np.int32(i), 0, 1
        while end >= 0 and sizes[end] < n_px_min:
            if end == mark:  # round in a ring (Brent 1980)
                end = np.int32(-1)
                break
            n_steps += 1
            if n_steps == n_until_mark:
                mark, n_steps, n_until_mark = end, 0, 2 * n_until_mark
            end = largest[end]
        at = np.int32(i)
        while at >= 0 and at != end and sizes[at] < n_px_min:
            follower = largest[at]
            largest[at] = end
            at = follower
        n_left += end < 0
    for i in range(n_numbers):
        patch = parents[i]
        given[i] = 0
        if sizes[patch] < n_px_min and largest[patch] >= 0:
            found = classes[largest[patch]]
            if found != classes[patch]:  # past small ones of other classes to one of its own
                given[i] = codes[found]
    return n_left


def give_codes(  # type: ignore[no-untyped-def]  # noqa: ANN201
    labels, table, rows, numbers, given, out, n_changed,  # noqa: ANN001
    first_row, n_known, with_corners, height, width, n_numbers,  # noqa: ANN001
):  # fmt: skip
    """Write the labels of a strip with those that numbers are given; return how many were given."""
    labels, table = carray(labels, (height, width)), carray(table, (256,))
    rows, numbers = carray(rows, (2, width)), carray(numbers, (2, width))
    given, out = carray(given, (n_numbers,)), carray(out, (height, width))
    n_changed = carray(n_changed, (1,))
    for r in range(height):
        turn = (first_row + r) % 2
        row, above, own, upper = rows[turn], rows[1 - turn], numbers[turn], numbers[1 - turn]
        for c in range(width):
            row[c] = table[labels[r, c]]
            out[r, c] = labels[r, c]
            if row[c] == 0:
                continue
            number = _number_before(row, above, own, upper, c, width, with_corners)
            if number < 0:
                if n_known >= n_numbers:
                    return -1
                number = np.int32(n_known)
                n_known += 1
            own[c] = number
            if given[number] != 0:
                out[r, c] = given[number]
                n_changed[0] += 1
    return n_known


def flood(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    labels, table, mask, box, to_visit, row, col, with_corners, height, width, n_room  # noqa: ANN001
):  # fmt: skip
    """Mark the patch around a pixel, span after span; return how many pixels it has.

    Negative where there is no room for spans that are still to be visited. `box` is written: the
    first and last row, the first and last column.
    """
    labels, table = carray(labels, (height, width)), carray(table, (256,))
    mask, box = carray(mask, (height, width)), carray(box, (4,))
    to_visit = carray(to_visit, (n_room,))
    own = table[labels[row, col]]
    box[0], box[1], box[2], box[3] = row, row, col, col
    to_visit[0], n_waiting, n_px = row * width + col, 1, 0
    while n_waiting > 0:
        n_waiting -= 1
        r, first = to_visit[n_waiting] // width, to_visit[n_waiting] % width
        if mask[r, first] != 0:
            continue
        last = first
        while first > 0 and table[labels[r, first - 1]] == own:
            first -= 1
        while last + 1 < width and table[labels[r, last + 1]] == own:
            last += 1
        for c in range(first, last + 1):
            mask[r, c] = 1
        n_px += last + 1 - first
        box[0], box[1] = min(box[0], r), max(box[1], r)
        box[2], box[3] = min(box[2], first), max(box[3], last)
        left, right = max(first - with_corners, 0), min(last + with_corners, width - 1)
        for beside in (r - 1, r + 1):
            if beside < 0 or beside >= height:
                continue
            is_open = False
            for c in range(left, right + 1):
                is_own = mask[beside, c] == 0 and table[labels[beside, c]] == own
                if is_own and not is_open:
                    if n_waiting >= n_room:
                        return -1
                    to_visit[n_waiting] = beside * width + c
                    n_waiting += 1
                is_open = is_own
    return n_px
