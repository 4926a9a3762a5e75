"""Describe what a project file holds of the pixels that are left out."""

from dataclasses import astuple
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from app.arrays import Window
from app.scene.indices.band_maths import BandMaths
from app.scene.indices.tokens import N_TEXT
from app.scene.leaving_out.leave_out import (
    EVERY_PIXEL,
    N_AREAS_MAX,
    N_GROWN_MAX,
    N_POINTS_MAX,
    N_RINGS_MAX,
    Area,
    BandValues,
    ClusterOrigin,
    Condition,
    LeaveOut,
    Meaning,
    PixelSet,
)

_N_RANGES_MAX = 1_000
_N_WKT_MAX = 100_000  # characters
_FLOAT_MAX = float(np.finfo(np.float64).max)
_SIDE_MAX = 2**31
_N_PACKED_MAX = 16 * 2**20  # bytes; one bit a pixel of a Sentinel-2 tile, however it lies
_N_SETS_MAX = 100
_N_ID_MAX = 64  # characters
_N_CLUSTERS_MAX = 255

FormulaText = Annotated[str, Meta(max_length=N_TEXT)]
Number = Annotated[float, Meta(ge=-_FLOAT_MAX, le=_FLOAT_MAX)]
Whole = Annotated[int, Meta(ge=0, le=_SIDE_MAX)]
RingFields = Annotated[tuple[Number, ...], Meta(max_length=2 * N_POINTS_MAX)]


class ValuesFields(Struct):
    """Values of one band."""

    band: str
    ranges: Annotated[tuple[tuple[Number, Number], ...], Meta(max_length=_N_RANGES_MAX)]


class AreaFields(Struct):
    """One area of interest: rings of x and y in turn."""

    name: str
    crs: Annotated[str, Meta(max_length=_N_WKT_MAX)]
    polygons: Annotated[tuple[tuple[RingFields, ...], ...], Meta(max_length=N_RINGS_MAX)]
    is_inside: bool = True


class OriginFields(Struct):
    """Which clusters of which run pixels come from."""

    run: Annotated[str, Meta(max_length=_N_ID_MAX)]
    k: Annotated[int, Meta(ge=1, le=_N_CLUSTERS_MAX)]
    clusters: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=_N_CLUSTERS_MAX)], ...],
        Meta(min_length=1, max_length=_N_CLUSTERS_MAX),
    ]


class PixelsFields(Struct, omit_defaults=True):
    """Pixels of clusters of an earlier result, as base64."""

    name: str
    height: Whole
    width: Whole
    packed: Annotated[bytes, Meta(max_length=_N_PACKED_MAX)]
    is_inside: bool = False
    origin: OriginFields | None = None


class ConditionFields(Struct):
    """A condition, and what it means on the scene."""

    text: FormulaText
    formula: FormulaText
    operands: Annotated[tuple[tuple[str, str], ...], Meta(max_length=N_TEXT)]


class LeaveOutFields(Struct, omit_defaults=True):
    """Everything by which pixels are left out."""

    meanings: tuple[Meaning, ...] = ()
    values: Annotated[tuple[ValuesFields, ...], Meta(max_length=_N_RANGES_MAX)] = ()
    n_grown_px: Annotated[int, Meta(ge=0, le=N_GROWN_MAX)] = 0
    areas: Annotated[tuple[AreaFields, ...], Meta(max_length=N_AREAS_MAX)] = ()
    clusters: Annotated[tuple[PixelsFields, ...], Meta(max_length=_N_SETS_MAX)] = ()
    window: tuple[Whole, Whole, Whole, Whole] | None = None
    labels_left_out: bool = False
    conditions: Annotated[tuple[ConditionFields, ...], Meta(max_length=_N_SETS_MAX)] = ()


def fields_of(leave_out: LeaveOut) -> LeaveOutFields | None:
    """Return what is written; None where every pixel takes part, as versions before wrote it."""
    if leave_out == EVERY_PIXEL:
        return None
    window = leave_out.window
    return LeaveOutFields(
        meanings=leave_out.meanings,
        values=tuple(ValuesFields(each.band, each.ranges) for each in leave_out.values),
        n_grown_px=leave_out.n_grown_px,
        areas=tuple(
            AreaFields(area.name, area.crs, area.polygons, area.is_inside)
            for area in leave_out.areas
        ),
        window=None if window is None else (window.row, window.col, window.height, window.width),
        clusters=tuple(
            PixelsFields(
                each.name,
                each.height,
                each.width,
                each.packed,
                each.is_inside,
                None if each.origin is None else OriginFields(*astuple(each.origin)),
            )
            for each in leave_out.clusters
        ),
        labels_left_out=leave_out.labels_left_out,
        conditions=tuple(
            ConditionFields(each.text, each.maths.text, each.maths.operands)
            for each in leave_out.conditions
            if each.maths is not None
        ),
    )


def leave_out_of(fields: LeaveOutFields | None) -> LeaveOut:
    """Return what was chosen.

    Raises
    ------
    SettingsError
        All areas together are too large.
    """
    if fields is None:
        return EVERY_PIXEL
    return LeaveOut(
        meanings=fields.meanings,
        values=tuple(BandValues(each.band, each.ranges) for each in fields.values),
        n_grown_px=fields.n_grown_px,
        areas=tuple(
            Area(area.name, area.crs, area.polygons, area.is_inside) for area in fields.areas
        ),
        clusters=tuple(
            PixelSet(
                each.name,
                each.height,
                each.width,
                each.packed,
                each.is_inside,
                None
                if each.origin is None
                else ClusterOrigin(each.origin.run, each.origin.k, each.origin.clusters),
            )
            for each in fields.clusters
        ),
        window=None if fields.window is None else Window(*fields.window),
        labels_left_out=fields.labels_left_out,
        conditions=tuple(
            Condition(each.text, BandMaths("condition", each.formula, each.operands))
            for each in fields.conditions
        ),
    )
