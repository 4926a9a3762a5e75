"""Find which labels of two maps lie at one place on the ground."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray
from app.clustering.results import LabelMap
from app.errors import SceneError
from app.scene.grids.grid import Grid

# Of a pixel, over the whole width or height: more than rounding does to coordinates of doubles.
_TURNED_PX = 0.01
_WITHOUT_CRS = "Choose a map, and open a scene, that say where they lie."


@dataclass(frozen=True, slots=True, eq=False)
class MapOnGrid:
    """A label map, where it lies, and what its labels mean.

    Attributes
    ----------
    map
        Of a scene or of its preview.
    grid
        Of the scene.
    title
        Of the scene, for messages.
    classes
        Shape (256,), uint8: the class of each label, 0 is no data. None where labels are classes.
    n_labels
        How many labels there are, where they are classes.
    """

    map: LabelMap
    grid: Grid
    title: str = ""
    classes: ByteArray | None = None
    n_labels: int = 255

    def table(self) -> ByteArray:
        """Return the class of each label, shape (256,)."""
        if self.classes is not None:
            return self.classes
        labels = np.arange(256, dtype=np.uint8)
        labels[self.n_labels + 1 :] = 0
        return labels


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """Rows and columns of two maps that lie at one place.

    Attributes
    ----------
    rows, cols
        Of the map that is counted on: slices without gaps.
    other_rows, other_cols
        Which of the other map is nearest to each, shapes (n_rows,) and (n_cols,).
    is_same
        Whether both have the very same rows and columns.
    """

    rows: slice
    cols: slice
    other_rows: IntArray
    other_cols: IntArray
    is_same: bool


def label_area(one: MapOnGrid) -> float:
    """Return the area that a label stands for, in units of the map squared."""
    a, b, _, d, e, _ = one.grid.transform
    return abs(a * e - b * d) * one.map.step**2


def meet(base: MapOnGrid, other: MapOnGrid) -> Meeting:
    """Find the labels of another map that are nearest to those of `base`.

    Raises
    ------
    SceneError
        They lie in different coordinate reference systems, are turned against one another, have no
        place on the ground and are not of one size, or do not overlap.
    """
    _check_comparable(base, other)
    n_rows, n_cols = base.map.labels.shape
    if base.grid == other.grid and base.map.step == other.map.step:
        all_rows, all_cols = np.arange(n_rows), np.arange(n_cols)
        return Meeting(slice(0, n_rows), slice(0, n_cols), all_rows, all_cols, is_same=True)
    matrix, shift = _from_base(base, other)
    # Labels of previews stand for the first pixel of their block.
    full_rows, full_cols = np.arange(n_rows) * base.map.step, np.arange(n_cols) * base.map.step
    rows, other_rows = _nearest(matrix[1, 1] * (full_rows + 0.5) + shift[1], other, axis=0)
    cols, other_cols = _nearest(matrix[0, 0] * (full_cols + 0.5) + shift[0], other, axis=1)
    if not (len(other_rows) and len(other_cols)):
        raise _not_compared(base, other, "do not overlap", "Open scenes of one place.")
    return Meeting(rows, cols, other_rows, other_cols, is_same=False)


def _from_base(base: MapOnGrid, other: MapOnGrid) -> tuple[DoubleArray, DoubleArray]:
    """Return how columns and rows of the base become those of the other: matrix and shift."""
    if base.grid == other.grid:
        return np.eye(2), np.zeros(2)
    (to_map, origin), (other_to_map, other_origin) = map(_affine, (base.grid, other.grid))
    matrix = np.linalg.solve(other_to_map, to_map)
    shift = np.linalg.solve(other_to_map, origin - other_origin)
    turned = abs(matrix[0, 1]) * base.grid.height, abs(matrix[1, 0]) * base.grid.width
    if max(turned) > _TURNED_PX:
        raise _not_compared(
            base, other, "are turned against one another", "Warp one onto the grid of the other."
        )
    return np.asarray(matrix, np.float64), np.asarray(shift, np.float64)


def _affine(grid: Grid) -> tuple[DoubleArray, DoubleArray]:
    a, b, c, d, e, f = grid.transform
    return np.array([[a, b], [d, e]]), np.array([c, f])


def _nearest(at: DoubleArray, other: MapOnGrid, *, axis: int) -> tuple[slice, IntArray]:
    """Return which places of the base lie on the other map, and its labels nearest to them."""
    size = (other.grid.height, other.grid.width)[axis]
    # To a millionth of a pixel: what lies on the edge of two must not depend on rounding.
    pixels = np.floor(np.round(at, 6)).astype(np.int64)
    inside = np.flatnonzero((pixels >= 0) & (pixels < size))
    if not len(inside):
        return slice(0, 0), inside
    labels = np.rint(pixels[inside] / other.map.step).astype(np.int64)
    n_labels = other.map.labels.shape[axis]
    return slice(int(inside[0]), int(inside[-1]) + 1), np.minimum(labels, n_labels - 1)


def other_labels(other: AnyArray, meeting: Meeting, first: int, last: int) -> ByteArray:
    """Return the other's labels at rows `first` to `last` of those that meet, in C order."""
    if meeting.is_same:
        return other[first:last]
    rows = other[meeting.other_rows[first:last]]
    return np.ascontiguousarray(rows[:, meeting.other_cols])


def _check_comparable(base: MapOnGrid, other: MapOnGrid) -> None:
    one, two = base.grid, other.grid
    if one == two:
        return
    if not (one.has_georeference and two.has_georeference):
        if (one.height, one.width) == (two.height, two.width) and (
            one.has_georeference == two.has_georeference
        ):
            return
        sizes = f"{one.width} x {one.height} and {two.width} x {two.height} pixels"
        raise _not_compared(
            base,
            other,
            f"have {sizes}, and no place on the ground is known of both",
            "Open scenes of one grid, or with georeference.",
        )
    if one.crs_wkt != two.crs_wkt and (not one.crs_name or one.crs_name != two.crs_name):
        names = " and ".join(grid.crs_name or "no CRS" for grid in (one, two))
        has_both = one.crs_name and two.crs_name
        hint = "Warp one into the CRS of the other." if has_both else _WITHOUT_CRS
        raise _not_compared(base, other, f"lie in {names}", hint)


def _not_compared(base: MapOnGrid, other: MapOnGrid, what: str, hint: str) -> SceneError:
    titles = " and ".join(f'"{each.title or "untitled"}"' for each in (base, other))
    return SceneError("Maps cannot be compared", f"{titles} {what}.", hint)
