"""Describe what a project file holds of the guided tools."""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from app.products.projects.tools.accuracy_fields import (
    AccuracyFields,
    accuracy_fields,
    places_of,
)
from app.products.projects.tools.anomaly_fields import (
    AnomalyFields,
    anomaly_fields,
    anomaly_search_of,
)
from app.products.projects.tools.cloud_fields import CloudFields, cloud_fields, cloud_search_of
from app.products.projects.tools.compression_fields import (
    CompressionFields,
    compression_fields,
    compression_of,
)
from app.products.projects.tools.partial_fields import (
    PartialFields,
    partial_choices_of,
    partial_fields,
)
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits


class ToolFields(Struct, omit_defaults=True, frozen=True):
    """What was chosen in each tool; nothing of one that was not used."""

    anomalies: AnomalyFields | None = None
    compression: CompressionFields | None = None
    accuracy: AccuracyFields | None = None
    clouds: CloudFields | None = None
    partial: PartialFields | None = None


def tool_fields(tools: ToolEdits, before: ToolEdits = UNUSED) -> ToolFields | None:
    """Return what is kept of the tools; None where none was used.

    Parameters
    ----------
    before
        What is kept before it in a history, and need not be kept again.
    """
    if tools == UNUSED:
        return None
    search, packed, places = tools.anomalies, tools.compression, tools.accuracy
    labels = tools.partial
    return ToolFields(
        anomalies=None if search is None else anomaly_fields(search),
        compression=None if packed is None else compression_fields(packed),
        accuracy=None if places is None else accuracy_fields(places),
        clouds=None if tools.clouds is None else cloud_fields(tools.clouds),
        partial=None if labels is None else partial_fields(labels, before.partial),
    )


def fields_in_turn(states: Iterable[ToolEdits]) -> tuple[ToolFields, ...]:
    """Return what is kept of states that follow each other; each tells only what it adds."""
    found = (tool_fields(now, before) for before, now in pairwise(chain((UNUSED,), states)))
    return tuple(filter(None, found))


def tools_in_turn(fields: Iterable[ToolFields]) -> list[ToolEdits]:
    """Return states that follow each other.

    Raises
    ------
    ValueError
        One cannot be.
    """
    found: list[ToolEdits] = []
    for each in fields:
        found.append(tools_of(each, found[-1] if found else UNUSED))
    return found


def tools_of(fields: ToolFields | None, before: ToolEdits = UNUSED) -> ToolEdits:
    """Return what was chosen in each tool.

    Raises
    ------
    ValueError
        It cannot be.
    """
    if fields is None:
        return UNUSED
    search, packed, places = fields.anomalies, fields.compression, fields.accuracy
    labels = fields.partial
    return ToolEdits(
        anomalies=None if search is None else anomaly_search_of(search),
        compression=None if packed is None else compression_of(packed),
        accuracy=None if places is None else places_of(places),
        clouds=None if fields.clouds is None else cloud_search_of(fields.clouds),
        partial=None if labels is None else partial_choices_of(labels, before.partial),
    )


def told_once(states: Sequence[ToolFields]) -> tuple[ToolFields, ...]:
    """Return states of which those that have the places of another refer to it."""
    known: dict[AccuracyFields, int] = {}
    found = []
    for at, state in enumerate(states):
        one = state.accuracy
        if one is None:
            found.append(state)
            continue
        first = known.setdefault(replace(one, answers=""), at)
        lean = one if first == at else AccuracyFields(one.answers, like=first)
        found.append(replace(state, accuracy=lean))
    return tuple(found)


def told_whole(states: Sequence[ToolFields]) -> tuple[ToolFields, ...]:
    """Return states none of which refers to another.

    Raises
    ------
    ValueError
        One refers to what is not before it, or holds no places.
    """
    found: list[ToolFields] = []
    for state in states:
        one = state.accuracy
        if one is not None and one.like is not None:
            first = found[one.like].accuracy if one.like < len(found) else None
            if first is None:
                raise ValueError(one.like)
            found.append(replace(state, accuracy=replace(first, answers=one.answers)))
        else:
            found.append(state)
    return tuple(found)
