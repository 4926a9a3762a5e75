"""Keep a piece of work in one small file: where the scene lies, what was chosen, what was found.

Pixels and maps are not kept: they come back from the scene and the centres.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from msgspec import to_builtins

from app import __version__
from app.clustering.legends.legend import Legend, LegendKey
from app.clustering.models import ClusterModel
from app.clustering.results import KSkipped
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import SweepSettings
from app.errors import OutputError
from app.products.projects import bounded_json
from app.products.projects.choice_fields import (
    channels_fields,
    computed_fields,
    rule_fields,
    stretch_fields,
    taught_fields,
)
from app.products.projects.history_fields import history_fields
from app.products.projects.legend_fields import legends_fields
from app.products.projects.project_file import (
    CalibrationFields,
    ChosenFields,
    GridFields,
    ModelFields,
    ProjectFields,
    RunFields,
    ScalingFields,
    SceneFields,
    SettingsFields,
    SkippedFields,
    SourceFields,
    SweepFields,
)
from app.products.projects.saved_history import N_STEPS_MAX, SavedHistory
from app.products.writing.text_file import write_text
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching
from app.scene.grids.target_grid import BY_BANDS, TargetGrid
from app.scene.indices.band_maths import BandMaths
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch

SUFFIX = ".bandsweep"
FORMAT = 2  # rises when an older program could no longer read what is written
MARK = "bandsweep_project"


@dataclass(frozen=True, slots=True, eq=False)
class SavedK:
    """One k of a saved sweep.

    Attributes
    ----------
    model
        Its centres, in the order of their cluster numbers.
    hues
        Colour numbers, one per cluster.
    inertia
        As it was, to notice when the scene has changed since; None for an estimate.
    seconds
        Time the fit took.
    """

    model: ClusterModel
    hues: tuple[int, ...]
    inertia: float | None
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class SavedSweep:
    """A saved sweep, finished or not.

    Attributes
    ----------
    ks
        Rising, all with the same scaling; may be empty.
    run
        Which run it is of, with the same settings; None in projects of earlier versions.
    computed
        The computed bands it was made with, whatever was taken away since.
    """

    settings: SweepSettings
    ks: tuple[SavedK, ...]
    skipped: tuple[KSkipped, ...]
    run: Run | None = None
    computed: tuple[BandMaths, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """What a project file holds.

    Attributes
    ----------
    title
        Of the scene.
    sources
        The paths the scene was opened from.
    ticked, nodata, channels, stretch
        What was chosen for the scene.
    legends
        What was made of clusters, by run and k.
    sweep
        None before the first.
    k
        The selected one; 0 for none.
    teaching
        What was said of sensor and bands.
    n_shortened
        Names that were longer in the file than the program shows.
    target
        The grid that was asked for.
    history
        The steps that led to what was chosen; None where the file tells of none.
    """

    title: str
    sources: tuple[Path, ...]
    ticked: tuple[str, ...]
    nodata: NoDataRule
    channels: Composite | None
    stretch: Stretch
    legends: Mapping[LegendKey, Legend] = field(default_factory=lambda: MappingProxyType({}))
    sweep: SavedSweep | None = None
    k: int = 0
    teaching: BandTeaching = NOTHING_TAUGHT
    n_shortened: int = 0
    target: TargetGrid = BY_BANDS
    history: SavedHistory | None = None

    @property
    def swept_with(self) -> tuple[BandMaths, ...]:
        """The computed bands that its sweep was made with."""
        return () if self.sweep is None else self.sweep.computed


def write_project(path: Path, project: Project) -> None:
    """Write a project file, whole or not at all, with as much of its history as it has room for.

    Raises
    ------
    OutputError
        The file cannot be written, or could not be read again; the old one still stands.
    """
    heading = {
        MARK: FORMAT,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": __version__,
    }
    n_steps = N_STEPS_MAX if project.history is None else len(project.history.texts)
    n_steps = min(n_steps, N_STEPS_MAX)
    while True:
        history = None if project.history is None else project.history.shortened(n_steps)
        content = heading | to_builtins(_fields(project, path, history))
        # A lone surrogate of an undecodable file name stays readable as an escape.
        text = json.dumps(content, indent=1, allow_nan=False, ensure_ascii=True)
        try:
            bounded_json.refuse_too_large(text.encode("ascii"))
            break
        except bounded_json.TooLargeError as error:
            if history is None or not history.texts:
                raise _too_large(path, error) from error
            n_steps = len(history.texts) // 2
    write_text(path, [text])


def _too_large(path: Path, error: bounded_json.TooLargeError) -> OutputError:
    return OutputError(
        "Project is too large",
        f'"{path.name}" {error}, more than can be opened again.',
        "Sweep fewer k, or fewer bands, and save again; the maps can be exported as they are.",
    )


def _fields(project: Project, path: Path, history: SavedHistory | None) -> ProjectFields:
    return ProjectFields(
        scene=SceneFields(
            project.title,
            tuple(source_fields(source, path) for source in project.sources),
            grid=GridFields(project.target.at, project.target.resampling, project.target.warps),
        ),
        chosen=ChosenFields(
            bands=project.ticked,
            nodata=rule_fields(project.nodata),
            channels=channels_fields(project.channels),
            stretch=stretch_fields(project.stretch),
        ),
        sweep=sweep_fields(project.sweep) if project.sweep else None,
        selected_k=project.k,
        taught=taught_fields(project.teaching),
        legends=legends_fields(project.legends),
        history=history_fields(history) if history is not None and history.texts else None,
    )


def source_fields(source: Path, path: Path) -> SourceFields:
    """Say where a source lies, also as seen from the project: both may move together."""
    absolute = source.absolute()
    try:
        relative = Path(os.path.relpath(absolute, path.absolute().parent)).as_posix()
    except ValueError:  # on another drive
        relative = None
    return SourceFields(str(absolute), relative)


def sweep_fields(sweep: SavedSweep) -> SweepFields:
    """Return what is kept of a sweep."""
    settings = sweep.settings
    told = {name: getattr(settings, name) for name in SettingsFields.__struct_fields__}
    return SweepFields(
        settings=SettingsFields(**told | {"nodata": rule_fields(settings.nodata)}),
        scaling=scaling_fields(sweep.ks[0].model.scaling) if sweep.ks else None,
        models=tuple(map(_model, sweep.ks)),
        skipped=tuple(SkippedFields(entry.k, entry.reason) for entry in sweep.skipped),
        run=RunFields(sweep.run.id, sweep.run.started) if sweep.run else None,
        computed=computed_fields(sweep.computed),
    )


def scaling_fields(scaling: BandScaling) -> ScalingFields:
    """Return what is kept of how distances are measured."""
    offset, scale = tuple(scaling.offset.tolist()), tuple(scaling.scale.tolist())
    calibrations = tuple(CalibrationFields(**asdict(each)) for each in scaling.calibrations)
    return ScalingFields(offset, scale, scaling.to_unit_length, calibrations)


def _model(saved: SavedK) -> ModelFields:
    return ModelFields(
        k=saved.model.k,
        centres=tuple(saved.model.centres.tolist()),
        n_iter=int(saved.model.n_iter),
        hues=saved.hues,
        inertia=saved.inertia,
        seconds=round(saved.seconds, 3),
        refined_on=saved.model.refined_on,
    )
