"""Find scenes whose last rows are empty in every band: cut off where they were written."""

import numpy as np

from app.arrays import AnyArray
from app.number_text import grouped
from app.scene.blocks import Evidence, SceneCheck
from app.scene.checks.words import share
from app.scene.pixels.evidence import is_missing, same

# A collar or a coast ends in a slanted or winding line: rows beside it hold much of its value.
_MOST_BESIDE = 0.3
_N_ROWS_BESIDE = 2  # the first of them may be cut in its middle
_N_ROWS_LEAST = 16


def check_lost_end(evidence: Evidence) -> SceneCheck | None:
    """Say where the last rows hold one value a band and nothing else, and begin at once.

    Rows of declared no data are passed over: whoever declared them knew of them.
    """
    height = evidence.is_flat.shape[1]
    first = _first_of_end(evidence)
    if height < _N_ROWS_LEAST or not _N_ROWS_BESIDE <= first < height:
        return None
    end = evidence.profile[:, first:]
    values = evidence.profile[:, -1, -1]
    if not same(end, values[:, None, None]).all() or _is_declared(evidence, end):
        return None
    row = evidence.profile[:, first - _N_ROWS_BESIDE]
    beside = np.asarray(same(row, values[:, None]).all(axis=0))
    if beside.mean() > _MOST_BESIDE:
        return None
    n_rows = height - first
    one = len(values) == 1
    return SceneCheck(
        "scene_cut",
        f"{'The band holds' if one else 'Every band holds'} {values[0]:g} and nothing else in rows "
        f"{grouped(first + 1)} to {grouped(height)} ({share(n_rows, height)} of all), from one row "
        f"to the next. {'Its file' if one else 'The files'} may be cut off.",
        "Download or copy it again, unless these rows are meant to be empty." if one
        else "Download or copy them again, unless these rows are meant to be empty.",
    )  # fmt: skip


def _first_of_end(evidence: Evidence) -> int:
    """Return the first of the last rows in which no band tells anything apart."""
    is_flat = np.asarray(evidence.is_flat.all(axis=0))
    return len(is_flat) - (len(is_flat) if is_flat.all() else int(np.argmin(is_flat[::-1])))


def _is_declared(evidence: Evidence, end: AnyArray) -> bool:
    pairs = zip(end, evidence.bands, strict=True)
    return all(bool(is_missing(plane, band).all()) for plane, band in pairs)
