"""Describe a kept sweep and where its scene lies: of which types and within which bounds."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, field

from app.clustering.models import RefinedOn
from app.clustering.run import N_ID_DIGITS
from app.clustering.settings import K_HIGHEST, K_LOWEST, Fitter, Scaling
from app.products.projects.choice_fields import (
    FIGURE_MAX,
    FLOAT_MAX,
    LEAST_SPREAD,
    N_BANDS_MAX,
    ComputedBands,
    Finite,
    Names,
    RuleFields,
)
from app.products.projects.figure_fields import FiguresFields
from app.scene.calibration import Curve
from app.scene.grids.target_grid import Resampling

N_SOURCES_MAX = 4_000
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


class DamageError(Exception):
    """A part of a document is not what it should be; says which one."""

    @classmethod
    def at(cls, place: str) -> "DamageError":
        """Say where a value stands that cannot be."""
        return cls(f'"{place}" holds no possible value')
