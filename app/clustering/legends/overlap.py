"""Count what lies where: the classes of one map by those of another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, DoubleArray, IntArray, Place, Window, read_only
from app.clustering.kernels import count_pairs
from app.clustering.legends.meeting import MapOnGrid, Meeting, label_area, meet, other_labels
from app.machine.scratch_map import let_go
from app.scene.grids.pixel_areas import PixelAreas
from app.steps import Progress, Steps

_N_STRIP_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """How much of each class of one map lies in each class of another.

    Attributes
    ----------
    n_px
        Shape (n_first + 1, n_second + 1), labels that were counted; row and column 0 are no data.
        Where maps have labels of unlike size, those of the coarser map are counted.
    m2
        The same in square metres on the ground; None where areas are not known.
    """

    n_px: IntArray
    m2: DoubleArray | None

    @property
    def transposed(self) -> "Overlap":
        """The same, seen from the second map."""
        return Overlap(self.n_px.T, None if self.m2 is None else self.m2.T)


@dataclass(frozen=True, slots=True)
class BestPair:
    """The class of the first map that a class of the second mostly lies in.

    Attributes
    ----------
    second, first
        Numbers of classes; `first` is 0 where it lies in none.
    share
        Of the pixels of `second` that lie in `first`, 0..1: how sure it is.
    """

    second: int
    first: int
    share: float


@dataclass(frozen=True, slots=True)
class Transition:
    """What is one class in the first map and another, or the same, in the second."""

    first: int
    second: int
    n_px: int
    m2: float | None


def overlap(first: MapOnGrid, second: MapOnGrid) -> Steps[Progress, Overlap]:
    """Count the pixels of every pair of classes, and add up their areas, in strips.

    Maps of the whole scene and previews may meet, and two scenes of one place in one coordinate
    reference system: only where both lie is counted, the nearest pixel each time.

    Raises
    ------
    SceneError
        They cannot be laid over each other; says in what they differ.
    """
    if label_area(second) > label_area(first):
        turned = yield from overlap(second, first)
        return turned.transposed
    meeting = meet(first, second)
    of_first, of_second = first.table(), second.table()
    shape = int(of_first.max()) + 1, int(of_second.max()) + 1
    n_px = np.zeros(shape, dtype=np.int64)
    areas = _areas(first, meeting)
    m2 = np.zeros(shape) if areas.is_known else None
    for top, labels, others in _strips(first, second, meeting):
        yield Progress("Comparing maps", top / max(1, meeting.rows.stop - meeting.rows.start))
        if m2 is None or areas.is_constant:
            count_pairs(labels, others, of_first, of_second, n_px)
            continue
        within = areas.within(Window(top, 0, *labels.shape))
        for part, of_one in _cells(within):
            counts = np.zeros(shape, dtype=np.int64)
            count_pairs(labels, others, of_first, of_second, counts, part)
            n_px += counts
            m2 += counts * of_one
    if m2 is not None and areas.is_constant:
        m2 += n_px * float(areas.m2[0, 0])
    return Overlap(read_only(n_px), None if m2 is None else read_only(m2))


def _areas(base: MapOnGrid, meeting: Meeting) -> PixelAreas:
    """Return the area that each counted label stands for, in rows and columns that meet."""
    areas = base.grid.areas
    if not areas.is_known:
        return areas
    step = base.map.step
    rows = np.arange(meeting.rows.start, meeting.rows.stop) * step
    cols = np.arange(meeting.cols.start, meeting.cols.stop) * step
    seen = areas.thinned(Place(rows[:, np.newaxis], cols[np.newaxis]))
    return PixelAreas(seen.m2 * step**2, seen.row_edges, seen.col_edges, seen.on_map_units)


def _strips(
    first: MapOnGrid, second: MapOnGrid, meeting: Meeting
) -> Iterator[tuple[int, ByteArray, ByteArray]]:
    """Walk through the rows that meet: the first row of a strip, and its labels in both maps."""
    labels, others = first.map.labels, second.map.labels
    n_rows = meeting.rows.stop - meeting.rows.start
    n_at_a_time = max(1, _N_STRIP_BYTES // max(1, meeting.cols.stop - meeting.cols.start))
    for top in range(0, n_rows, n_at_a_time):
        bottom = min(top + n_at_a_time, n_rows)
        rows = slice(meeting.rows.start + top, meeting.rows.start + bottom)
        own = np.ascontiguousarray(labels[rows, meeting.cols])
        yield top, own, np.ascontiguousarray(other_labels(others, meeting, top, bottom))
    let_go(labels)
    let_go(others)


def _cells(areas: PixelAreas) -> Iterator[tuple[Window, float]]:
    """Walk through the parts of a strip whose pixels have one area."""
    rows, cols = areas.row_edges.tolist(), areas.col_edges.tolist()
    for i, j in np.ndindex(*areas.m2.shape):
        part = Window(rows[i], cols[j], rows[i + 1] - rows[i], cols[j + 1] - cols[j])
        if part.height and part.width:
            yield part, float(areas.m2[i, j])


def by_classes(n_px: IntArray, of_first: ByteArray, of_second: ByteArray) -> IntArray:
    """Add up counts of labels by the classes of these: the maps need not be walked through again.

    Parameters
    ----------
    n_px
        Of an `Overlap` whose maps had labels for classes.
    of_first, of_second
        Shape (256,): the class of each label.

    Returns
    -------
    Shape (n_first + 1, n_second + 1), as counted with these classes.
    """
    counts = np.zeros((int(of_first.max()) + 1, int(of_second.max()) + 1), dtype=np.int64)
    first, second = np.nonzero(n_px)
    np.add.at(counts, (of_first[first], of_second[second]), n_px[first, second])
    return counts


def best_pairs(n_px: IntArray) -> tuple[BestPair, ...]:
    """Find for each class of the second map the class of the first that most of it lies in.

    Parameters
    ----------
    n_px
        Of an `Overlap`.

    Returns
    -------
    One pair for each class of the second map, by its number from 1. Of equal shares the class with
    the lower number; where a class has pixels in no class of the first map, 0 with a share of 0.
    """
    totals = n_px.sum(axis=0)
    pairs = []
    for second in range(1, n_px.shape[1]):
        inside = n_px[1:, second]
        most = int(inside.argmax()) if len(inside) else 0
        if len(inside) and inside[most]:
            pairs.append(BestPair(second, most + 1, float(inside[most] / totals[second])))
        else:
            pairs.append(BestPair(second, 0, 0.0))
    return tuple(pairs)


def transitions(found: Overlap) -> tuple[Transition, ...]:
    """Return the pairs of classes that have pixels, the largest area first.

    Where areas are not known, the most pixels first; equal ones by their numbers.
    """
    sizes = found.n_px if found.m2 is None else found.m2
    firsts, seconds = np.nonzero(found.n_px[1:, 1:])
    pairs = zip((firsts + 1).tolist(), (seconds + 1).tolist(), strict=True)
    return tuple(
        Transition(
            first,
            second,
            int(found.n_px[first, second]),
            None if found.m2 is None else float(found.m2[first, second]),
        )
        for first, second in sorted(pairs, key=lambda pair: (-float(sizes[pair]), pair))
    )
