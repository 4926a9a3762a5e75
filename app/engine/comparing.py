"""Count how two maps differ, and show where a pair of their classes lies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.arrays import ByteArray, Window
from app.clustering.legends.changes.map_file import MapFile
from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.clustering.results import KResult
from app.engine.pictures import make_label_detail
from app.scene.grids.grid import Grid
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.legends.transitions import Transitions


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One map of a comparison.

    Attributes
    ----------
    result
        Of a run, or of a file.
    classes
        Shape (256,): the class of each label.
    """

    result: KResult | MapFile
    classes: ByteArray


def count_transitions(
    first: Compared, second: Compared, grid: Grid
) -> "Steps[Progress, Transitions]":
    """Count the pixels and areas of every pair of classes; of previews where maps are estimates.

    Raises
    ------
    SceneError
        The maps cannot be laid over each other.
    """
    from app.clustering.legends.meeting import MapOnGrid
    from app.clustering.legends.overlap import overlap
    from app.clustering.legends.transitions import transitions_of

    is_estimate = first.result.full is None or second.result.full is None
    maps = []
    for one in (first, second):
        if isinstance(one.result, MapFile):
            maps.append(replace(one.result.own, classes=one.classes))
            continue
        full = one.result.full
        chosen = one.result.preview if is_estimate or full is None else full
        maps.append(MapOnGrid(chosen, grid, classes=one.classes))
    found = yield from overlap(maps[0], maps[1])
    return transitions_of(found, is_estimate=is_estimate)


def save_transitions(
    path: Path,
    found: "Transitions",
    looks: tuple[ClusterLook, ClusterLook],
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Steps[Progress, Path]:
    """Write pairs of classes as a table.

    Parameters
    ----------
    columns
        When the scene was taken and its CRS, by what columns are called.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there still stands.
    """
    from app.products.transition_file import write_transitions

    yield Progress(f"Writing {path.name}")
    write_transitions(path, found, looks, columns)
    return path


def pair_picture(
    first: Compared, second: Compared, pair: tuple[int, int], grid: Grid
) -> LabelPicture:
    """Show on the whole scene where a pair of classes lies; see `pair_codes`."""
    window = Window(0, 0, grid.height, grid.width)
    labels, others = first.result.preview.labels, second.result.preview.labels
    return _coded(LabelPicture(labels, window), LabelPicture(others, window), first, second, pair)


def pair_detail(
    first: Compared,
    second: Compared,
    pair: tuple[int, int],
    window: Window,
    shape: tuple[int, int],
) -> LabelPicture | None:
    """Show the same in a window, as fine as the screen does; None while maps are estimates."""
    maps = first.result.full, second.result.full
    if maps[0] is None or maps[1] is None:
        return None
    own, other = (make_label_detail(one, window, shape) for one in maps if one is not None)
    return _coded(own, other, first, second, pair)


def _coded(
    own: LabelPicture,
    other: LabelPicture,
    first: Compared,
    second: Compared,
    pair: tuple[int, int],
) -> LabelPicture:
    from app.clustering.legends.transitions import pair_codes

    classes = first.classes, second.classes
    return LabelPicture(pair_codes(own.labels, other.labels, classes, pair), own.window)
