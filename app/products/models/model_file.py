"""Keep a model in a file: JSON of a known form, read within bounds, of which nothing runs."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import ValidationError, convert, to_builtins

from app import __version__, plain_text
from app.arrays import DoubleArray, read_only
from app.clustering.scaling import BandScaling
from app.clustering.transfer.class_model import LEVELS, ClassModel, Origin, TrainedBand
from app.errors import SceneError
from app.products.models.model_fields import (
    BandFields,
    ModelFields,
    OriginFields,
    ReachFields,
)
from app.products.projects import bounded_json
from app.products.projects.choice_fields import FIGURE_MAX
from app.products.projects.legend_fields import (
    SplitFields,
    checked_legend,
    class_fields,
    class_of,
    step_of,
)
from app.products.projects.sweeps.sweep_fields import scaling_fields
from app.products.projects.sweeps.sweep_file import CalibrationFields, DamageError
from app.products.projects.sweeps.sweep_reading import scaling_of
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text, write_text
from app.scene.calibration import Calibration

FORMAT = 1  # rises when an older program could no longer read what is written
MARK = "bandsweep_model"
_HINT = "Use a copy of the file, or save the model again."


def write_model(path: Path, model: ClassModel) -> None:
    """Write a model file, whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    write_text(path, [_text(model)])


def stage_model(staging: Staging, name: str, model: ClassModel) -> None:
    """Write a model file that is put in place with others.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    stage_text(staging, name, [_text(model)])


def read_model(path: Path) -> ClassModel:
    """Read a model file; trust nothing in it.

    Raises
    ------
    SceneError
        It cannot be read, is none, comes from a newer program, or is damaged.
    """
    content = _load(path)
    version = content.get(MARK)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _foreign(path)
    if version > FORMAT:
        raise SceneError(
            "Model is too new",
            f'"{path.name}" has format {version}; this program reads formats up to {FORMAT}.',
            "Update Bandsweep.",
        )
    try:
        return _model(convert(content, ModelFields))
    except (ValidationError, DamageError) as error:
        what = str(error).rstrip(".")
        raise _damaged(path, what[:1].lower() + what[1:]) from error
    except ValueError as error:
        raise _damaged(path, "its classes cannot be") from error


def _load(path: Path) -> Mapping[str, Any]:
    try:
        content = bounded_json.load(path)
    except FileNotFoundError as error:
        raise SceneError(
            "Model not found", f'"{path}" is not there.', "Name a .bandsweep-model file."
        ) from error
    except OSError as error:
        raise SceneError(
            "Model cannot be read",
            f'"{path.name}": {error.strerror or error}.',
            "Check the disk and your permission to read the file.",
        ) from error
    except bounded_json.NoJsonError as error:
        if MARK.encode() in error.start:
            raise _damaged(path, "it breaks off or was changed by hand") from error
        raise _foreign(path) from error
    except (bounded_json.NoRegularFileError, ValueError) as error:
        raise _foreign(path) from error
    if not isinstance(content, dict):
        raise _foreign(path)
    return content


def _foreign(path: Path) -> SceneError:
    return SceneError(
        "Not a Bandsweep model",
        f'"{path.name}" was not written by Save model.',
        "Name a .bandsweep-model file.",
    )


def _damaged(path: Path, what: str) -> SceneError:
    return SceneError("Model is damaged", f'"{path.name}": {what.rstrip(".")}.', _HINT)


def _text(model: ClassModel) -> str:
    heading = {
        MARK: FORMAT,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": __version__,
    }
    content = heading | to_builtins(_fields(model))
    return json.dumps(content, indent=1, allow_nan=False, ensure_ascii=True)


def _fields(model: ClassModel) -> ModelFields:
    return ModelFields(
        bands=tuple(
            BandFields(
                **{name: getattr(band, name) for name in BandFields.__struct_fields__}
                | {"calibration": CalibrationFields(**asdict(band.calibration))}
                # A table of centres knows no bounds of training, and JSON no infinity.
                | {
                    "lowest": max(band.lowest, -FIGURE_MAX),
                    "highest": min(band.highest, FIGURE_MAX),
                }
            )
            for band in model.bands
        ),
        scaling_kind=model.scaling_kind,
        scaling=scaling_fields(model.scaling),
        centres=tuple(map(tuple, model.centres.tolist())),
        hues=model.hues,
        levels=LEVELS,
        reaches=tuple(
            ReachFields(label, n_px, () if np.isnan(own).any() else tuple(own.tolist()))
            for label, (n_px, own) in enumerate(
                zip(model.n_trained.tolist(), model.reaches, strict=True), start=1
            )
        ),
        classes=tuple(map(class_fields, model.legend.classes)),
        splits=tuple(
            SplitFields(split.members, split.labels, split.centres) for split in model.splits
        ),
        origin=OriginFields(**asdict(model.origin)),
    )


def _model(fields: ModelFields) -> ClassModel:
    n_bands, k = len(fields.bands), len(fields.centres)
    scaling = scaling_of(fields.scaling, n_bands)
    centres = _figures("centres", fields.centres, n_bands, scaling)
    if len(fields.hues) != k or len(set(fields.hues)) != k:
        raise DamageError.at("hues")
    for split in fields.splits:
        _figures("splits.centres", split.centres, n_bands, scaling)
    classes = tuple(class_of(one) for one in fields.classes)
    legend = checked_legend(k, classes, tuple(step_of(split) for split in fields.splits))
    reaches, n_trained = _reaches(fields, max(k, legend.n_labels))
    return ClassModel(
        bands=tuple(map(_band, fields.bands)),
        scaling_kind=fields.scaling_kind,
        scaling=scaling,
        centres=centres,
        hues=fields.hues,
        legend=legend,
        reaches=reaches,
        n_trained=n_trained,
        origin=_origin(fields.origin),
    )


def _figures(
    place: str, rows: tuple[tuple[float, ...], ...], n_bands: int, scaling: BandScaling
) -> DoubleArray:
    if any(len(row) != n_bands for row in rows):
        raise DamageError.at(place)
    figures = np.array(rows, dtype=np.float64)
    with np.errstate(over="ignore"):
        scaled = (figures - scaling.offset) / scaling.scale
    if not (np.abs(scaled) <= FIGURE_MAX).all():
        raise DamageError.at(place)
    return read_only(figures)


def _reaches(fields: ModelFields, n_labels: int) -> tuple[DoubleArray, Any]:
    """Return the reach of every label at the quantiles of this version; of none if none is told."""
    if not fields.reaches:
        return read_only(np.empty((0, len(LEVELS)))), read_only(np.empty(0, np.int64))
    reaches, n_trained = np.full((n_labels, len(LEVELS)), np.nan), np.zeros(n_labels, np.int64)
    levels = np.array(fields.levels)
    if (np.diff(levels) <= 0).any():
        raise DamageError.at("levels")
    for one in fields.reaches:
        rises = all(a <= b for a, b in zip(one.distances, one.distances[1:], strict=False))
        if one.label > n_labels or len(one.distances) not in {0, len(levels)} or not rises:
            raise DamageError.at("reaches")
        n_trained[one.label - 1] = one.n_px
        if one.distances:
            reaches[one.label - 1] = np.interp(LEVELS, levels, one.distances)
    return read_only(reaches), read_only(n_trained)


def _band(fields: BandFields) -> TrainedBand:
    one = fields.calibration
    return TrainedBand(
        plain_text.name(fields.name),
        plain_text.name(fields.role),
        fields.kind,
        fields.wavelength_nm,
        plain_text.name(fields.dtype),
        Calibration(one.scale, one.offset, plain_text.name(one.unit), one.curve, one.k1, one.k2),
        fields.lowest if fields.lowest > -FIGURE_MAX else -math.inf,
        fields.highest if fields.highest < FIGURE_MAX else math.inf,
        fields.formula,
        fields.operands,
    )


def _origin(fields: OriginFields) -> Origin:
    told = {name: getattr(fields, name) for name in OriginFields.__struct_fields__}
    for name, value in told.items():
        if isinstance(value, str):
            told[name] = plain_text.name(value)
    told["notes"] = tuple(map(plain_text.one_line, fields.notes))
    for name in ("made", "acquired"):
        if told[name] is not None and told[name].tzinfo is None:
            told[name] = told[name].replace(tzinfo=UTC)
    return Origin(**told)
