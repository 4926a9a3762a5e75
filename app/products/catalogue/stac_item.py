"""Describe a map as an item of a SpatioTemporal Asset Catalog (STAC 1.1.0)."""

import json
import re
from collections.abc import Sequence
from typing import Any

from app import __version__, plain_text
from app.products.maps.geotiff import map_name
from app.products.product import Product, Results
from app.products.provenance import acquired_text, licence_line, now_text, source_name
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grids.grid import LonLatLattice
from app.scene.grids.target_grid import pixel_size

_VERSION = "1.1.0"
_EXTENSIONS = tuple(
    f"https://stac-extensions.github.io/{name}/schema.json"
    for name in ("classification/v2.0.0", "projection/v2.0.0", "raster/v2.0.0", "processing/v1.2.0")
)
_MIDNIGHT = "T00:00:00Z"
_N_DIGITS = 7  # of degrees: a centimetre
_COG = "image/tiff; application=geotiff; profile=cloud-optimized"
_HALF_TURN = 180.0


def stac_item(results: Results, k: int, href: str) -> dict[str, Any]:
    """Return the item that describes the map of one k.

    Parameters
    ----------
    href
        Name of the map, which lies beside the item.
    """
    scene = results.scene
    footprint = _footprint(scene.lattice) if scene.lattice is not None else None
    place = {"geometry": None} if footprint is None else _place(footprint)
    return {
        "type": "Feature",
        "stac_version": _VERSION,
        "stac_extensions": list(_EXTENSIONS),
        "id": f"{source_name(results)}_k{k:02d}_{results.sweep.run.id}",
        **place,
        "properties": _properties(results, k),
        "links": [],
        "assets": {
            "map": {
                "href": f"./{href}",
                "type": _COG,
                "title": f"Classes, k = {k}",
                "roles": ["data"],
                "bands": [{"name": "classes", "data_type": "uint8", "nodata": 0}],
                "raster:sampling": "area",
                **_resolution(results),
                "classification:classes": _classes(results, k),
            },
            "style": {
                "href": f"./{href.removesuffix('.tif')}.qml",
                "type": "application/xml",
                "title": "Style for QGIS",
                "roles": ["style"],
            },
        },
    }


def _properties(results: Results, k: int) -> dict[str, Any]:
    scene, settings = results.scene, results.sweep.settings
    product, grid = scene.product, scene.grid
    acquired, written = acquired_text(product), now_text()
    told: dict[str, Any] = {
        "title": f"Classes of {scene.title}, k = {k}",
        "description": f"K-means with {k} clusters over the bands {', '.join(settings.band_names)}."
        + ("" if acquired else " The date of the scene is not known: the time is that of writing."),
        "datetime": (acquired if "T" in acquired else acquired + _MIDNIGHT)
        if acquired
        else written,
        "created": written,
        "platform": product.platform.lower().replace(" ", "-"),
        "instruments": scene.sensor.lower().split(" ")[-1].split("/") if scene.sensor else [],
        "processing:software": {"Bandsweep": __version__},
        "processing:lineage": (
            f"{source_name(results)}; scaling {settings.scaling}, seed {settings.seed}, "
            f"{settings.n_starts} restarts, run {results.sweep.run.id}"
        ),
        "attribution": licence_line(product, scene.sensor),
        **_projection(results),
    }
    told = {name: value for name, value in told.items() if value or value == 0}
    return {**told, "proj:shape": [grid.height, grid.width], "proj:transform": list(grid.transform)}


def _projection(results: Results) -> dict[str, Any]:
    """Return the code of the CRS, or all of it where it has none."""
    grid = results.scene.grid
    if not grid.crs_wkt:
        return {}
    if re.fullmatch(r"EPSG:\d+", grid.crs_name):
        return {"proj:code": grid.crs_name}
    from rasterio.crs import CRS
    from rasterio.enums import WktVersion

    return {"proj:wkt2": CRS.from_wkt(grid.crs_wkt).to_wkt(version=WktVersion.WKT2_2019)}


def _resolution(results: Results) -> dict[str, float]:
    grid = results.scene.grid
    if grid.metres_per_unit is None:
        return {}
    size_m = pixel_size(grid)
    return {"gsd": size_m, "raster:spatial_resolution": size_m}


def _classes(results: Results, k: int) -> list[dict[str, Any]]:
    look, found = results.look(k), results.classed(k)
    n_px = found.signatures.n_px.tolist()
    classes: list[dict[str, Any]] = [
        {"value": 0, "name": "no-data", "title": "No data", "nodata": True}
    ]
    for row, number in enumerate(look.numbers):
        name = plain_text.slug(look.names[row])
        classes.append(
            {
                "value": number,
                "name": name or f"class-{number}",
                "title": look.names[row],
                "color_hint": "{:02X}{:02X}{:02X}".format(*look.colours[row]),
                "count": n_px[row],
                "percentage": 100 * n_px[row] / found.n_valid_px,
            }
        )
    return classes


def _footprint(lattice: LonLatLattice) -> list[list[float]]:
    """Return longitudes and latitudes around the edge of the grid, against the clock, closed."""
    edge: list[tuple[int, int]] = []
    last, step = len(lattice.lon) - 1, max(1, (len(lattice.lon) - 1) // 4)
    places = range(0, last, step)
    edge += [(at, 0) for at in places]
    edge += [(last, at) for at in places]
    edge += [(last - at, last) for at in places]
    edge += [(0, last - at) for at in places]
    ring = [[float(lattice.lon[at]), float(lattice.lat[at])] for at in edge]
    turn = 360 * round(sum(lon for lon, _ in ring) / len(ring) / 360)
    ring = [[round(lon - turn, _N_DIGITS), round(lat, _N_DIGITS)] for lon, lat in ring]
    if _area(ring) < 0:
        ring.reverse()
    return [*ring, ring[0]]


def _place(ring: Sequence[list[float]]) -> dict[str, Any]:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    west, east = _wrapped(min(lons)), _wrapped(max(lons))
    return {
        "geometry": {"type": "Polygon", "coordinates": [list(ring)]},
        "bbox": [west, min(lats), east, max(lats)],
    }


def _wrapped(lon: float) -> float:
    return (lon + _HALF_TURN) % 360 - _HALF_TURN if abs(lon) > _HALF_TURN else lon


def _area(ring: Sequence[list[float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)


def _files(k: int) -> tuple[str, ...]:
    return (f"clusters_k{k:02d}.stac.json",)


def _write(staging: Staging, results: Results, k: int) -> None:
    (name,) = _files(k)
    item = stac_item(results, k, staging.name_of(map_name(k)))
    stage_text(staging, name, [json.dumps(item, indent=2, allow_nan=False, ensure_ascii=True)])


STAC_ITEM = Product(
    key="stac",
    title="Description for catalogues, as STAC item",
    tip="Place, date, classes and method of the map, for programs that look for maps",
    files=_files,
    write=_write,
    is_ticked=False,
    needs_map=False,
)
