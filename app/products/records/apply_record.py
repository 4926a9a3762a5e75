"""Write down how a model was applied, so that it can be done again; read it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, to_builtins

from app.errors import AppError, SceneError
from app.products.projects.choice_fields import (
    RuleFields,
    TaughtFields,
    rule_fields,
    rule_of,
    taught_fields,
    teaching_of,
)
from app.products.projects.sweeps.sweep_fields import source_fields
from app.products.projects.sweeps.sweep_file import (
    DamageError,
    GridFields,
    SceneFields,
    SourceFields,
)
from app.products.projects.sweeps.sweep_reading import source_of
from app.products.records.repeating import (
    InputFields,
    RecordedInput,
    damaged,
    recorded_input,
)
from app.scene.band_teaching import BandTeaching
from app.scene.grids.target_grid import TargetGrid
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene

FORM = 1


class ApplyFields(Struct, omit_defaults=True):
    """All that applies a model again."""

    form: Annotated[int, Meta(ge=1, le=FORM)]
    kind: Literal["apply"]
    model: SourceFields
    model_sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    scene: SceneFields
    nodata: RuleFields
    level: Annotated[float, Meta(ge=0, le=1)]
    anyway: bool = False
    taught: TaughtFields | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ApplyRepeat:
    """A model that can be applied again.

    Attributes
    ----------
    model, model_sha256
        The file, and what it held.
    title, sources, inputs, target, teaching
        As in `Repeat`.
    rule, level, anyway
        As they were chosen.
    outputs
        SHA-256 of its maps by name.
    """

    model: Path
    model_sha256: str
    title: str
    sources: tuple[Path, ...]
    inputs: tuple[RecordedInput, ...]
    target: TargetGrid
    teaching: BandTeaching
    rule: NoDataRule
    level: float
    anyway: bool
    outputs: Mapping[str, str]


def apply_fields(
    record: Path,
    model: tuple[Path, str],
    scene: Scene,
    rule: NoDataRule,
    *,
    level: float,
    anyway: bool,
) -> dict[str, Any]:
    """Return all that applies a model again.

    Parameters
    ----------
    record
        The record that it will stand in.
    model
        Its file, and the SHA-256 of that.
    """
    fields = ApplyFields(
        FORM,
        "apply",
        source_fields(model[0], record),
        model[1],
        SceneFields(
            scene.title,
            tuple(source_fields(source, record) for source in scene.sources),
            GridFields(scene.target.at, scene.target.resampling, scene.target.warps),
        ),
        rule_fields(rule),
        level,
        anyway,
        taught_fields(scene.teaching),
    )
    found: dict[str, Any] = to_builtins(fields)
    return found


def read_apply(path: Path, content: Mapping[str, Any]) -> ApplyRepeat | None:
    """Return what applies a model again; None where a record is of something else.

    Raises
    ------
    SceneError
        It is damaged.
    """
    told = content.get("repeat")
    if not isinstance(told, dict) or told.get("kind") != "apply":
        return None
    try:
        fields = convert(told, ApplyFields)
        inputs = convert(content.get("inputs", []), tuple[InputFields, ...])
        outputs = convert(content.get("outputs", {}), dict[str, str])
        folder, grid = path.absolute().parent, fields.scene.grid
        return ApplyRepeat(
            model=source_of(fields.model, folder),
            model_sha256=fields.model_sha256,
            title=fields.scene.title,
            sources=tuple(source_of(one, folder) for one in fields.scene.sources),
            inputs=tuple(map(recorded_input, inputs)),
            target=TargetGrid(grid.at, grid.resampling, grid.warps),
            teaching=teaching_of(fields.taught),
            rule=rule_of(fields.nodata),
            level=fields.level,
            anyway=fields.anyway,
            outputs=outputs,
        )
    except (ValidationError, DamageError) as error:
        what = str(error).rstrip(".")
        raise damaged(path, what[:1].lower() + what[1:]) from error
    except SceneError:
        raise
    except (AppError, ValueError) as error:
        raise damaged(path, "what it tells of the scene cannot be") from error
