"""Find few odd things on a plain ground: ships on a sea, sheds in a field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.anomalies.ground import GroundLook, by_bound, learn_water
from app.clustering.anomalies.ground_choice import AREA, WATER, IndexBound
from app.clustering.anomalies.pieces import Piece, measure_pieces
from app.clustering.anomalies.plain_ground import plain_ground
from app.clustering.anomalies.standing import by_standing
from app.clustering.anomalies.unusual import (
    Extremes,
    GroundSpread,
    RankedCluster,
    cluster_ground,
    rank,
    rare_numbers,
    seeded,
    unusual_numbers,
)
from app.clustering.anomalies.wishes import AnomalyWishes
from app.clustering.clouds.changes import nearest_centre
from app.clustering.fitting.sample import refuse_extremes
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import SettingsError
from app.machine.threads import thread_pool
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelBlock
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.pixels.source import PixelSource, open_source
from app.scene.place import compass_of_map, pixel_size_m
from app.scene.recognition.taking_part import empty_at_first
from app.steps import Progress, Steps, relay

GROUND, UNUSUAL = 1, 2
_N_EXTREMES, _EXTREME_SHARE = 2_000, 0.01
_LEAST_GROUND_PX = 200

R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class FoundPieces:
    """Odd things on a ground.

    Attributes
    ----------
    labels
        Shape (height, width), uint8: `GROUND`, `UNUSUAL`, 0 beside the ground.
    pieces
        Those that stand alone first; see `by_standing`.
    ranked
        The clusters of the ground, and which of them pieces were begun from.
    bands
        By which they were found.
    """

    labels: ByteArray
    pieces: tuple[Piece, ...]
    ranked: tuple[RankedCluster, ...]
    unusual: tuple[int, ...]
    bands: tuple[Band, ...]


def find_anomalies(
    opened: OpenedScene, rule: NoDataRule, wishes: AnomalyWishes
) -> Steps[Progress, FoundPieces]:
    """Find odd things, and measure them.

    Parameters
    ----------
    rule
        What counts as no data; areas that are left out are no ground.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        No band of light is among the bands, there is no such ground, no area of interest where it
        is to be that, or it is too small.
    FitError
        Values lie too far apart to compute distances.
    """
    scene = opened.scene
    if wishes.ground == AREA:
        _check_area(rule)
    bands = _bands(opened, wishes)
    names = [band.name for band in bands]
    source = open_source(scene, opened.survey, names, rule, budget=opened.budget)
    sampled = _sampled(opened, bands, rule)
    refuse_extremes(sampled, bands)
    with thread_pool() as pool:
        look = GroundLook(())
        roles = tuple(band.role for band in bands)
        if isinstance(wishes.ground, IndexBound):
            look = by_bound(wishes.ground, roles)
        elif wishes.ground == WATER:
            yield Progress("Looking for water", None)
            learning = learn_water(sampled, roles, seed=wishes.seed, pool=pool)
            look = yield from _silently(learning)
        ground, like, known = yield from _ground(source, look, wishes, opened)
        extremes = yield from _extremes(source, ground, sampled)
        inside = _inside(opened, bands, rule, ground)
        yield Progress("Clustering the ground", None)
        clustering = cluster_ground(inside, extremes, wishes.k, seed=wishes.seed, pool=pool)
        centres = yield from _silently(clustering)
    labels, squares = yield from _labelled(source, ground, centres)
    yield Progress("Measuring pieces", None)
    ranked = rank(labels, centres, squares, largest_px=wishes.limits.largest_px)
    unusual = unusual_numbers(ranked, wishes.least)
    seeds = np.isin(labels, unusual)
    rare = np.isin(labels, rare_numbers(ranked))
    numbers, n_pieces = seeded(rare, seeds)
    spread = GroundSpread.of(ranked, centres, squares)
    peaks = yield from _peaks(source, numbers, n_pieces, spread)
    pixel_m = pixel_size_m(scene)
    turned = compass_of_map(scene.grid)
    pieces = measure_pieces(numbers, peaks, wishes.limits, pixel_m, turned)
    pieces = by_standing(pieces, known & ~like & ~rare, rare, pixel_m)
    shown = np.where(ground, np.uint8(GROUND), np.uint8(0))
    for piece in pieces:
        rows = slice(piece.window_row, piece.window_row + piece.mask.shape[0])
        cols = slice(piece.window_col, piece.window_col + piece.mask.shape[1])
        shown[rows, cols][piece.mask] = UNUSUAL
    return FoundPieces(shown, pieces, ranked, unusual, bands)


def _bands(opened: OpenedScene, wishes: AnomalyWishes) -> tuple[Band, ...]:
    """Return the bands of light that are wished for and hold anything."""
    scene = opened.scene
    empty = empty_at_first(scene, opened.survey)  # with one of them no pixel would be valid
    called = {band.name.casefold(): band.name for band in scene.bands}
    names = [called.get(name.casefold(), name) for name in wishes.bands]
    named = scene.pick(names) if names else scene.bands
    bands = tuple(
        band for band in named if band.kind is BandKind.OPTICAL and band.name not in empty
    )
    if not bands:
        told = ", ".join(band.name for band in named)
        raise SettingsError(
            "No band chosen",
            f"None of {told} is a band of light that holds values.",
            "Tick at least one band of visible or infrared light.",
            command="Name one with --bands.",
        )
    return bands


def _check_area(rule: NoDataRule) -> None:
    left_out = rule.leave_out
    if left_out.window is None and not any(area.is_inside for area in left_out.areas):
        raise SettingsError(
            "No area of interest",
            "The ground is to be the area of interest, and there is none to be inside of.",
            "Draw one on the map, or load one from a file.",
            command="Name its file: --aoi FILE.",
        )


def _ground(
    source: PixelSource, look: GroundLook, wishes: AnomalyWishes, opened: OpenedScene
) -> Steps[Progress, tuple[BoolArray, BoolArray, BoolArray]]:
    """Return where is searched, what looks like the ground, and what has data."""
    grid = opened.scene.grid
    like, known = (np.zeros((grid.height, grid.width), dtype=bool) for _ in range(2))
    for block, place, pixels in _blocks(source):
        like[place] = look.holds(pixels).reshape(block.valid.shape) & block.valid
        known[place] = block.valid
        yield Progress("Looking for the ground", block.window.row / grid.height)
    size_m = pixel_size_m(opened.scene)
    shore_px = wishes.shore_m / min(size_m) if size_m else wishes.shore_m
    yield Progress("Leaving out the shore", None)
    ground = plain_ground(like, known, hole_px=wishes.limits.largest_px, shore_px=round(shore_px))
    n_px = int(np.count_nonzero(ground))
    if n_px < _LEAST_GROUND_PX:
        raise SettingsError(
            "Ground too small",
            f"{n_px:,} pixels are ground, {round(shore_px)} pixels away from all else; there have "
            f"to be {_LEAST_GROUND_PX}.",
            "Choose another ground, or leave out less of its shore.",
            command="Choose another ground with --ground, or leave out less with --shore 0.",
        )
    return ground, like, known


def _extremes(
    source: PixelSource, ground: BoolArray, sampled: SingleArray
) -> Steps[Progress, SingleArray]:
    """Return the pixels of the ground that lie farthest from its middle, (n_px, n_bands)."""
    n_px = min(_N_EXTREMES, max(_LEAST_GROUND_PX, int(_EXTREME_SHARE * np.count_nonzero(ground))))
    extremes: Extremes | None = None
    for block, place, pixels in _blocks(source):
        inside = ground[place].reshape(-1)
        if inside.any():
            own = pixels[:, inside]
            extremes = extremes or Extremes(np.median(own, axis=1).astype(np.float32), n_px)
            extremes.pass_by(own)
        yield Progress("Looking for extremes", block.window.row / source.grid.height)
    return sampled[:0] if extremes is None else extremes.values


def _labelled(
    source: PixelSource, ground: BoolArray, centres: SingleArray
) -> Steps[Progress, tuple[ByteArray, DoubleArray]]:
    """Return the clusters of the ground, and the sums of squares of each."""
    labels = np.zeros(ground.shape, dtype=np.uint8)
    squares = np.zeros(len(centres))
    for block, place, pixels in _blocks(source):
        inside = ground[place].reshape(-1)
        own = np.ascontiguousarray(pixels[:, inside])
        if own.shape[1]:
            nearest = nearest_centre(own, centres)
            away = ((own - centres[nearest].T) ** 2).sum(axis=0, dtype=np.float64)
            squares += np.bincount(nearest, away, minlength=len(centres))
            flat = np.zeros(inside.shape, dtype=np.uint8)
            flat[inside] = nearest + 1
            labels[place] = flat.reshape(block.valid.shape)
        yield Progress("Labelling the ground", block.window.row / source.grid.height)
    return labels, squares


def _peaks(
    source: PixelSource, numbers: IntArray, n_pieces: int, spread: GroundSpread
) -> Steps[Progress, SingleArray]:
    """Return how far the farthest pixel of each piece lies from the ground, (n_pieces + 1,)."""
    peaks = np.zeros(n_pieces + 1, dtype=np.float32)
    for block, place, pixels in _blocks(source):
        own = numbers[place].reshape(-1)
        inside = own > 0
        if inside.any():
            np.maximum.at(peaks, own[inside], spread.away(pixels[:, inside]))
        yield Progress("Measuring contrast", block.window.row / source.grid.height)
    return peaks


def _blocks(
    source: PixelSource,
) -> Iterator[tuple[PixelBlock, tuple[slice, slice], SingleArray]]:
    """Yield blocks, where they lie, and their pixels in units, shape (n_bands, n_px)."""
    for block in source.stream():
        window = block.window
        place = (
            slice(window.row, window.row + window.height),
            slice(window.col, window.col + window.width),
        )
        yield block, place, _in_units(block.values.reshape(len(source.bands), -1), source.bands)


def _in_units(values: AnyArray, bands: tuple[Band, ...]) -> SingleArray:
    pixels = np.empty(values.shape, dtype=np.float32)
    for plane, band, out in zip(values, bands, pixels, strict=True):
        band.calibration.singles(plane, out)
    return pixels


def _sampled(opened: OpenedScene, bands: tuple[Band, ...], rule: NoDataRule) -> SingleArray:
    """Return the valid sampled pixels in units, shape (n_px, n_bands)."""
    values, valid, _ = _of_sample(opened, bands, rule)
    return np.ascontiguousarray(values[:, valid].T)


def _inside(
    opened: OpenedScene, bands: tuple[Band, ...], rule: NoDataRule, ground: BoolArray
) -> SingleArray:
    """Return the sampled pixels of the ground, shape (n_px, n_bands)."""
    values, valid, places = _of_sample(opened, bands, rule)
    return np.ascontiguousarray(values[:, valid & ground[places]].T)


def _of_sample(
    opened: OpenedScene, bands: tuple[Band, ...], rule: NoDataRule
) -> tuple[SingleArray, BoolArray, tuple[IntArray, IntArray]]:
    sample = opened.survey.sample
    order = [sample.bands.index(band) for band in bands]
    values = sample.values.T[order]
    valid = valid_pixels(values, bands, rule, sample.place)
    if not valid.any():
        raise SettingsError(
            "No pixel takes part",
            f"None of {values.shape[1]:,} sampled pixels of {opened.scene.title} has data and is "
            "not left out.",
            "Choose a larger area, or change what is left out.",
        )
    return _in_units(values, bands), valid, (sample.rows, sample.cols)


def _silently(steps: Steps[object, R]) -> Steps[Progress, R]:
    return relay(steps, lambda _: ())
