"""Describe what a project file holds of places that are to assess a map."""

from typing import Annotated

from msgspec import Meta, Struct

from app import plain_text
from app.clustering.accuracy.looked_places import N_CLASSES_MAX, N_PLACES_MAX, LookedPlaces
from app.clustering.legends.change_codes import MapClass
from app.clustering.settings import K_HIGHEST

_SIDE_MAX = 2**31
_SEED_MAX = 2**32 - 1

Along = Annotated[int, Meta(ge=0, le=_SIDE_MAX)]
Value = Annotated[int, Meta(ge=0, le=255)]
Alongs = Annotated[tuple[Along, ...], Meta(max_length=N_PLACES_MAX)]


class AnswerFields(Struct, frozen=True):
    """A class that can be answered; 0 is the value of one that the map does not have."""

    value: Value
    name: Annotated[str, Meta(max_length=plain_text.N_NAME_MAX)]


class AccuracyFields(Struct, frozen=True):
    """Places, and what was answered: two hexadecimal digits for each.

    In a history, where the same places are there with one answer more each time, `like` is the
    entry that holds the rest.
    """

    answers: Annotated[str, Meta(max_length=2 * N_PLACES_MAX, pattern=r"\A[0-9a-f]*\Z")]
    run: Annotated[str, Meta(max_length=64)] = ""
    k: Annotated[int, Meta(ge=0, le=K_HIGHEST)] = 0
    seed: Annotated[int, Meta(ge=0, le=_SEED_MAX)] | None = None
    classes: Annotated[tuple[AnswerFields, ...], Meta(max_length=N_CLASSES_MAX)] = ()
    rows: Alongs = ()
    cols: Alongs = ()
    strata: Annotated[tuple[Value, ...], Meta(max_length=N_PLACES_MAX)] = ()
    like: Annotated[int, Meta(ge=0)] | None = None


def accuracy_fields(places: LookedPlaces) -> AccuracyFields:
    """Return what is kept of places."""
    return AccuracyFields(
        answers=places.answers.hex(),
        run=places.key[0],
        k=places.key[1],
        seed=places.seed,
        classes=tuple(AnswerFields(one.value, one.name) for one in places.classes),
        rows=places.rows,
        cols=places.cols,
        strata=places.strata,
    )


def places_of(fields: AccuracyFields) -> LookedPlaces:
    """Return places with their answers.

    Raises
    ------
    ValueError
        They do not belong together.
    """
    return LookedPlaces(
        (fields.run, fields.k),
        tuple(MapClass(one.value, plain_text.name(one.name)) for one in fields.classes),
        fields.rows,
        fields.cols,
        fields.strata,
        bytes.fromhex(fields.answers),
        fields.seed,
    )
