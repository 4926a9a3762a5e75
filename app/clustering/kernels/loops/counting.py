"""Count and add up values under labels in compiled loops.

Written for `Kernel`: every function takes pointers to arrays in C order and their sizes, asks for
no memory and raises nothing, so that what was compiled once runs without numba. Arguments are those
of `compiled`, which calls them. A label that has no row in a table is not counted: work
ends there, and what is returned is negative. To look for one beforehand would take longer, since
labels have to be fetched for that.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import ALIKE_PX, TILE_PX, carray, inlined


@inlined
def _highest(numbers):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Return the highest label of a tile: in the loop that counts it would take a quarter more."""
    highest = np.uint8(0)
    for t in range(numbers.shape[0]):
        highest = max(highest, numbers[t])
    return highest


def count_values(values, lowest, labels, table, n_px, n_labels, n_values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Count each value under each label; values outside the table are left out."""
    values, labels = carray(values, (n_px,)), carray(labels, (n_px,))
    table = carray(table, (n_labels, n_values))
    for start in range(0, n_px, TILE_PX):
        n = min(TILE_PX, n_px - start)
        numbers, tile = labels[start : start + n], values[start : start + n]
        if _highest(numbers) >= n_labels:
            return -1
        for t in range(n):
            position = tile[t] - lowest
            if 0 <= position < n_values:
                table[numbers[t], position] += np.uint32(1)
    return 0


def describe_counts(table, figures, n_labels, n_values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901
    """Read mean, spread, 5 and 95 %, least and greatest value off the counts of each label."""
    table = carray(table, (n_labels, n_values))
    figures = carray(figures, (n_labels, 6))
    for label in range(n_labels):
        row, out = table[label], figures[label]
        out[:] = 0
        first, last = 0, n_values - 1
        while first < n_values and row[first] == 0:
            first += 1
        if first == n_values:
            continue
        while row[last] == 0:
            last -= 1
        # Whole numbers: exact. About the middle, or the squares would outgrow them.
        base = (first + last) // 2
        n, total, squares = np.int64(0), np.int64(0), np.int64(0)
        for value in range(first, last + 1):
            count, way = np.int64(row[value]), value - base
            n += count
            total += count * way
            squares += count * way * way
        mean = total / n
        out[0] = base + mean
        out[1] = np.sqrt(max(squares / n - mean * mean, 0.0))
        value, reached = first, np.int64(row[first])
        for i in range(2):
            place = (0.95 if i else 0.05) * (n - 1)
            below = np.int64(place)
            while reached <= below:
                value += 1
                reached += np.int64(row[value])
            low = high = value
            if reached == below + 1 and reached < n:
                high += 1
                while row[high] == 0:
                    high += 1
            out[2 + i] = low + (high - low) * (place - below)
        out[4] = first
        out[5] = last
    return 0


def add_moments(values, base, labels, moments, n_px, n_labels):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Add sum, sum of squares, minimum and maximum under each label but 0."""
    values, labels = carray(values, (n_px,)), carray(labels, (n_px,))
    moments = carray(moments, (n_labels, 4))
    for start in range(0, n_px, TILE_PX):
        n = min(TILE_PX, n_px - start)
        numbers, tile = labels[start : start + n], values[start : start + n]
        if _highest(numbers) >= n_labels:
            return -1
        for t in range(n):
            label = numbers[t]
            if label == 0:
                continue
            value = np.float64(tile[t]) - base
            row = moments[label]
            row[0] += value
            row[1] += value * value
            row[2] = min(row[2], value)
            row[3] = max(row[3], value)
    return 0


@inlined
def _pack(labels, start, n, packed):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Pack the labels of a tile's pixels, five bits each; return whether all of them fit."""
    packed[:] = 0
    met = np.uint8(0)
    for i in range(labels.shape[0]):
        row = labels[i, start : start + n]
        for t in range(n):
            packed[t] = (packed[t] << np.uint64(5)) | np.uint64(row[t])
            met |= row[t]
    return met <= 31


@inlined
def _add_runs(row, base, which, ends, n_known, run, moments, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Add one band, whose pixels go to their places in `run` first, number after number."""
    for t in range(which.shape[0]):
        run[which[t]] = row[t]
    for number in range(1, n_known + 1):
        begin, end = ends[number - 1], ends[number]
        if begin == end:
            continue
        part = run[begin:end]
        total, squares = base * 0, base * 0
        lowest, highest = part[0], part[0]
        for t in range(end - begin):
            value = part[t] - base
            total += value
            squares += value * value
            lowest, highest = min(lowest, part[t]), max(highest, part[t])
        sums = moments[number, b]
        sums[0] += total
        sums[1] += squares
        sums[2] = min(sums[2], np.float64(lowest - base))
        sums[3] = max(sums[3], np.float64(highest - base))


def add_joined(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    values, bases, labels, first, slots, numbers, keys, counts, moments,  # noqa: ANN001
    packed, which, ends, run,  # noqa: ANN001
    n_bands, n_px, n_maps, n_slots, n_numbers, n_sorted,  # noqa: ANN001
):  # fmt: skip
    """Add up per combination of labels, a new number for each; return where numbers ran out.

    Pixels are numbered, some ten thousand at a time, and sorted by their numbers: what belongs
    together is added with vector instructions then, while pixel after pixel each addition would
    wait for the one before. The arrays of the second line are working space, for `n_sorted` pixels.
    """
    values, bases = carray(values, (n_bands, n_px)), carray(bases, (n_bands,))
    labels = carray(labels, (n_maps, n_px))
    slots, numbers = carray(slots, (n_slots,)), carray(numbers, (n_slots + 1,))
    keys, counts = carray(keys, (n_numbers,)), carray(counts, (n_numbers,))
    moments = carray(moments, (n_numbers, n_bands, 4))
    packed, which = carray(packed, (TILE_PX,)), carray(which, (n_sorted,))
    ends, run = carray(ends, (n_numbers,)), carray(run, (n_sorted,))
    mask = np.uint64(n_slots - 1)
    n_known = np.int64(numbers[n_slots])
    if n_known >= n_numbers:
        return -1
    for begin in range(first, n_px, n_sorted):
        n_of_these = min(n_sorted, n_px - begin)
        stop = begin + n_of_these  # or the pixel for which there is no number
        ends[:] = 0
        for start in range(begin, begin + n_of_these, TILE_PX):
            n = min(TILE_PX, begin + n_of_these - start)
            if stop < start:
                break
            if not _pack(labels, start, n, packed):
                return -1
            for t in range(n):
                key = packed[t]
                number = np.uintp(0)
                if key != 0:
                    slot = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & mask
                    n_passed = 0
                    while slots[slot] != key:
                        if slots[slot] == 0:
                            if n_known + 1 >= n_numbers:
                                stop = start + t
                                break
                            n_known += 1
                            slots[slot] = key
                            numbers[slot] = n_known
                            keys[n_known] = key
                            break
                        slot = (slot + np.uint64(1)) & mask
                        n_passed += 1
                        if n_passed == n_slots:
                            return -1
                    if stop == start + t:
                        break
                    number = np.uintp(numbers[slot])
                    if number >= n_numbers:
                        return -1
                    counts[number] += 1
                which[start + t - begin] = number
                ends[number] += 1
        numbers[n_slots] = n_known
        n_before = np.int64(0)
        for each in range(n_known + 1):
            n_alike = ends[each]
            ends[each] = n_before
            n_before += n_alike
        places = which[: stop - begin]
        for t in range(stop - begin):
            sorted_by = np.uintp(places[t])
            places[t] = ends[sorted_by]
            ends[sorted_by] += 1
        for b in range(n_bands):
            row = values[b, begin:stop]
            _add_runs(row, bases[b], places, ends, n_known, run, moments, b)
        if stop < begin + n_of_these:
            return stop
    return n_px


def add_areas(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    labels, row_edges, col_edges, m2, areas, counts,  # noqa: ANN001
    n_maps, height, width, n_down, n_across, n_labels,  # noqa: ANN001
):  # fmt: skip
    """Add up the areas under each label but 0; pixels between the same edges have the same.

    `counts` is working space, for four pixels side by side: neighbours mostly have one label, and
    to count it each would wait for the one before. Where few pixels are alike, each is added alone.
    """
    labels = carray(labels, (n_maps, height, width))
    row_edges, col_edges = carray(row_edges, (n_down + 1,)), carray(col_edges, (n_across + 1,))
    m2, areas = carray(m2, (n_down, n_across)), carray(areas, (n_maps, n_labels))
    counts = carray(counts, (4, 256))
    zero, one, two, three = counts[0], counts[1], counts[2], counts[3]
    for i in range(n_maps):
        for r in range(height):
            if _highest(labels[i, r]) >= n_labels:
                return -1
        for down in range(n_down):
            top, n_rows = row_edges[down], row_edges[down + 1] - row_edges[down]
            for across in range(n_across):
                first, n = col_edges[across], col_edges[across + 1] - col_edges[across]
                if n_rows * n < ALIKE_PX:
                    for r in range(top, top + n_rows):
                        row = labels[i, r, first : first + n]
                        for c in range(n):
                            areas[i, row[c]] += m2[down, across]
                    continue
                counts[:, :n_labels] = 0
                n_whole = n - n % 4
                for r in range(top, top + n_rows):
                    row = labels[i, r, first : first + n]
                    for c in range(0, n_whole, 4):
                        zero[row[c]] += np.uint32(1)
                        one[row[c + 1]] += np.uint32(1)
                        two[row[c + 2]] += np.uint32(1)
                        three[row[c + 3]] += np.uint32(1)
                    for c in range(n_whole, n):
                        zero[row[c]] += np.uint32(1)
                for label in range(n_labels):
                    n_px = zero[label] + one[label] + two[label] + three[label]
                    areas[i, label] += n_px * m2[down, across]
        areas[i, 0] = 0.0
    return 0
