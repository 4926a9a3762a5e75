"""Describe what a project file holds of a search for odd things."""

from typing import Annotated

from msgspec import Meta, Struct

from app import plain_text
from app.clustering.anomalies.ground_choice import ground_text, read_ground
from app.clustering.anomalies.pieces import SizeLimits
from app.clustering.anomalies.wishes import (
    K_MAX,
    K_MIN,
    METRES_MAX,
    N_JUDGEMENTS_MAX,
    N_REASON_MAX,
    PX_MAX,
    AnomalySearch,
    AnomalyWishes,
    Judgement,
)
from app.errors import SettingsError
from app.products.projects.choice_fields import Names, names_of

_SIDE_MAX = 2**31
_SEED_MAX = 2**32 - 1

Metres = Annotated[float, Meta(ge=0, le=METRES_MAX)]
Pixels = Annotated[int, Meta(ge=1, le=PX_MAX)]
Along = Annotated[int, Meta(ge=0, le=_SIDE_MAX)]


class JudgementFields(Struct, frozen=True):
    """What was decided of one piece, which is known by one of its pixels."""

    row: Along
    col: Along
    kept: bool
    reason: Annotated[str, Meta(max_length=N_REASON_MAX)]


class AnomalyFields(Struct, frozen=True):
    """How odd things are looked for, and what was decided of them."""

    ground: Annotated[str, Meta(max_length=64)]
    shore_m: Metres
    k: Annotated[int, Meta(ge=K_MIN, le=K_MAX)]
    least: Annotated[float, Meta(ge=0, le=1)]
    smallest_px: Pixels
    largest_px: Pixels
    shortest_m: Metres
    longest_m: Metres
    seed: Annotated[int, Meta(ge=0, le=_SEED_MAX)]
    bands: Names = ()
    judgements: Annotated[tuple[JudgementFields, ...], Meta(max_length=N_JUDGEMENTS_MAX)] = ()


def anomaly_fields(search: AnomalySearch) -> AnomalyFields:
    """Return what is kept of a search."""
    wishes, limits = search.wishes, search.wishes.limits
    return AnomalyFields(
        ground=ground_text(wishes.ground),
        shore_m=wishes.shore_m,
        k=wishes.k,
        least=wishes.least,
        smallest_px=limits.smallest_px,
        largest_px=limits.largest_px,
        shortest_m=limits.shortest_m,
        longest_m=min(limits.longest_m, METRES_MAX),
        seed=wishes.seed,
        bands=wishes.bands,
        judgements=tuple(
            JudgementFields(one.row, one.col, one.is_kept, one.reason) for one in search.judgements
        ),
    )


def anomaly_search_of(fields: AnomalyFields) -> AnomalySearch:
    """Return a search.

    Raises
    ------
    ValueError
        There is no such ground, or the smallest piece is larger than the largest.
    """
    try:
        ground = read_ground(fields.ground)
    except SettingsError as error:
        raise ValueError(error.detail) from error
    if fields.smallest_px > fields.largest_px or fields.shortest_m > fields.longest_m:
        raise ValueError(fields.smallest_px)
    limits = SizeLimits(
        fields.smallest_px, fields.largest_px, float(fields.shortest_m), float(fields.longest_m)
    )
    wishes = AnomalyWishes(
        ground,
        float(fields.shore_m),
        fields.k,
        float(fields.least),
        limits,
        fields.seed,
        names_of(fields.bands),
    )
    said = tuple(
        Judgement(one.row, one.col, one.kept, plain_text.one_line(one.reason))
        for one in fields.judgements
    )
    return AnomalySearch(wishes, said)
