"""Read the metadata of Sentinel-2 products: what the scene is, and what its numbers measure.

Reflectance is (number + offset) / quantification. Since processing baseline 04.00 (January 2022)
the offset is -1000, RADIO_ADD_OFFSET at level 1C and BOA_ADD_OFFSET at level 2A; before there was
none (ESA, "Sentinel-2 Products Specification Document", 4.6.3 and 4.9.7; zero is no data).
"""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from app.scene.calibration import Calibration
from app.scene.metadata.documents import read_xml
from app.scene.metadata.entries import number, share, time
from app.scene.metadata.product_facts import BandFacts, ProductFacts
from app.scene.scene_product import SceneProduct

PRODUCT_NAME = re.compile(r"MTD_MSIL(1C|2A)\.xml|S2[A-D]_.*_MTD_SAFL(1C|2A)_.*\.xml", re.IGNORECASE)
TILE_NAME = re.compile(r"MTD_TL\.xml|S2[A-D]_.*_MTD_L(1C|2A)_TL_.*\.xml", re.IGNORECASE)

# In the order of their numbers in metadata.
BAND_NAMES = (
    *(f"B{number:02d}" for number in range(1, 9)),
    *("B8A", "B09", "B10", "B11", "B12"),
)
_TILE = re.compile(r"_(T[0-9]{2}[A-Z]{3})(?:_|$)")
_BASELINE = re.compile(r"_N([0-9]{2})\.?([0-9]{2})(?:_|$)")
_QUANTIFICATION = 10_000.0
_OFFSET_SINCE_0400 = -1000.0
_FIRST_WITH_OFFSET = "04.00"


def read_sentinel2(product_file: Path | None, tile_file: Path | None) -> ProductFacts:
    """Read the metadata of a product, of its tile, or both.

    Raises
    ------
    SceneError
        One cannot be read.
    """
    product_xml = None if product_file is None else read_xml(product_file)
    tile_xml = None if tile_file is None else read_xml(tile_file)
    tile_id = _text(tile_xml, "TILE_ID")
    uri = _text(product_xml, "PRODUCT_URI") or _text(product_xml, "PRODUCT_URI_2A") or tile_id
    level = _level(_text(product_xml, "PROCESSING_LEVEL") or tile_id)
    zenith = number(_text(tile_xml, "Mean_Sun_Angle/ZENITH_ANGLE"))
    cloud = _text(product_xml, "Cloud_Coverage_Assessment") or _text(
        tile_xml, "CLOUDY_PIXEL_PERCENTAGE"
    )
    named = product_file or tile_file
    product = SceneProduct(
        family=f"Sentinel-2 {level}".strip(),
        identifier=uri.removesuffix(".SAFE"),
        platform=_text(product_xml, "SPACECRAFT_NAME") or _platform(tile_id),
        level=level,
        acquired=time(_text(tile_xml, "SENSING_TIME") or _text(product_xml, "PRODUCT_START_TIME")),
        sun_elevation_deg=None if zenith is None else 90.0 - zenith,
        sun_azimuth_deg=number(_text(tile_xml, "Mean_Sun_Angle/AZIMUTH_ANGLE")),
        cloud_cover=share(number(cloud)),
        baseline=_text(product_xml, "PROCESSING_BASELINE") or baseline_in(tile_id),
        tile=_first(_TILE, tile_id or uri),
        metadata_file="" if named is None else named.name,
    )
    if product_xml is None:
        return ProductFacts(product, by_name=by_baseline(product.baseline))
    return ProductFacts(product, by_name=_by_name(product_xml))


def by_baseline(baseline: str) -> dict[str, BandFacts]:
    """Return what all bands measure, as the version of the processing alone tells it."""
    if not baseline:
        return {}
    offset = _OFFSET_SINCE_0400 if baseline >= _FIRST_WITH_OFFSET else 0.0
    facts = _facts(_QUANTIFICATION, offset)
    return dict.fromkeys(BAND_NAMES, facts)


def baseline_in(identifier: str) -> str:
    """Return the version of the processing that a product's name bears, "04.00"; empty if none."""
    match = _BASELINE.search(identifier)
    return f"{match[1]}.{match[2]}" if match else ""


def _by_name(root: Element) -> dict[str, BandFacts]:
    quantification = number(
        _text(root, "BOA_QUANTIFICATION_VALUE")
        or _text(root, "L2A_BOA_QUANTIFICATION_VALUE")
        or _text(root, "QUANTIFICATION_VALUE")
    )
    if not quantification:
        return {}
    offsets: dict[str, float] = {}
    for name in ("RADIO_ADD_OFFSET", "BOA_ADD_OFFSET"):
        for element in root.iter(name):
            offsets[element.get("band_id", "")] = number(element.text or "") or 0.0
    return {
        band: _facts(quantification, offsets.get(str(position), 0.0))
        for position, band in enumerate(BAND_NAMES)
    }


def _facts(quantification: float, offset: float) -> BandFacts:
    calibration = Calibration(1.0 / quantification, offset / quantification, "reflectance")
    return BandFacts(calibration, nodata=0.0)


def _level(text: str) -> str:
    match = re.search(r"(?:Level-|_L|MSIL)([12][AC])", text)
    return f"L{match[1]}" if match else ""


def _platform(identifier: str) -> str:
    match = re.match(r"S2([A-D])_", identifier)
    return f"Sentinel-2{match[1]}" if match else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _text(root: Element | None, path: str) -> str:
    found = None if root is None else root.find(f".//{path}")
    return "" if found is None else (found.text or "").strip()
