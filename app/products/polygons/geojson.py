"""Write polygons as GeoJSON (RFC 7946): longitudes and latitudes on WGS 84, for maps on the web."""

import json
from collections.abc import Iterator

import numpy as np

from app.arrays import DoubleArray
from app.products.polygons.features import ClassOutlines, OutlinedMap, alone
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import program, when_and_where
from app.products.requests import PolygonsOf
from app.products.writing.safe_write import Staging
from app.products.writing.write_errors import translated
from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

_N_LOOPS_AT_ONCE = 20_000
_N_DIGITS = 7  # of degrees: a centimetre
_HECTARE_M2 = 10_000.0


def stage_geojson(staging: Staging, name: str, results: Results, k: int) -> Steps[Progress, None]:
    """Write the classes of one k, or their patches, to be put in place with other files.

    Without a CRS coordinates are those of the grid.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    path = staging.place(name)
    source, grid, doing = OutlinedMap(results, k), results.scene.grid, f"Writing {name}"
    is_whole = results.options.polygons_of is PolygonsOf.CLASSES
    with alone(), translated(staging.folder / name):
        yield from source.prepare(doing)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            head = {"type": "FeatureCollection", "generator": program()}
            head |= when_and_where(results.scene)  # the CRS of pixels; coordinates are of WGS 84
            file.write(json.dumps(head)[:-1] + ', "features": [')
            between = "\n"
            for row in range(source.look.n_classes):
                one = yield from source.trace(row, doing)
                parts = _whole(one, grid) if is_whole else _patches(one, grid)
                for part in parts if one.n_px else ():
                    if part.startswith("{"):
                        file.write(between)
                        between = ",\n"
                    file.write(part)
                    yield Progress(doing, (row + 0.5) / source.look.n_classes)
            file.write("\n]}\n")
        staging.seal(path)


def _whole(one: ClassOutlines, grid: Grid) -> Iterator[str]:
    """Yield the text of one feature of all patches of a class, in parts."""
    told = {**_told(one), **_figures(one, one.n_px, one.area_m2)}
    told["n_patches"] = one.outlines.n_patches
    yield _begin(told, "MultiPolygon") + "["
    opened = False
    for is_first, ring in _rings(one, grid):
        start = ("], [" if opened else "[") if is_first else ", "
        opened = True
        yield start + ring
    yield "]]}}"


def _patches(one: ClassOutlines, grid: Grid) -> Iterator[str]:
    """Yield the texts of features of one patch each."""
    told, patch, rings = _told(one), -1, list[str]()
    has_areas = one.area_m2 is not None

    def feature() -> str:
        m2 = float(one.outlines.m2[patch]) if has_areas else None
        figures = _figures(one, int(one.outlines.n_px[patch]), m2)
        return _begin({**told, **figures}, "Polygon") + "[" + ", ".join(rings) + "]}}"

    for is_first, ring in _rings(one, grid):
        if is_first and rings:
            yield feature()
            rings = []
        patch += is_first
        rings.append(ring)
    yield feature()


def _begin(told: dict[str, object], kind: str) -> str:
    head = {"type": "Feature", "properties": told, "geometry": {"type": kind}}
    return json.dumps(head, allow_nan=False)[:-2] + ', "coordinates": '


def _told(one: ClassOutlines) -> dict[str, object]:
    return {"class": one.number, "name": one.name, "colour": one.hex_colour}


def _figures(one: ClassOutlines, n_px: int, m2: float | None) -> dict[str, object]:
    area_ha = None if m2 is None else m2 / _HECTARE_M2
    return {"n_px": n_px, "area_m2": m2, "area_ha": area_ha, "share": n_px / one.n_valid_px}


def _rings(one: ClassOutlines, grid: Grid) -> Iterator[tuple[bool, str]]:
    """Yield whether a loop begins a polygon, and the text of its points."""
    outlines, is_first = one.outlines, one.outlines.is_first
    a, b, _, d, e, _ = grid.transform
    is_turned = a * e - b * d > 0  # rows go up: then the outside runs with the clock
    for first in range(0, len(outlines.starts), _N_LOOPS_AT_ONCE):
        last = min(first + _N_LOOPS_AT_ONCE, len(outlines.starts))
        points = _on_globe(outlines.points(first, last, grid.transform), grid)
        edges = np.cumsum(outlines.counts[first:last])[:-1]
        for at, ring in enumerate(np.split(points, edges), start=first):
            ordered = ring[::-1] if is_turned else ring
            texts = (f"[{x:.{_N_DIGITS}f}, {y:.{_N_DIGITS}f}]" for x, y in ordered.tolist())
            yield bool(is_first[at]), "[" + ", ".join(texts) + "]"


def _on_globe(points: DoubleArray, grid: Grid) -> DoubleArray:
    if not grid.crs_wkt:
        return points
    from rasterio.crs import CRS
    from rasterio.warp import transform

    lon, lat = transform(
        CRS.from_wkt(grid.crs_wkt), CRS.from_string("OGC:CRS84"), points[:, 0], points[:, 1]
    )
    return np.column_stack([lon, lat])


def _files(k: int) -> tuple[str, ...]:
    return (f"classes_k{k:02d}.geojson",)


def _write(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    (name,) = _files(k)
    return stage_geojson(staging, name, results, k)


GEOJSON = Product(
    key="geojson",
    title="Polygons as GeoJSON",
    group=ProductGroup.POLYGONS,
    tip="The same in longitude and latitude, for maps on the web",
    files=_files,
    write=_write,
    is_ticked=False,
    holds_looks=True,
)
