"""Read a STAC item that lies beside its assets; no address in it is followed.

STAC 1.0 tells bands in `eo:bands` and `raster:bands` of an asset, STAC 1.1 in `bands`. An asset is
the file beside the item that bears the last part of its address.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from app.scene.band import BandKind
from app.scene.calibration import Calibration
from app.scene.metadata.documents import read_json
from app.scene.metadata.entries import share, time
from app.scene.metadata.product_facts import BandFacts, BandPlace, ProductFacts
from app.scene.scene_product import SceneProduct

_ROLES = {  # common names of the "eo" extension that bear other names here
    "rededge": "rededge1",
    "rededge071": "rededge1",
    "rededge075": "rededge2",
    "rededge078": "rededge3",
    "nir09": "watervapour",
    "swir16": "swir1",
    "swir22": "swir2",
    "lwir": "thermal1",
    "lwir11": "thermal1",
    "lwir12": "thermal2",
}
_SAME = frozenset(("coastal", "blue", "green", "red", "nir", "nir08", "cirrus", "pan"))
_KINDS = {"cirrus": BandKind.CIRRUS, "pan": BandKind.PAN}
_OF_ALL_BANDS = frozenset(
    ("common_name", "center_wavelength", "scale", "offset", "nodata", "unit")
)  # what STAC 1.1 says of an asset where it is the same for all of its bands
# Element 84's catalogue took the offset out of the pixels of Sentinel-2 and went on telling it
# (github.com/Element84/earth-search).
_OFFSET_APPLIED = ("earthsearch:boa_offset_applied", "sentinel:boa_offset_applied")
_N_ASSETS_MAX = 10_000
_N_BANDS_MAX = 2_000

Json = Any
"""What a document holds: nothing of its shape is known."""


def read_stac(path: Path, file_names: Collection[str]) -> ProductFacts | None:
    """Read an item; None where the document is no STAC item, or none of the files is its asset.

    Parameters
    ----------
    file_names
        Names of the bands' files.

    Raises
    ------
    SceneError
        It cannot be read.
    """
    item = read_json(path)
    if not isinstance(item, dict) or item.get("type") != "Feature" or "stac_version" not in item:
        return None
    by_file = dict(_bands(item, {name.casefold() for name in file_names}))
    return ProductFacts(_product(path, item), by_file=by_file) if by_file else None


def asset_names(path: Path) -> tuple[str, ...]:
    """Return the names of an item's assets, without the folders of their addresses; no item, none.

    Raises
    ------
    SceneError
        It cannot be read.
    """
    item = read_json(path)
    if not isinstance(item, dict) or item.get("type") != "Feature" or "stac_version" not in item:
        return ()
    assets = list(_mapping(item.get("assets")).values())[:_N_ASSETS_MAX]
    names = (_name_of(_mapping(asset)) for asset in assets)
    return tuple(dict.fromkeys(name for name in names if name not in ("", ".", "..")))


def role_of(common_name: str) -> str:
    """Return the role of a STAC common name; empty where it has none here."""
    name = common_name.casefold()
    return name if name in _SAME else _ROLES.get(name, "")


def kind_of(role: str) -> BandKind:
    """Return what a band of a role measures."""
    if role.startswith("thermal"):
        return BandKind.THERMAL
    return _KINDS.get(role, BandKind.OPTICAL)


def _product(path: Path, item: Mapping[str, Json]) -> SceneProduct:
    properties = _mapping(item.get("properties"))
    return SceneProduct(
        family=_text(properties.get("constellation")).replace("-", " ").title(),
        identifier=_text(item.get("id")),
        platform=_platform(_text(properties.get("platform"))),
        level=_text(properties.get("processing:level")) or _text(properties.get("landsat:level")),
        acquired=time(_text(properties.get("datetime") or properties.get("start_datetime"))),
        sun_elevation_deg=_number(properties.get("view:sun_elevation")),
        sun_azimuth_deg=_number(properties.get("view:sun_azimuth")),
        cloud_cover=share(_number(properties.get("eo:cloud_cover"))),
        baseline=_text(
            properties.get("processing:version") or properties.get("s2:processing_baseline")
        ),
        tile=_text(properties.get("grid:code")).removeprefix("MGRS-"),
        metadata_file=path.name,
    )


def _bands(
    item: Mapping[str, Json], file_names: Collection[str]
) -> Iterator[tuple[BandPlace, BandFacts]]:
    assets = _mapping(item.get("assets"))
    properties = _mapping(item.get("properties"))
    is_applied = any(properties.get(key) is True for key in _OFFSET_APPLIED)
    for asset in list(assets.values())[:_N_ASSETS_MAX]:
        told = _mapping(asset)
        name = _name_of(told).casefold()
        if name not in file_names:
            continue
        ours, theirs = _list(told.get("bands")), _list(told.get("eo:bands"))
        rasters = _list(told.get("raster:bands"))
        n_bands = min(max(len(ours), len(theirs), len(rasters), 1), _N_BANDS_MAX)
        of_all = {key: value for key, value in told.items() if _plain_key(key) in _OF_ALL_BANDS}
        for position in range(n_bands):
            lists = (ours, theirs, rasters)
            parts = [of_all, *(bands[position] for bands in lists if position < len(bands))]
            band: dict[str, Json] = {}
            for part in parts:
                band |= {_plain_key(key): value for key, value in _mapping(part).items()}
            facts = _facts(band)
            if is_applied and facts.calibration.unit == "reflectance":
                facts = replace(facts, calibration=replace(facts.calibration, offset=0.0))
            yield (name, position + 1), facts


def _name_of(asset: Mapping[str, Json]) -> str:
    return unquote(_text(asset.get("href"))).partition("?")[0].rpartition("/")[2]


def _plain_key(key: str) -> str:
    return key.removeprefix("eo:").removeprefix("raster:")


def _facts(band: Mapping[str, Json]) -> BandFacts:
    role = role_of(_text(band.get("common_name")))
    micrometres = _number(band.get("center_wavelength"))
    scale, offset = _number(band.get("scale")), _number(band.get("offset"))
    kind = kind_of(role) if role else None
    unit = _text(band.get("unit"))
    if scale is not None and not unit:
        unit = "reflectance" if kind is BandKind.OPTICAL else ""
    calibration = Calibration(scale or 1.0, offset or 0.0, unit)
    return BandFacts(
        calibration=calibration,
        name=_text(band.get("name")),
        role=role,
        kind=kind,
        wavelength_nm=None if micrometres is None else micrometres * 1000.0,
        nodata=_number(band.get("nodata")),
    )


def _platform(text: str) -> str:
    return (
        text.replace("landsat-", "Landsat ")
        .replace("sentinel-2", "Sentinel-2")
        .replace("Sentinel-2a", "Sentinel-2A")
        .replace("Sentinel-2b", "Sentinel-2B")
        .replace("Sentinel-2c", "Sentinel-2C")
    )


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e300 else None
