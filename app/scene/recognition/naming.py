"""Give every band of some files its name, role and wavelength."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app import plain_text
from app.scene.band import NOT_MEASURED, BandKind
from app.scene.calibration import AS_STORED, Calibration
from app.scene.files.headers import BandHeader, FileHeader
from app.scene.recognition.sensors import (
    BandIdentity,
    by_descriptions,
    by_their_numbers,
    identify,
    identify_all,
)

_NUMBERED = re.compile(r"(?:band|layer|channel|b)?[\s_#-]*([0-9]+)", re.IGNORECASE)
_WAVELENGTH_NOTE = re.compile(
    r"[\s,]*(central wavelength)?\s*\(?[0-9.]+\s*(nanometers|nm|micrometers|um|µm)\)?",
    re.IGNORECASE,
)
TRANSPARENCY = "alpha"
"""Name of the band that says which pixels of a picture are transparent."""

_N_NAME_MAX = 16  # longer descriptions do not fit a table's column


@dataclass(frozen=True, slots=True)
class NamedBand:
    """A band of a file with what is known about it, before a grid is chosen.

    Attributes
    ----------
    identity
        What the file's name says; None where it says nothing, and for files of many bands.
    name
        Empty where only the order of the files can name it.
    calibration
        What its numbers measure.
    nodata
        The value that means none, as the file declares it or the product has it.
    """

    header: FileHeader
    band: BandHeader
    identity: BandIdentity | None
    sensor: str
    name: str
    role: str
    kind: BandKind
    wavelength_nm: float | None
    number: float
    calibration: Calibration = AS_STORED
    nodata: float | None = None

    @property
    def title(self) -> str:
        """How messages call it."""
        if len(self.header.bands) == 1:
            return self.name or self.header.path.name
        return self.header.path.name

    @property
    def sort_key(self) -> tuple[bool, float, float]:
        """Wavelength first, then the number in the name."""
        unknown = self.wavelength_nm is None
        return unknown, self.wavelength_nm or 0.0, self.number


def name_bands(headers: Sequence[FileHeader]) -> list[NamedBand]:
    """Name the bands of all files of a scene, in file order."""
    named: list[NamedBand] = []
    identities = identify_all([header.path.name for header in headers])
    for header, identity in zip(headers, identities, strict=True):
        if len(header.bands) == 1:
            named.append(_name_single(header, identity))
        else:
            named += _name_many(header, identity)
    return named


def make_unique(bands: Sequence[NamedBand]) -> tuple[NamedBand, ...]:
    """Give numbers to the nameless, and tell bands of the same name apart."""
    nameless = all(not band.name for band in bands)
    taken: set[str] = set()
    unique = []
    for position, band in enumerate(bands, start=1):
        name = band.name or (str(position) if nameless else band.header.path.stem)
        candidate, copy = plain_text.name(name), 2
        while candidate in taken:
            candidate, copy = _numbered(name, copy), copy + 1
        taken.add(candidate)
        unique.append(replace(band, name=candidate))
    return tuple(unique)


def _numbered(name: str, copy: int) -> str:
    number = f"_{copy}"
    return plain_text.one_line(name, plain_text.N_NAME_MAX - len(number)) + number


def _name_single(header: FileHeader, identity: BandIdentity | None) -> NamedBand:
    band = header.bands[0]
    if identity is None:
        return _nameless(header, band)
    return _identified(header, band, identity, identity)


def _name_many(header: FileHeader, layer: BandIdentity | None) -> list[NamedBand]:
    """Name the bands of one file by their descriptions, wavelengths or numbers."""
    if layer is not None and layer.kind in NOT_MEASURED:
        return [
            replace(_identified(header, band, layer, layer), name=f"{layer.name}.{band.index}")
            for band in header.bands
        ]
    files = _named_like_files(header)
    if files:
        return [
            _identified(header, band, facts, None)
            for band, facts in zip(header.bands, files, strict=True)
        ]
    texts = [_short_name(band) for band in header.bands]
    described = len(set(texts)) == len(texts) and all(texts)
    if not described:
        texts = [_number(band) for band in header.bands]
    told = by_descriptions(texts) or by_their_numbers(
        [_identify_text(header, text) for text in texts]
    )
    if not any(one is not None and one.sensor for one in told):
        told = _of_landsat_4_to_7(header) or told
    named = []
    for band, text, identity in zip(header.bands, texts, told, strict=True):
        if described and identity is not None:
            named.append(_identified(header, band, identity, None))
        else:
            named.append(replace(_nameless(header, band), name=text))
    return named


def _named_like_files(header: FileHeader) -> list[BandIdentity]:
    """Recognise bands of one scene that are described by the names of the files they come from.

    So stacks call them: "LC08_044034_20170614_B4". Empty where they are no such names.
    """
    texts = [band.description.strip() for band in header.bands]
    if any(len(text) <= _N_NAME_MAX for text in texts):
        return []
    told = [one for one in identify_all(texts) if one is not None and one.sensor]
    names, scenes = {one.name for one in told}, {one.scene_name for one in told}
    return told if len(told) == len(names) == len(texts) and len(scenes) == 1 else []


def _of_landsat_4_to_7(header: FileHeader) -> tuple[BandIdentity | None, ...]:
    """Recognise bands as Earth Engine calls those of Landsat 4 to 7: heat is "ST_B6" there alone.

    Which of these it is nothing tells, so roles are known but neither sensor nor wavelengths.
    """
    texts = [band.description.strip() for band in header.bands]
    if "ST_B6" not in texts or "SR_B6" in texts:
        return ()
    told = [identify(f"LT05_{text}.") for text in texts]
    return tuple(one and replace(one, sensor="", wavelength_nm=None) for one in told)


def _number(band: BandHeader) -> str:
    return TRANSPARENCY if band.kind is BandKind.QUALITY else str(band.index)


def _identify_text(header: FileHeader, text: str) -> BandIdentity | None:
    """Recognise a band by its description, with what the file's name says of the sensor."""
    if text.isdecimal():
        return None
    together = identify(f"{header.path.stem}_{text}.") if text.upper().startswith("B") else None
    return together or identify(f"{text}.")


def _short_name(band: BandHeader) -> str:
    """Shorten a description to a name: "band 1 (418.24 Nanometers)" to "1"."""
    text = _WAVELENGTH_NOTE.sub("", band.description).strip()
    text = re.sub(r"^(SR|ST|TOA)_(?=B[0-9])", "", text)
    match = _NUMBERED.fullmatch(text)
    if match and not re.fullmatch(r"B[0-9]+", text):
        return match[1]
    return text if len(text) <= _N_NAME_MAX else ""


def _nameless(header: FileHeader, band: BandHeader) -> NamedBand:
    return NamedBand(
        header=header,
        band=band,
        identity=None,
        sensor="",
        name="",
        role="",
        kind=band.kind,
        wavelength_nm=band.wavelength_nm,
        number=float(band.index),
        calibration=band.calibration,
        nodata=band.nodata,
    )


def _identified(
    header: FileHeader, band: BandHeader, facts: BandIdentity, identity: BandIdentity | None
) -> NamedBand:
    return NamedBand(
        header=header,
        band=band,
        identity=identity,
        sensor=facts.sensor,
        name=facts.name,
        role=facts.role,
        kind=facts.kind if band.kind is BandKind.OPTICAL else band.kind,
        wavelength_nm=facts.wavelength_nm or band.wavelength_nm,
        number=facts.number,
        calibration=band.calibration,
        nodata=band.nodata,
    )
