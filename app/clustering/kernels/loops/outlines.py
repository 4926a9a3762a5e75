"""Walk around the patches of one class in compiled loops, and lay out what they are bounded by.

Written for `Kernel`, as `counting` is. Vertices are corners of pixels, numbered row after row:
vertex (y, x) is y * (width + 1) + x. A patch is what hangs together by the sides of pixels. Its
outline is walked with the patch at the left: around the outside against the clock as a map with
north up shows it, around holes with the clock. Where an outline meets itself at a vertex, what it
has enclosed since it was there is a loop of its own: each loop meets no vertex twice, so polygons
are valid by OGC 06-103r4, where holes may touch at a point, and rings may not touch themselves.
"""

import numpy as np

from app.clustering.kernels.loops.dialect import carray, inlined

_SOUTH, _EAST, _NORTH = 0, 1, 2  # and west; the next one is at the left hand


@inlined
def _is_own(classes, own, r, c, height, width):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    return 0 <= r < height and 0 <= c < width and classes[r, c] == own


def count_corners(classes, own, first, last, height, width):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return how many corners the outlines of a class have at the vertices of some rows."""
    classes = carray(classes, (height, width))
    n_corners = 0
    for y in range(first, last):
        north_west = south_west = False
        for x in range(width + 1):
            north_east = _is_own(classes, own, y - 1, x, height, width)
            south_east = _is_own(classes, own, y, x, height, width)
            n_own = int(north_west) + int(north_east) + int(south_west) + int(south_east)
            if n_own in (1, 3):
                n_corners += 1
            elif n_own == 2 and north_west == south_east:
                n_corners += 2
            north_west, south_west = north_east, south_east
    return n_corners


def trace_outlines(  # type: ignore[no-untyped-def]  # noqa: ANN201, C901
    classes, own, lefts, bottoms, spots, stack, vertices, ends, patches, is_outer, n_px, m2,  # noqa: ANN001
    cells_m2, row_cells, col_cells, state, first, last, height, width, n_room, n_loops_room,  # noqa: ANN001
    n_down, n_across,  # noqa: ANN001
):  # fmt: skip
    """Walk around the patches and holes that begin in some rows; return negative without room.

    Parameters
    ----------
    lefts, bottoms
        Shape (height, width), zeros at first: by pixel, 1 more than the patch whose outline has
        passed its left side, and whether one has passed below it. Of all classes in one.
    spots
        Shape (height + 1, width + 1): where a vertex stands in `stack`, whatever it holds at first.
    stack, vertices
        Shape (n_room,): the walk, and the vertices of all loops.
    ends, patches, is_outer
        By loop: where its vertices end, its patch, and whether it goes around the outside.
    n_px, m2
        By patch.
    cells_m2, row_cells, col_cells
        The area of a pixel by the cell that its row and its column are in.
    state
        How many vertices, loops and patches there are; carried on from rows to rows.
    """
    classes, lefts = carray(classes, (height, width)), carray(lefts, (height, width))
    bottoms, spots = carray(bottoms, (height, width)), carray(spots, (height + 1, width + 1))
    stack, vertices = carray(stack, (n_room,)), carray(vertices, (n_room,))
    ends, patches = carray(ends, (n_loops_room,)), carray(patches, (n_loops_room,))
    is_outer = carray(is_outer, (n_loops_room,))
    n_px, m2 = carray(n_px, (n_loops_room,)), carray(m2, (n_loops_room,))
    cells_m2 = carray(cells_m2, (n_down, n_across))
    row_cells, col_cells = carray(row_cells, (height,)), carray(col_cells, (width,))
    state = carray(state, (3,))
    n_vertices, n_loops, n_patches = state[0], state[1], state[2]
    for r in range(first, last):
        patch = 0
        for c in range(width):
            if classes[r, c] != own:
                continue
            is_new = False
            if c == 0 or classes[r, c - 1] != own:
                if lefts[r, c] == 0:
                    if n_patches >= n_loops_room:
                        return -1
                    patch, is_new = n_patches, True
                    n_px[patch], m2[patch] = 0, 0.0
                    n_patches += 1
                else:
                    patch = lefts[r, c] - 1
            n_px[patch] += 1
            m2[patch] += cells_m2[row_cells[r], col_cells[c]]
            for turn in range(2):
                if turn == 0:
                    if not is_new:
                        continue
                    y, x, heading = r, c, _SOUTH
                else:
                    if bottoms[r, c] != 0 or _is_own(classes, own, r + 1, c, height, width):
                        continue
                    y, x, heading = r + 1, c, _EAST
                first_y, first_x, first_heading = y, x, heading
                stack[0], n_stack = y * (width + 1) + x, 1
                spots[y, x] = 0
                is_walking = True
                while is_walking:
                    if heading == _SOUTH:
                        lefts[y, x] = patch + 1
                        y += 1
                        is_left = _is_own(classes, own, y, x, height, width)
                        is_right = _is_own(classes, own, y, x - 1, height, width)
                    elif heading == _EAST:
                        bottoms[y - 1, x] = 1
                        x += 1
                        is_left = _is_own(classes, own, y - 1, x, height, width)
                        is_right = _is_own(classes, own, y, x, height, width)
                    elif heading == _NORTH:
                        y -= 1
                        is_left = _is_own(classes, own, y - 1, x - 1, height, width)
                        is_right = _is_own(classes, own, y - 1, x, height, width)
                    else:
                        x -= 1
                        is_left = _is_own(classes, own, y, x - 1, height, width)
                        is_right = _is_own(classes, own, y - 1, x - 1, height, width)
                    if is_left and not is_right:
                        continue
                    # A pixel that touches at the corner only belongs to it no more than others do.
                    heading = (heading + 3) % 4 if is_left else (heading + 1) % 4
                    begin = -1
                    if y == first_y and x == first_x and heading == first_heading:
                        begin, is_walking = 0, False
                    elif not is_left and is_right:
                        # What stands there may be from anywhere: it counts where the stack agrees.
                        spot = spots[y, x]
                        if 0 <= spot < n_stack and stack[spot] == y * (width + 1) + x:
                            begin = spot
                        else:
                            spots[y, x] = n_stack
                    if begin < 0:
                        if n_stack >= n_room:
                            return -1
                        stack[n_stack] = y * (width + 1) + x
                        n_stack += 1
                        continue
                    if n_vertices + n_stack - begin > n_room or n_loops >= n_loops_room:
                        return -1
                    twice = 0  # the area enclosed; negative against the clock, for y goes down
                    last_y = stack[n_stack - 1] // (width + 1)
                    last_x = stack[n_stack - 1] % (width + 1)
                    for i in range(begin, n_stack):
                        vertices[n_vertices] = stack[i]
                        n_vertices += 1
                        at_y, at_x = stack[i] // (width + 1), stack[i] % (width + 1)
                        twice += last_x * at_y - at_x * last_y
                        last_y, last_x = at_y, at_x
                    ends[n_loops], patches[n_loops] = n_vertices, patch
                    is_outer[n_loops] = 1 if twice < 0 else 0
                    n_loops += 1
                    n_stack = begin + 1
    state[0], state[1], state[2] = n_vertices, n_loops, n_patches
    return 0


def place_loops(  # type: ignore[no-untyped-def]  # noqa: ANN201
    vertices, starts, ends, transform, points, n_columns, n_vertices, n_loops, n_points  # noqa: ANN001
):  # fmt: skip
    """Write x and y of the vertices of some loops, each with its first at the end once more."""
    vertices = carray(vertices, (n_vertices,))
    starts, ends = carray(starts, (n_loops,)), carray(ends, (n_loops,))
    transform, points = carray(transform, (6,)), carray(points, (n_points, 2))
    a, b, c = transform[0], transform[1], transform[2]
    d, e, f = transform[3], transform[4], transform[5]
    at = 0
    for i in range(n_loops):
        if at + ends[i] - starts[i] + 1 > n_points:
            return -1
        first = at
        for j in range(starts[i], ends[i]):
            y, x = vertices[j] // n_columns, vertices[j] % n_columns
            points[at, 0] = a * x + b * y + c
            points[at, 1] = d * x + e * y + f
            at += 1
        points[at, 0], points[at, 1] = points[first, 0], points[first, 1]
        at += 1
    return at


@inlined
def _put_number(out, at, number):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    for place in range(4):
        out[at + place] = (number >> (8 * place)) & 255


def lay_out_polygons(  # type: ignore[no-untyped-def]  # noqa: ANN201
    point_bytes, counts, n_rings, out, n_loops, n_points, n_bytes  # noqa: ANN001
):  # fmt: skip
    """Write loops as polygons in well-known binary; return how many bytes, negative without room.

    `n_rings` has the rings of the polygon that begins with a loop; 0 where a loop goes on with it.
    """
    point_bytes = carray(point_bytes, (n_points * 16,))
    counts, n_rings = carray(counts, (n_loops,)), carray(n_rings, (n_loops,))
    out = carray(out, (n_bytes,))
    at = read = 0
    for i in range(n_loops):
        n = 16 * counts[i]
        head = 9 if n_rings[i] > 0 else 0
        if at + head + 4 + n > n_bytes or read + n > n_points * 16:
            return -1
        if n_rings[i] > 0:
            out[at] = 1  # the lowest byte first
            _put_number(out, at + 1, np.int64(3))  # a polygon
            _put_number(out, at + 5, n_rings[i])
            at += 9
        _put_number(out, at, counts[i])
        at += 4
        for j in range(n):
            out[at + j] = point_bytes[read + j]
        at += n
        read += n
    return at
