"""Give roles to bands that no name tells: by metadata, words, wavelengths, and colours."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.scene.band import BandKind
from app.scene.metadata.stac import kind_of
from app.scene.recognition.naming import NamedBand
from app.scene.recognition.sensors import centre_of_role, role_in_range, role_of_wavelength
from app.scene.recognition.words import role_in_words

_THERMAL_NM = 3_000.0  # beyond, the Earth's own heat is more than the light it reflects
_COLOUR_ROLES = {"rededge": "rededge1", "swir": "swir1"}


def with_roles(bands: Sequence[NamedBand]) -> list[NamedBand]:
    """Give roles, the surest evidence first; no role twice where it is not told by a name."""
    roled = [_with_words(band) for band in bands]
    roled = _nearest(roled, role_of_wavelength)
    if any(band.wavelength_nm is not None and band.role for band in roled) or not any(
        band.role for band in roled
    ):
        roled = _nearest(roled, role_in_range)
    if any(band.role for band in roled):
        return roled
    return _with_colours(roled)


def _with_words(band: NamedBand) -> NamedBand:
    if band.role or band.kind is not BandKind.OPTICAL:
        return band
    role = role_in_words(band.band.description)
    if role:
        return replace(band, role=role, kind=kind_of(role))
    if band.wavelength_nm is not None and band.wavelength_nm > _THERMAL_NM:
        return replace(band, kind=BandKind.THERMAL)
    return band


def _nearest(bands: Sequence[NamedBand], role_of: Callable[[float], str]) -> list[NamedBand]:
    """Give roles by wavelength: of several the nearest to each centre takes it."""
    taken = {band.role for band in bands}
    nearest: dict[str, int] = {}
    for position, band in enumerate(bands):
        if band.role or band.wavelength_nm is None or band.kind is not BandKind.OPTICAL:
            continue
        role = role_of(band.wavelength_nm)
        if not role or role in taken:
            continue
        if role not in nearest or _distance(band, role) < _distance(bands[nearest[role]], role):
            nearest[role] = position
    roled = list(bands)
    for role, position in nearest.items():
        roled[position] = replace(bands[position], role=role)
    return roled


def _with_colours(bands: Sequence[NamedBand]) -> list[NamedBand]:
    """Give roles by the colours that bands are said to be shown as, where nothing else is told."""
    colours = [band.band.colour for band in bands]
    if any(colours.count(colour) > 1 for colour in colours if colour):
        return list(bands)
    return [
        replace(band, role=_COLOUR_ROLES.get(colour, colour), kind=kind_of(colour))
        if colour and band.kind is BandKind.OPTICAL
        else band
        for band, colour in zip(bands, colours, strict=True)
    ]


def _distance(band: NamedBand, role: str) -> float:
    return abs((band.wavelength_nm or 0.0) - centre_of_role(role))
