"""Look for odd things on an open scene, and make a picture of each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.arrays import ByteArray, Window
from app.clustering.anomalies.wishes import AnomalySearch
from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.results import LabelMap
from app.engine.pictures import make_label_detail
from app.engine.scenes.opened_scene import OpenedScene
from app.products.pieces.piece_rows import PieceRow, piece_rows
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.engine.tools.anomalies import FoundPieces

_N_TOLD = 12  # pictures come in lots of as many
_N_WHOLE_PX = 1_500_000


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """What a search found.

    Attributes
    ----------
    rows
        The pieces, those that stand alone first, with nothing decided of them.
    whole
        Ground and pieces in the whole scene, coarsely.
    """

    found: "FoundPieces"
    rows: tuple[PieceRow, ...]
    whole: LabelPicture


@dataclass(frozen=True, slots=True, eq=False)
class PiecePictures:
    """Pictures of some pieces by their numbers, RGBA of shape (rows, cols, 4) each."""

    pictures: tuple[tuple[int, ByteArray], ...]


def look_for(
    opened: OpenedScene, rule: NoDataRule, search: AnomalySearch, composite: Composite | None
) -> "Steps[Progress | Searched | PiecePictures, None]":
    """Look for odd things; yield what was found, then pictures of the pieces.

    Raises
    ------
    SceneError, SettingsError, FitError
        As in `find_anomalies`.
    """
    yield Progress("Loading the libraries")
    from app.engine.tools.anomalies import find_anomalies
    from app.engine.tools.unusual.thumbnails import thumbnails

    found = yield from find_anomalies(opened, rule, search.wishes)
    grid = opened.scene.grid
    window = Window(0, 0, grid.height, grid.width)
    rows = piece_rows(found.pieces, opened.scene, AnomalySearch(search.wishes))
    yield Searched(found, rows, cut(found.labels, window, _coarse(window)))
    lot: list[tuple[int, ByteArray]] = []
    n = max(1, len(found.pieces))
    for number, picture in thumbnails(opened, rule, found.pieces, composite):
        lot.append((number, picture))
        if len(lot) == _N_TOLD:
            yield PiecePictures(tuple(lot))
            lot = []
        yield Progress("Making pictures", number / n)
    yield PiecePictures(tuple(lot))


def cut(labels: ByteArray, window: Window, shape: tuple[int, int]) -> LabelPicture:
    """Cut a window out of a map as fine as the screen shows it."""
    return make_label_detail(LabelMap(labels, step=1), window, shape)


def cut_detail(
    labels: ByteArray, window: Window, shape: tuple[int, int]
) -> Steps[Progress, LabelPicture]:
    """Do the same as a job."""
    yield Progress("Cutting the map")
    return cut(labels, window, shape)


def _coarse(window: Window) -> tuple[int, int]:
    share = min(1.0, (_N_WHOLE_PX / (window.height * window.width)) ** 0.5)
    return max(1, round(window.height * share)), max(1, round(window.width * share))
