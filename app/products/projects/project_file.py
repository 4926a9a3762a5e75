"""Describe a project file: what it holds, of which type and within which bounds."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert, field

from app.clustering.settings import K_HIGHEST
from app.products.projects.choice_fields import (
    Channels,
    Names,
    RuleFields,
    StretchFields,
    TaughtFields,
)
from app.products.projects.history_fields import HistoryFields
from app.products.projects.legend_fields import LegendsFields
from app.products.projects.sweeps.sweep_file import (
    N_SOURCES_MAX,
    DamageError,
    Level,
    RunIdText,
    SceneFields,
    SweepFields,
)
from app.products.projects.tools.curve_fields import CurveFields
from app.products.projects.tools.tool_fields import ToolFields
from app.products.projects.view_fields import FileFields, ViewFields

N_RUNS_MAX = 1_000


class ChosenFields(Struct):
    """What was chosen for the scene."""

    bands: Names
    nodata: RuleFields
    channels: Channels | None
    stretch: StretchFields


class ProjectFields(Struct):
    """A whole project.

    Versions before legends wrote names and colours by the number of a colour, as text. Versions
    in which nothing could be said of bands wrote nothing taught; bands in other parts are called
    as in the files, whatever was said. Versions that forgot the past with the window wrote no
    history. The first two formats held one run, and nothing of the view or of how files were; the
    first three knew no tools. Versions that measured sizes of a compression again wrote no curve.
    """

    scene: SceneFields
    chosen: ChosenFields
    sweep: SweepFields | None
    selected_k: Annotated[int, Meta(ge=0, le=K_HIGHEST)]
    taught: TaughtFields | None = None
    legends: LegendsFields = ()
    history: HistoryFields | None = None
    others: Annotated[tuple[SweepFields, ...], Meta(max_length=N_RUNS_MAX)] = ()
    run_names: dict[RunIdText, str] = field(default_factory=dict)
    view: ViewFields | None = None
    files: Annotated[tuple[FileFields, ...], Meta(max_length=N_SOURCES_MAX)] = ()
    tools: ToolFields | None = None
    curve: CurveFields | None = None
    names: dict[str, str] = field(default_factory=dict)
    colours: dict[str, tuple[Level, Level, Level]] = field(default_factory=dict)


def checked(content: Mapping[str, Any]) -> ProjectFields:
    """Return what a document holds.

    Raises
    ------
    DamageError
        A part is missing, of another type, or out of bounds.
    """
    try:
        return convert(content, ProjectFields)
    except ValidationError as error:
        raise _in_words(str(error)) from error
    except UnicodeEncodeError as error:  # JSON can write half a character; msgspec 0.22 encodes it
        raise DamageError("a text in it ends within a character") from error


def _in_words(told: str) -> DamageError:
    found = re.search(r"`\$\.?([^`]*)`$", told)
    place = found[1].removesuffix("[...]") if found else ""
    if missing := re.match(r"Object missing required field `(\w+)`", told):
        return DamageError(f'"{".".join(filter(None, (place, missing[1])))}" is missing')
    if longest := re.match(r"Expected `array` of length .*?<= (\d+)", told):
        return DamageError(f'"{place}" has more than {int(longest[1]):,} entries')
    return DamageError.at(place)
