"""Look at every pixel of a scene once: picture, figures, sample."""

import math
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from operator import add
from typing import Any

import numpy as np

from app.arrays import AnyArray, IntArray, Window, read_only
from app.errors import SceneError
from app.machine.held_pixels import HeldPixels, HeldPlanes, ReusedRoom, fetch, room_for
from app.scene.band import NOT_MEASURED, Band, BandKind
from app.scene.blocks import PixelSample, Preview, Survey
from app.scene.files.decoding import N_THREADS, decode_ahead
from app.scene.files.reader import SceneReader, common_dtype
from app.scene.grids.grid import Grid
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule, zero_everywhere
from app.scene.pixels.coarse_preview import coarse_previews
from app.scene.pixels.evidence import EvidenceCollector, EvidenceLook
from app.scene.pixels.lattice_sample import LatticeSample, draw_lattice
from app.scene.pixels.partition import cut_windows
from app.scene.pixels.tally import Tally, tally
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_QUICK_BYTES = 64 * 2**20  # below, the whole pass takes less than half a second
_FIRST_COARSE_S = 0.6  # later ones wait twice as long each: a picture costs the composite 0.2 s


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What one window shows."""

    window: Window
    tallies: tuple[Tally, ...]
    n_zero_everywhere: int
    which: IntArray
    sample: AnyArray
    preview: AnyArray
    evidence: EvidenceLook


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What is collected, and where it goes while the pass runs."""

    bands: tuple[Band, ...]
    step: int
    lattice: LatticeSample
    zero_bands: tuple[int, ...]
    sample: AnyArray
    preview: AnyArray
    pixels: AnyArray | None
    evidence: EvidenceCollector
    room: ReusedRoom = field(default_factory=ReusedRoom)

    def allocate(self, window: Window) -> AnyArray:
        """Return where a window is decoded to: the scene in memory, or an array of its own."""
        if self.pixels is None:
            shape = (len(self.bands), window.height, window.width)
            return self.room.array(shape, self.sample.dtype)
        fetch(self.pixels, window)
        rows = slice(window.row, window.row + window.height)
        return self.pixels[:, rows, window.col : window.col + window.width]

    def look(self, window: Window, values: AnyArray) -> _Look:
        """Draw from one window all that the survey wants of it; runs in a decoding thread."""
        which, sample = self.lattice.pick(window, values)
        first_row, first_col = -window.row % self.step, -window.col % self.step
        preview = values[:, first_row :: self.step, first_col :: self.step]
        tallies = tuple(map(tally, values, self.bands))
        return _Look(
            window=window,
            tallies=tallies,
            n_zero_everywhere=self._count_zero(values, tallies),
            which=which,
            sample=sample,
            # A view would keep all of the window until its turn comes.
            preview=preview.copy() if self.pixels is None else preview,
            evidence=self.evidence.look(window, values),
        )

    def keep(self, look: _Look) -> None:
        """Put what one window showed in its place."""
        self.sample[look.which] = look.sample
        self.evidence.keep(look.window, look.evidence)
        row, col = -(-look.window.row // self.step), -(-look.window.col // self.step)
        rows, cols = look.preview.shape[1:]
        if self.preview is not self.pixels:
            self.preview[:, row : row + rows, col : col + cols] = look.preview

    def show(self, *, is_final: bool) -> Preview:
        """Return the preview as far as it is known; pixels not yet read are zero."""
        values = self.preview if is_final else self.preview.copy()
        return Preview(self.bands, read_only(values.view()), self.step, is_final)

    def _count_zero(self, values: AnyArray, tallies: tuple[Tally, ...]) -> int:
        # Where one band has no zero, no pixel is zero in all of them: mostly nobody needs to look.
        if not self.zero_bands or any(not tallies[band].n_zero for band in self.zero_bands):
            return 0
        return int(np.count_nonzero(zero_everywhere([values[band] for band in self.zero_bands])))


def survey_scene(
    scene: Scene,
    *,
    seed: int = 0,
    n_sample_px: int = 200_000,
    n_preview_px: int = 1_500_000,
    memory_px_bytes: int | None = None,
    budget: MemoryBudget | None = None,
) -> Steps[Progress | Preview, Survey]:
    """Read all measured bands of a scene once, from files to preview, figures and sample.

    The result depends on the scene, the seed and the sizes, not on threads or blocks.

    Parameters
    ----------
    memory_px_bytes
        Up to which size a scene is kept in memory, whatever the budget says; None to go by it.
    budget
        Memory for the pixels; None for the default of this machine.

    Yields
    ------
    Progress as windows are read; at least one preview, the last one final.

    Raises
    ------
    SceneError
        A file is gone, has changed or is damaged.
    """
    names = [
        band.name for band in scene.bands if band.kind not in NOT_MEASURED and band.computed is None
    ]
    budget = budget or MemoryBudget.default()
    with SceneReader(scene, names, NoDataRule()) as reader:
        bands, px_bytes = reader.bands, _bytes_per_px(reader.bands)
        n_values = scene.grid.n_pixels * len(bands)
        is_kept = budget.keeps(n_values, reader.dtype)
        is_held = not is_kept and budget.holds(n_values, reader.dtype)
        if memory_px_bytes is not None:
            is_kept, is_held = scene.grid.n_pixels * px_bytes <= memory_px_bytes, False
        planes = None
        if not (is_kept or is_held) and memory_px_bytes is None:
            planes = _room_for_planes(reader, budget)
        block_shape = reader.block_shape()
        plan = _make_plan(
            scene,
            bands,
            seed,
            block_shape,
            n_sample_px=min(n_sample_px, budget.sample_bytes // px_bytes),
            n_preview_px=max(1, min(n_preview_px, budget.preview_bytes // px_bytes)),
            room=np.zeros if is_kept else room_for if is_held else None,
        )
        windows = cut_windows(
            scene.grid,
            block_shape,
            bytes_per_px=reader.px_bytes,
            max_bytes=budget.window_bytes,
        )
        yield Progress("Reading the scene", 0.0)
        if scene.grid.n_pixels * px_bytes > _N_QUICK_BYTES:
            yield from coarse_previews(reader, scene)
    looks = decode_ahead(
        lambda: SceneReader(scene, names, NoDataRule(), planes),
        windows,
        plan.allocate,
        plan.look,
        n_threads=budget.n_decoding_threads(N_THREADS, math.prod(block_shape) * px_bytes),
    )
    with closing(looks):
        tallies, n_zero_everywhere = yield from _collect(plan, looks, len(windows))
    if planes is not None:
        planes.end()
    survey = yield from _finish(plan, tallies, n_zero_everywhere, is_held=is_held)
    return survey if planes is None else replace(survey, planes=planes)


def _collect(
    plan: _Plan, looks: Iterable[_Look], n_windows: int
) -> Steps[Progress | Preview, tuple[list[Tally], int]]:
    tallies = [Tally()] * len(plan.bands)
    n_zero_everywhere = 0
    started = time.monotonic()
    next_picture = started + _FIRST_COARSE_S
    for number, look in enumerate(looks, start=1):
        plan.keep(look)
        tallies = list(map(add, tallies, look.tallies))
        n_zero_everywhere += look.n_zero_everywhere
        now = time.monotonic()
        share = number / n_windows
        yield Progress("Reading the scene", share, (now - started) * (1 - share) / share)
        if now > next_picture and number < n_windows:
            next_picture = now + 2 * (now - started)
            yield plan.show(is_final=False)
    return tallies, n_zero_everywhere


def _finish(
    plan: _Plan, tallies: list[Tally], n_zero_everywhere: int, *, is_held: bool
) -> Steps[Progress | Preview, Survey]:
    preview = plan.show(is_final=True)
    yield preview
    pixels = None if plan.pixels is None else read_only(plan.pixels)
    return Survey(
        preview=preview,
        stats=tuple(one.stats(band) for one, band in zip(tallies, plan.bands, strict=True)),
        sample=PixelSample(
            bands=plan.bands,
            values=read_only(plan.sample),
            rows=plan.lattice.rows,
            cols=plan.lattice.cols,
        ),
        n_zero_everywhere_px=n_zero_everywhere,
        pixels=None if is_held else pixels,
        held=HeldPixels(pixels) if is_held and pixels is not None else None,
        evidence=plan.evidence.finish(),
    )


def _make_plan(
    scene: Scene,
    bands: tuple[Band, ...],
    seed: int,
    block_shape: tuple[int, int],
    *,
    n_sample_px: int,
    n_preview_px: int,
    room: Callable[..., AnyArray] | None,
) -> _Plan:
    grid, dtype = scene.grid, common_dtype(bands)
    lattice = draw_lattice(grid, n_sample_px, seed=seed)
    step = _preview_step(grid, n_preview_px)
    pixels = _room_for_pixels(grid, len(bands), dtype, room) if room is not None else None
    try:
        shape = (len(bands), -(-grid.height // step), -(-grid.width // step))
        # Pixels that are held may be given back; the preview stays.
        kept = pixels if room is np.zeros and step == 1 else None
        preview = np.zeros(shape, dtype=dtype) if kept is None else kept
        sample = np.empty((len(lattice.rows), len(bands)), dtype=dtype)
        evidence = EvidenceCollector(grid, bands, dtype, block_shape)
    except MemoryError as error:
        raise SceneError(
            "Not enough memory",
            f'A preview of "{scene.title}" of {len(bands)} bands does not fit in memory.',
            "Close other programs, or open fewer bands.",
        ) from error
    return _Plan(
        bands=bands,
        step=step,
        lattice=lattice,
        zero_bands=_zero_bands(bands),
        sample=sample,
        preview=preview,
        pixels=pixels,
        evidence=evidence,
    )


def _room_for_pixels(
    grid: Grid, n_bands: int, dtype: np.dtype[Any], room: Callable[..., AnyArray]
) -> AnyArray | None:
    """Return room for every pixel; None where the system has none, and the scene is streamed."""
    try:
        return room((n_bands, grid.height, grid.width), dtype=dtype)
    except MemoryError:
        return None


def _room_for_planes(reader: SceneReader, budget: MemoryBudget) -> HeldPlanes | None:
    """Return room for every band in the size of its file; None where there is none."""
    n_bytes = reader.held_bytes
    if n_bytes is None or not budget.has_room_for(n_bytes):
        return None
    try:
        return reader.room()
    except MemoryError:
        return None


def _preview_step(grid: Grid, n_px: int) -> int:
    """Return the smallest step that thins the grid out to `n_px` pixels or fewer."""
    step = max(1, math.isqrt(grid.n_pixels // n_px))
    while -(-grid.height // step) * -(-grid.width // step) > n_px:
        step += 1
    return step


def _zero_bands(bands: tuple[Band, ...]) -> tuple[int, ...]:
    """Return the optical bands, in which zeros everywhere are fill; none where a file says so."""
    every = range(len(bands))
    optical = [number for number in every if bands[number].kind is BandKind.OPTICAL] or every
    return () if any(bands[number].nodata == 0 for number in optical) else tuple(optical)


def _bytes_per_px(bands: tuple[Band, ...]) -> int:
    return common_dtype(bands).itemsize * len(bands)
