"""Write which class of one map becomes which of another as a table that any program reads."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import ClusterLook
from app.products.writing.text_file import Cell, table_header, table_row, with_columns, write_table

_HECTARE_M2 = 10_000.0
_COLUMNS = (
    *("first_class", "first_name", "second_class", "second_name"),
    *("n_px", "area_ha", "share", "is_best"),
)


def write_transitions(
    path: Path,
    found: Transitions,
    looks: tuple[ClusterLook, ClusterLook],
    columns: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write one line for each pair of classes, the largest first.

    The area is empty where areas are not known; the share is of all that has a class in both maps.

    Parameters
    ----------
    columns
        What is the same in each line: when the scene was taken, and its CRS.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    write_table(path, with_columns(transition_lines(found, looks), columns))


def transition_lines(found: Transitions, looks: tuple[ClusterLook, ClusterLook]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield table_header(_COLUMNS)
    for pair in found.pairs:
        cells: tuple[Cell, ...] = (
            *(pair.first, looks[0].name_of(pair.first)),
            *(pair.second, looks[1].name_of(pair.second)),
            pair.n_px,
            None if pair.m2 is None else pair.m2 / _HECTARE_M2,
            found.share(pair),
            int((pair.first, pair.second) in found.best),
        )
        yield table_row(cells)
