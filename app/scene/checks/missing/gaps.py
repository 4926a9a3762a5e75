"""Find whole rows and tiles that are missing in one band and not in the others."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.arrays import AnyArray, BoolArray
from app.number_text import grouped
from app.scene.band import Band
from app.scene.blocks import Evidence, SceneCheck
from app.scene.checks.missing.gap_tiles import count_alive, lies_beside, lost_tiles
from app.scene.checks.words import leave_out, names_of, share, untick
from app.scene.pixels.evidence import is_missing, runs_of

# Land and water end in a line that winds: rows beside a natural area of one value hold much of
# that value. What a broken file leaves ends at once.
_MOST_BESIDE = 0.3
_N_ROWS_BESIDE = 2  # the first of them may be cut in its middle
_LEAST_LOST = 0.1  # of the width that other bands fill in these rows
_CHANCE = 1e-6
_N_COLS_LEAST = 16
_N_ROWS_COUNTED = 2  # rows that follow one another are alike anyway


@dataclass(frozen=True, slots=True)
class Gap:
    """What a band lacks: rows from first to end, or a number of tiles."""

    band: Band
    value: float
    first: int
    end: int
    n_tiles: int = 0


def find_gaps(evidence: Evidence) -> tuple[tuple[Gap, ...], ...]:
    """Look for rows and tiles in which one band holds one single value and another does not.

    Returns
    -------
    The gaps of each band, in order.
    """
    n_alive = _count_alive(evidence)
    cells = evidence.cells
    in_cells = None if cells is None else count_alive(cells, evidence.bands)
    return tuple(
        tuple(_lost_rows(evidence, number, n_alive))
        or tuple(_lost_tiles(evidence, number, in_cells))
        for number in range(len(evidence.bands))
    )


def check_gaps(
    evidence: Evidence, gaps: Sequence[Sequence[Gap]], ticked: Sequence[str]
) -> SceneCheck | None:
    """Say in which ticked bands something is missing."""
    found = [own for own in gaps if own and own[0].band.name in ticked]
    if not found:
        return None
    bands = [own[0].band for own in found]
    worst = max(found, key=lambda own: sum(gap.end - gap.first for gap in own))
    again = "or download or copy it again" if len(bands) == 1 else "or download them again"
    return SceneCheck(
        "band_cut",
        _sentence(bands, worst, evidence),
        f"{untick(bands)}, {again}: clusters would follow the gap.",
        command=f"{leave_out(bands, ticked)}, {again}: clusters would follow the gap.",
        bands=tuple(band.name for band in bands),
    )


def _sentence(bands: Sequence[Band], gaps: Sequence[Gap], evidence: Evidence) -> str:
    height = evidence.is_flat.shape[1]
    gap = max(gaps, key=lambda gap: gap.end - gap.first)
    name = names_of([gap.band])
    if gap.n_tiles:
        cells = evidence.cells
        n_all = 1 if cells is None else cells.is_flat[0].size
        text = (
            f"{name} holds {gap.value:g} and nothing else in {grouped(gap.n_tiles)} of "
            f"{grouped(n_all)} tiles, where other bands have values"
        )
    else:
        n_rows = sum(gap.end - gap.first for gap in gaps)
        where = f"rows {grouped(gap.first + 1)} to {grouped(gap.end)}"
        if len(gaps) > 1:
            where = f"{grouped(n_rows)} rows, among them {where}"
        text = (
            f"{name} holds {gap.value:g} and nothing else in {where} "
            f"({share(n_rows, height)} of all), where other bands have values"
        )
    others = [band for band in bands if band is not gap.band]
    if others:
        text += f"; the same kind of gap is in {names_of(others)}"
    return f"{text}. Its file may be cut off or damaged."


def _count_alive(evidence: Evidence) -> AnyArray:
    """Count the bands that have a value that is none of a collar; shape (height, n_cols)."""
    n_alive = np.zeros(evidence.profile.shape[1:], dtype=np.int32)
    for number in range(len(evidence.bands)):
        n_alive += _alive(evidence, number)
    return n_alive


def _lost_rows(evidence: Evidence, number: int, n_alive: AnyArray) -> Iterator[Gap]:
    """Yield runs of whole rows that a band lacks."""
    is_flat = evidence.is_flat
    is_narrow = evidence.profile.shape[2] < _N_COLS_LEAST
    if is_narrow or len(is_flat) < 2 or not is_flat[number].any() or is_flat[number].all():
        return
    others = n_alive > _alive(evidence, number)  # where another band has a value
    values = _row_values(evidence, number)
    for first, end in _runs_of_one_value(is_flat[number], values):
        if lies_beside(evidence.bands[number], values[first:end]):
            continue
        alive = others[first:end]
        lost = alive[alive.any(axis=1)]
        if lost.size and lost.mean() >= _LEAST_LOST and not _is_chance(evidence, number, lost):
            edges = [
                row
                for row in (first - _N_ROWS_BESIDE, end + _N_ROWS_BESIDE - 1)
                if 0 <= row < is_flat.shape[1]
            ]
            if _ends_at_once(evidence, number, others, edges, values[first]):
                yield Gap(evidence.bands[number], float(values[first]), first, end)


def _row_values(evidence: Evidence, number: int) -> AnyArray:
    """Return what each row holds, where it holds one value: shape (height,)."""
    profile, band = evidence.profile[number], evidence.bands[number]
    known = np.argmin(is_missing(profile, band), axis=1)
    return np.asarray(profile[np.arange(len(profile)), known])


def _runs_of_one_value(is_flat: BoolArray, values: AnyArray) -> Iterator[tuple[int, int]]:
    for first, end in runs_of(is_flat):
        own = values[first:end]
        changes = np.flatnonzero((own[1:] != own[:-1]) & ~(_nan(own[1:]) & _nan(own[:-1])))
        edges = [first, *(changes + first + 1).tolist(), end]
        yield from pairwise(edges)


def _nan(values: AnyArray) -> BoolArray:
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, dtype=bool)


def _alive(evidence: Evidence, number: int) -> BoolArray:
    """Tell where a band has a value that is none of a collar; shape (height, n_cols)."""
    own = evidence.profile[number]
    is_value = ~is_missing(own, evidence.bands[number]) & (own != 0)
    return np.asarray(is_value & ~evidence.is_flat[number][:, None])


def _ends_at_once(
    evidence: Evidence, number: int, others: BoolArray, edges: Sequence[int], value: float
) -> bool:
    """Tell whether rows beside a run hold its value in few places, where others have values."""
    is_told = False
    for row in edges:
        alive = others[row]
        if not alive.any():  # a collar begins here
            continue
        own = evidence.profile[number, row][alive]
        same = (own == value) | is_missing(own, evidence.bands[number])
        if same.mean() > _MOST_BESIDE:
            return False
        is_told = True
    return is_told


def _is_chance(evidence: Evidence, number: int, lost: BoolArray) -> bool:
    """Tell whether neighbours in this band are so often alike that whole rows may be."""
    profile = evidence.profile[number, ~evidence.is_flat[number]]
    if not len(profile):
        return True
    alike = float((profile[:, 1:] == profile[:, :-1]).mean())
    n_alike = int(np.sort((lost.sum(axis=1) - 1).clip(0))[-_N_ROWS_COUNTED:].sum())
    return n_alike < 1 or n_alike * math.log(max(alike, 0.05)) > math.log(_CHANCE)


def _lost_tiles(evidence: Evidence, number: int, n_alive: AnyArray | None) -> Iterator[Gap]:
    if evidence.cells is None or n_alive is None:
        return
    for value, n_tiles, rows in lost_tiles(evidence.cells, evidence.bands, number, n_alive):
        first, end = evidence.cells.row_edges[list(rows)].tolist()
        yield Gap(evidence.bands[number], value, first, end, n_tiles)
