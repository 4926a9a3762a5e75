"""Read where a raster lies, and where its corners are in longitude and latitude."""

import math
import re
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from app import plain_text
from app.arrays import DoubleArray, read_only
from app.scene.files import gdal_env  # noqa: F401  # locks GDAL down before rasterio is imported
from app.scene.files.raster_file import READ_ERRORS, RasterFile
from app.scene.grids.grid import Grid, LonLatLattice
from app.scene.grids.ground_area import measure_pixel_areas
from app.scene.grids.pixel_areas import PixelAreas

from rasterio.crs import CRS  # isort: skip

_N_LATTICE = 33  # a scene of 200 km: 6 km between nodes, interpolation is good to a few metres
_N_GRIDS_KEPT = 4  # a scene is opened again and again, by itself and with projects
_WGS84 = "OGC:CRS84"


def read_grid(raster: RasterFile) -> Grid:
    """Read rows, columns, transform and CRS; control points and RPC count as no georeference."""
    transform = raster.transform
    coefficients = tuple(float(value) for value in transform[:6])
    if not all(map(math.isfinite, coefficients)) or _is_flat(coefficients):
        coefficients = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    wkt = _wkt(raster)
    a, b, c, d, e, f = coefficients
    name, metres, is_projected = _describe(wkt)
    return Grid(
        width=raster.width,
        height=raster.height,
        transform=(a, b, c, d, e, f),
        crs_wkt=wkt,
        crs_name=name,
        metres_per_unit=metres,
        is_projected=is_projected,
    )


@lru_cache(maxsize=_N_GRIDS_KEPT)
def make_lattice(grid: Grid) -> LonLatLattice | None:
    """Compute longitudes and latitudes over a grid; None where they cannot be known."""
    if not grid.crs_wkt:
        return None
    rows, cols = np.meshgrid(
        np.linspace(0, grid.height, _N_LATTICE),
        np.linspace(0, grid.width, _N_LATTICE),
        indexing="ij",
    )
    found = _lon_lat_at(grid, rows, cols)
    if found is None:
        return None
    lon, lat = found
    # Across the date line longitudes go on beyond 180, so that there is something between nodes.
    lon = np.unwrap(np.unwrap(lon, period=360, axis=1), period=360, axis=0)
    return LonLatLattice(lon=read_only(lon), lat=read_only(lat))


def move_points(
    source: Grid, target: Grid, rows: DoubleArray, cols: DoubleArray
) -> tuple[DoubleArray, DoubleArray] | None:
    """Return x and y in the CRS of another grid of points in pixel-corner coordinates.

    Infinite where one cannot be computed; None where none can.
    """
    from rasterio.warp import transform

    x, y = source.xy(rows, cols)  # type: ignore[arg-type]  # the formula holds for arrays as well
    try:
        ways = _crs(source.crs_wkt), _crs(target.crs_wkt)
        moved = transform(*ways, np.ravel(x), np.ravel(y))
    except READ_ERRORS:
        return None
    return np.asarray(moved[0]).reshape(rows.shape), np.asarray(moved[1]).reshape(rows.shape)


def with_areas(grid: Grid) -> Grid:
    """Return the grid with its pixels measured on the ground."""
    return replace(grid, measured_areas=_areas(grid))


@lru_cache(maxsize=_N_GRIDS_KEPT)
def _areas(grid: Grid) -> PixelAreas:
    return measure_pixel_areas(grid, partial(_lon_lat_at, grid))


def _lon_lat_at(
    grid: Grid, rows: DoubleArray, cols: DoubleArray
) -> tuple[DoubleArray, DoubleArray] | None:
    """Compute longitudes and latitudes of pixel corners; None where one cannot be known."""
    x, y = grid.xy(rows, cols)  # type: ignore[arg-type]  # the formula holds for arrays as well
    try:
        lon, lat = _to_lon_lat(grid.crs_wkt, x, y)
    except READ_ERRORS:
        return None
    if not (np.isfinite(lon).all() and np.isfinite(lat).all() and (np.abs(lat) <= 90).all()):
        return None
    return lon, lat


def _to_lon_lat(wkt: str, x: Any, y: Any) -> tuple[Any, Any]:  # noqa: ANN401
    from rasterio.warp import transform

    lon, lat = transform(_crs(wkt), CRS.from_string(_WGS84), x.ravel(), y.ravel())
    return np.asarray(lon).reshape(x.shape), np.asarray(lat).reshape(x.shape)


def _is_flat(coefficients: tuple[float, ...]) -> bool:
    a, b, _, d, e, _ = coefficients
    return a * e - b * d == 0


def _wkt(raster: RasterFile) -> str:
    try:
        return "" if raster.crs is None else str(raster.crs.to_wkt())
    except READ_ERRORS:
        return ""


@lru_cache(maxsize=64)
def _crs(wkt: str) -> Any:  # noqa: ANN401
    return CRS.from_wkt(wkt)


@lru_cache(maxsize=64)
def _describe(wkt: str) -> tuple[str, float | None, bool]:
    """Return the short name of a CRS, its metres per unit, and whether it is a projection."""
    if not wkt:
        return "", None, False
    try:
        crs = _crs(wkt)
        code = crs.to_epsg()
    except READ_ERRORS:
        return _name_in(wkt), None, False
    name = f"EPSG:{code}" if code else _name_in(wkt)
    return name, _metres_per_unit(crs), bool(crs.is_projected)


def _metres_per_unit(crs: Any) -> float | None:  # noqa: ANN401
    if crs.is_geographic:
        return None
    try:
        factor = float(crs.linear_units_factor[1])
    except READ_ERRORS:
        return None
    return factor if math.isfinite(factor) and factor > 0 else None


def _name_in(wkt: str) -> str:
    match = re.search(r'"([^"]*)"', wkt)
    return plain_text.name(" ".join(match[1].split())) if match else "CRS without a name"
