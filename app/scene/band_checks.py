"""Check whether each band of a scene fits the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.scene.gaps import Gap, check_gaps, find_gaps
from app.scene.pixels import Evidence, SceneCheck, Survey
from app.scene.ranges import Extent, check_ranges, measure_extents
from app.scene.twins import Twins, check_twins, find_twins


@dataclass(frozen=True, slots=True)
class _Findings:
    """What does not depend on which bands are ticked."""

    gaps: tuple[tuple[Gap, ...], ...]
    twins: tuple[Twins, ...]
    extents: tuple[Extent, ...]


_found: WeakKeyDictionary[Evidence, _Findings] = WeakKeyDictionary()


def check_bands(
    survey: Survey, ticked: Sequence[str], *, is_raw: bool = True
) -> tuple[SceneCheck, ...]:
    """Look for bands that are cut off, doubled, of another scale, or out of place."""
    evidence = survey.evidence
    if evidence is None or len(evidence.bands) < 2:
        return ()
    known = _findings(evidence)
    found = (
        check_gaps(evidence, known.gaps, ticked),
        check_twins(known.twins, ticked),
        check_ranges(known.extents, ticked) if is_raw else None,
    )
    return tuple(check for check in found if check is not None)


def _findings(evidence: Evidence) -> _Findings:
    """Look at a scene once, however often its ticks change."""
    known = _found.get(evidence)
    if known is None:
        known = _found[evidence] = _Findings(
            gaps=find_gaps(evidence),
            twins=find_twins(evidence),
            extents=measure_extents(evidence),
        )
    return known
