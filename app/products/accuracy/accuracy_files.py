"""Write error matrix, accuracies and areas of an assessment, and drawn places."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.arrays import IntArray
from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.estimates import Accuracy, Estimate
from app.clustering.legends.change_codes import MapClass
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import Cell, stage_table, table_header, table_row, with_columns
from app.scene.grids.grid import Grid

MATRIX, ACCURACY, AREAS = "error_matrix.csv", "accuracy.csv", "areas.csv"
POINTS, POINTS_JSON, ALLOCATION = "points.csv", "points.geojson", "allocation.csv"
ASSESSMENT = "accuracy.json"
_HECTARE_M2 = 10_000.0


def file_names(report: str) -> tuple[str, ...]:
    """Return the names of all files that there may be but the record; the page is called so."""
    tables = (MATRIX, ACCURACY, AREAS, ALLOCATION)
    return (*tables, POINTS, POINTS_JSON, ASSESSMENT, report)


def stage_assessment(staging: Staging, found: Assessment) -> None:
    """Write the three tables of an assessment, to be put in place with other files.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    lines = matrix_lines(found.accuracy, found.classes, found.names, found.shares)
    stage_table(staging, MATRIX, with_columns(lines, found.when_and_where))
    lines = accuracy_lines(found.accuracy, found.classes)
    stage_table(staging, ACCURACY, with_columns(lines, found.when_and_where))
    areas = area_lines(
        found.accuracy, found.names, found.sizes, found.total, has_areas=found.has_areas
    )
    stage_table(staging, AREAS, with_columns(areas, found.when_and_where))


def matrix_lines(
    accuracy: Accuracy, classes: Sequence[MapClass], names: Sequence[str], weights: Sequence[float]
) -> Iterator[str]:
    """Yield the counts: a row for each class of the map, a column of the reference."""
    yield table_header(("map \\ reference", *names, "Total", "map_share"))
    for one, row, weight in zip(classes, accuracy.counts.tolist(), weights, strict=True):
        yield table_row((one.name, *row, sum(row), weight))
    totals = accuracy.counts.sum(axis=0).tolist()
    yield table_row(("Total", *totals, sum(totals), sum(weights)))


def accuracy_lines(accuracy: Accuracy, classes: Sequence[MapClass]) -> Iterator[str]:
    """Yield overall, user's and producer's accuracies with their 95 % intervals."""
    yield table_header(("measure", "class", "value", "plus_minus_95", "low_95", "high_95"))
    yield table_row(("overall", "", *_cells(accuracy.overall)))
    for measure, told in (("user's", accuracy.users), ("producer's", accuracy.producers)):
        for one, each in zip(classes, told, strict=True):
            yield table_row((measure, one.name, *_cells(each)))


def _cells(one: Estimate) -> tuple[Cell, ...]:
    low, high = (min(max(end, 0.0), 1.0) for end in (one.low, one.high))
    return one.value, one.half_width, low, high


def area_lines(
    accuracy: Accuracy,
    names: Sequence[str],
    mapped: Sequence[float],
    total: float,
    *,
    has_areas: bool,
) -> Iterator[str]:
    """Yield the area of each class as the map has it and as it is estimated; hectares or pixels.

    Parameters
    ----------
    mapped
        Of each class of the map, and
    total
        of all: square metres, or pixels.
    """
    unit, per = ("ha", _HECTARE_M2) if has_areas else ("px", 1.0)
    columns = ("mapped", "estimated", "plus_minus_95", "low_95", "high_95")
    yield table_header(("class", *(f"{name}_{unit}" for name in columns), "estimated_share"))
    for at, (name, one) in enumerate(zip(names, accuracy.areas, strict=True)):
        own = mapped[at] / per if at < len(mapped) else 0.0
        estimated, width = one.value * total / per, one.half_width * total / per
        low = max(0.0, estimated - width)
        yield table_row((name, own, estimated, width, low, estimated + width, one.value))


def assessment_record(accuracy: Accuracy, names: Sequence[str]) -> dict[str, Any]:
    """Return what a record tells of an assessment."""
    n_map = len(accuracy.counts)
    return {
        "source": "Olofsson et al. 2014, doi:10.1016/j.rse.2014.02.015",
        "reference_classes": list(names),
        "counts": accuracy.counts.tolist(),
        "proportions": accuracy.proportions.tolist(),
        "overall": _told(accuracy.overall),
        "users": {names[at]: _told(accuracy.users[at]) for at in range(n_map)},
        "producers": {names[at]: _told(accuracy.producers[at]) for at in range(n_map)},
        "area_shares": {name: _told(one) for name, one in zip(names, accuracy.areas, strict=True)},
    }


def assessment_told(found: Assessment) -> dict[str, Any]:
    """Return all that records and files of JSON tell of an assessment."""
    return {
        **assessment_record(found.accuracy, found.names),
        **found.when_and_where,
        "places": found.source,
        "field": found.label_field,
        "n_places": found.n_places,
        "n_no_data": found.n_no_data,
        "n_outside": found.n_outside,
        "n_contradicted": found.n_contradicted,
        "n_without_class": found.n_untold,
        "unit": "m2" if found.has_areas else "px",
        "mapped": dict(zip(found.names, found.sizes, strict=False)),
        "warnings": found.remarks,
    }


def _told(one: Estimate) -> dict[str, float | None]:
    return {"value": _known(one.value), "plus_minus_95": _known(one.half_width)}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def point_lines(rows: IntArray, cols: IntArray, grid: Grid) -> Iterator[str]:
    """Yield places to be looked at: the middle of a pixel each, and an empty class."""
    yield table_header(("id", "x", "y", "row", "col", "class", "note"))
    for number, (row, col) in enumerate(zip(rows.tolist(), cols.tolist(), strict=True), start=1):
        x, y = grid.xy(row + 0.5, col + 0.5)
        yield table_row((number, x, y, row, col, "", ""))


def point_json(
    rows: IntArray,
    cols: IntArray,
    grid: Grid,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the same as GeoJSON in the CRS of the map, for a GIS to fill in the classes.

    Parameters
    ----------
    columns
        What is the same of each place: when the scene was taken, and the CRS.
    """
    features = []
    for number, (row, col) in enumerate(zip(rows.tolist(), cols.tolist(), strict=True), start=1):
        place = {"type": "Point", "coordinates": list(grid.xy(row + 0.5, col + 0.5))}
        told = {"id": number, "class": None, **columns}
        features.append({"type": "Feature", "geometry": place, "properties": told})
    found: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if grid.crs_name.startswith("EPSG:"):
        found["crs"] = {"type": "name", "properties": {"name": grid.crs_name}}
    return json.dumps(found, indent=1)


def allocation_lines(
    classes: Sequence[MapClass], shares: Sequence[float], n_of_class: IntArray
) -> Iterator[str]:
    """Yield how many places lie in each class of the map."""
    yield table_header(("class", "map_share", "n_points"))
    for one, share, n in zip(classes, shares, n_of_class.tolist(), strict=True):
        yield table_row((one.name, share, n))
