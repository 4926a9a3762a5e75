"""Hold what a person has chosen in each of the guided tools."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # known where one of them is used
    from app.clustering.accuracy.looked_places import LookedPlaces
    from app.clustering.anomalies.wishes import AnomalySearch
    from app.clustering.clouds.wishes import CloudSearch
    from app.clustering.compression.wishes import CompressionChoice
    from app.clustering.partial.choices import PartialChoices


@dataclass(frozen=True, slots=True)
class ToolEdits:
    """What was chosen in each tool; None for one that was not used.

    Results are not kept: they come back from the scene and what was chosen.
    """

    anomalies: "AnomalySearch | None" = None
    compression: "CompressionChoice | None" = None
    accuracy: "LookedPlaces | None" = None
    clouds: "CloudSearch | None" = None
    partial: "PartialChoices | None" = None


UNUSED = ToolEdits()
