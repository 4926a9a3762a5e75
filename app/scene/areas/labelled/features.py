"""Hold what files of points and polygons say of places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.scene.areas.wkb import Point
from app.scene.leaving_out.leave_out import Polygon

Property: TypeAlias = str | float | int | None


@dataclass(frozen=True, slots=True)
class Feature:
    """Places with their properties.

    Attributes
    ----------
    shapes
        Its points and polygons, in coordinates of the file.
    properties
        What the file says of them, by field.
    """

    shapes: tuple[Point | Polygon, ...]
    properties: Mapping[str, Property]


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """Features of one file.

    Attributes
    ----------
    crs
        Of its coordinates; empty for those of the map they are laid on.
    """

    crs: str
    features: tuple[Feature, ...]
