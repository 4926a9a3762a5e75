"""Name the files that each command leaves in a folder, whatever it was asked for.

The rooms come once their names are asked for: a sweep has no need of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.products.maps.geotiff import map_name
from app.products.maps.gis_styles import side_files
from app.products.registry import beside
from app.products.report_page.tool_page import TOOL_REPORT
from app.products.run_report import RUN_FILE

_K_MOST = 255  # classes that a map of a model holds


def names_of(command: str) -> frozenset[str]:
    """Return the names of all that a command may have written, and of what lies beside maps.

    Parameters
    ----------
    command
        As a record calls it. Those of a sweep are known by themselves: `OWN_NAMES`.
    """
    return with_sides((RUN_FILE, *_written_by(command)))


def with_sides(names: Iterable[str]) -> frozenset[str]:
    """Return names with those of what programs put beside such files and would read with them."""
    names = tuple(names)
    maps = [name for name in names if name.endswith(".tif")]
    at_maps = (side for name in maps for side in side_files(name))
    return frozenset((*names, *at_maps, *(side for name in names for side in beside(name))))


def left_by(record: Mapping[str, Any], *, only: str = "") -> frozenset[str]:
    """Return what the work may have left that a record tells of; nothing where it tells none.

    A record names its work and not its files: whoever writes one must not say which files go.

    Parameters
    ----------
    only
        The only work that counts; empty for any.
    """
    repeat = record.get("repeat")
    if not isinstance(repeat, dict):
        return frozenset()
    name = repeat.get("name", repeat.get("kind"))
    if not isinstance(name, str) or only not in ("", name):
        return frozenset()
    return names_of(name)


def _written_by(command: str) -> tuple[str, ...]:
    match command:
        case "accuracy":
            from app.products.accuracy import accuracy_files

            return accuracy_files.file_names(TOOL_REPORT)
        case "anomalies":
            from app.products.pieces import piece_files

            return piece_files.file_names()
        case "apply":
            return tuple(name for k in range(1, _K_MOST + 1) for name in applied_names(k))
        case "clouds":
            from app.products.sky import cloud_files

            return cloud_files.file_names()
        case "compare":
            from app.products.changes import change_files

            return (*change_files.file_names(), TOOL_REPORT)
        case "compress":
            from app.clustering.compression.wishes import SIZES
            from app.products.compressed.compressed_names import REBUILT, index_name, residual_name
            from app.products.compressed.loss_tables import CURVE, ERRORS

            of_k = (name for k in SIZES for name in (index_name(k), residual_name(k)))
            return (*of_k, REBUILT, CURVE, ERRORS, TOOL_REPORT)
        case "partial":
            from app.products.partial import partial_files

            return partial_files.file_names()
        case _:
            return ()


def applied_names(k: int) -> tuple[str, ...]:
    """Return the names of what a model of so many classes writes of a scene."""
    from app.products.maps.applied_maps import unlike_name

    return map_name(k), unlike_name(k), f"signatures_k{k:02d}.csv"
