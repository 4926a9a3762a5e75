"""Read what the names of files and folders tell of a product, where no metadata lie there.

Landsat product identifiers: USGS, "Landsat Collection 2 Level-1 Product Definition"; those from
before collections begin with sensor, satellite, path, row, year and day of the year. Sentinel-2:
ESA, "Products naming convention". HLS: NASA, "HLS User Guide v2.0", 6.4: reflectance is number x
0.0001, temperature in degrees Celsius number x 0.01, and -9999 is no data.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.scene.calibration import Calibration
from app.scene.metadata.landsat import (
    C1_BRIGHTNESS_TEMPERATURE,
    C1_LEVEL_2_FILL,
    C1_SURFACE_REFLECTANCE,
    C2_SURFACE_REFLECTANCE,
    C2_SURFACE_TEMPERATURE,
)
from app.scene.metadata.product_facts import NO_FACTS, BandFacts, BandPlace, ProductFacts
from app.scene.metadata.sentinel2 import by_baseline
from app.scene.scene_product import SceneProduct

_LANDSAT = re.compile(
    r"(?P<id>L[COETM]0(?P<satellite>[1-9])_(?P<level>L[12][A-Z]{2})_(?P<tile>[0-9]{6})"
    r"_(?P<date>[0-9]{8})(?:_[0-9]{8}_0(?P<collection>[12])_(?:T1|T2|RT|A1|A2))?)(?![0-9])",
    re.IGNORECASE,
)
_OLD_LANDSAT = re.compile(
    r"(?P<id>L[COETM](?P<satellite>[1-9])(?P<tile>[0-9]{6})(?P<day>[0-9]{7})[A-Z]{3}[0-9]{2})",
    re.IGNORECASE,
)
_SHORT_LANDSAT = re.compile(r"L(?P<satellite>[4-9])_(?P<tile>[0-9]{6})_(?P<date>[0-9]{8})(?![0-9])")
_SAFE = re.compile(
    r"(?P<id>S2(?P<satellite>[A-D])_MSI(?P<level>L1C|L2A)_(?P<date>[0-9]{8})T(?P<time>[0-9]{6})"
    r"_N(?P<baseline>[0-9]{4})_R[0-9]{3}_(?P<tile>T[0-9]{2}[A-Z]{3})_[0-9]{8}T[0-9]{6})"
)
_SENTINEL2 = re.compile(
    r"(?P<tile>T[0-9]{2}[A-Z]{3})_(?P<date>[0-9]{8})T(?P<time>[0-9]{6})_(?:B|SCL|TCI)[0-9A]*"
    r"(?P<resolution>_[126]0m)?"
)
_HLS = re.compile(
    r"(?P<id>HLS\.(?P<kind>[LS]30)\.(?P<tile>T[0-9]{2}[A-Z]{3})\.(?P<day>[0-9]{7})T(?P<time>[0-9]{6})"
    r"\.v(?P<version>[0-9.]+?))\.(?P<band>[A-Z][A-Za-z0-9]+)\.tif",
)
_C2_BAND = re.compile(r"_(SR|ST)_B(?:[0-9]+)\.", re.IGNORECASE)
_C1_BAND = re.compile(r"_(sr|toa|bt)_band[0-9]+\.", re.IGNORECASE)
_HLS_THERMAL = frozenset(("B10", "B11"))
_HLS_REFLECTANCE = BandFacts(Calibration(1e-4, 0.0, "reflectance"), nodata=-9999.0)
_HLS_TEMPERATURE = BandFacts(Calibration(0.01, 273.15, "K"), nodata=-9999.0)
_FMASK_FILL = BandFacts(nodata=255.0)


def read_names(files: Sequence[Path]) -> ProductFacts:
    """Tell what a scene is from the names of its files, and of the folders they lie in."""
    for read in (_read_hls, _read_landsat, _read_sentinel2):
        facts = read(files)
        if facts is not None:
            return facts
    return NO_FACTS


def _read_landsat(files: Sequence[Path]) -> ProductFacts | None:
    match = _first((_LANDSAT, _OLD_LANDSAT, _SHORT_LANDSAT), [path.name for path in files])
    if match is None:
        return None
    told = match.groupdict()
    by_file = dict(_landsat_bands(files))
    level = "L2" if by_file else (told.get("level") or "")[:2].upper()
    if match.re is _OLD_LANDSAT:
        level = level or "L1"
    collection = told.get("collection")
    family = " ".join(filter(None, ("Landsat", collection and f"C{collection}", level)))
    product = SceneProduct(
        family=family,
        identifier=told.get("id") or "",
        platform=f"Landsat {told['satellite']}",
        level=level,
        acquired=_day(told["day"]) if told.get("day") else _date(told["date"]),
        tile=told["tile"],
    )
    return ProductFacts(product, by_file)


def _landsat_bands(files: Sequence[Path]) -> Iterator[tuple[BandPlace, BandFacts]]:
    for path in files:
        place = (path.name.casefold(), 1)
        match = _C2_BAND.search(path.name)
        told = _LANDSAT.search(path.name)
        if match and told and told["collection"] == "2":
            is_light = match[1].upper() == "SR"
            yield place, BandFacts(C2_SURFACE_REFLECTANCE if is_light else C2_SURFACE_TEMPERATURE)
        match = _C1_BAND.search(path.name)
        if match and told and told["collection"] == "1":
            is_heat = match[1].casefold() == "bt"
            calibration = C1_BRIGHTNESS_TEMPERATURE if is_heat else C1_SURFACE_REFLECTANCE
            yield place, BandFacts(calibration, nodata=C1_LEVEL_2_FILL)


def _read_sentinel2(files: Sequence[Path]) -> ProductFacts | None:
    around = [part for path in files[:1] for part in path.absolute().parts[-6:]]
    match = _first((_SAFE,), [*(path.name for path in files), *reversed(around)])
    if match is not None:
        level, baseline = match["level"], f"{match['baseline'][:2]}.{match['baseline'][2:]}"
        product = SceneProduct(
            family=f"Sentinel-2 {level}",
            identifier=match["id"],
            platform=f"Sentinel-2{match['satellite']}",
            level=level,
            acquired=_moment(match["date"], match["time"]),
            baseline=baseline,
            tile=match["tile"],
        )
        return ProductFacts(product, by_name=by_baseline(baseline))
    match = _first((_SENTINEL2,), [path.name for path in files])
    if match is None:
        return None
    level = "L2A" if match["resolution"] else ""
    product = SceneProduct(
        family=f"Sentinel-2 {level}".strip(),
        level=level,
        acquired=_moment(match["date"], match["time"]),
        tile=match["tile"],
    )
    return ProductFacts(product)  # what its numbers measure depends on how it was processed


def _read_hls(files: Sequence[Path]) -> ProductFacts | None:
    by_file: dict[BandPlace, BandFacts] = {}
    product = SceneProduct()
    for path in files:
        match = _HLS.fullmatch(path.name)
        if match is None:
            continue
        by_file[path.name.casefold(), 1] = _hls_facts(match)
        product = SceneProduct(
            family=f"HLS {match['kind']}",
            identifier=match["id"],
            platform="Landsat 8-9" if match["kind"] == "L30" else "Sentinel-2",
            level="L2",
            acquired=_day(match["day"], match["time"]),
            baseline=match["version"],
            tile=match["tile"],
        )
    return ProductFacts(product, by_file) if by_file else None


def _hls_facts(match: re.Match[str]) -> BandFacts:
    band = match["band"]
    if band.casefold() == "fmask":
        return _FMASK_FILL
    if not re.fullmatch(r"B[0-9][0-9A]", band):
        return BandFacts()
    is_heat = match["kind"] == "L30" and band in _HLS_THERMAL
    return _HLS_TEMPERATURE if is_heat else _HLS_REFLECTANCE


def with_tags(product: SceneProduct, tags: dict[str, str]) -> SceneProduct:
    """Add what the tags of an HLS file tell: cloud cover and the mean height of the sun."""
    from app.scene.metadata.entries import number, share

    zenith = number(tags.get("MEAN_SUN_ZENITH_ANGLE", ""))
    return replace(
        product,
        cloud_cover=share(number(tags.get("cloud_coverage", ""))),
        sun_elevation_deg=None if zenith is None else 90.0 - zenith,
        sun_azimuth_deg=number(tags.get("MEAN_SUN_AZIMUTH_ANGLE", "")),
    )


def _first(patterns: Sequence[re.Pattern[str]], names: Sequence[str]) -> re.Match[str] | None:
    found = (pattern.search(name) for pattern in patterns for name in names)
    return next((match for match in found if match is not None), None)


def _date(digits: str) -> datetime | None:
    return _moment(digits, "000000")


def _moment(date: str, time: str) -> datetime | None:
    try:
        return datetime.strptime(f"{date}{time}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _day(digits: str, time: str = "000000") -> datetime | None:
    """Read a year and the number of a day in it, from 1."""
    start = _moment(f"{digits[:4]}0101", time)
    return None if start is None else start + timedelta(days=int(digits[4:]) - 1)
