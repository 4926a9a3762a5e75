"""Tell where bands that take part measure different things."""

from collections.abc import Sequence

from app.scene.band import Band
from app.scene.blocks import SceneCheck


def check_units(bands: Sequence[Band]) -> SceneCheck | None:
    """Advise to standardise where units differ: metres and kelvin make no common distance."""
    units = {band.calibration.unit: band for band in reversed(bands) if band.calibration.unit}
    if len(units) < 2:
        return None
    named = " and ".join(f"{band.name} in {unit}" for unit, band in sorted(units.items()))
    return SceneCheck(
        "mixed_units",
        f"Bands are measured in different units, {named}: the wider numbers would decide alone.",
        'Choose "Yes, standardise" under Advanced, or untick the bands of one unit.',
        command="Add --scale standardise, or leave the bands of one unit out with --bands.",
    )
