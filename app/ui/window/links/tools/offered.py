"""Offer the guided tools; each is imported and made when it is first opened."""

from functools import partial

from app.session import remedies
from app.ui.window.links.tools.page_link import PageLink, Surroundings
from app.ui.window.links.tools.tool_link import ToolLink

WAYS = {
    remedies.CHOOSE_GROUND: "ToolAnomalies",
    remedies.CHOOSE_LABELS: "ToolPartial",
    remedies.SAVE_LABELS_ELSEWHERE: "ToolPartial",
    remedies.SET_NOTHING_ASIDE: "ToolPartial",
    remedies.LABEL_PLACES: "ToolAccuracy",
}
"""What buttons of messages offer that a tool knows to do, and which."""


def offer_tools(tools: ToolLink, around: Surroundings) -> None:
    """Let the entries of the menu open the tools that have a page."""
    tools.offer("ToolClouds", partial(_clouds, around))
    tools.offer("ToolPartial", partial(_partial, around))
    tools.offer("ToolAnomalies", partial(_anomalies, around))
    tools.offer("ToolCompress", partial(_compress, around))
    tools.offer("ToolAccuracy", partial(_accuracy, around), needs_map=True)


def _clouds(around: Surroundings) -> PageLink:
    from app.ui.window.links.tools.cloud_link import CloudLink

    return CloudLink(around)


def _partial(around: Surroundings) -> PageLink:
    from app.ui.window.links.tools.partial_link import PartialLink

    return PartialLink(around)


def _anomalies(around: Surroundings) -> PageLink:
    from app.ui.window.links.tools.anomaly_link import AnomalyLink

    return AnomalyLink(around)


def _compress(around: Surroundings) -> PageLink:
    from app.ui.window.links.tools.compress_link import CompressLink

    return CompressLink(around)


def _accuracy(around: Surroundings) -> PageLink:
    from app.ui.window.links.tools.accuracy_link import AccuracyLink

    return AccuracyLink(around)
