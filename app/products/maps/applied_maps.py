"""Write the two maps of a model that is applied: classes, and what is unlike its training."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np

from app.arrays import ByteArray, Window
from app.clustering.labelling.label_sink import put_window
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap, Signatures
from app.machine.scratch_map import new_label_maps
from app.products.maps.geotiff import MapFile, map_name, stage_class_map
from app.products.maps.gis_styles import MapFigures
from app.products.maps.map_files import fits
from app.products.writing.safe_write import Staging
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

LIKE_NAME, UNLIKE_NAME = "Like training", "Unlike training"
_N_COG_PX = 16_000_000  # smaller copies of larger maps take as long as half of the labelling
_LIKE_COLOUR, _UNLIKE_COLOUR = (214, 214, 208), (208, 51, 128)


@dataclass(frozen=True, slots=True, eq=False)
class CountedClasses:
    """Classes of a map, and how many pixels have one."""

    signatures: Signatures
    n_valid_px: int


def counted_only(n_px: Sequence[int]) -> CountedClasses:
    """Return classes of which nothing but their pixels is known."""
    counts, none = np.array(n_px, dtype=np.int64), np.empty((len(n_px), 0))
    return CountedClasses(
        Signatures((), counts, none, none, none, none, none, none), max(1, int(counts.sum()))
    )


def unlike_name(k: int) -> str:
    """Return the file name of the layer of what is unlike training."""
    return f"unlike_k{k:02d}.tif"


def unlike_look() -> ClusterLook:
    """Return how that layer looks: numbers as in `transfer.labelling`."""
    return ClusterLook(2, (LIKE_NAME, UNLIKE_NAME), (_LIKE_COLOUR, _UNLIKE_COLOUR))


class AppliedMaps:
    """Takes labels and marks of windows straight into two files, or keeps them until the end.

    Parameters
    ----------
    look
        Of the classes.
    windows
        Those that come, in their order.
    tags
        What the files tell of where they come from.
    """

    def __init__(
        self,
        staging: Staging,
        grid: Grid,
        look: ClusterLook,
        windows: Sequence[Window],
        tags: Mapping[str, str],
    ) -> None:
        self._staging, self._grid, self._looks = staging, grid, (look, unlike_look())
        self._names = map_name(look.k), unlike_name(look.k)
        self._tags = tags
        self._is_cog = grid.n_pixels <= _N_COG_PX
        self._titles = "", f"unlike training, k = {look.k}"
        self._classes = None if look.is_as_found else look.class_table()
        self._files: tuple[MapFile, ...] = ()
        self._kept: list[ByteArray] = []
        self._writes: list[Future[None]] = []
        self._pool = ThreadPoolExecutor(len(self._names), thread_name_prefix="writing")
        if fits(windows, grid):
            told = zip(self._names, self._looks, self._titles, strict=True)
            self._files = tuple(
                MapFile(staging, name, grid, one, tags, title=title, is_cog=self._is_cog)
                for name, one, title in told
            )
        else:
            self._kept = new_label_maps(len(self._names), grid.height, grid.width)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        for file in self._files:
            file.__exit__()

    def put(self, window: Window, labels: ByteArray, marks: ByteArray) -> None:
        """Take a window: shape (height, width) each."""
        shown = labels if self._classes is None else self._classes[labels]
        if self._kept:
            put_window(self._kept, window, np.stack([shown, marks]))
            return
        self._wait()
        self._writes = [
            self._pool.submit(file.write, window.row, part)
            for file, part in zip(self._files, (shown, marks), strict=True)
        ]

    def finish(self, classes: CountedClasses, marks: CountedClasses) -> Steps[Progress, None]:
        """Close both files and write what goes beside them.

        Raises
        ------
        OutputError
            A file cannot be written or did not read back.
        """
        self._wait()
        for steps in self._finishing((classes, marks)):
            yield from steps

    def _finishing(self, counted: tuple[CountedClasses, ...]) -> Iterator[Steps[Progress, None]]:
        if not self._kept:
            for file, one in zip(self._files, counted, strict=True):
                yield file.finish(MapFigures.of(one))
            return
        as_they_are = [ClusterLook(one.k, one.names, one.colours, one.numbers, tuple(range(1, 256)))
                       for one in self._looks]  # fmt: skip
        for place, name in enumerate(self._names):
            yield stage_class_map(
                self._staging,
                name,
                LabelMap(self._kept[place], 1),
                self._grid,
                as_they_are[place],
                MapFigures.of(counted[place]),
                title=self._titles[place],
                tags=self._tags,
                is_cog=self._is_cog,
            )

    def _wait(self) -> None:
        for write in self._writes:
            write.result()
        self._writes = []
