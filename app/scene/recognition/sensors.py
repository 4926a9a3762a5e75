"""Recognise bands by the names of their files."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from typing import Any

from app.resources import resource_path
from app.scene.band import BandKind

_BAND_TOKEN = re.compile(
    r"(?<![A-Z0-9])B(?:AND)?[-_ ]?(?P<number>8A|6_VCID_[12]|6[12]|[0-9]{1,2})(?![A-Z0-9])",
    re.IGNORECASE,
)
# What stands between a scene's name and its band and differs within a scene.
_LEVEL = re.compile(r"[-_. ]?(?<![A-Z0-9])(SR|ST|BT|TOA|RT|[126]0M)(?![A-Z0-9])", re.IGNORECASE)
_DATE = re.compile(r"(?<![0-9])(19|20)[0-9]{2}([01][0-9][0-3][0-9]|[0-3][0-9]{2})(?![0-9])")
_OLD_LANDSAT = re.compile(r"L[A-Z][4-9][0-9]{6}(19|20)[0-9]{5}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BandIdentity:
    """What a file's name says about its band.

    Attributes
    ----------
    sensor
        Title of the sensor; empty where only the band's number is known.
    name
        The band's name as the sensor's makers write it: "B4", "B04", "B8A", "BQA".
    role, kind, wavelength_nm
        As in `Band`; empty, optical and None where the sensor is not known.
    number
        The number in the name, for bands without wavelength; 8.5 for 8A.
    scene_name
        The rest of the file's name, the same for all bands of one scene.
    is_dated
        Whether that rest bears a date or an identifier with one.
    """

    sensor: str
    name: str
    role: str
    kind: BandKind
    wavelength_nm: float | None
    number: float
    scene_name: str
    is_dated: bool


@dataclass(frozen=True, slots=True)
class BandFacts:
    """One band of a sensor; attributes as in `Band`."""

    name: str
    role: str
    kind: BandKind
    wavelength_nm: float


@dataclass(frozen=True, slots=True)
class _Sensor:
    title: str
    files: tuple[re.Pattern[str], ...]
    two_digits: bool
    bands: dict[str, BandFacts]
    tells: tuple[frozenset[str], ...]
    only: tuple[frozenset[str], ...]
    described: tuple[str, ...]


def identify(path_name: str) -> BandIdentity | None:
    """Recognise one band by its file's name; None where the name says nothing."""
    stem = _stem(path_name)
    sensor = _sensor_of(stem)
    layer = _layer(stem)
    if layer is not None:
        name, kind, rest = layer
        return _identity(sensor, name, "", kind, None, float("inf"), rest)
    tokens = {match["number"].upper(): match for match in _BAND_TOKEN.finditer(stem)}
    if len(tokens) != 1:
        return None  # none, or several as in "B5-B4-B3.tif"
    ((number, match),) = tokens.items()
    rest = stem[: match.start()] + stem[match.end() :]
    if sensor is None and _has_two_digits(number):
        sensor = _two_digit_sensor()
    return _identify_number(sensor, number, rest)


def sensor_named(path_name: str) -> str:
    """Return the sensor that a file's name begins with, whatever its bands; empty where none.

    It is a guess to be looked at: a product of several sensors may well be named after one.
    """
    stem = _stem(path_name)
    sensor = _sensor_of(stem)
    if sensor is not None:
        return sensor.title
    start = re.split(r"[^A-Z]", stem.upper(), maxsplit=1)[0]
    named = [one.title for one in _sensors() if one.title.upper().split()[0] == start]
    return named[0] if len(named) == 1 else ""


def identify_all(path_names: Sequence[str]) -> tuple[BandIdentity | None, ...]:
    """Recognise the files of one scene; B11 beside B02 is then known to be Sentinel-2's."""
    found = [identify(name) for name in path_names]
    sensors = {one.sensor for one in found if one is not None and one.sensor}
    two_digit = _two_digit_sensor()
    if sensors == {two_digit.title}:
        return tuple(_with_sensor(one, two_digit) for one in found)
    return by_their_numbers(found)


def by_their_numbers(
    found: Sequence[BandIdentity | None],
) -> tuple[BandIdentity | None, ...]:
    """Tell the sensor of bands that nothing else tells by which numbers they have together."""
    numbered = [one for one in found if one is not None and one.number != float("inf")]
    if {one.sensor for one in numbered} - {"", _two_digit_sensor().title}:
        return tuple(found)
    numbers = {one.name.removeprefix("B").lstrip("0") for one in numbered}
    sensor = next((sensor for sensor in _sensors() if _is_told(sensor, numbers)), None)
    if sensor is None:
        return tuple(found)
    return tuple(_of_sensor(one, sensor) for one in found)


def by_descriptions(texts: Sequence[str]) -> tuple[BandIdentity, ...]:
    """Tell the sensor of a file that calls its bands as one sensor's files do, and no others.

    Bands keep these names. Empty where no sensor is told by them.
    """
    plain = [_plainly(text) for text in texts]
    for sensor in _sensors():
        if sensor.described and sorted(sensor.described) == sorted(plain):
            facts = dict(zip(sensor.described, sensor.bands.values(), strict=True))
            told = [(text, facts[key]) for text, key in zip(texts, plain, strict=True)]
            return tuple(
                _identity(sensor, text, one.role, one.kind, one.wavelength_nm, float(number), "")
                for number, (text, one) in enumerate(told, start=1)
            )
    return ()


def _plainly(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


def _is_told(sensor: _Sensor, numbers: set[str]) -> bool:
    in_a_row = numbers == {str(number) for number in range(1, len(numbers) + 1)}
    if in_a_row or not numbers <= set(sensor.bands):  # numbers without a gap are of any file
        return False
    return any(row <= numbers for row in sensor.tells) or numbers in sensor.only


def role_in_range(wavelength_nm: float) -> str:
    """Name the broad spectral range a wavelength lies in; empty where it lies in none."""
    ranges = _tables()["roles"]["ranges"]
    return next(
        (str(role) for role, (low, high) in ranges.items() if low <= wavelength_nm < high), ""
    )


def role_of_wavelength(wavelength_nm: float) -> str:
    """Name the spectral range of a wavelength; empty where no common one is near."""
    roles = _tables()["roles"]
    role, centre = min(roles["nm"].items(), key=lambda item: abs(item[1] - wavelength_nm))
    return str(role) if abs(centre - wavelength_nm) <= roles["tolerance_nm"] else ""


def centre_of_role(role: str) -> float:
    """Return the usual centre wavelength, in nanometres, of a role that has one."""
    return float(_tables()["roles"]["nm"][role])


def sensor_bands() -> tuple[tuple[str, BandFacts], ...]:
    """Return every band of every sensor, each with its sensor's title."""
    return tuple((sensor.title, band) for sensor in _sensors() for band in sensor.bands.values())


def sensor_orders(title: str) -> dict[int, tuple[str, ...]]:
    """Return in which order files of so many bands of a sensor hold them, by names."""
    orders = _tables()["orders"].get(title, {})
    return {int(n_bands): tuple(names) for n_bands, names in orders.items()}


def _identify_number(sensor: _Sensor | None, number: str, rest: str) -> BandIdentity:
    plain = number.upper().replace("_VCID_", "").lstrip("0") or "0"
    value = 8.5 if plain == "8A" else float(plain)
    facts = None if sensor is None else sensor.bands.get(plain)
    if facts is None:
        return _identity(sensor, f"B{plain}", "", BandKind.OPTICAL, None, value, rest)
    return _identity(sensor, facts.name, facts.role, facts.kind, facts.wavelength_nm, value, rest)


def _with_sensor(one: BandIdentity | None, sensor: _Sensor) -> BandIdentity | None:
    if one is None or one.sensor or one.number < 10 or one.number == float("inf"):
        return one
    return _of_sensor(one, sensor)


def _of_sensor(one: BandIdentity | None, sensor: _Sensor) -> BandIdentity | None:
    facts = None if one is None else sensor.bands.get(one.name.removeprefix("B").lstrip("0"))
    if one is None or facts is None:
        return one
    return replace(
        one,
        sensor=sensor.title,
        name=facts.name,
        role=facts.role,
        kind=facts.kind,
        wavelength_nm=facts.wavelength_nm,
    )


def _identity(
    sensor: _Sensor | None,
    name: str,
    role: str,
    kind: BandKind,
    wavelength_nm: float | None,
    number: float,
    rest: str,
) -> BandIdentity:
    scene_name = _LEVEL.sub("", rest).strip("-_. ")
    return BandIdentity(
        sensor="" if sensor is None else sensor.title,
        name=name,
        role=role,
        kind=kind,
        wavelength_nm=wavelength_nm,
        number=number,
        scene_name=scene_name,
        is_dated=bool(_DATE.search(scene_name) or _OLD_LANDSAT.match(scene_name)),
    )


def _stem(path_name: str) -> str:
    name = PurePath(path_name).name
    stem, dot, ending = name.rpartition(".")
    return stem if dot and not ending.isdigit() else name


def _sensor_of(stem: str) -> _Sensor | None:
    for sensor in _sensors():
        if any(pattern.match(stem) for pattern in sensor.files):
            return sensor
    return None


def _layer(stem: str) -> tuple[str, BandKind, str] | None:
    """Find the longest layer name that stands alone within the stem."""
    upper = stem.upper()
    for name, kind in _layers():
        match = re.search(rf"(?<![A-Z0-9]){name}(?![A-Z0-9])", upper)
        if match:
            return name, kind, stem[: match.start()] + stem[match.end() :]
    return None


def _has_two_digits(number: str) -> bool:
    return number == "8A" or number.startswith("0")


@cache
def _tables() -> dict[str, Any]:
    with resource_path("sensors.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _sensors() -> tuple[_Sensor, ...]:
    return tuple(
        _Sensor(
            title=entry["title"],
            files=tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry["files"]),
            two_digits=entry.get("two_digits", False),
            tells=tuple(frozenset(row) for row in entry.get("tells", ())),
            only=tuple(frozenset(row) for row in entry.get("only", ())),
            described=tuple(map(_plainly, entry.get("described", ()))),
            bands={
                name.removeprefix("B").lstrip("0"): BandFacts(
                    name, band["role"], BandKind(band.get("kind", "optical")), float(band["nm"])
                )
                for name, band in entry["bands"].items()
            },
        )
        for entry in _tables()["sensor"]
    )


@cache
def _two_digit_sensor() -> _Sensor:
    return next(sensor for sensor in _sensors() if sensor.two_digits)


@cache
def _layers() -> tuple[tuple[str, BandKind], ...]:
    named = [
        (name, BandKind(kind)) for kind, names in _tables()["layers"].items() for name in names
    ]
    return tuple(sorted(named, key=lambda item: -len(item[0])))
