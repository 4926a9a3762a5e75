"""Say what is kept of a sweep, and where its scene lies."""

import os
from dataclasses import asdict
from pathlib import Path

from app.clustering.scaling import BandScaling
from app.products.projects.choice_fields import computed_fields, rule_fields
from app.products.projects.figure_fields import figures_fields
from app.products.projects.saved_work import SavedK, SavedSweep
from app.products.projects.sweeps.sweep_file import (
    CalibrationFields,
    ModelFields,
    RunFields,
    ScalingFields,
    SettingsFields,
    SkippedFields,
    SourceFields,
    SweepFields,
)


def source_fields(source: Path, path: Path) -> SourceFields:
    """Say where a source lies, also as seen from the project: both may move together."""
    absolute = source.absolute()
    try:
        relative = Path(os.path.relpath(absolute, path.absolute().parent)).as_posix()
    except ValueError:  # on another drive
        relative = None
    return SourceFields(str(absolute), relative)


def sweep_fields(sweep: SavedSweep, *, has_figures: bool = True) -> SweepFields:
    """Return what is kept of a sweep; with its figures or without."""
    settings = sweep.settings
    told = {name: getattr(settings, name) for name in SettingsFields.__struct_fields__}
    return SweepFields(
        settings=SettingsFields(**told | {"nodata": rule_fields(settings.nodata)}),
        scaling=scaling_fields(sweep.ks[0].model.scaling) if sweep.ks else None,
        models=tuple(_model(saved, has_figures=has_figures) for saved in sweep.ks),
        skipped=tuple(SkippedFields(entry.k, entry.reason) for entry in sweep.skipped),
        run=RunFields(sweep.run.id, sweep.run.started) if sweep.run else None,
        computed=computed_fields(sweep.computed),
        number=sweep.number,
    )


def scaling_fields(scaling: BandScaling) -> ScalingFields:
    """Return what is kept of how distances are measured."""
    offset, scale = tuple(scaling.offset.tolist()), tuple(scaling.scale.tolist())
    calibrations = tuple(CalibrationFields(**asdict(each)) for each in scaling.calibrations)
    return ScalingFields(offset, scale, scaling.to_unit_length, calibrations)


def _model(saved: SavedK, *, has_figures: bool) -> ModelFields:
    figures = saved.figures if has_figures else None
    return ModelFields(
        k=saved.model.k,
        centres=tuple(saved.model.centres.tolist()),
        n_iter=int(saved.model.n_iter),
        hues=saved.hues,
        inertia=saved.inertia,
        seconds=round(saved.seconds, 3),
        refined_on=saved.model.refined_on,
        figures=None if figures is None else figures_fields(figures),
        colours=saved.colours,
    )
