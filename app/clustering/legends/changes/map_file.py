"""Hold a classified map of a file, laid on the grid of the open scene."""

from dataclasses import dataclass

from app.clustering.legends.legend import LegendKey
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap


@dataclass(frozen=True, slots=True, eq=False)
class MapFile:
    """A map beside those of runs.

    Attributes
    ----------
    key
        By which it is known where runs are known by id and k.
    title
        The name of the file.
    preview, full
        Places of its classes, from 1, on the grid of the scene: each pixel takes the nearest.
    own
        The same where the file has them, to be counted.
    look
        Its classes by rising value.
    acquired
        When its scene was taken, as ISO 8601 has it; empty where nobody knows.
    is_estimate
        Never, but maps of runs can be.
    """

    key: LegendKey
    title: str
    preview: LabelMap
    full: LabelMap
    own: MapOnGrid
    look: ClusterLook
    acquired: str = ""
    is_estimate: bool = False
