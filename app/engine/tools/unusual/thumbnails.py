"""Cut a small picture of each piece out of a composite of the scene."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.arrays import ByteArray, Window
from app.clustering.anomalies.pieces import Piece
from app.engine.pictures import FittedPicture, make_component_picture, make_composite
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch, StretchKind, bands_of, default_composite

N_THUMBNAILS_MAX = 600  # more are looked at on the map
_LEAST_PX, _AROUND = 24, 3.0  # of the scene; as many times the longer side
_LARGEST_PX = 128


def thumbnails(
    opened: OpenedScene,
    rule: NoDataRule,
    pieces: Sequence[Piece],
    composite: Composite | None = None,
) -> Iterator[tuple[int, ByteArray]]:
    """Yield the number and the picture of pieces, RGBA of shape (rows, cols, 4); the first ones.

    All are stretched alike, so that what is bright in one is bright in another.

    Parameters
    ----------
    composite
        Three bands; those that a scene is shown by at first where it is something else.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    """
    from app.scene.files.reader import SceneReader

    fitted = _fitted(opened, rule, composite)
    names = tuple(dict.fromkeys(fitted.stretch.band_names))
    scene = opened.scene
    with SceneReader(scene, names, replace(rule, masks=())) as reader:
        known = [band.name for band in reader.bands]
        places = [known.index(name) for name in fitted.stretch.band_names]
        for piece in pieces[:N_THUMBNAILS_MAX]:
            window = window_around(piece, scene.grid.height, scene.grid.width)
            shape = min(window.height, _LARGEST_PX), min(window.width, _LARGEST_PX)
            block = reader.read(window, out_shape=shape)
            picture = fitted.stretch.apply(block.values[places], block.valid, window)
            yield piece.number, picture.rgba


def window_around(piece: Piece, height: int, width: int) -> Window:
    """Return a square around a piece, within a scene of this size."""
    rows, cols = piece.mask.shape
    side = max(_LEAST_PX, round(_AROUND * max(rows, cols)))
    n_rows, n_cols = min(side, height), min(side, width)
    row = min(max(round(piece.row - n_rows / 2), 0), height - n_rows)
    col = min(max(round(piece.col - n_cols / 2), 0), width - n_cols)
    return Window(row, col, n_rows, n_cols)


def _fitted(opened: OpenedScene, rule: NoDataRule, composite: Composite | None) -> FittedPicture:
    shown = composite if isinstance(composite, tuple) else default_composite(opened.scene)
    preview, stretch = opened.survey.preview, Stretch(StretchKind.PERCENTILE)
    if isinstance(shown, tuple):
        return make_composite(preview, shown, stretch, rule)
    scene = opened.scene
    names = bands_of(shown, scene.bands, scene.ticked_at_first)
    return make_component_picture(preview, names, stretch, rule)
