"""Hold what the metadata of a scene's product say of it."""

from dataclasses import dataclass
from datetime import datetime

from app import plain_text

EMBEDDING = "embedding"  # a level, as "L1C" is one


@dataclass(frozen=True, slots=True)
class SceneProduct:
    """What the files are, as the metadata beside them or their names tell it.

    Attributes
    ----------
    family
        "Landsat C2 L2", "Landsat C1 L1", "Sentinel-2 L2A", "HLS S30", "AlphaEarth" ..; empty
        where unknown.
    identifier
        Name of the product as its maker gives it; empty where unknown.
    platform
        "Landsat 8", "Sentinel-2A" ..; empty where unknown.
    level
        "L1", "L2", "L1C", "L2A" .., "embedding"; empty where unknown.
    acquired
        When it was taken, UTC; None where unknown. Midnight where only the day is known.
    sun_elevation_deg, sun_azimuth_deg
        At the centre of the scene; None where unknown.
    cloud_cover
        Share of the whole product, 0..1; None where unknown.
    baseline
        Version of the processing, "04.00"; empty where there is none.
    tile
        "043024" (path and row), "T32TQM"; empty where unknown.
    metadata_file
        Name of the file all this was read from; empty where it comes from file names.
    metadata_problem
        Why metadata that lie beside the bands were not used, in one sentence; empty otherwise.
    """

    family: str = ""
    identifier: str = ""
    platform: str = ""
    level: str = ""
    acquired: datetime | None = None
    sun_elevation_deg: float | None = None
    sun_azimuth_deg: float | None = None
    cloud_cover: float | None = None
    baseline: str = ""
    tile: str = ""
    metadata_file: str = ""
    metadata_problem: str = ""

    @property
    def is_embedding(self) -> bool:
        """Whether bands are learned features: none of them has a colour or a wavelength."""
        return self.level == EMBEDDING

    def __post_init__(self) -> None:
        """Make harmless what comes from files of strangers."""
        for name in (
            "family",
            "identifier",
            "platform",
            "level",
            "baseline",
            "tile",
            "metadata_file",
        ):
            object.__setattr__(self, name, plain_text.name(getattr(self, name)))
        problem = plain_text.one_line(self.metadata_problem)
        object.__setattr__(self, "metadata_problem", problem)


UNKNOWN_PRODUCT = SceneProduct()
"""Nothing is known of where the files come from."""
