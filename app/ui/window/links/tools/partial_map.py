"""Make maps of labels, of classes found by them and of their clusters, for the tool's layer."""

from collections.abc import Collection, Iterable

import numpy as np

from app.arrays import ByteArray
from app.clustering.naming.cluster_look import Rgb
from app.engine.tools.partial.finding import NO_CLASS, FoundClasses
from app.engine.tools.partial.marking import MarkedScene
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.tools.tool_overlay import ToolMap

_STEPS = (25, 50, 75, 100)  # per cent, in the legend
_LEAST_SURE, _SURE = np.array([122, 4, 80]), np.array([252, 240, 150])  # dark to bright
_ELSEWHERE = (60, 60, 60, 190)  # what is not the selected cluster is nearly gone


def of_labels(marked: MarkedScene, opacity: float) -> ToolMap:
    """Return the map of what is labelled."""
    classes = marked.labels.classes
    table = _table((each.number, each.colour) for each in classes)
    rows = tuple(LegendRow(each.name, each.colour, None) for each in classes)
    return ToolMap(marked.whole, table, rows if marked.labels.marks else (), opacity)


def of_classes(found: FoundClasses, opacity: float) -> ToolMap:
    """Return the map of classes, with how much of the scene each has."""
    table = _table(enumerate(found.colours, start=1))
    counts = np.bincount(found.pictures[0].labels.reshape(-1), minlength=256)[1:]
    total = max(1, int(counts.sum()))
    rows = tuple(
        LegendRow(name, colour, float(counts[at] / total))
        for at, (name, colour) in enumerate(zip(found.names, found.colours, strict=True))
        if counts[at]
    )
    return ToolMap(found.pictures[0], table, rows, opacity)


def of_confidence(found: FoundClasses, opacity: float) -> ToolMap:
    """Return the map of how sure the class of each pixel is."""
    table = _table((percent, _sure(percent)) for percent in range(1, 101))
    rows = tuple(LegendRow(f"{percent} %", _sure(percent), None) for percent in _STEPS)
    if (found.pictures[1].labels == NO_CLASS).any():
        table[NO_CLASS] = (*found.colours[-1], 255)
        rows = (*rows, LegendRow("No class", found.colours[-1], None))
    return ToolMap(found.pictures[1], table, rows, opacity)


def of_clusters(found: FoundClasses, numbers: Collection[int]) -> ToolMap:
    """Return a map that leaves the picture to be seen in some clusters alone."""
    table = np.zeros((256, 4), dtype=np.uint8)
    table[1:] = _ELSEWHERE
    table[list(numbers)] = 0
    return ToolMap(found.pictures[2], table)


def _sure(percent: int) -> Rgb:
    red, green, blue = np.rint(_LEAST_SURE + (_SURE - _LEAST_SURE) * percent / 100).tolist()
    return int(red), int(green), int(blue)


def _table(colours: Iterable[tuple[int, Rgb]]) -> ByteArray:
    table = np.zeros((256, 4), dtype=np.uint8)
    for label, colour in colours:
        table[label] = (*colour, 255)
    return table
