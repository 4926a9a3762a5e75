"""Write the maps of all k while they are made, without keeping them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import numpy as np

from app.arrays import ByteArray, Window
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import Colours, KResult
from app.machine.held_pixels import ReusedRoom
from app.products.maps.geotiff import TILE_PX, MapFile, map_name
from app.products.maps.gis_styles import MapFigures
from app.products.writing.safe_write import Staging
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

_N_THREADS = 2  # as many as write finished maps


class MapFiles:
    """Takes the labels of a pass over a scene straight into files; see `LabelSink`.

    Parameters
    ----------
    look_of
        Gives names and colours to clusters by their colour numbers, and colours after the scene.
    """

    def __init__(
        self, staging: Staging, look_of: Callable[[tuple[int, ...], Colours], ClusterLook]
    ) -> None:
        self._staging = staging
        self._look_of = look_of
        self._files: dict[int, MapFile] = {}
        self._writes: list[Future[None]] = []
        self._tags: Mapping[str, str] = {}
        self._is_cog = False
        self._width = 0
        self._room = ReusedRoom()
        self._begun: ByteArray | None = None  # rows of which not all columns have come
        self._pool = ThreadPoolExecutor(_N_THREADS, thread_name_prefix="writing")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        for file in self._files.values():
            file.__exit__()

    def tell(self, tags: Mapping[str, str], *, is_cog: bool) -> None:
        """Say, before they are begun, what files tell of themselves and whether they have copies.

        See `stage_label_map`.
        """
        self._tags, self._is_cog = tags, is_cog

    def begin(
        self, grid: Grid, hues: Sequence[tuple[int, ...]], colours: Sequence[Colours]
    ) -> None:
        """Open the files; see `LabelSink.begin`."""
        self._width = grid.width
        for own, after_scene in zip(hues, colours, strict=True):
            k, look = len(own), self._look_of(own, after_scene)
            self._files[k] = MapFile(
                self._staging, map_name(k), grid, look, self._tags, is_cog=self._is_cog
            )

    def put(self, window: Window, labels: ByteArray) -> None:
        """Begin to write whole rows of all maps once they are there; see `LabelSink.put`."""
        rows = labels if window.width == self._width else self._joined(window, labels)
        if rows is None:
            return
        self._wait()  # for the rows before: one window at most waits to be written
        self._writes = [
            self._pool.submit(file.write, window.row, part)
            for file, part in zip(self._files.values(), rows, strict=True)
        ]

    def _joined(self, window: Window, labels: ByteArray) -> ByteArray | None:
        """Put a window beside those to the left of it; return all once they are whole rows.

        Tiles lie in a file in the order in which they are written, whatever the windows.
        """
        if window.col == 0:
            self._wait()  # for the rows before, whose memory serves again
            shape = (len(labels), window.height, self._width)
            self._begun = self._room.array(shape, np.dtype(np.uint8))
        if self._begun is None:
            msg = f"a window from column {window.col} on, and none to the left of it"
            raise ValueError(msg)
        end = window.col + window.width
        self._begun[:, :, window.col : end] = labels
        if end < self._width:
            return None
        rows, self._begun = self._begun, None
        return rows

    def whole(self, _position: int) -> None:
        """Keep nothing."""

    def finish(self, result: KResult) -> Steps[Progress, None] | None:
        """Return the steps that end the map of one k; None where it was not written here."""
        if (file := self._files.get(result.k)) is None:
            return None
        self._wait()
        return file.finish(MapFigures.of(result))

    def _wait(self) -> None:
        for write in self._writes:
            write.result()
        self._writes = []


def fits(windows: Sequence[Window], grid: Grid) -> bool:
    """Tell whether a walk gives whole rows of tiles: from top to bottom, from left to right."""
    row = col = 0
    for window in windows:
        if (window.row, window.col) != (row, col) or row % TILE_PX:
            return False
        col += window.width
        if col == grid.width:
            row, col = row + window.height, 0
    return col == 0
