"""Write the map of clouds and shadows, its shares, and what a quality band says of it."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from app.clustering.clouds.changes import Changes
from app.clustering.clouds.deciding import Decision
from app.clustering.clouds.wishes import SkyClass
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.products.maps.geotiff import stage_class_map
from app.products.maps.gis_styles import MapFigures
from app.products.provenance import dated, scene_tags
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text, table_header, table_row
from app.scene.scene import Scene
from app.steps import Progress, Steps

MAP, SHARES, AGREEMENT = "clouds.tif", "clouds.csv", "agreement.csv"
NAMES = ("Clear", "Cloud", "Cloud shadow")
_COLOURS = ((178, 190, 181), (255, 255, 255), (64, 64, 96))


class Agreed(Protocol):
    """How pixels of which a quality band says one thing were decided."""

    @property
    def meaning(self) -> str:
        """What the band says."""
        ...

    @property
    def band(self) -> str:
        """Which band says it."""
        ...

    @property
    def n_px(self) -> tuple[int, int, int]:
        """Pixels that are clear, cloud, shadow."""
        ...


def file_names() -> tuple[str, ...]:
    """Return the names of all files but the record."""
    return MAP, f"{MAP}.aux.xml", "clouds.qml", SHARES, AGREEMENT, "report.html"


def stage_clouds(
    staging: Staging,
    scene: Scene,
    decision: Decision,
    figures: MapFigures,
    agreed: Sequence[Agreed],
) -> Steps[Progress, None]:
    """Write map and tables to be put in place with others.

    Parameters
    ----------
    figures
        Of clear, cloud and shadow.
    agreed
        None where the scene has no quality band: then there is no such table.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    look = ClusterLook(len(NAMES), NAMES, _COLOURS)
    labels = LabelMap(decision.labels, step=1)
    yield from stage_class_map(
        *(staging, MAP, labels, scene.grid, look, figures),
        title="clouds and shadows",
        tags=scene_tags(scene),
    )
    stage_text(staging, SHARES, dated(share_lines(figures), scene))
    staging.discard(AGREEMENT)
    if agreed:
        stage_text(staging, AGREEMENT, dated(agreement_lines(agreed), scene))


def share_lines(figures: MapFigures) -> Iterator[str]:
    """Yield one line for each class, and a total."""
    yield table_header(("class", "name", "n_px", "share", "area_m2"))
    counts = figures.n_px.tolist()
    total = sum(counts)
    areas = [None] * len(counts) if figures.area_m2 is None else figures.area_m2.tolist()
    for number, name in enumerate(NAMES):
        share = counts[number] / total if total else 0.0
        yield table_row((number + 1, name, counts[number], share, areas[number]))
    known = [area for area in areas if area is not None]
    yield table_row(("", "Total", total, 1.0 if total else 0.0, sum(known) if known else None))


def agreement_lines(agreed: Sequence[Agreed]) -> Iterator[str]:
    """Yield what the quality band says, line by line, against what was found."""
    yield table_header(("quality_band", "says", "n_px", "clear", "cloud", "shadow"))
    for line in agreed:
        yield table_row((line.band, line.meaning, sum(line.n_px), *line.n_px))


def clouds_record(
    changes: Changes | None, decision: Decision, figures: MapFigures, agreed: Sequence[Agreed]
) -> dict[str, Any]:
    """Return what a run record tells of clouds: clusters, classes, shadows, agreement.

    Parameters
    ----------
    changes
        None where clouds were found by a model: there are no clusters of change.
    """
    areas = [None] * len(NAMES) if figures.area_m2 is None else figures.area_m2.tolist()
    counts = figures.n_px.tolist()
    total = sum(counts) or 1
    way = decision.way
    return {
        "clusters": []
        if changes is None
        else [
            {
                "centre": centre,
                "n_sampled_px": cluster.n_sampled_px,
                "rise_visible": cluster.rise_visible,
                "rise_infrared": cluster.rise_infrared,
                "brightness": cluster.brightness,
                "taken_for": "cloud"
                if cluster.is_cloud
                else "shadow"
                if cluster.is_shadow
                else "ground",
            }
            for centre, cluster in zip(
                changes.centres.astype(float).tolist(), changes.clusters, strict=True
            )
        ],
        "classes": [
            {
                "number": int(number),
                "name": name,
                "n_px": counts[place],
                "share": counts[place] / total,
                "area_m2": areas[place],
            }
            for place, (number, name) in enumerate(
                zip((SkyClass.CLEAR, SkyClass.CLOUD, SkyClass.SHADOW), NAMES, strict=True)
            )
        ],
        "shadow_way_px": None
        if way is None
        else {"rows": way.rows, "cols": way.cols, "clouds_that_meet_shade": way.met},
        "agreement": [
            {"band": line.band, "says": line.meaning, "n_px": line.n_px} for line in agreed
        ],
    }
