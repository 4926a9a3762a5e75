"""Look up in the files which pixels are left out, before anything runs."""

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, Window
from app.engine.scenes.conditions import bound, with_conditions
from app.errors import SettingsError
from app.scene.leaving_out.bit_mask import BitMask, count_bits, inverted, no_bits, put_bits
from app.scene.leaving_out.growing import grown
from app.scene.leaving_out.leave_out import ClusterOrigin, LeaveOut
from app.scene.leaving_out.marks import BandMarks, marks_of
from app.scene.leaving_out.pixel_set import bits_of, pixels_of
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.steps import Progress, Steps

_LOOKING = "Looking for pixels to leave out"
_N_STRIP_PX = 4_000_000
_N_WINDOW_BYTES = 4 * 2**20  # of values: small enough to stay in a processor's cache


def masked(
    scene: Scene, rule: NoDataRule, budget: MemoryBudget | None = None
) -> Steps[Progress, NoDataRule]:
    """Return the same rule with the mask of all that it leaves out, and no other mask.

    Conditions of the rule that is returned are bound to the scene.

    Bands are read once, in windows; what stays in memory is one bit a pixel.

    Raises
    ------
    SceneError
        A band cannot be read.
    SettingsError
        The scene does not tell what is to be left out, an area lies elsewhere, or nothing is left.
    """
    if rule.leave_out.is_empty:
        return replace(rule, masks=())
    leave_out = bound(scene, rule.leave_out)
    mask = yield from look_up(scene, leave_out, budget)
    return replace(rule, leave_out=leave_out, masks=(mask,))


def with_area_of(
    path: Path,
    scene: Scene,
    rule: NoDataRule,
    budget: MemoryBudget | None = None,
    *,
    is_inside: bool = True,
) -> Steps[Progress, NoDataRule]:
    """Return the rule with one more area, from a file, and the mask of all.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`; or the file holds no area.
    """
    yield Progress(f"Reading {path.name}")
    from app.scene.areas.area_file import read_area

    area = read_area(path, is_inside=is_inside)
    leave_out = replace(rule.leave_out, areas=(*rule.leave_out.areas, area))
    return (yield from masked(scene, replace(rule, leave_out=leave_out), budget))


def with_cluster_of(
    labels: ByteArray,
    origin: ClusterOrigin,
    scene: Scene,
    rule: NoDataRule,
    budget: MemoryBudget | None = None,
    *,
    name: str,
    is_inside: bool,
) -> Steps[Progress, NoDataRule]:
    """Return the rule that leaves out clusters too, or all but them, and the mask of all.

    Parameters
    ----------
    labels
        Of every pixel, shape (height, width).
    origin
        The clusters, or the labels of a class, and the run and k that they are of.
    name
        How a person knows them.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`.
    """
    yield Progress(_LOOKING)
    pixels = pixels_of(labels, origin.clusters, name=name, is_inside=is_inside, origin=origin)
    leave_out = replace(rule.leave_out, clusters=(*rule.leave_out.clusters, pixels))
    return (yield from masked(scene, replace(rule, leave_out=leave_out), budget))


def refuse_unfit(scene: Scene, leave_out: LeaveOut) -> None:
    """Make sure, before any pixel is read, that a scene tells what is to be left out.

    Raises
    ------
    SettingsError
        It does not, or an area lies elsewhere.
    """
    if not leave_out.is_empty:
        from app.scene.areas.on_grid import areas_on_grid

        areas_on_grid(scene, leave_out)
        marks_of(scene, leave_out)
        bound(scene, leave_out)


def look_up(
    scene: Scene, leave_out: LeaveOut, budget: MemoryBudget | None = None
) -> Steps[Progress, BitMask]:
    """Find the pixels that are left out, for all reasons together.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`.
    """
    yield Progress(_LOOKING, 0.0)
    from app.scene.areas.on_grid import areas_on_grid

    height, width = scene.grid.height, scene.grid.width
    areas = areas_on_grid(scene, leave_out)  # refused, if need be, before anything is read
    found = _Found.nothing(height, width)
    marks = marks_of(scene, leave_out)
    more = with_conditions(scene, bound(scene, leave_out))
    budget = budget or MemoryBudget.default()
    if marks:
        yield from _read_marks(scene, marks, found, budget)
    if more[1]:  # in a pass of their own: codes are whole numbers, conditions are not
        by_condition = _Found.nothing(height, width)
        yield from _read_marks(*more, by_condition, budget)
        found.join(by_condition)
    reasons = list(found.n_px.items())
    bits = grown(found.growing, width, leave_out.n_grown_px)
    if (marks or more[1]) and leave_out.n_grown_px:
        n_more = count_bits(bits & ~(found.growing | found.standing))
        reasons.append((f"{leave_out.n_grown_px} px around", n_more))
    bits = bits | found.standing
    if areas is not None:
        outside = no_bits(height, width)
        rows = max(1, _N_STRIP_PX // width)
        for row in range(0, height, rows):
            strip = Window(row, 0, min(rows, height - row), width)
            put_bits(outside, width, strip, areas.leave_out(strip))
            yield Progress(_LOOKING)
        reasons.append((_by_place(leave_out), count_bits(outside)))
        bits = bits | outside
    for pixels in leave_out.clusters:
        own = bits_of(pixels, height, width)
        out = inverted(own, width) if pixels.is_inside else own
        reasons.append(
            (f"{'outside' if pixels.is_inside else 'in'} {pixels.name}", count_bits(out))
        )
        bits = bits | out
    mask = BitMask.of(bits, width, tuple(reasons))
    if mask.n_px == scene.grid.n_pixels:
        raise _nothing_left(scene, mask)
    return mask


def _by_place(leave_out: LeaveOut) -> str:
    """Say where the pixels lie that areas and windows leave out."""
    has_wanted = leave_out.window is not None or any(area.is_inside for area in leave_out.areas)
    has_unwanted = any(not area.is_inside for area in leave_out.areas)
    if has_wanted and has_unwanted:
        return "outside the area of interest or in areas left out"
    return "outside the area of interest" if has_wanted else "in areas left out"


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Bits of what grows and what does not, and pixels by reason; filled window by window."""

    growing: ByteArray
    standing: ByteArray
    n_px: dict[str, int] = field(default_factory=dict)

    @classmethod
    def nothing(cls, height: int, width: int) -> "_Found":
        return cls(no_bits(height, width), no_bits(height, width))

    def join(self, other: "_Found") -> None:
        """Take what was found in another pass, for other reasons."""
        np.bitwise_or(self.growing, other.growing, out=self.growing)
        np.bitwise_or(self.standing, other.standing, out=self.standing)
        self.n_px.update(other.n_px)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What one window holds; no plane where none of its pixels is marked."""

    window: Window
    growing: BoolArray | None
    standing: BoolArray | None
    n_px: dict[str, int]


def _read_marks(
    scene: Scene, marks: Sequence[BandMarks], found: _Found, budget: MemoryBudget
) -> Steps[Progress, None]:
    from app.scene.files.decoding import N_THREADS, decode_ahead
    from app.scene.files.reader import SceneReader
    from app.scene.pixels.partition import cut_windows

    names = [each.band for each in marks]
    with SceneReader(scene, names, NoDataRule()) as reader:
        dtype, block_shape, px_bytes = reader.dtype, reader.block_shape(), reader.px_bytes
    tables = [each.table(dtype) for each in marks]

    def look(window: Window, values: AnyArray) -> _Look:
        return _look(window, values, marks, tables)

    windows = cut_windows(
        scene.grid,
        block_shape,
        bytes_per_px=px_bytes,
        max_bytes=min(budget.window_bytes, _N_WINDOW_BYTES),
    )
    block_bytes = math.prod(block_shape) * len(names) * dtype.itemsize
    looks = decode_ahead(
        lambda: SceneReader(scene, names, NoDataRule()),
        windows,
        lambda window: np.empty((len(names), window.height, window.width), dtype=dtype),
        look,
        n_threads=budget.n_decoding_threads(N_THREADS, block_bytes),
    )
    with closing(looks):
        for number, seen in enumerate(looks, start=1):
            _keep(seen, found, scene.grid.width)
            yield Progress(_LOOKING, number / len(windows))


def _look(
    window: Window,
    values: AnyArray,
    marks: Sequence[BandMarks],
    tables: Sequence[AnyArray | None],
) -> _Look:
    planes: dict[bool, BoolArray | None] = {True: None, False: None}
    n_px: dict[str, int] = {}
    for band, plane, table in zip(marks, values, tables, strict=True):
        flags = band.flags(plane, table)
        for number, mark in enumerate(band.marks):
            n_px[mark.title] = int(np.count_nonzero(flags & flags.dtype.type(1 << number)))
        for grows, known in planes.items():
            which = band.all_that(grow=grows)
            if which and flags.any():
                marked = (flags & flags.dtype.type(which)) != 0
                planes[grows] = marked if known is None else known | marked
    return _Look(window, planes[True], planes[False], n_px)


def _keep(seen: _Look, found: _Found, width: int) -> None:
    for bits, plane in ((found.growing, seen.growing), (found.standing, seen.standing)):
        if plane is not None:
            put_bits(bits, width, seen.window, plane)
    for title, n_px in seen.n_px.items():
        found.n_px[title] = found.n_px.get(title, 0) + n_px


def _nothing_left(scene: Scene, mask: BitMask) -> SettingsError:
    reasons = ", ".join(f"{title} {n_px:,}" for title, n_px in mask.reasons)
    return SettingsError(
        "Nothing takes part",
        f'All {mask.n_px:,} pixels of "{scene.title}" are left out: {reasons}.',
        "Leave out less, or choose another area.",
    )
