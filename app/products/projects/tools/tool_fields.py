"""Describe what a project file holds of the guided tools."""

from collections.abc import Sequence

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
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits


class ToolFields(Struct, omit_defaults=True, frozen=True):
    """What was chosen in each tool; nothing of one that was not used."""

    anomalies: AnomalyFields | None = None
    compression: CompressionFields | None = None
    accuracy: AccuracyFields | None = None
    clouds: CloudFields | None = None


def tool_fields(tools: ToolEdits) -> ToolFields | None:
    """Return what is kept of the tools; None where none was used."""
    if tools == UNUSED:
        return None
    search, packed, places = tools.anomalies, tools.compression, tools.accuracy
    return ToolFields(
        anomalies=None if search is None else anomaly_fields(search),
        compression=None if packed is None else compression_fields(packed),
        accuracy=None if places is None else accuracy_fields(places),
        clouds=None if tools.clouds is None else cloud_fields(tools.clouds),
    )


def tools_of(fields: ToolFields | None) -> ToolEdits:
    """Return what was chosen in each tool.

    Raises
    ------
    ValueError
        It cannot be.
    """
    if fields is None:
        return UNUSED
    search, packed, places = fields.anomalies, fields.compression, fields.accuracy
    return ToolEdits(
        anomalies=None if search is None else anomaly_search_of(search),
        compression=None if packed is None else compression_of(packed),
        accuracy=None if places is None else places_of(places),
        clouds=None if fields.clouds is None else cloud_search_of(fields.clouds),
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
