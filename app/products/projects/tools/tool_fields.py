"""Describe what a project file holds of the guided tools."""

from msgspec import Struct

from app.products.projects.tools.anomaly_fields import (
    AnomalyFields,
    anomaly_fields,
    anomaly_search_of,
)
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


def tool_fields(tools: ToolEdits) -> ToolFields | None:
    """Return what is kept of the tools; None where none was used."""
    if tools == UNUSED:
        return None
    search, packed = tools.anomalies, tools.compression
    return ToolFields(
        anomalies=None if search is None else anomaly_fields(search),
        compression=None if packed is None else compression_fields(packed),
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
    found, packed = fields.anomalies, fields.compression
    return ToolEdits(
        anomalies=None if found is None else anomaly_search_of(found),
        compression=None if packed is None else compression_of(packed),
    )
