"""Walk around the classes of a label map, one after the other, and say what each of them is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import ByteArray
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.sieve import sieve
from app.clustering.cleanup.tidied import strips
from app.clustering.cleanup.ways import Sieve
from app.clustering.kernels import Outlines, OutlineTracer
from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.machine.scratch_map import let_go
from app.products.product import Results
from app.steps import Progress, Steps

_one_at_a_time = threading.Lock()  # a map of 60 Mpx takes a gigabyte while it is walked around


@dataclass(frozen=True, slots=True, eq=False)
class ClassOutlines:
    """What bounds one class, and what is told of it.

    Attributes
    ----------
    number, name, colour
        As the legend has them.
    n_px, area_m2
        Of the whole class; the area is None where it is not known.
    n_valid_px
        Pixels that have a class at all.
    """

    number: int
    name: str
    colour: Rgb
    outlines: Outlines
    n_px: int
    area_m2: float | None
    n_valid_px: int

    @property
    def hex_colour(self) -> str:
        """Its colour as "#rrggbb"."""
        return "#{:02x}{:02x}{:02x}".format(*self.colour)

    @property
    def share(self) -> float:
        """Of the pixels that have a class, 0..1."""
        return self.n_px / self.n_valid_px


class OutlinedMap:
    """The classes of one k, to be walked around in the order of the legend.

    What each walk needs is let go before the next.
    """

    def __init__(self, results: Results, k: int) -> None:
        self._results = results
        self._k = k
        self.look: ClusterLook = results.look(k)
        self._tracer: OutlineTracer | None = None

    def prepare(self, doing: str) -> Steps[Progress, None]:
        """Take the classes of all pixels into memory, without patches that are too small."""
        labels = self._results.labels(self._k).labels
        n_px_min = self._results.options.smallest_patch_px
        table = self.look.class_table()
        if n_px_min > 1:
            tidied = yield from sieve(labels, ClassCodes.of(table), Sieve(n_px_min))
            labels = tidied.labels
        classes = np.empty(labels.shape, dtype=np.uint8)
        for top, bottom in strips(labels):
            yield Progress(doing, 0.0)
            classes[top:bottom] = table[labels[top:bottom]]
        let_go(labels)
        self._n_valid_px = _n_data(classes)
        self._tracer = OutlineTracer(classes, self._results.scene.grid.areas)

    def trace(self, row: int, doing: str) -> Steps[Progress, ClassOutlines]:
        """Walk around the class at one place of the legend."""
        if self._tracer is None:
            yield from self.prepare(doing)
            return (yield from self.trace(row, doing))
        number = self.look.numbers[row]
        walk = self._tracer.trace(number)
        while True:
            try:
                next(walk)
            except StopIteration as end:
                return self._told(row, end.value)
            yield Progress(doing, row / self.look.n_classes)

    def _told(self, row: int, found: Outlines) -> ClassOutlines:
        one = ClassOutlines(
            self.look.numbers[row],
            self.look.names[row],
            self.look.colours[row],
            found,
            int(found.n_px.sum()),
            float(found.m2.sum()) if self._results.scene.grid.areas.is_known else None,
            self._n_valid_px,
        )
        areas_m2 = self._results.classed(self._k).signatures.area_m2
        if areas_m2 is None or self._results.options.smallest_patch_px > 1:
            return one
        return replace(one, area_m2=float(areas_m2[row]))  # to the digit as tables have it


def _n_data(classes: ByteArray) -> int:
    return sum(int(np.count_nonzero(classes[top:bottom])) for top, bottom in strips(classes))


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else walk around a map meanwhile."""
    with _one_at_a_time:
        yield
