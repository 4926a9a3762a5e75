"""Write classes by few labels, their confidence, and all tables that tell how good they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.arrays import BoolArray, ByteArray, Window
from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.clustering.naming.palette import N_COLOURS, palette
from app.clustering.partial.checking import ClusterVote, ErrorMatrix, where_next
from app.clustering.results import LabelMap
from app.products.maps.geotiff import stage_class_map
from app.products.maps.gis_styles import MapFigures
from app.products.maps.map_figures import figures_of
from app.products.maps.pixel_file import PixelFile
from app.products.provenance import dated, scene_tags
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text, table_header, table_row
from app.scene.scene import Scene
from app.steps import Progress, Steps

MAP, CONFIDENCE = "classes.tif", "confidence.tif"
SHARES, MATRIX, ACCURACY = "classes.csv", "error_matrix.csv", "accuracy.csv"
CLUSTERS, NEXT = "clusters.csv", "where_next.csv"
UNLABELLED = "Unlabelled"
UNLABELLED_COLOUR = (128, 128, 128)
_NO_CONFIDENCE = 255
_N_NEXT = 20
_NUMBER_MAX = 254
_STRIP_PX = 1_024


@dataclass(frozen=True, slots=True)
class ClassNumbers:
    """How the classes of labels are numbered and called in the map.

    Attributes
    ----------
    numbers
        One each, rising: those of the labels where all of them are numbers.
    names
        One each.
    unlabelled
        The number of pixels without a class.
    colours
        One each.
    """

    numbers: tuple[int, ...]
    names: tuple[str, ...]
    unlabelled: int
    colours: tuple[Rgb, ...]

    @classmethod
    def of(cls, labels: Sequence[str], said: Sequence[Rgb | None] = ()) -> "ClassNumbers":
        """Return numbers for classes that are called so in a file, in their order.

        Parameters
        ----------
        said
            Colours that the file says, None where it says none.
        """
        known = dict(enumerate(said))
        usual = palette(N_COLOURS)
        colours = tuple(known.get(at) or usual[at % N_COLOURS] for at in range(len(labels)))
        are_numbers = all(text.isascii() and text.isdigit() for text in labels)
        numbers = tuple(map(int, labels)) if are_numbers else ()
        if not numbers or min(numbers) < 1 or max(numbers) >= _NUMBER_MAX:
            numbers = tuple(range(1, len(labels) + 1))
            return cls(numbers, tuple(labels), len(labels) + 1, colours)
        names = tuple(f"Class {number}" for number in numbers)
        return cls(numbers, names, max(numbers) + 1, colours)

    def table(self) -> ByteArray:
        """Return the number of each place among the classes, 0 for none of them; shape (256,)."""
        table = np.zeros(256, dtype=np.uint8)
        table[1 : len(self.numbers) + 1] = self.numbers
        return table


def file_names() -> tuple[str, ...]:
    """Return the names of all files but the record."""
    tables = (SHARES, MATRIX, ACCURACY, CLUSTERS, NEXT)
    return MAP, f"{MAP}.aux.xml", "classes.qml", CONFIDENCE, *tables, "report.html"


def stage_partial(
    staging: Staging,
    scene: Scene,
    labels: ByteArray,
    confidence: ByteArray,
    valid: BoolArray,
    classes: ClassNumbers,
) -> Steps[Progress, MapFigures]:
    """Write the map and its confidence to be put in place with others; return what covers what.

    Parameters
    ----------
    labels
        Shape (height, width): places in the list of classes from 1, 0 for none of them.
    confidence
        Same shape, per cent.
    valid
        Same shape: pixels that have data.

    Raises
    ------
    OutputError
        A file cannot be written or did not read back.
    """
    numbered = classes.table()[labels]
    is_without = valid & (labels == 0)
    numbered[is_without] = classes.unlabelled
    has_some = bool(is_without.any())
    numbers = (*classes.numbers, *((classes.unlabelled,) if has_some else ()))
    names = (*classes.names, *((UNLABELLED,) if has_some else ()))
    colours = (*classes.colours, *((UNLABELLED_COLOUR,) if has_some else ()))
    look = ClusterLook(len(names), names, colours, numbers)
    all_of_them = figures_of(numbered, scene.grid, max(numbers))
    at = np.array(numbers) - 1
    figures = MapFigures(
        all_of_them.n_px[at], None if all_of_them.area_m2 is None else all_of_them.area_m2[at]
    )
    own = ClusterLook(len(names), names, colours, numbers, tuple(range(1, max(numbers) + 1)))
    shown = LabelMap(numbered, step=1)
    yield from stage_class_map(
        *(staging, MAP, shown, scene.grid, own, figures),
        title="classes by partial labels",
        tags=scene_tags(scene),
    )
    yield from _stage_confidence(staging, scene, confidence, valid)
    stage_text(staging, SHARES, dated(share_lines(look, figures), scene))
    return figures


def _stage_confidence(
    staging: Staging, scene: Scene, confidence: ByteArray, valid: BoolArray
) -> Steps[Progress, None]:
    path, grid = staging.place(CONFIDENCE), scene.grid
    with PixelFile(
        path,
        staging.folder / CONFIDENCE,
        grid,
        n_bands=1,
        dtype="uint8",
        nodata=_NO_CONFIDENCE,
        tags=scene_tags(scene),
        compress="deflate",
        zlevel=6,
    ) as file:
        file.file.set_band_description(1, "confidence, per cent")
        for row in range(0, grid.height, _STRIP_PX):
            rows = slice(row, row + _STRIP_PX)
            plane = np.where(valid[rows], confidence[rows], np.uint8(_NO_CONFIDENCE))
            file.write(Window(row, 0, len(plane), grid.width), plane[np.newaxis])
            yield Progress(f"Writing {CONFIDENCE}", row / grid.height)
        file.close()
    staging.seal(path)


def share_lines(look: ClusterLook, figures: MapFigures) -> Iterator[str]:
    """Yield one line for each class, and a total."""
    yield table_header(("class", "name", "n_px", "share", "area_m2"))
    counts = figures.n_px.tolist()
    total = sum(counts)
    areas = [None] * len(counts) if figures.area_m2 is None else figures.area_m2.tolist()
    for at, number in enumerate(look.numbers):
        share = counts[at] / total if total else 0.0
        yield table_row((number, look.names[at], counts[at], share, areas[at]))
    known = [area for area in areas if area is not None]
    yield table_row(("", "Total", total, 1.0 if total else 0.0, sum(known) if known else None))


def matrix_lines(matrix: ErrorMatrix, classes: ClassNumbers) -> Iterator[str]:
    """Yield pixels that were set aside: a line for each class of the map, a column each label."""
    yield table_header(("map_class", "map_name", *(f"label_{name}" for name in classes.names)))
    rows = (*zip(classes.numbers, classes.names, strict=True), (classes.unlabelled, UNLABELLED))
    for (number, name), counts in zip(rows, matrix.counts.tolist(), strict=True):
        yield table_row((number, name, *counts))


def accuracy_lines(matrix: ErrorMatrix, classes: ClassNumbers) -> Iterator[str]:
    """Yield overall accuracy first, then user's and producer's accuracy of each class."""
    yield table_header(
        (
            *("class", "name", "overall_accuracy", "users_accuracy", "producers_accuracy", "n_px"),
            *("overall_low_95", "overall_high_95"),
        )
    )
    whole = (matrix.overall, matrix.overall_low, matrix.overall_high)
    overall, low, high = (None if np.isnan(value) else value for value in whole)
    yield table_row(("", "Overall", overall, None, None, matrix.n_px, low, high))
    users, producers = matrix.users.tolist(), matrix.producers.tolist()
    of_label = matrix.counts.sum(axis=0).tolist()
    for at, (number, name) in enumerate(zip(classes.numbers, classes.names, strict=True)):
        told = (None if value != value else value for value in (users[at], producers[at]))
        yield table_row((number, name, None, *told, of_label[at], None, None))


def cluster_lines(votes: Sequence[ClusterVote], classes: ClassNumbers) -> Iterator[str]:
    """Yield what labelled pixels say of each cluster."""
    yield table_header(
        (
            *("cluster", "n_px", "n_labelled", "class", "name", "purity", "state"),
            *(f"label_{name}" for name in classes.names),
        )
    )
    for vote in votes:
        has = vote.best > 0
        yield table_row(
            (
                *(vote.number, vote.n_px, sum(vote.n_labelled)),
                *(
                    (classes.numbers[vote.best - 1], classes.names[vote.best - 1], vote.purity)
                    if has
                    else (None, "", None)
                ),
                str(vote.state),
                *vote.n_labelled,
            )
        )


def next_lines(votes: Sequence[ClusterVote], scene: Scene) -> Iterator[str]:
    """Yield where a label would tell most: large clusters that are mixed or without labels."""
    yield table_header(("rank", "cluster", "state", "n_px", "purity", "x", "y", "row", "col"))
    for rank, vote in enumerate(where_next(votes)[:_N_NEXT], start=1):
        x, y = scene.grid.xy(vote.row + 0.5, vote.col + 0.5)
        purity = vote.purity if vote.best else None
        yield table_row(
            (rank, vote.number, str(vote.state), vote.n_px, purity, x, y, vote.row, vote.col)
        )


def partial_record(
    matrix: ErrorMatrix, votes: Sequence[ClusterVote], classes: ClassNumbers
) -> dict[str, Any]:
    """Return what a run record tells: classes, overall accuracy, clusters by state."""
    states = [str(vote.state) for vote in votes]
    return {
        "classes": [
            {"number": number, "name": name}
            for number, name in zip(classes.numbers, classes.names, strict=True)
        ],
        "overall_accuracy": None if np.isnan(matrix.overall) else matrix.overall,
        "n_checked_px": matrix.n_px,
        "clusters": {state: states.count(state) for state in ("pure", "mixed", "unlabelled")},
    }
