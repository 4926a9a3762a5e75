"""Read Landsat metadata files: what the scene is, and what the numbers of its bands measure.

Rescaling: USGS, "Landsat 8-9 Collection 2 Level 2 Science Product Guide" (surface reflectance and
temperature) and "Landsat 8-9 Data Users Handbook", section 5 (level 1): top-of-atmosphere
reflectance is (number x REFLECTANCE_MULT + REFLECTANCE_ADD) / sin(sun elevation), at-sensor
temperature K2 / ln(K1 / radiance + 1) of radiance = number x RADIANCE_MULT + RADIANCE_ADD.
Landsat 4-7 are rescaled likewise, by their own constants (Chander et al. 2009, table 7). Where a
file from before Collection 1 gives radiance alone, reflectance is pi x radiance x d^2 / (irradiance
x sin(sun elevation)), d the distance of the sun in astronomical units (the same, 3.2 and table 4).
"""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.scene.calibration import Calibration, Curve
from app.scene.metadata.documents import Groups, read_groups
from app.scene.metadata.entries import number, share, time
from app.scene.metadata.product_facts import BandFacts, BandPlace, ProductFacts
from app.scene.scene_product import SceneProduct

C2_SURFACE_REFLECTANCE = Calibration(2.75e-5, -0.2, "reflectance")
C2_SURFACE_TEMPERATURE = Calibration(0.00341802, 149.0, "K")
C1_SURFACE_REFLECTANCE = Calibration(1e-4, 0.0, "reflectance")
C1_BRIGHTNESS_TEMPERATURE = Calibration(0.1, 0.0, "K")
C1_LEVEL_2_FILL = -9999.0
RADIANCE_UNIT = "W/(m2 sr um)"

MTL_NAME = re.compile(r"(?P<start>.*)[_.]MTL\.(txt|json|xml)", re.IGNORECASE)

_BAND_KEY = re.compile(r"(?P<what>[A-Z0-9_]+?)_BAND_(?P<band>(?:ST_B)?[0-9]+(?:_VCID_[12])?)")
_OWN_K = {  # K1 in W/(m2 sr um) and K2 in kelvin of band 6, where the file does not give them
    "Landsat 4": (671.62, 1284.30),
    "Landsat 5": (607.76, 1260.56),
    "Landsat 7": (666.09, 1282.71),
}
_IRRADIANCE = {  # of the sun outside the atmosphere, in W/(m2 um)
    "Landsat 4": {"1": 1983.0, "2": 1795.0, "3": 1539.0, "4": 1028.0, "5": 219.8, "7": 83.49},
    "Landsat 5": {"1": 1983.0, "2": 1796.0, "3": 1536.0, "4": 1031.0, "5": 220.0, "7": 83.44},
    "Landsat 7": {"1": 1997.0, "2": 1812.0, "3": 1533.0, "4": 1039.0, "5": 230.8, "7": 84.90,
                  "8": 1362.0},
}  # fmt: skip
_ECCENTRICITY, _PERIHELION_DAY, _YEAR_DAYS = 0.01672, 4.0, 365.256
_LEVEL_2_GROUPS = (
    "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS",
    "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS",
)
_LEVEL_1_GROUPS = (
    "RADIOMETRIC_RESCALING",
    "LEVEL1_RADIOMETRIC_RESCALING",
    "TIRS_THERMAL_CONSTANTS",
    "THERMAL_CONSTANTS",
    "LEVEL1_THERMAL_CONSTANTS",
)
_FILE_GROUPS = ("PRODUCT_CONTENTS", "PRODUCT_METADATA")


def read_landsat(path: Path) -> ProductFacts:
    """Read a file "*_MTL.txt", ".json" or ".xml" of Collection 1 or 2, or from before.

    Raises
    ------
    SceneError
        It cannot be read as such.
    """
    groups = read_groups(path)
    product = _product(path, groups)
    by_band = _calibrations(groups, product)
    by_name = {_band_name(band): BandFacts(calibration) for band, calibration in by_band.items()}
    by_file: dict[BandPlace, BandFacts] = {}
    for band, file_name in _file_names(groups):
        facts = by_name.get(_band_name(band))
        if facts is not None:
            by_file[file_name.casefold(), 1] = facts
    return ProductFacts(product, by_file, by_name)


def _product(path: Path, groups: Groups) -> SceneProduct:
    everything = _flat(groups)
    identifier = everything.get("LANDSAT_PRODUCT_ID") or everything.get("LANDSAT_SCENE_ID", "")
    collection = everything.get("COLLECTION_NUMBER", "").lstrip("0")
    level = "L2" if any(group in groups for group in _LEVEL_2_GROUPS) else "L1"
    satellite = everything.get("SPACECRAFT_ID", "").rpartition("_")[2]
    row, wrs_path = everything.get("WRS_ROW", ""), everything.get("WRS_PATH", "")
    cloud = number(everything.get("CLOUD_COVER", ""))
    return SceneProduct(
        family=f"Landsat C{collection} {level}" if collection else f"Landsat {level}",
        identifier=identifier,
        platform=f"Landsat {satellite.removeprefix('Landsat')}" if satellite else "",
        level=level,
        acquired=time(
            f"{everything.get('DATE_ACQUIRED', '')}T{everything.get('SCENE_CENTER_TIME', '')}"
        ),
        sun_elevation_deg=number(everything.get("SUN_ELEVATION", "")),
        sun_azimuth_deg=number(everything.get("SUN_AZIMUTH", "")),
        cloud_cover=share(cloud),
        tile=f"{wrs_path.zfill(3)}{row.zfill(3)}" if wrs_path and row else "",
        metadata_file=path.name,
    )


def _flat(groups: Groups) -> Mapping[str, str]:
    """Return all entries by their names; of those given twice the first."""
    flat: dict[str, str] = {}
    for entries in groups.values():
        for key, value in entries.items():
            flat.setdefault(key, value)
    return flat


def _calibrations(groups: Groups, product: SceneProduct) -> dict[str, Calibration]:
    """Return what numbers measure, by the band's designation: "4", "6_VCID_1", "ST_B10"."""
    if product.level == "L2":
        return _of_level_2(_by_band(groups, _LEVEL_2_GROUPS))
    distance_au = number(_flat(groups).get("EARTH_SUN_DISTANCE", ""))
    return {
        band: calibration
        for band, entries in _by_band(groups, _LEVEL_1_GROUPS).items()
        if (calibration := _of_level_1(band, entries, product, distance_au)) is not None
    }


def _of_level_2(by_band: Mapping[str, Mapping[str, float]]) -> dict[str, Calibration]:
    found = {}
    for band, entries in by_band.items():
        for what, unit in (("REFLECTANCE", "reflectance"), ("TEMPERATURE", "K")):
            scale, offset = entries.get(f"{what}_MULT"), entries.get(f"{what}_ADD")
            if scale is not None and offset is not None:
                found[band] = Calibration(scale, offset, unit)
    return found


def _of_level_1(
    band: str, entries: Mapping[str, float], product: SceneProduct, distance_au: float | None
) -> Calibration | None:
    scale, offset = entries.get("REFLECTANCE_MULT"), entries.get("REFLECTANCE_ADD")
    sun = product.sun_elevation_deg
    if scale is not None and offset is not None and sun is not None and 0 < sun <= 90:
        height = math.sin(math.radians(sun))
        return Calibration(scale / height, offset / height, "reflectance")
    scale, offset = entries.get("RADIANCE_MULT"), entries.get("RADIANCE_ADD")
    if scale is None or offset is None:
        return None
    k1, k2 = entries.get("K1_CONSTANT"), entries.get("K2_CONSTANT")
    if (k1 is None or k2 is None) and band.startswith("6") and product.platform in _OWN_K:
        k1, k2 = _OWN_K[product.platform]
    if k1 is not None and k2 is not None:
        return Calibration(scale, offset, "K", Curve.PLANCK, k1, k2)
    share = _reflected_share(band, product, distance_au)
    if share is not None:
        return Calibration(scale * share, offset * share, "reflectance")
    return Calibration(scale, offset, RADIANCE_UNIT)


def _reflected_share(band: str, product: SceneProduct, distance_au: float | None) -> float | None:
    """Return what radiance is multiplied by to be reflectance; None where that is not known."""
    irradiance = _IRRADIANCE.get(product.platform, {}).get(band)
    sun, day = product.sun_elevation_deg, product.acquired
    if irradiance is None or sun is None or not 0 < sun <= 90 or day is None:
        return None
    turn = math.tau * (day.timetuple().tm_yday - _PERIHELION_DAY) / _YEAR_DAYS
    distance = distance_au or 1.0 - _ECCENTRICITY * math.cos(turn)
    return math.pi * distance**2 / (irradiance * math.sin(math.radians(sun)))


def _by_band(groups: Groups, names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return numbers by band and what they are: {"4": {"REFLECTANCE_MULT": 2e-5, ..}, ..}."""
    by_band: dict[str, dict[str, float]] = {}
    for name in names:
        for key, text in groups.get(name, {}).items():
            match = _BAND_KEY.fullmatch(key)
            value = number(text)
            if match and value is not None:
                by_band.setdefault(match["band"], {})[match["what"]] = value
    return by_band


def _file_names(groups: Groups) -> Iterator[tuple[str, str]]:
    for name in _FILE_GROUPS:
        for key, text in groups.get(name, {}).items():
            match = _BAND_KEY.fullmatch(key)
            if match and match["what"] == "FILE_NAME":
                yield match["band"], text


def _band_name(band: str) -> str:
    """Return "B4", "B61", "B10" of "4", "6_VCID_1", "ST_B10"."""
    return f"B{band.removeprefix('ST_B').replace('_VCID_', '')}"
