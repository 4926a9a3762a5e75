"""Check whether each band of a scene fits the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from app.scene.band import Band
from app.scene.blocks import Evidence, SceneCheck, Survey
from app.scene.checks.likeness.alignment import N_SIDE_LEAST, Misplaced, edges_of, find_misplaced
from app.scene.checks.likeness.band_order import Swapped, find_swapped
from app.scene.checks.likeness.misfits import check_shifted, check_swapped, check_turned
from app.scene.checks.likeness.twins import Twins, check_twins, find_twins
from app.scene.checks.missing.gaps import Gap, check_gaps, find_gaps
from app.scene.checks.ranges import Extent, check_ranges, measure_extents, measure_with_computed
from app.scene.grids.target_grid import SIZE_TOLERANCE


@dataclass(frozen=True, slots=True)
class _Findings:
    """What does not depend on which bands are ticked."""

    gaps: tuple[tuple[Gap, ...], ...]
    twins: tuple[Twins, ...]
    extents: tuple[Extent, ...]
    misplaced: tuple[Misplaced, ...]
    swapped: Swapped | None


_found: WeakKeyDictionary[Evidence, _Findings] = WeakKeyDictionary()


def check_bands(
    survey: Survey, ticked: Sequence[str], *, is_raw: bool = True
) -> tuple[SceneCheck, ...]:
    """Look for bands that are cut off, doubled, of another scale, or out of place."""
    evidence = survey.evidence
    if evidence is None or len(evidence.bands) < 2:
        return ()
    known = _findings(evidence)
    extents = measure_with_computed(evidence, survey.preview.computed, ticked) or known.extents
    found = (
        check_gaps(evidence, known.gaps, ticked),
        check_twins(known.twins, ticked),
        check_turned(known.misplaced, ticked),
        check_shifted(known.misplaced, ticked),
        check_swapped(known.swapped, ticked),
        check_ranges(extents, ticked) if is_raw else None,
    )
    return tuple(check for check in found if check is not None)


def _findings(evidence: Evidence) -> _Findings:
    """Look at a scene once, however often its ticks change."""
    known = _found.get(evidence)
    if known is None:
        # Values near the end of their type overflow, and are told by checks of their own.
        with np.errstate(all="ignore"):
            known = _found[evidence] = _look_at(evidence)
    return known


def _look_at(evidence: Evidence) -> _Findings:
    gaps, twins, extents = find_gaps(evidence), find_twins(evidence), measure_extents(evidence)
    if min(evidence.patches.shape[1:]) < N_SIDE_LEAST:
        return _Findings(gaps, twins, extents, (), None)
    edges = edges_of(evidence)
    misplaced = find_misplaced(evidence, edges)
    # A band with a fault of its own resembles none: that is told, and not that it was swapped.
    faulty = {own[0].band for own in gaps if own}
    faulty |= {band for one in twins for band in (one.first, one.second)}
    faulty |= {one.band for one in misplaced}
    faulty |= _coarser(evidence.bands)  # their edges are blurred: they resemble others by that
    return _Findings(gaps, twins, extents, misplaced, find_swapped(evidence, edges, faulty))


def _coarser(bands: Sequence[Band]) -> set[Band]:
    """Return the bands whose own pixels are larger than those of the scene's grid."""
    on_grid = [band.resolution_m for band in bands if band.own_grid is None]
    sizes = on_grid or [band.resolution_m for band in bands]
    finest = min((size for size in sizes if size is not None), default=0.0)
    return {
        band
        for band in bands
        if band.own_grid is not None
        and (band.resolution_m is None or band.resolution_m > finest * (1 + SIZE_TOLERANCE))
    }
