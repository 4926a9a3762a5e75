"""Grow the tree of classes by the distance of their spectra (Ward 1963)."""

from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray, IntArray, read_only
from app.clustering.scaling import BandScaling, scale_centres

_N_COLUMNS = 4  # of scipy's linkage format


@dataclass(frozen=True, slots=True, eq=False)
class Dendrogram:
    """In which order classes would merge, and how far apart they are then.

    Attributes
    ----------
    merges
        Shape (n_classes - 1, 4), as scipy's linkage has it: the two that merge, the lower number
        first, the height, and of how many classes what they make consists. Classes have the
        numbers 0..n_classes - 1, what merge i makes has n_classes + i. Heights never fall.
    leaf_order
        Shape (n_classes,): the classes from top to bottom, so that no two branches cross.
    """

    merges: DoubleArray
    leaf_order: IntArray

    @property
    def n_classes(self) -> int:
        """How many there are before anything merges."""
        return len(self.leaf_order)

    @property
    def heights(self) -> DoubleArray:
        """Of the merges, shape (n_classes - 1,), never falling, in scaled units."""
        return self.merges[:, 2]

    def groups_below(self, height: float) -> tuple[tuple[int, ...], ...]:
        """Return the classes that have merged below a height, group by group.

        Members rise within a group, and groups rise by their first member. A class that has not
        merged is a group of its own.
        """
        n = self.n_classes
        members: dict[int, list[int]] = {leaf: [leaf] for leaf in range(n)}
        for i, (one, other, at, _) in enumerate(self.merges.tolist()):
            if at >= height:
                break
            members[n + i] = members.pop(int(one)) + members.pop(int(other))
        return tuple(sorted(tuple(sorted(group)) for group in members.values()))

    def height_for(self, n_groups: int) -> float:
        """Return a height below which as many groups are left, midway between two merges.

        Where several merges lie at one height, no line parts them: fewer groups are left then.
        """
        n_merges = min(max(self.n_classes - n_groups, 0), len(self.merges))
        if n_merges == 0:
            return 0.0
        last = float(self.heights[n_merges - 1])
        above = self.heights[self.heights > last]
        return (last + float(above[0])) / 2 if len(above) else float(np.nextafter(last, np.inf))

    def segments(self) -> DoubleArray:
        """Return the lines to draw: x is the height, y the place from the top, from 0.

        Returns
        -------
        Shape (3 (n_classes - 1), 2, 2): start and end, x and y. For each merge the two branches
        that lead to it, and what joins them.
        """
        n = self.n_classes
        places = np.zeros(2 * n - 1)
        places[self.leaf_order] = np.arange(n)
        heights = np.concatenate([np.zeros(n), self.heights])
        lines = np.empty((3 * len(self.merges), 2, 2))
        for i, (one, other, at, _) in enumerate(self.merges.tolist()):
            pair = [int(one), int(other)]
            high, low = places[pair]
            places[n + i] = (high + low) / 2
            for line, each, place in zip(lines[3 * i :], pair, (high, low), strict=False):
                line[:] = (heights[each], place), (at, place)
            lines[3 * i + 2] = (at, high), (at, low)
        return lines


def grow_dendrogram(
    means: DoubleArray, n_px: IntArray, scaling: BandScaling | None = None
) -> Dendrogram:
    """Merge classes two by two: each time those whose merging costs the least.

    To merge classes of n and m pixels whose means are d apart adds n m / (n + m) d^2 to the sum of
    squares within classes. The height is the root of twice that, for weights whose mean is one: two
    classes of the mean size merge at their distance, and classes of one size as scipy has it, whose
    own linkage knows no sizes to begin with.

    Parameters
    ----------
    means
        Shape (n_classes, n_bands), at least one class, finite, scene units.
    n_px
        Shape (n_classes,): their sizes. A class without pixels weighs as one pixel.
    scaling
        How distances are measured; None where the means are scaled.
    """
    points = np.asarray(means, dtype=np.float64)
    if scaling is not None:
        points = scale_centres(points, scaling).astype(np.float64)
    n = len(points)
    sizes = np.maximum(n_px, 1).astype(np.float64)
    merges = _merges(points, sizes * (n / sizes.sum()))
    return Dendrogram(read_only(merges), read_only(_leaf_order(merges)))


def _merges(points: DoubleArray, weights: DoubleArray) -> DoubleArray:
    """Merge by the formula of Lance and Williams (1967); of equal costs the first pair merges."""
    n = len(points)
    apart = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    pairs = weights[:, None] * weights[None] / (weights[:, None] + weights[None])
    costs = 2 * pairs * apart
    np.fill_diagonal(costs, np.inf)
    weights, numbers, n_members = weights.copy(), np.arange(n), np.ones(n, dtype=np.int64)
    merges = np.zeros((n - 1, _N_COLUMNS))
    height = 0.0
    for step in range(n - 1):
        i, j = divmod(int(costs.argmin()), n)
        cost = float(costs[i, j])
        height = max(height, float(np.sqrt(max(cost, 0.0))))  # rounding alone lets it fall
        merges[step] = *sorted((numbers[i], numbers[j])), height, n_members[i] + n_members[j]
        both = weights[i] + weights[j]
        row = (weights + weights[i]) * costs[i] + (weights + weights[j]) * costs[j] - weights * cost
        row /= weights + both
        row[[i, j]] = np.inf
        costs[i], costs[:, i] = row, row
        costs[j], costs[:, j] = np.inf, np.inf
        weights[i], numbers[i], n_members[i] = both, n + step, n_members[i] + n_members[j]
    return merges


def _leaf_order(merges: DoubleArray) -> IntArray:
    n = len(merges) + 1
    order: list[int] = []
    to_visit = [2 * n - 2]
    while to_visit:
        number = to_visit.pop()
        if number < n:
            order.append(number)
        else:
            one, other = merges[number - n, :2].astype(int).tolist()
            to_visit += [other, one]
    return np.array(order, dtype=np.int64)
