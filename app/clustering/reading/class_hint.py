"""Say what a class may be, by indices of its mean spectrum; a hint, never a name by itself.

Thresholds are published ones, and each holds for what it was found on:

- water: MNDWI > 0 (Xu 2006) or NDWI > 0 (McFeeters 1996); in reflectance also NDVI < 0.1 and near
  infrared < 0.11 (Zhu and Woodcock 2012, the water test of Fmask). Where NDVI is above that, water
  or shadow: corrected for the atmosphere, the red of a dark lake is next to nothing, and NDVI tells
  nothing; shaded plants look alike. In stored numbers, whose offset brings indices near zero, both
  have to speak for water, and SWIR1 has to lie below near infrared: clouds and towns had an MNDWI
  of 0.01 to 0.06 there;
- snow: (green - SWIR1) / (green + SWIR1) > 0.4 and near infrared > 0.11 (Hall, Riggs and Salomonson
  1995; Dozier 1989); clouds: blue - red / 2 - 0.08 > 0 and whiteness < 0.7 (Zhu and Woodcock 2012),
  near infrared above SWIR1 (Irish 2000), and no snow where that first ratio is below 0.15 (the snow
  test of Fmask);
- burnt: NBR strongly negative (Key and Benson 2006, who give no limit for a single date: -0.1 here)
  where near infrared < 0.2 and NDVI < 0.2; some bare soils are so too;
- shadow: near infrared < 0.15, not water (Braaten, "Sentinel-2 cloud masking with s2cloudless"),
  and NDVI < 0.5;
- vegetation: NDVI >= 0.5 dense, 0.2 to 0.5 sparse or mixed (Sobrino, Jimenez-Munoz and Paolini
  2004);
- bare or built-up: NDVI < 0.2; NDBI > 0 speaks for it (Zha, Gao and Ni 2003), and has to where
  numbers are stored ones.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.arrays import DoubleArray
from app.scene.band import Band
from app.scene.indices.spectral_indices import possible_indices, stand_in

_DARK_NIR, _SHADED_NIR, _BURNT_NIR = 0.11, 0.15, 0.2
_SNOW, _SNOW_AT_ALL = 0.4, 0.15
_HAZE, _WHITE = 0.08, 0.7
_BURNT = -0.1
_SPARSE, _DENSE, _WET_NDVI = 0.2, 0.5, 0.1
_VISIBLE = ("blue", "green", "red")
_OPTICAL = (*_VISIBLE, "nir", "swir1", "swir2")
BRIGHTNESS = "Brightness"
_NO_ROLES = "Red and near infrared are unknown."
_NO_UNITS = (
    "Snow, cloud, shadow and burnt land are not judged: the scene tells no reflectance, "
    "and indices of stored numbers are rough."
)
_CONTRADICT = "Indices of water contradict each other, as those of stored numbers do near zero."
_NO_FIT = "No rule fits these figures."


@dataclass(frozen=True, slots=True)
class Hint:
    """What a class may be.

    Attributes
    ----------
    name
        What it may be called; empty where nothing can be said.
    reason
        What that rests on, or why nothing is said, in one sentence.
    figures
        The indices and their values, in a fixed order; those whose bands are there.
    caution
        What was not judged, and why; empty where all was.
    """

    name: str
    reason: str
    figures: tuple[tuple[str, float], ...]
    caution: str = ""


def hint_of(bands: Sequence[Band], means: DoubleArray) -> Hint:
    """Say what a class with this mean spectrum may be.

    Parameters
    ----------
    bands
        Told in their units.
    means
        Shape (n_bands,), in these units.
    """
    roled: dict[str, float] = {}
    units: set[str] = set()
    roles = {band.role for band in bands}
    for band, mean in zip(bands, means.tolist(), strict=True):
        role = "nir" if band.role == stand_in("nir", roles) else band.role
        if role in _OPTICAL and role not in roled and math.isfinite(mean):
            roled[role] = mean
            units.add(band.calibration.unit)
    is_reflectance = units == {"reflectance"}
    figures = _figures(roled)
    if is_reflectance:
        figures[BRIGHTNESS] = sum(roled.values()) / len(roled)
    told = tuple(figures.items())
    caution = "" if is_reflectance else _NO_UNITS
    if not figures:
        return Hint("", _NO_ROLES, ())
    if len(units) > 1:
        return Hint("", "The bands are not all told in one unit.", told, caution)
    for rule in (*(_BRIGHT if is_reflectance else (_wet_numbers,)), *_BY_INDEX):
        if found := rule(roled if is_reflectance else {}, figures):
            return Hint(*found, told, caution)
    return Hint("", _NO_FIT, told, caution)


def _figures(roled: Mapping[str, float]) -> dict[str, float]:
    """Return the indices whose bands are there, and that have a value."""
    told = {index.key: index.of(roled) for index in possible_indices(roled)}
    return {name: value for name, value in told.items() if math.isfinite(value)}


_Found = tuple[str, str] | None
_Rule = Callable[[Mapping[str, float], Mapping[str, float]], _Found]


def _snow(roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    if figures.get("MNDWI", -1.0) > _SNOW and roled.get("nir", 0.0) > _DARK_NIR:
        return "Snow or cloud", f"(green - SWIR1) / (green + SWIR1) > {_SNOW} and NIR > {_DARK_NIR}"
    return None


def _cloud(roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    if any(role not in roled for role in (*_VISIBLE, "nir", "swir1")):
        return None
    visible = [roled[role] for role in _VISIBLE]
    mean = sum(visible) / len(visible)
    whiteness = sum(abs(value - mean) for value in visible) / mean if mean > 0 else math.inf
    haze = roled["blue"] - roled["red"] / 2 - _HAZE
    if haze > 0 and whiteness < _WHITE and roled["nir"] > max(roled["swir1"], _DARK_NIR):
        name = "Cloud" if figures.get("MNDWI", 1.0) < _SNOW_AT_ALL else "Snow or cloud"
        return name, f"blue - red / 2 > {_HAZE}, white, and NIR above SWIR1"
    return None


def _wet_numbers(_roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    """Judge water where no reflectance is known."""
    known = {name: figures[name] for name in ("NDWI", "MNDWI") if name in figures}
    wet = [name for name, value in known.items() if value > 0]
    if not wet or figures.get("NDVI", -1.0) >= _SPARSE:
        return None
    if len(wet) == len(known) and figures.get("NDBI", -1.0) < 0:
        return "Water", " and ".join(f"{name} > 0" for name in wet)
    return "", _CONTRADICT


def _water(roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    wet = [name for name in ("MNDWI", "NDWI") if figures.get(name, -1.0) > 0]
    dark = roled.get("nir", 0.0) < _DARK_NIR
    if wet and dark and figures.get("NDVI", -1.0) < _WET_NDVI:
        return "Water", f"{wet[0]} > 0, NDVI < {_WET_NDVI} and NIR < {_DARK_NIR}"
    if wet and dark and figures.get("NDVI", 1.0) < _DENSE:
        return "Water or shadow", f"{wet[0]} > 0 and NIR < {_DARK_NIR}, but NDVI ≥ {_WET_NDVI}"
    return None


def _burnt(roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    is_dark = roled.get("nir", 1.0) < _BURNT_NIR
    if figures.get("NBR", 1.0) < _BURNT and is_dark and figures.get("NDVI", 0.0) < _SPARSE:
        limits = f"NBR < -{-_BURNT} and NIR < {_BURNT_NIR}"
        return "Burnt", f"{limits}, no published limits for one date; dark bare soil is so too"
    return None


def _shadow(roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    if roled.get("nir", 1.0) < _SHADED_NIR and figures.get("NDVI", 1.0) < _DENSE:
        return "Shadow", f"NIR < {_SHADED_NIR}, no water, and NDVI < {_DENSE}"
    return None


def _plants(_roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    ndvi = figures.get("NDVI", -1.0)
    if ndvi >= _DENSE:
        return "Dense vegetation", f"NDVI ≥ {_DENSE}"
    if ndvi >= _SPARSE:
        return "Sparse vegetation", f"NDVI from {_SPARSE} to {_DENSE}"
    return None


def _bare(roled: Mapping[str, float], figures: Mapping[str, float]) -> _Found:
    if figures.get("NDVI", 1.0) >= _SPARSE or (not roled and figures.get("NDBI", 1.0) <= 0):
        return None
    beside = " and NDBI > 0" if figures.get("NDBI", -1.0) > 0 else ""
    return "Bare or built-up", f"NDVI < {_SPARSE}{beside}"


_BRIGHT: tuple[_Rule, ...] = (_snow, _water, _cloud, _burnt, _shadow)
_BY_INDEX: tuple[_Rule, ...] = (_plants, _bare)
