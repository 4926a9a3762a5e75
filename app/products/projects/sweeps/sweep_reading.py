"""Read what is kept of a sweep; trust nothing in it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from app import plain_text
from app.arrays import DoubleArray, read_only
from app.clustering.models import ClusterModel
from app.clustering.results import KSkipped
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import SweepSettings
from app.products.projects.choice_fields import FIGURE_MAX, computed_of, names_of, rule_of
from app.products.projects.figure_fields import figures_of
from app.products.projects.saved_work import SavedK, SavedSweep
from app.products.projects.sweeps.sweep_file import (
    DamageError,
    ModelFields,
    ScalingFields,
    SettingsFields,
    SourceFields,
    SweepFields,
)
from app.scene.calibration import Calibration

F = TypeVar("F")
T = TypeVar("T")


def part_of(place: str, read: Callable[[F], T], fields: F) -> T:
    """Return what a part of the file says; name the part where it cannot be.

    Raises
    ------
    DamageError
        It cannot be.
    """
    try:
        return read(fields)
    except ValueError as error:
        raise DamageError.at(place) from error


def source_of(source: SourceFields, folder: Path) -> Path:
    """Return where a source lies now: beside the project as it was, or else where it was."""
    if source.relative is not None:
        moved = os.path.normpath(folder / source.relative)
        if os.path.exists(moved):  # noqa: PTH110 - says no to names that no disk can have
            return Path(moved)
    return Path(source.absolute)


def sweep_of(fields: SweepFields, place: str = "sweep") -> SavedSweep:
    """Return a sweep.

    Parameters
    ----------
    place
        What the part of the file is called that holds it.

    Raises
    ------
    DamageError
        Its parts do not fit each other.
    SettingsError
        Its settings are none that a sweep can have.
    """
    settings = _settings(fields.settings)
    ks: tuple[SavedK, ...] = ()
    if fields.scaling is not None:
        scaling = scaling_of(fields.scaling, len(settings.band_names))
        ks = tuple(
            _saved_k(f"{place}.models[{i}]", model, scaling)
            for i, model in enumerate(fields.models)
        )
    found = [saved.model.k for saved in ks]
    if found != sorted(set(found) & set(settings.ks)):
        raise DamageError.at(f"{place}.models")
    skipped = tuple(KSkipped(one.k, one.reason) for one in fields.skipped)
    run = None if fields.run is None else Run(fields.run.id, settings, fields.run.started)
    computed = part_of(f"{place}.computed", computed_of, fields.computed)
    return SavedSweep(settings, ks, skipped, run, computed, fields.number)


def _settings(fields: SettingsFields) -> SweepSettings:
    names = names_of(fields.band_names)
    if len(set(names)) != len(names):
        raise DamageError.at("sweep.settings.band_names")
    told = {name: getattr(fields, name) for name in fields.__struct_fields__}
    return SweepSettings(**told | {"band_names": names, "nodata": rule_of(fields.nodata)})


def scaling_of(fields: ScalingFields, n_bands: int) -> BandScaling:
    """Return how distances are measured.

    Raises
    ------
    DamageError
        It is of another number of bands.
    """
    for name, figures in (("offset", fields.offset), ("scale", fields.scale)):
        if len(figures) != n_bands:
            raise DamageError.at(f"sweep.scaling.{name}")
    if len(fields.calibrations) not in {0, n_bands}:
        raise DamageError.at("sweep.scaling.calibrations")
    calibrations = tuple(
        Calibration(one.scale, one.offset, plain_text.name(one.unit), one.curve, one.k1, one.k2)
        for one in fields.calibrations
    )
    offset, scale = _array(fields.offset), _array(fields.scale)
    return BandScaling(offset, scale, fields.to_unit_length, calibrations)


def _array(figures: object) -> DoubleArray:
    return read_only(np.array(figures, dtype=np.float64))


def _saved_k(place: str, fields: ModelFields, scaling: BandScaling) -> SavedK:
    k = fields.k
    if len(set(fields.hues)) != k or len(fields.hues) != k:
        raise DamageError.at(f"{place}.hues")
    if len(fields.colours) not in {0, k}:
        raise DamageError.at(f"{place}.colours")
    if len(fields.centres) != k or any(len(row) != len(scaling.offset) for row in fields.centres):
        raise DamageError.at(f"{place}.centres")
    centres = _array(fields.centres)
    with np.errstate(over="ignore"):
        scaled = (centres - scaling.offset) / scaling.scale
    if not (np.abs(scaled) <= FIGURE_MAX).all():
        raise DamageError.at(f"{place}.centres")
    model = ClusterModel(k, centres, scaling, fields.n_iter, fields.refined_on)
    figures = None
    if fields.figures is not None and fields.inertia is not None:
        n_bands = len(scaling.offset)
        figures = part_of(
            f"{place}.figures", lambda own: figures_of(own, k, n_bands), fields.figures
        )
    return SavedK(model, fields.hues, fields.inertia, fields.seconds, figures, fields.colours)
