"""Write what the window found by labels, with the labels, so that its record repeats it."""

from pathlib import Path

from app.clustering.partial.choices import PartialChoices
from app.engine.tools.as_in import choices_of, needs_project
from app.engine.tools.free_folder import free_folder
from app.engine.tools.partial.classing import PartialMap
from app.engine.tools.partial.writing import PartialRequest, UsedLabels, stage_classes
from app.products.labelled.label_writing import FIELD, stage_labels
from app.products.projects.project import project_text
from app.products.projects.saved_work import Project
from app.products.requests import ExportReport
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.areas.labelled.label_plane import LabelPlane
from app.scene.scene import Scene
from app.steps import Progress, Steps

LABELS, CHOICES = "labels.gpkg", "choices.bandsweep"


def export_classes(
    folder: Path,
    scene: Scene,
    found: PartialMap,
    choices: PartialChoices,
    project: Project,
    seconds: float,
) -> Steps[Progress, ExportReport]:
    """Write map, tables, labels and record into a folder of their own.

    Parameters
    ----------
    folder
        Where something stands there, one of the same name with a number is made beside it.
    project
        What was chosen for the scene; a file of it goes along where the scene opened by itself
        would not be the same.
    seconds
        That the map took.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back; nothing was.
    """
    folder = free_folder(folder)
    needs = needs_project(project)
    request = PartialRequest(
        tuple(map(str, project.sources)),
        folder / LABELS,
        FIELD,
        tuple(band.name for band in found.bands),
        choices.wishes,
        choices.decisions,
        folder / CHOICES if needs else None,
    )
    with Staging(folder) as staging:
        if needs:
            text = project_text(folder / CHOICES, choices_of(project))
            stage_text(staging, CHOICES, [text])
        yield from stage_labels(staging, LABELS, found.plane, scene)
        labels = UsedLabels(LABELS, FIELD, int(found.plane.places.max()))
        yield from stage_classes(staging, scene, found, request, labels, seconds)
    return ExportReport(folder, staging.paths)


def export_labels(path: Path, plane: LabelPlane, scene: Scene) -> Steps[Progress, ExportReport]:
    """Write labels alone, as GeoPackage or GeoJSON by the ending.

    Raises
    ------
    OutputError
        The file cannot be written.
    SettingsError
        The form cannot hold the reference system of the map.
    """
    with Staging(path.parent) as staging:
        yield from stage_labels(staging, path.name, plane, scene)
    return ExportReport(path.parent, staging.paths)
