"""Describe what a project file holds of the figures of one k, so that they are known at once."""

import math
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from app.arrays import DoubleArray, read_only
from app.clustering.results import Signatures, Silhouette
from app.products.projects.choice_fields import FLOAT_MAX, Finite
from app.products.projects.saved_work import SavedFigures

_N_PX_MAX = 2**48
_N_SCORES_MAX = 50

Count = Annotated[int, Meta(ge=0, le=_N_PX_MAX)]
Score = Annotated[float, Meta(ge=-1.0, le=1.0)]
PerCluster = tuple[Finite | None, ...]
PerBand = tuple[PerCluster, ...]


class SilhouetteFields(Struct):
    """How well sampled pixels lie in their clusters."""

    mean: Score
    low: Score
    high: Score
    n_px: Count


class FiguresFields(Struct):
    """Figures of one k over every pixel; nothing where a figure is not known."""

    n_px: tuple[Count, ...]
    mean: PerBand
    std: PerBand
    p05: PerBand
    p95: PerBand
    minimum: PerBand
    maximum: PerBand
    area_m2: tuple[Annotated[float, Meta(ge=0, le=FLOAT_MAX)], ...] | None
    silhouette: SilhouetteFields | None
    scores: Annotated[dict[str, Finite | None], Meta(max_length=_N_SCORES_MAX)]
    n_valid_px: Count


_PER_BAND = ("mean", "std", "p05", "p95", "minimum", "maximum")


def figures_fields(figures: SavedFigures) -> FiguresFields:
    """Return what is kept of figures."""
    spectra, silhouette = figures.signatures, figures.silhouette
    area_m2 = spectra.area_m2
    return FiguresFields(
        n_px=tuple(int(n) for n in spectra.n_px),
        area_m2=None if area_m2 is None else tuple(map(float, area_m2)),
        silhouette=None
        if silhouette is None
        else SilhouetteFields(
            float(silhouette.mean),
            float(silhouette.low),
            float(silhouette.high),
            int(silhouette.n_px),
        ),
        scores={key: _or_none(score) for key, score in figures.scores.items()},
        n_valid_px=int(figures.n_valid_px),
        **{name: tuple(map(_row, getattr(spectra, name))) for name in _PER_BAND},
    )


def figures_of(fields: FiguresFields, k: int, n_bands: int) -> SavedFigures:
    """Return figures, of bands that are not named.

    Raises
    ------
    ValueError
        They are not those of k clusters in so many bands.
    """
    if len(fields.n_px) != k or (fields.area_m2 is not None and len(fields.area_m2) != k):
        raise ValueError
    told: dict[str, Any] = {name: _table(getattr(fields, name), (k, n_bands)) for name in _PER_BAND}
    silhouette = fields.silhouette
    return SavedFigures(
        Signatures(
            bands=(),
            n_px=read_only(np.array(fields.n_px, dtype=np.int64)),
            area_m2=None
            if fields.area_m2 is None
            else read_only(np.array(fields.area_m2, dtype=np.float64)),
            **told,
        ),
        None
        if silhouette is None
        else Silhouette(silhouette.mean, silhouette.low, silhouette.high, silhouette.n_px),
        {key: math.nan if score is None else score for key, score in fields.scores.items()},
        fields.n_valid_px,
    )


def _row(row: Iterable[float]) -> PerCluster:
    return tuple(map(_or_none, row))


def _or_none(figure: float) -> float | None:
    return float(figure) if math.isfinite(figure) else None


def _table(rows: Sequence[PerCluster], shape: tuple[int, int]) -> DoubleArray:
    if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
        raise ValueError
    told = [[math.nan if figure is None else figure for figure in row] for row in rows]
    return read_only(np.array(told, dtype=np.float64).reshape(shape))
