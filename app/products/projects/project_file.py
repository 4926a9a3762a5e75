"""Describe a project file: what it holds, of which type and within which bounds."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert, field

from app.clustering.models import RefinedOn
from app.clustering.run import N_ID_DIGITS
from app.clustering.settings import K_HIGHEST, K_LOWEST, Fitter, Scaling
from app.products.projects.choice_fields import (
    FIGURE_MAX,
    FLOAT_MAX,
    LEAST_SPREAD,
    N_BANDS_MAX,
    Channels,
    ComputedBands,
    Finite,
    Names,
    RuleFields,
    StretchFields,
    TaughtFields,
)
from app.products.projects.figure_fields import FiguresFields
from app.products.projects.history_fields import HistoryFields
from app.products.projects.legend_fields import LegendsFields
from app.products.projects.tools.curve_fields import CurveFields
from app.products.projects.tools.tool_fields import ToolFields
from app.products.projects.view_fields import FileFields, ViewFields
from app.scene.calibration import Curve
from app.scene.grids.target_grid import Resampling

N_SOURCES_MAX = 4_000
N_RUNS_MAX = 1_000
N_PATH_MAX = 32_767  # characters; what Windows allows, Linux less
N_KS = K_HIGHEST - K_LOWEST + 1
_SECONDS_MAX = 1e9  # thirty years
_PIXEL_SIZE_MAX = 1e9  # metres

PathText = Annotated[str, Meta(max_length=N_PATH_MAX, pattern=r"\A[^\0]*\Z")]
Figures = tuple[Annotated[float, Meta(ge=-FIGURE_MAX, le=FIGURE_MAX)], ...]
Spreads = tuple[Annotated[float, Meta(ge=LEAST_SPREAD, le=FIGURE_MAX)], ...]
Level = Annotated[int, Meta(ge=0, le=255)]
Hue = Annotated[int, Meta(ge=1, le=K_HIGHEST)]


class SourceFields(Struct):
    """Where a source lay, also as seen from the project: both may move together."""

    absolute: PathText
    relative: PathText | None


class GridFields(Struct):
    """The grid that was asked for: zero for the finest, nothing for what most bands have."""

    at: Annotated[float, Meta(ge=0, le=_PIXEL_SIZE_MAX)] | None = None
    resampling: Resampling = Resampling.NEAREST
    warps: bool = False


class SceneFields(Struct):
    """The scene; versions that knew one pixel size only wrote no grid."""

    title: str
    sources: Annotated[tuple[SourceFields, ...], Meta(min_length=1, max_length=N_SOURCES_MAX)]
    grid: GridFields = field(default_factory=GridFields)


class ChosenFields(Struct):
    """What was chosen for the scene."""

    bands: Names
    nodata: RuleFields
    channels: Channels | None
    stretch: StretchFields


class SettingsFields(Struct):
    """How the sweep was run; versions that knew one fitter only did not name it."""

    band_names: Annotated[Names, Meta(min_length=1)]
    k_min: int
    k_max: int
    scaling: Scaling
    seed: int
    n_starts: int
    n_sample_px: int
    n_silhouette_px: int
    nodata: RuleFields
    fitter: Fitter = field(default=Fitter.BANDSWEEP, name="fit")


class CalibrationFields(Struct):
    """What numbers of one band measure."""

    scale: Finite
    offset: Finite
    unit: str
    curve: Curve
    k1: Finite
    k2: Finite


class ScalingFields(Struct):
    """Centre and spread of each band; versions that knew no angles wrote no more.

    Those that took no account of curves wrote no calibrations, and clustered stored numbers.
    """

    offset: Figures
    scale: Spreads
    to_unit_length: bool = False
    calibrations: Annotated[tuple[CalibrationFields, ...], Meta(max_length=N_BANDS_MAX)] = ()


class ModelFields(Struct):
    """One k; versions that did not know which pixels it was refined on wrote nothing.

    Versions before kept runs measured all figures again and wrote none. Those in which colours did
    not follow from the scene wrote no colours.
    """

    k: Annotated[int, Meta(ge=K_LOWEST, le=K_HIGHEST)]
    centres: tuple[Figures, ...]
    n_iter: Annotated[int, Meta(ge=0, le=2**31)]
    hues: Annotated[tuple[Hue, ...], Meta(max_length=K_HIGHEST)]
    inertia: Annotated[float, Meta(ge=0, le=FLOAT_MAX)] | None
    seconds: Annotated[float, Meta(ge=0, le=_SECONDS_MAX)]
    refined_on: RefinedOn = RefinedOn.UNKNOWN
    figures: FiguresFields | None = None
    colours: Annotated[tuple[tuple[Level, Level, Level], ...], Meta(max_length=K_HIGHEST)] = ()


class SkippedFields(Struct):
    """One k that could not be fitted."""

    k: Hue
    reason: str


RunIdText = Annotated[str, Meta(pattern=rf"\A[0-9a-f]{{{N_ID_DIGITS}}}\Z")]


class RunFields(Struct):
    """Which run a sweep is of, and when it was first begun, where that is known."""

    id: RunIdText
    started: Annotated[datetime, Meta(tz=True)] | None


class SweepFields(Struct):
    """A sweep, finished or not; without a scaling there is no model.

    Versions that did not know runs by their ids wrote no run; those without formulas no computed
    bands; those that kept one run no number.
    """

    settings: SettingsFields
    scaling: ScalingFields | None
    models: Annotated[tuple[ModelFields, ...], Meta(max_length=N_KS)]
    skipped: Annotated[tuple[SkippedFields, ...], Meta(max_length=N_KS)]
    run: RunFields | None = None
    computed: ComputedBands = ()
    number: Annotated[int, Meta(ge=0, le=2**31)] = 0


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


class DamageError(Exception):
    """A part of a document is not what it should be; says which one."""

    @classmethod
    def at(cls, place: str) -> "DamageError":
        """Say where a value stands that cannot be."""
        return cls(f'"{place}" holds no possible value')


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
