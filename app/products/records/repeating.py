"""Write into a run record all that repeats it, and read it back; trust nothing in it.

What repeats a run is kept in the form of a project: it is read within the same bounds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert, to_builtins

from app import plain_text
from app.clustering.legends.legend import Legend
from app.clustering.models import ClusterModel
from app.clustering.naming.looks import Palette
from app.clustering.results import SweepResult
from app.clustering.settings import N_PASSES_MAX
from app.clustering.shown_values import ValuesAs
from app.errors import AppError, SceneError
from app.products.projects import bounded_json
from app.products.projects.choice_fields import TaughtFields, taught_fields, teaching_of
from app.products.projects.legend_fields import LegendFields, legend_fields, legends_of
from app.products.projects.saved_work import SavedK, SavedSweep
from app.products.projects.sweeps.sweep_fields import source_fields, sweep_fields
from app.products.projects.sweeps.sweep_file import (
    N_PATH_MAX,
    DamageError,
    GridFields,
    SceneFields,
    SweepFields,
)
from app.products.projects.sweeps.sweep_reading import source_of, sweep_of
from app.scene.band_teaching import BandTeaching
from app.scene.grids.target_grid import TargetGrid
from app.scene.indices.band_maths import BandMaths
from app.scene.scene import Scene

FORM = 1  # rises when an older program could no longer repeat what is written
_N_INPUTS_MAX = 8_000
_N_PRODUCTS_MAX = 50
ProductKey = Annotated[str, Meta(max_length=50)]
_SUM = re.compile(r"[0-9a-f]{64}")
_HINT = "Use a copy of the file, or run the sweep again."


class Kind(StrEnum):
    """How a run is repeated."""

    SWEEP = "sweep"  # everything is fitted anew, which gives the same again
    CENTRES = "centres"  # its maps come from its centres, as a project's do


class RepeatFields(Struct, omit_defaults=True):
    """All that repeats one run."""

    form: Annotated[int, Meta(ge=1)]
    kind: Kind
    scene: SceneFields
    sweep: SweepFields
    taught: TaughtFields | None = None
    tables_in: ValuesAs = ValuesAs.UNITS
    legend: LegendFields | None = None
    n_passes: Annotated[int, Meta(ge=0, le=N_PASSES_MAX)] = 0
    products: Annotated[tuple[ProductKey, ...], Meta(max_length=_N_PRODUCTS_MAX)] = ()
    colours: Palette = Palette.SCENE


class InputFields(Struct):
    """A file that was read, and what it held."""

    file: Annotated[str, Meta(max_length=N_PATH_MAX)]
    sha256: str | None = None
    band: str = ""


@dataclass(frozen=True, slots=True)
class RecordedInput:
    """A file that was read, and its SHA-256 then; `band` is empty for metadata."""

    path: Path
    sha256: str
    band: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A run that can be done again.

    Attributes
    ----------
    kind
        How.
    title
        Of its scene.
    sources
        The paths that were opened; where they lie now as seen from the record, if they moved
        together.
    inputs
        Every file that was read.
    target, teaching, values_as
        As they were chosen.
    sweep
        Its settings, and its models where they are needed.
    legend
        The classes of the one k of the record; None where nobody made any.
    n_passes
        Passes that moved the centres over every pixel after the sweep.
    products
        Keys of what was written beside what every run writes.
    outputs
        SHA-256 of its maps by name, as far as it was kept.
    palette
        Where the colours of its clusters come from.
    """

    kind: Kind
    title: str
    sources: tuple[Path, ...]
    inputs: tuple[RecordedInput, ...]
    target: TargetGrid
    teaching: BandTeaching
    values_as: ValuesAs
    sweep: SavedSweep
    legend: Legend | None
    n_passes: int
    products: tuple[str, ...]
    outputs: Mapping[str, str]
    palette: Palette


def repeat_record(
    path: Path,
    scene: Scene,
    result: SweepResult,
    told: ValuesAs,
    *,
    legend: tuple[int, Legend] | None = None,
    kind: Kind = Kind.SWEEP,
    n_passes: int = 0,
    products: tuple[str, ...] = (),
    palette: Palette = Palette.SCENE,
) -> dict[str, Any]:
    """Return all that repeats a run.

    Parameters
    ----------
    path
        Of the record: where sources lie is told as seen from there too.
    legend
        The classes of one k.
    kind
        Of a sweep that is repeated whole, no centres are needed.
    n_passes
        Passes that moved the centres over every pixel after the sweep.
    products
        Keys of what was written beside what every run writes.
    palette
        Where the colours of its clusters come from, of a sweep that is repeated whole.
    """
    ks = tuple(
        SavedK(one.model, one.hues, float(one.inertia), float(one.seconds), None, one.colours)
        for one in result.results
        if kind is Kind.CENTRES and isinstance(one.model, ClusterModel)
    )
    saved = SavedSweep(result.settings, ks, result.skipped, result.run)
    fields = RepeatFields(
        FORM,
        kind,
        SceneFields(
            scene.title,
            tuple(source_fields(source, path) for source in scene.sources),
            GridFields(scene.target.at, scene.target.resampling, scene.target.warps),
        ),
        sweep_fields(saved),
        taught_fields(replace(scene.teaching, computed=_computed(scene, result))),
        told,
        None if legend is None else legend_fields((result.run.id, legend[0]), legend[1]),
        n_passes,
        products,
        palette,
    )
    found: dict[str, Any] = to_builtins(fields)
    return found


def _computed(scene: Scene, result: SweepResult) -> tuple[BandMaths, ...]:
    """Return the computed bands of a run, also those that were taken away since."""
    bands = scene.pick(result.settings.band_names)
    return tuple(band.computed.maths for band in bands if band.computed is not None)


def read_record(path: Path) -> Mapping[str, Any]:
    """Read a run record, whatever it is of.

    Raises
    ------
    SceneError
        It cannot be read, or is none.
    """
    try:
        content = bounded_json.load(path)
    except FileNotFoundError as error:
        raise SceneError(
            "Record not found", f'"{path}" is not there.', "Name the run.json of a run."
        ) from error
    except OSError as error:
        raise SceneError(
            "Record cannot be read",
            f'"{path.name}": {error.strerror or error}.',
            "Name the run.json of a run.",
        ) from error
    except (bounded_json.NoJsonError, bounded_json.NoRegularFileError, ValueError) as error:
        raise _foreign(path) from error
    if not isinstance(content, dict):
        raise _foreign(path)
    return content


def read_repeat(path: Path, content: Mapping[str, Any]) -> Repeat:
    """Return what repeats the sweep that a record tells of.

    Raises
    ------
    SceneError
        It tells of none, is of another version, or is damaged.
    """
    if not isinstance(content.get("repeat"), dict):
        raise _foreign(path)
    try:
        fields = convert(content["repeat"], RepeatFields)
        inputs = convert(content.get("inputs", []), tuple[InputFields, ...])
        metadata = convert(content.get("metadata_inputs", []), tuple[InputFields, ...])
        outputs = convert(content.get("outputs", {}), dict[str, str])
        if fields.form > FORM:
            raise _too_new(path)
        return _repeat(path, fields, (*inputs, *metadata), outputs)
    except (ValidationError, DamageError) as error:
        what = str(error).rstrip(".")
        raise damaged(path, what[:1].lower() + what[1:]) from error
    except ValueError as error:
        raise damaged(path, "the classes it tells of cannot be") from error
    except SceneError:
        raise
    except AppError as error:  # settings no sweep can have
        raise damaged(path, error.detail) from error


def _repeat(
    path: Path,
    fields: RepeatFields,
    inputs: tuple[InputFields, ...],
    outputs: Mapping[str, str],
) -> Repeat:
    legends = legends_of((fields.legend,) if fields.legend else ())
    if len(inputs) > _N_INPUTS_MAX:
        raise DamageError.at("inputs")
    known = tuple(recorded_input(each) for each in inputs)
    grid = fields.scene.grid
    return Repeat(
        kind=fields.kind,
        title=plain_text.name(fields.scene.title),
        sources=tuple(source_of(one, path.absolute().parent) for one in fields.scene.sources),
        inputs=known,
        target=TargetGrid(grid.at, grid.resampling, grid.warps),
        teaching=teaching_of(fields.taught),
        values_as=fields.tables_in,
        sweep=sweep_of(fields.sweep),
        legend=next(iter(legends.values()), None),
        n_passes=fields.n_passes,
        products=fields.products,
        outputs={plain_text.name(name): sum_ for name, sum_ in outputs.items()},
        palette=fields.colours,
    )


def recorded_input(fields: InputFields) -> RecordedInput:
    """Return a file that was read.

    Raises
    ------
    DamageError
        Its sum or its path cannot be.
    """
    if fields.sha256 is None or not _SUM.fullmatch(fields.sha256) or "\0" in fields.file:
        raise DamageError.at("inputs.sha256")
    return RecordedInput(Path(fields.file), fields.sha256, fields.band)


def _foreign(path: Path) -> SceneError:
    return SceneError(
        "Not a run record",
        f'"{path.name}" does not tell how to repeat a run.',
        "Name a run.json that this version of Bandsweep wrote.",
    )


def _too_new(path: Path) -> SceneError:
    return SceneError(
        "Record is too new",
        f'"{path.name}" was written by a newer Bandsweep; this one repeats form {FORM}.',
        "Update Bandsweep.",
    )


def damaged(path: Path, what: str) -> SceneError:
    """Make the error for a record of which a part cannot be."""
    return SceneError("Record is damaged", f'"{path.name}": {what.rstrip(".")}.', _HINT)
