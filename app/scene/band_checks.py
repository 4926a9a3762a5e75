"""Check whether each band of a scene fits the others."""

from collections.abc import Sequence

from app.scene.gaps import check_gaps
from app.scene.pixels import SceneCheck, Survey


def check_bands(
    survey: Survey, ticked: Sequence[str], *, is_raw: bool = True
) -> tuple[SceneCheck, ...]:
    """Look for bands that are cut off, doubled, of another scale, or out of place."""
    evidence = survey.evidence
    if evidence is None or len(evidence.bands) < 2:
        return ()
    found = (check_gaps(evidence, ticked),)
    return tuple(check for check in found if check is not None)
