"""Write the map and the table of odd things, and tell of them in a record."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.arrays import ByteArray
from app.clustering.anomalies.unusual import RankedCluster
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import LabelMap
from app.products.maps.geotiff import stage_class_map
from app.products.maps.map_figures import figures_of
from app.products.pieces.piece_outlines import stage_outlines
from app.products.pieces.piece_rows import KEPT, REJECTED, PieceRow
from app.products.pieces.piece_sheet import SHEET
from app.products.provenance import dated, scene_tags
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import Cell, stage_text, table_header, table_row
from app.scene.scene import Scene
from app.steps import Progress, Steps

MAP, TABLE, OUTLINES = "anomalies.tif", "anomalies.csv", "anomalies.gpkg"
_NAMES = ("Ground", "Unusual")
_COLOURS = ((86, 120, 150), (255, 160, 0))
_COLUMNS = (
    *("number", "x", "y", "longitude", "latitude", "row", "col", "n_px"),
    *("length_m", "width_m", "orientation_deg", "contrast", "decision", "reason", "stands"),
)


def file_names() -> tuple[str, ...]:
    """Return the names of all files that there may be but the record."""
    return MAP, f"{MAP}.aux.xml", "anomalies.qml", TABLE, OUTLINES, SHEET, "report.html"


def stage_pieces(
    staging: Staging, scene: Scene, labels: ByteArray, rows: Sequence[PieceRow]
) -> Steps[Progress, None]:
    """Write map, table and outlines to be put in place with others.

    The map shows all that was found, whatever was decided of it; table and outlines tell that too.

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
        *(staging, MAP, shown, scene.grid, look, figures),
        title="unusual on a plain ground",
        tags=scene_tags(scene),
    )
    stage_text(staging, TABLE, dated(piece_lines(rows), scene))
    stage_outlines(staging, OUTLINES, rows, scene)


def piece_lines(rows: Sequence[PieceRow]) -> Iterator[str]:
    """Yield one line for each piece by its number; rows and columns count from 0."""
    yield table_header(_COLUMNS)
    for row in rows:
        piece = row.piece
        where: tuple[Cell, ...] = (None, None) if row.lonlat is None else row.lonlat
        yield table_row(
            (
                *(piece.number, row.x, row.y, *where, piece.row, piece.col, piece.n_px),
                *(piece.length_m, piece.width_m, piece.orientation_deg, piece.contrast),
                *(row.decision or None, row.reason or None, piece.stands or None),
            )
        )


def pieces_record(
    rows: Sequence[PieceRow], ranked: Sequence[RankedCluster], unusual: Sequence[int]
) -> dict[str, Any]:
    """Return what a run record tells of odd things: how clusters rank, and how many pieces."""
    decided = [row.decision for row in rows]
    return {
        "n_pieces": len(rows),
        "n_kept": decided.count(KEPT),
        "n_rejected": decided.count(REJECTED),
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
