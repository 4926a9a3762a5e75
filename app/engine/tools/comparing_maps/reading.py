"""Read a classified map onto the grid of the open scene.

The libraries come with the work: the window knows this module before they are loaded.
"""

from pathlib import Path

import numpy as np

from app import plain_text
from app.arrays import ByteArray, read_only
from app.clustering.legends.changes.map_file import MapFile
from app.clustering.legends.legend import LegendKey
from app.clustering.legends.meeting import MapOnGrid, meet, other_labels
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_ROWS = 1024
_HIGHEST = 255  # that a class number can be


def read_map_file(path: Path, key: LegendKey, scene: Scene, step: int) -> Steps[Progress, MapFile]:
    """Read a map of any program.

    Parameters
    ----------
    scene
        The open one.
    step
        Of the previews of maps of runs.

    Raises
    ------
    SceneError
        It cannot be read, holds no classes, or cannot be laid over the scene.
    """
    from app.products.maps.any_map import read_any_map

    found, grid = (yield from read_any_map(path)), scene.grid
    none = np.broadcast_to(np.uint8(0), (grid.height, grid.width))
    meeting = meet(MapOnGrid(LabelMap(none, 1), grid, scene.title), found.map)
    labels: ByteArray = np.zeros((grid.height, grid.width), dtype=np.uint8)
    n_rows = meeting.rows.stop - meeting.rows.start
    for top in range(0, n_rows, _N_ROWS):
        yield Progress("Laying the map on the scene", top / max(1, n_rows))
        bottom = min(top + _N_ROWS, n_rows)
        rows = slice(meeting.rows.start + top, meeting.rows.start + bottom)
        labels[rows, meeting.cols] = other_labels(found.map.map.labels, meeting, top, bottom)
    full = LabelMap(read_only(labels), 1)
    preview = LabelMap(read_only(np.ascontiguousarray(labels[::step, ::step])), step)
    values = tuple(one.value for one in found.classes)
    fits = all(0 < value <= _HIGHEST for value in values)
    look = ClusterLook(
        len(values),
        tuple(plain_text.name(one.name) for one in found.classes),
        found.colours,
        values if fits else (),
    )
    title = plain_text.name(path.name)
    return MapFile(key, title, preview, full, found.map, look, found.acquired)
