"""Write a map of changes, the matrix of transitions, and what each class won and lost."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.arrays import ByteArray
from app.clustering.legends.change_codes import Change, ClassBalance, MapClass
from app.clustering.legends.changes.change_look import change_look
from app.clustering.legends.changes.differences import Differences
from app.clustering.legends.overlap import Overlap
from app.clustering.results import LabelMap
from app.products.maps.geotiff import stage_class_map
from app.products.maps.map_figures import figures_of
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import Cell, stage_table, table_header, table_row, with_columns
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

CHANGE_MAP, MATRIX = "changes.tif", "transition_matrix.csv"
RECORD = "changes.json"
TRANSITIONS, BALANCE = "transitions.csv", "gains_losses.csv"
_HECTARE_M2 = 10_000.0


def file_names() -> tuple[str, ...]:
    """Return the names of all files but the record and the page."""
    return CHANGE_MAP, MATRIX, TRANSITIONS, BALANCE


def stage_change_map(
    staging: Staging,
    grid: Grid,
    codes: ByteArray,
    changes: Sequence[Change],
    classes: tuple[Sequence[MapClass], Sequence[MapClass]],
    tags: Mapping[str, str] = MappingProxyType({}),
) -> Steps[Progress, None]:
    """Write the map of changes, each with its name and colour.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    look = change_look(changes, classes)
    figures = figures_of(codes, grid, look.n_classes)
    labels = LabelMap(codes, 1)
    what = staging, CHANGE_MAP, labels, grid, look, figures
    yield from stage_class_map(*what, title="changes", tags=tags)


def stage_changes(
    staging: Staging,
    told: Differences,
    grid: Grid,
    codes: ByteArray,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Steps[Progress, None]:
    """Write the map of changes and the three tables, to be put in place with other files.

    Parameters
    ----------
    columns
        When and where both maps were taken: tags of the map, and the last columns of tables.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    tags = {name.upper(): value for name, value in columns.items()}
    yield from stage_change_map(staging, grid, codes, told.changes, told.classes, tags)
    lines = matrix_lines(told.found, *told.classes)
    stage_table(staging, MATRIX, with_columns(lines, columns))
    lines = change_lines(told.found, told.changes, *told.classes)
    stage_table(staging, TRANSITIONS, with_columns(lines, columns))
    lines = balance_lines(told.balances, has_areas=told.has_areas)
    stage_table(staging, BALANCE, with_columns(lines, columns))


def matrix_lines(
    found: Overlap, first: Sequence[MapClass], second: Sequence[MapClass]
) -> Iterator[str]:
    """Yield what became of what: a row for each class of the first map, a column of the second.

    In hectares, or in pixels where areas are not known; with totals.
    """
    unit = "px" if found.m2 is None else "ha"
    columns = [f"{one.value} {one.name}" for one in second]
    yield table_header((f"from \\ to ({unit})", *columns, "Total"))
    sizes = found.n_px[1:, 1:] if found.m2 is None else found.m2[1:, 1:] / _HECTARE_M2
    for one, row in zip(first, sizes.tolist(), strict=True):
        yield table_row((f"{one.value} {one.name}", *row, sum(row)))
    totals = sizes.sum(axis=0).tolist()
    yield table_row(("Total", *totals, sum(totals)))


def change_lines(
    found: Overlap,
    changes: Sequence[Change],
    first: Sequence[MapClass],
    second: Sequence[MapClass],
) -> Iterator[str]:
    """Yield one line for each change, the largest first; shares are of all that both maps have."""
    yield table_header(
        ("code", "from_value", "from_name", "to_value", "to_name", "n_px", "area_ha", "share")
    )
    sizes = found.n_px if found.m2 is None else found.m2
    total = float(sizes[1:, 1:].sum()) or 1.0
    for one in changes:
        before, after = first[one.first], second[one.second]
        area = None if one.m2 is None else one.m2 / _HECTARE_M2
        size = one.n_px if one.m2 is None else one.m2
        cells: tuple[Cell, ...] = (
            *(one.code, before.value, before.name, after.value, after.name),
            *(one.n_px, area, size / total),
        )
        yield table_row(cells)


def balance_lines(told: Sequence[ClassBalance], *, has_areas: bool) -> Iterator[str]:
    """Yield what each class had, kept, lost and won; in hectares, or in pixels."""
    unit, per = ("ha", _HECTARE_M2) if has_areas else ("px", 1.0)
    figures = ("before", "after", "kept", "lost", "won", "net")
    yield table_header(("class", *(f"{figure}_{unit}" for figure in figures), "net_share"))
    for one in told:
        sizes = (getattr(one, figure) / per for figure in figures)
        share = one.net / one.before if one.before else None
        yield table_row((one.name, *sizes, share))


def change_record(
    found: Overlap,
    changes: Sequence[Change],
    told: Sequence[ClassBalance],
    classes: tuple[Sequence[MapClass], Sequence[MapClass]],
) -> dict[str, Any]:
    """Return what a record tells of a comparison."""
    return {
        "unit": "px" if found.m2 is None else "m2",
        "classes": [
            [{"value": one.value, "name": one.name} for one in of_map] for of_map in classes
        ],
        "matrix_px": found.n_px[1:, 1:].tolist(),
        "matrix_m2": None if found.m2 is None else found.m2[1:, 1:].tolist(),
        "changes": [
            {
                "code": one.code,
                "from": classes[0][one.first].name,
                "to": classes[1][one.second].name,
                "n_px": one.n_px,
                "m2": one.m2,
            }
            for one in changes
        ],
        "balance": [
            {
                "class": one.name,
                "before": one.before,
                "after": one.after,
                "kept": one.kept,
                "lost": one.lost,
                "won": one.won,
                "net": one.net,
            }
            for one in told
        ],
    }
