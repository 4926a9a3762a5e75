"""Lay painted labels onto an open scene, read them from files and write them, as jobs.

Light enough for the window: the libraries come once a job runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.arrays import ByteArray, Window
from app.clustering.naming.cluster_look import LabelPicture, Rgb
from app.clustering.results import LabelMap
from app.engine.pictures import make_label_detail
from app.products.requests import ExportReport
from app.scene.areas.labelled.painted import PaintedLabels
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_WHOLE_PX = 4_000_000  # of the picture of a whole scene; details follow where it is larger


@dataclass(frozen=True, slots=True, eq=False)
class MarkedScene:
    """Labels on the pixels of a scene.

    Attributes
    ----------
    labels
        What was laid out.
    plane
        Shape (height, width), uint8: numbers of labels, 0 where nothing is said.
    n_px
        Pixels of each label, by its number.
    whole
        The same as the plane, coarsely.
    counts
        Pixels of each number of the plane, 256 of them.
    """

    labels: PaintedLabels
    plane: ByteArray
    n_px: Mapping[int, int]
    whole: LabelPicture
    counts: tuple[int, ...]


def mark_scene(
    labels: PaintedLabels, scene: Scene, before: MarkedScene | None = None
) -> Steps[Progress, MarkedScene]:
    """Lay labels onto the pixels of a scene.

    Parameters
    ----------
    before
        Others on the same scene: what is new on top of them is laid out alone.
    """
    yield Progress("Laying out the labels")
    import numpy as np

    from app.scene.areas.labelled.painting import paint_over

    grid = scene.grid
    shape, known = (grid.height, grid.width), () if before is None else before.labels.marks
    if before is not None and before.plane.shape == shape and labels.marks[: len(known)] == known:
        plane, counts = before.plane, np.array(before.counts)
    else:
        plane, counts, known = np.zeros(shape, dtype=np.uint8), np.zeros(256, dtype=np.int64), ()
        counts[0] = plane.size
    plane = paint_over(plane, labels.marks[len(known) :], grid, counts)
    n_px = {each.number: int(counts[each.number]) for each in labels.classes}
    return MarkedScene(labels, plane, n_px, whole_picture(plane), tuple(counts.tolist()))


def load_labels(
    path: Path, labels: PaintedLabels, scene: Scene, colours: tuple[Rgb, ...]
) -> Steps[Progress, PaintedLabels]:
    """Read the labels of a file, and lay them over others.

    Raises
    ------
    SettingsError
        The file cannot be read, its labels lie elsewhere, or there are too many.
    """
    yield Progress(f"Reading {path.name}")
    from app.scene.areas.labelled.label_file import read_labels
    from app.scene.areas.labelled.painting import marks_of_file

    return marks_of_file(read_labels(path), labels, scene.grid, scene.title, colours)


def save_labels(path: Path, labels: PaintedLabels, scene: Scene) -> Steps[Progress, ExportReport]:
    """Write labels to a GeoPackage or GeoJSON that is read back to the same pixels.

    Raises
    ------
    OutputError, SettingsError
        As in `export_labels`.
    """
    yield Progress("Loading the libraries")
    from app.engine.tools.partial.exporting import export_labels
    from app.scene.areas.labelled.painting import painted_plane

    plane = painted_plane(labels, scene.grid)
    return (yield from export_labels(path, plane, scene))


def whole_picture(labels: ByteArray) -> LabelPicture:
    """Return the picture of a whole scene, coarser where it is large."""
    height, width = labels.shape
    share = min(1.0, (_N_WHOLE_PX / max(1, height * width)) ** 0.5)
    shape = max(1, round(height * share)), max(1, round(width * share))
    return make_label_detail(LabelMap(labels, step=1), Window(0, 0, height, width), shape)


def cut_detail(
    labels: ByteArray, window: Window, shape: tuple[int, int]
) -> Steps[Progress, LabelPicture]:
    """Cut a window out of a map as fine as the screen shows it."""
    yield Progress("Cutting the map")
    return make_label_detail(LabelMap(labels, step=1), window, shape)
