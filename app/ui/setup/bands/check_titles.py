"""Say in two or three words what a check found; the whole sentence is unfolded below it."""

from app.scene.blocks import SceneCheck

_TITLES = {
    "band_cut": "Band cut off",
    "band_shifted": "Band shifted",
    "band_turned": "Band mirrored",
    "bands_swapped": "Bands swapped?",
    "constant_band": "Band of one value",
    "empty_bands": "Empty bands",
    "fill_like": "Possible fill value",
    "fill_value": "Fill value",
    "grids_differ": "Files not used",
    "implausible_values": "Unusual values",
    "metadata": "Metadata not used",
    "mixed_units": "Different units",
    "no_georeference": "No coordinates",
    "not_finite": "NaN or infinity",
    "ranges_differ": "Different ranges",
    "same_bands": "Same bands twice",
    "saturated": "Saturated pixels",
    "scene_cut": "Scene cut off?",
    "transparent": "Transparent pixels",
    "unknown_area": "Areas in pixels",
}


def title_of(check: SceneCheck) -> str:
    """Return the title of a check; its sentence where none is known."""
    return _TITLES.get(check.name, check.sentence)
