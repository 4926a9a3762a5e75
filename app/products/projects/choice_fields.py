"""Describe what a project file holds of what was chosen for a scene, now and at every step."""

import math
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from app import plain_text
from app.errors import SettingsError
from app.products.projects.leave_out_fields import LeaveOutFields, fields_of, leave_out_of
from app.scene.band import BandKind
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching, TaughtBand
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.tokens import N_TEXT
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import (
    CUT_MOST_PERCENT,
    PRINCIPAL,
    Composite,
    IndexShown,
    PrincipalComponents,
    Stretch,
    StretchKind,
)
from app.scene.picture.ramps import Ramp

N_BANDS_MAX = 4_000
_N_COMPUTED_MAX = 200
_N_NAME_MAX = 200
FIGURE_MAX = float(np.finfo(np.float32).max)  # of a value that a band holds; centres lie between
FLOAT_MAX = float(np.finfo(np.float64).max)
LEAST_SPREAD = float(np.finfo(np.float32).tiny)
_COMPONENTS: Literal["principal components"] = "principal components"

Names = Annotated[tuple[str, ...], Meta(max_length=N_BANDS_MAX)]
Finite = Annotated[float, Meta(ge=-FLOAT_MAX, le=FLOAT_MAX)]


class RuleFields(Struct, omit_defaults=True):
    """What counts as no data; JSON has no numbers for what is not finite.

    Versions that knew no mask left nothing out by place.
    """

    as_values: bool
    zero_is_fill: bool
    value: Finite | Literal["nan", "inf", "-inf"] | None
    leave_out: LeaveOutFields | None = None


class StretchFields(Struct, omit_defaults=True):
    """How the composite is stretched; versions that knew one cut only wrote none."""

    kind: StretchKind
    clip_limit: Annotated[float, Meta(ge=LEAST_SPREAD, le=1.0)]
    cut_percent: Annotated[float, Meta(ge=0.0, le=CUT_MOST_PERCENT)] = Stretch().cut_percent


class TaughtBandFields(Struct):
    """What was said of one band, which `band` names as the file does."""

    band: str
    name: str
    role: str
    kind: BandKind
    wavelength_nm: Annotated[float, Meta(gt=0, le=FIGURE_MAX)] | None


class ComputedFields(Struct, frozen=True):
    """A band that a formula gives; `bands` says which band each of its names means."""

    name: Annotated[str, Meta(max_length=_N_NAME_MAX)]
    formula: Annotated[str, Meta(max_length=N_TEXT)]
    bands: Annotated[tuple[tuple[str, str], ...], Meta(max_length=N_TEXT)]


ComputedBands = Annotated[tuple[ComputedFields, ...], Meta(max_length=_N_COMPUTED_MAX)]


class IndexShownFields(Struct, frozen=True):
    """An index shown as a ramp of colour."""

    index: ComputedFields
    ramp: Ramp


Channels = tuple[str, str, str] | Literal["principal components"] | IndexShownFields


class TaughtFields(Struct, omit_defaults=True):
    """What was said of sensor and bands: how they are called, and what they measure.

    Versions without formulas wrote no computed bands.
    """

    sensor: str
    bands: Annotated[tuple[TaughtBandFields, ...], Meta(max_length=N_BANDS_MAX)]
    computed: ComputedBands = ()


def rule_fields(rule: NoDataRule) -> RuleFields:
    """Return what is kept of a rule: masks are looked up again."""
    value: Any = rule.value
    if rule.value is not None and not math.isfinite(rule.value):
        value = str(rule.value)
    return RuleFields(rule.as_values, rule.zero_is_fill, value, fields_of(rule.leave_out))


def rule_of(rule: RuleFields) -> NoDataRule:
    """Return a rule, without its masks.

    Raises
    ------
    SettingsError
        All areas together are too large.
    """
    value = None if rule.value is None else float(rule.value)
    leave_out = leave_out_of(rule.leave_out)
    return NoDataRule(rule.as_values, rule.zero_is_fill, value, leave_out=leave_out)


def stretch_fields(stretch: Stretch) -> StretchFields:
    """Return what is kept of a stretch."""
    return StretchFields(stretch.kind, stretch.clip_limit, stretch.cut_percent)


def stretch_of(fields: StretchFields) -> Stretch:
    """Return a stretch."""
    return Stretch(fields.kind, fields.clip_limit, fields.cut_percent)


def taught_fields(teaching: BandTeaching) -> TaughtFields | None:
    """Return what is kept of what was said; None where nothing was."""
    if teaching == NOTHING_TAUGHT:
        return None
    return TaughtFields(
        teaching.sensor,
        tuple(
            TaughtBandFields(one.band, one.name, one.role, one.kind, one.wavelength_nm)
            for one in teaching.bands
        ),
        computed_fields(teaching.computed),
    )


def teaching_of(fields: TaughtFields | None) -> BandTeaching:
    """Return what was said of sensor and bands.

    Raises
    ------
    ValueError
        Something was said twice of one band, or a formula is none.
    """
    if fields is None:
        return NOTHING_TAUGHT
    bands = tuple(
        TaughtBand(plain_text.name(one.band), one.name, one.role, one.kind, one.wavelength_nm)
        for one in fields.bands
    )
    if len({one.band for one in bands}) != len(bands):
        raise ValueError
    return BandTeaching(fields.sensor, bands, computed_of(fields.computed))


def computed_fields(computed: tuple[BandMaths, ...]) -> tuple[ComputedFields, ...]:
    """Return what is kept of computed bands."""
    return tuple(ComputedFields(one.name, one.text, one.operands) for one in computed)


def computed_of(fields: tuple[ComputedFields, ...]) -> tuple[BandMaths, ...]:
    """Return computed bands.

    Raises
    ------
    ValueError
        A formula cannot be read, or its bands are not those that are told beside it.
    """
    try:
        return tuple(
            BandMaths(
                one.name,
                one.formula,
                tuple((called, plain_text.name(band)) for called, band in one.bands),
            )
            for one in fields
        )
    except SettingsError as error:
        raise ValueError(error.detail) from error


def names_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of bands."""
    return tuple(map(plain_text.name, names))


def channels_fields(shown: Composite | None) -> Channels | None:
    """Return what is kept of the composite."""
    if isinstance(shown, IndexShown):
        (index,) = computed_fields((shown.maths,))
        return IndexShownFields(index, shown.ramp)
    return _COMPONENTS if isinstance(shown, PrincipalComponents) else shown


def channels_of(fields: Channels | None) -> Composite | None:
    """Return the names of the bands shown as red, green, blue, or what else is shown.

    Raises
    ------
    ValueError
        It is an index whose formula cannot be.
    """
    if fields is None:
        return None
    if isinstance(fields, IndexShownFields):
        (maths,) = computed_of((fields.index,))
        return IndexShown(maths, fields.ramp)
    if isinstance(fields, str):
        return PRINCIPAL
    red, green, blue = map(plain_text.name, fields)
    return red, green, blue
