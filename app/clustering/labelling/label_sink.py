"""Take the labels of a pass over all pixels, window after window."""

from collections.abc import Sequence
from typing import Protocol

from app.arrays import ByteArray, Window
from app.clustering.results import Colours
from app.machine.scratch_map import let_go, new_label_maps
from app.scene.grids.grid import Grid


class LabelSink(Protocol):
    """Where the labels of every pixel go, for several k together."""

    def begin(
        self, grid: Grid, hues: Sequence[tuple[int, ...]], colours: Sequence[Colours]
    ) -> None:
        """Get ready for maps of a grid; for each map, colour numbers and colours of its clusters.

        Raises
        ------
        OutputError
            There is no room for the maps.
        """
        ...

    def put(self, window: Window, labels: ByteArray) -> None:
        """Take one window of all maps: shape (n_maps, height, width), 0 = no data."""
        ...

    def whole(self, position: int) -> ByteArray | None:
        """Return one map, shape (height, width), to keep; None where it went elsewhere."""
        ...


class ScratchMaps:
    """Keep the maps in scratch files, to be drawn and exported from."""

    def __init__(self) -> None:
        self._maps: list[ByteArray] = []

    def begin(
        self, grid: Grid, hues: Sequence[tuple[int, ...]], _colours: Sequence[Colours]
    ) -> None:
        """Take room for the maps; see `LabelSink.begin`."""
        self._maps = new_label_maps(len(hues), grid.height, grid.width)

    def put(self, window: Window, labels: ByteArray) -> None:
        """Copy one window; see `LabelSink.put`."""
        put_window(self._maps, window, labels)

    def whole(self, position: int) -> ByteArray:
        """Return one map; see `LabelSink.whole`."""
        return self._maps[position]


def put_window(maps: Sequence[ByteArray], window: Window, labels: ByteArray) -> None:
    """Copy one window of labels, shape (n_maps, height, width), into whole maps."""
    rows = slice(window.row, window.row + window.height)
    cols = slice(window.col, window.col + window.width)
    for part, whole in zip(labels, maps, strict=True):
        whole[rows, cols] = part
        let_go(whole)
