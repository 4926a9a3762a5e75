"""Hand out the pixels of chosen bands in windows, from memory or from files."""

import math
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import Any, Protocol

import numpy as np

from app.arrays import AnyArray, BoolArray, Window, read_only
from app.machine.held_pixels import HeldPixels, HeldPlanes, ReusedRoom
from app.scene.band import Band
from app.scene.blocks import PixelBlock, Survey
from app.scene.computed.planes import Planes
from app.scene.files.decoding import N_THREADS, decode_ahead, work_ahead
from app.scene.files.file_part import make_parts
from app.scene.files.part_reading import give_back_above
from app.scene.files.reader import SceneReader, common_dtype
from app.scene.grids.grid import Grid
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule, shown_pixels, valid_pixels
from app.scene.pixels.partition import cut_windows
from app.scene.scene import Scene

# Not of the budget: the pieces in which a scene in memory is refined follow from these windows.
_N_MEMORY_WINDOW_BYTES = 8 * 2**20


class PixelSource(Protocol):
    """Pixels of chosen bands, to be walked through as often as needed."""

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands, in scene order."""
        ...

    @property
    def grid(self) -> Grid:
        """The scene's grid."""
        ...

    @property
    def rule(self) -> NoDataRule:
        """What counts as no data."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the values of every block."""
        ...

    def windows(self) -> tuple[Window, ...]:
        """Return the windows of `stream`: the same at every call."""
        ...

    def stream(self) -> Iterator[PixelBlock]:
        """Yield one block per window, in order; may be closed early."""
        ...


class MemorySource:
    """Pixels that are in memory as a whole.

    Blocks are views where the bands lie side by side in memory: within a band pixels follow one
    another, but bands lie a whole scene apart.

    Parameters
    ----------
    survey
        One that kept or held the pixels.
    windows
        To be walked through; None for some of whole rows.
    """

    def __init__(
        self,
        survey: Survey,
        scene: Scene,
        band_names: Iterable[str],
        rule: NoDataRule,
        windows: tuple[Window, ...] | None = None,
        *,
        spends: bool = False,
    ) -> None:
        pixels = survey.held if survey.pixels is None else survey.pixels
        # A sweep comes by once for each k, or once for all: then masks are made while the block
        # before is worked on, and not kept.
        self._is_walked_often = survey.pixels is not None
        if pixels is None:
            msg = "the survey kept no pixels"
            raise ValueError(msg)
        self.bands = scene.pick(band_names)
        self.grid = scene.grid
        self.rule = rule
        self._planes = Planes.of(self.bands)
        self.dtype: np.dtype[Any] = self._planes.dtype(pixels.dtype)
        self._pixels = pixels
        self._which = _which(survey.preview.bands, self._planes.stored)
        self._windows = windows or cut_windows(
            self.grid,
            (1, self.grid.width),
            bytes_per_px=self.dtype.itemsize * len(self.bands),
            max_bytes=_N_MEMORY_WINDOW_BYTES,
        )
        self._valid: dict[Window, tuple[BoolArray, BoolArray | None]] = {}
        self._spends = spends and not self._is_walked_often
        self._is_spent = False

    def windows(self) -> tuple[Window, ...]:
        """Return windows, the same at every call."""
        return self._windows

    def stream(self) -> Iterator[PixelBlock]:
        """Yield views of the pixels, window by window."""
        if self._is_walked_often:
            yield from map(self._block, self._windows)
        elif self._spends:
            yield from self._spend()
        else:
            yield from work_ahead(self._block, self._windows, n_threads=1)

    def _spend(self) -> Iterator[PixelBlock]:
        if self._is_spent:
            msg = "the pixels were given back"
            raise ValueError(msg)
        self._is_spent = True
        used: deque[Window] = deque()
        with closing(work_ahead(self._block, self._windows, n_threads=1)) as blocks:
            for block in blocks:
                if len(used) > 1 and isinstance(self._pixels, HeldPixels):
                    self._pixels.give_back(used.popleft())
                used.append(block.window)
                yield block

    def _block(self, window: Window) -> PixelBlock:
        values = self._look(window)
        known = self._valid.get(window)
        if known is None:
            block = _block_of(window, values, self)
            if self._is_walked_often:
                self._valid[window] = block.valid, block.shown
            return block
        return PixelBlock(window, values, *known)

    def _look(self, window: Window) -> AnyArray:
        stored = self._look_at_stored(window)
        if not self._planes.has_computed:
            return stored
        return read_only(self._planes.lay_out(stored, self.rule))

    def _look_at_stored(self, window: Window) -> AnyArray:
        if isinstance(self._pixels, HeldPixels):
            return self._pixels.look(window, self._which)
        rows = slice(window.row, window.row + window.height)
        cols = slice(window.col, window.col + window.width)
        return read_only(self._pixels[self._which, rows, cols])


class FileSource:
    """Pixels decoded from the files at each walk, ahead of the one who uses them.

    Parameters
    ----------
    budget
        Memory for the blocks; None for the default of this machine.
    max_bytes, n_threads
        Size of a block and blocks decoded at a time; None for what the budget gives.
    held
        What is read in place of the files, as far as it holds their bands.
    spends
        Whether what is held is given back as it is walked through.

    Raises
    ------
    SceneError
        When made or streamed: a file is gone, has changed or is damaged.
    """

    def __init__(
        self,
        scene: Scene,
        band_names: Iterable[str],
        rule: NoDataRule,
        *,
        budget: MemoryBudget | None = None,
        max_bytes: int | None = None,
        n_threads: int | None = None,
        held: HeldPlanes | None = None,
        spends: bool = False,
    ) -> None:
        self._scene = scene
        self._held, self._spends = held, spends
        budget = budget or MemoryBudget.default()
        with SceneReader(scene, band_names, rule) as reader:
            self.bands = reader.bands
            self.dtype = reader.dtype
            block_shape, px_bytes = reader.block_shape(), reader.px_bytes
        n_bands = len(self.bands)
        self._windows = cut_windows(
            scene.grid,
            block_shape,
            bytes_per_px=px_bytes,
            max_bytes=max_bytes or budget.window_bytes,
        )
        block_bytes = math.prod(block_shape) * n_bands * self.dtype.itemsize
        self._n_threads = n_threads or budget.n_decoding_threads(N_THREADS, block_bytes)
        self.grid = scene.grid
        self.rule = rule

    def windows(self) -> tuple[Window, ...]:
        """Return windows that match the files' blocks."""
        return self._windows

    def stream(self) -> Iterator[PixelBlock]:
        """Yield blocks in order; up to `n_threads` + 2 of them are in memory at a time."""
        room = ReusedRoom()

        def allocate(window: Window) -> AnyArray:
            return room.array((len(self.bands), window.height, window.width), self.dtype)

        blocks = decode_ahead(
            self._make_reader,
            self._windows,
            allocate,
            self._finish,
            n_threads=self._n_threads,
        )
        return self._spending(self._held, blocks) if self._held and self._spends else blocks

    def _spending(
        self, held: HeldPlanes, blocks: Generator[PixelBlock, None, None]
    ) -> Iterator[PixelBlock]:
        """Give back the rows above those that are still to come."""
        parts = make_parts(Planes.of(self.bands).stored, self._scene)
        n_rows, n_cols = self.grid.height, self.grid.width
        with closing(blocks):
            for block in blocks:
                yield block
                row, col = block.window.row + block.window.height, block.window.col
                if col + block.window.width == n_cols and row < n_rows:
                    give_back_above(held, parts, Window(row, 0, n_rows - row, n_cols))

    def _make_reader(self) -> SceneReader:
        return SceneReader(self._scene, [band.name for band in self.bands], self.rule, self._held)

    def _finish(self, window: Window, values: AnyArray) -> PixelBlock:
        return _block_of(window, read_only(values), self)


def _block_of(window: Window, values: AnyArray, source: PixelSource) -> PixelBlock:
    """Look up which pixels of a window count, and which are only shown."""
    bands, rule, place = source.bands, source.rule, window.place()
    valid = read_only(valid_pixels(values, bands, rule, place))
    return PixelBlock(window, values, valid, shown_pixels(values, bands, rule, place, valid))


def open_source(
    scene: Scene,
    survey: Survey | None,
    band_names: Iterable[str],
    rule: NoDataRule,
    *,
    budget: MemoryBudget | None = None,
    spends: bool = False,
) -> PixelSource:
    """Choose memory where the survey has the pixels of all these bands, files otherwise.

    A large scene is walked through in the windows of its files whether it is held or not, so that
    sums come out the same to the last digit.

    Parameters
    ----------
    budget
        Memory for blocks from files; None for the default of this machine.
    spends
        Whether the pixels of a large scene may be given back as they are walked through: for a
        survey that nobody looks at any more, and one walk. Whoever looks all the same gets a
        ValueError. Memory comes back when a block is let go of, at the earliest when the second
        after it is asked for.

    Raises
    ------
    SceneError
        A file is gone or has changed.
    SettingsError
        A band is not in the scene, or none is given.
    """
    names = tuple(band_names)
    stored = Planes.of(scene.pick(names)).stored
    picked = {band.name for band in stored}
    has_all = survey is not None and picked.issubset(band.name for band in survey.preview.bands)
    if survey is None or not has_all:
        return FileSource(scene, names, rule, budget=budget)
    if survey.pixels is not None:
        return MemorySource(survey, scene, names, rule)
    files = FileSource(scene, names, rule, budget=budget, held=survey.planes, spends=spends)
    if survey.held is not None and survey.held.dtype == common_dtype(stored):
        return MemorySource(survey, scene, names, rule, files.windows(), spends=spends)
    return files


def _which(kept: tuple[Band, ...], wanted: tuple[Band, ...]) -> slice | list[int]:
    """Return the positions of the wanted bands, as a slice (so as a view) where they allow it."""
    position = {band.name: number for number, band in enumerate(kept)}
    which = [position[band.name] for band in wanted]
    if which == list(range(which[0], which[-1] + 1)):
        return slice(which[0], which[-1] + 1)
    return which
