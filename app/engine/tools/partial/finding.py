"""Find classes by labels on an open scene, as a job; light enough for the window."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import LabelPicture, Rgb
from app.clustering.partial.choices import PartialChoices
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools.partial.marking import whole_picture
from app.products.projects.saved_work import Project
from app.products.requests import ExportReport
from app.scene.nodata import NoDataRule
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.engine.tools.partial.classing import PartialMap
    from app.engine.tools.partial.learning import LearnedClasses


NO_CLASS = 101  # in place of per cent


@dataclass(frozen=True, slots=True, eq=False)
class FoundClasses:
    """A map of classes, and all it was made from.

    Attributes
    ----------
    names, colours
        Of the classes, one each; the last is that of pixels without a class.
    planes
        Three of shape (height, width), uint8, 0 without data: places in `names` from 1; confidence
        in per cent, `NO_CLASS` without a class; numbers of clusters.
    pictures
        The same, coarsely.
    seconds
        That it took.
    """

    opened: OpenedScene
    choices: PartialChoices
    rule: NoDataRule
    learned: "LearnedClasses"
    map: "PartialMap"
    names: tuple[str, ...]
    colours: tuple[Rgb, ...]
    planes: tuple[ByteArray, ByteArray, ByteArray]
    pictures: tuple[LabelPicture, LabelPicture, LabelPicture]
    seconds: float


def find_by_labels(
    opened: OpenedScene,
    rule: NoDataRule,
    names: tuple[str, ...],
    choices: PartialChoices,
    known: "LearnedClasses | None" = None,
) -> Steps[Progress, FoundClasses]:
    """Find classes by the labels that are chosen.

    Parameters
    ----------
    names
        The bands that take part.
    known
        What was learned from the same labels, bands and pixels with the same wishes.

    Raises
    ------
    SceneError, SettingsError
        As in `find_classes`.
    """
    since = time.perf_counter()
    yield Progress("Loading the libraries")
    from app.engine.tools.partial.classing import class_pixels
    from app.engine.tools.partial.learning import learn_classes
    from app.products.partial.partial_files import UNLABELLED, UNLABELLED_COLOUR, ClassNumbers
    from app.scene.areas.labelled.painting import painted_plane

    if known is None:
        plane = painted_plane(choices.labels, opened.scene.grid)
        known = yield from learn_classes(opened, names, plane, choices.wishes, rule)
    found = yield from class_pixels(opened.scene, known, choices.decisions)
    called = ClassNumbers.of(found.plane.names, found.plane.colours)
    is_without = found.valid & (found.labels == 0)
    classes, confidence = found.labels.copy(), found.confidence.copy()
    classes[is_without] = len(called.names) + 1
    confidence[is_without] = NO_CLASS
    confidence[found.valid & (confidence == 0)] = 1  # less than a hundredth is not nothing
    planes = (classes, confidence, found.clusters)
    return FoundClasses(
        opened,
        choices,
        rule,
        known,
        found,
        (*called.names, UNLABELLED),
        (*called.colours, UNLABELLED_COLOUR),
        planes,
        (whole_picture(planes[0]), whole_picture(planes[1]), whole_picture(planes[2])),
        time.perf_counter() - since,
    )


def write_classes(
    folder: Path, found: FoundClasses, project: Project
) -> Steps[Progress, ExportReport]:
    """Write what was found; see `export_classes`.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    yield Progress("Loading the libraries")
    from app.engine.tools.partial.exporting import export_classes

    scene = found.opened.scene
    return (
        yield from export_classes(folder, scene, found.map, found.choices, project, found.seconds)
    )
