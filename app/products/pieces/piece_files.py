"""Write the map and the table of odd things, and tell of them in a record."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.arrays import ByteArray
from app.clustering.anomalies.pieces import Piece
from app.clustering.anomalies.unusual import RankedCluster
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.products.maps.geotiff import stage_class_map
from app.products.maps.map_figures import figures_of
from app.products.pieces.piece_outlines import stage_outlines
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import Cell, stage_text, table_header, table_row
from app.scene.place import lonlat
from app.scene.scene import Scene
from app.steps import Progress, Steps

MAP, TABLE, OUTLINES = "anomalies.tif", "anomalies.csv", "anomalies.gpkg"
_NAMES = ("Ground", "Unusual")
_COLOURS = ((86, 120, 150), (255, 160, 0))
_COLUMNS = (
    *("number", "x", "y", "longitude", "latitude", "row", "col", "n_px"),
    *("length_m", "width_m", "orientation_deg", "contrast"),
)


def file_names() -> tuple[str, ...]:
    """Return the names of all files but the record."""
    return MAP, f"{MAP}.aux.xml", "anomalies.qml", TABLE, OUTLINES


def stage_pieces(
    staging: Staging, scene: Scene, labels: ByteArray, pieces: Sequence[Piece]
) -> Steps[Progress, None]:
    """Write map, table and outlines to be put in place with others.

    Parameters
    ----------
    labels
        Shape (height, width): 1 ground, 2 unusual, 0 neither.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    look = ClusterLook(len(_NAMES), _NAMES, _COLOURS)
    figures = figures_of(labels, scene.grid, len(_NAMES))
    shown = LabelMap(labels, step=1)
    yield from stage_class_map(
        staging, MAP, shown, scene.grid, look, figures, title="unusual on a plain ground"
    )
    stage_text(staging, TABLE, piece_lines(pieces, scene))
    stage_outlines(staging, OUTLINES, pieces, scene.grid)


def piece_lines(pieces: Sequence[Piece], scene: Scene) -> Iterator[str]:
    """Yield one line for each piece, the most unusual first; rows and columns count from 0."""
    yield table_header(_COLUMNS)
    for piece in pieces:
        x, y = scene.grid.xy(piece.row, piece.col)
        place = lonlat(scene, piece.row, piece.col)
        where: tuple[Cell, ...] = (None, None) if place is None else place
        yield table_row(
            (
                *(piece.number, x, y, *where, piece.row, piece.col, piece.n_px),
                *(piece.length_m, piece.width_m, piece.orientation_deg, piece.contrast),
            )
        )


def pieces_record(
    pieces: Sequence[Piece], ranked: Sequence[RankedCluster], unusual: Sequence[int]
) -> dict[str, Any]:
    """Return what a run record tells of odd things: how clusters rank, and how many pieces."""
    return {
        "n_pieces": len(pieces),
        "clusters": [
            {
                "number": each.number,
                "n_px": each.n_px,
                "share": each.share,
                "distance": each.distance,
                "compactness": each.compactness,
                "score": each.score,
                "is_ground": each.is_common,
                "is_unusual": each.number in unusual,
            }
            for each in ranked
        ],
    }
