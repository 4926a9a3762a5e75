"""Make the pictures of a scene and of its clusters."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from app.arrays import ByteArray, Window
from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.results import LabelMap
from app.machine.scratch_map import let_go
from app.scene.blocks import Preview
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import (
    Channels,
    IndexShown,
    Picture,
    Stretch,
    bands_of,
    default_composite,
)
from app.scene.scene import Scene

if TYPE_CHECKING:
    from app.scene.picture.components import Components
    from app.scene.picture.index_picture import FittedIndex, IndexScale
    from app.scene.picture.stretch import FittedStretch


@dataclass(frozen=True, slots=True, eq=False)
class FittedPicture:
    """A composite, and the stretch that made it, for details in the same contrast.

    Attributes
    ----------
    components
        What is shown in it; None where bands are.
    scale
        Which values its colours stand for; None where it shows no index.
    """

    picture: Picture
    stretch: "FittedStretch | FittedIndex"
    components: "Components | None" = None
    scale: "IndexScale | None" = None


def make_composite(
    preview: Preview, channels: Channels, stretch: Stretch, rule: NoDataRule
) -> FittedPicture:
    """Stretch three bands of the preview to a picture; hatch what is left out by place."""
    return _composite(preview, channels, stretch, rule)


def make_component_picture(
    preview: Preview, names: tuple[str, ...], stretch: Stretch, rule: NoDataRule
) -> FittedPicture:
    """Do the same with the principal components of some bands; find them first."""
    from app.scene.picture.components import fit_components

    components = fit_components(preview, names, rule)
    return replace(_composite(preview, components, stretch, rule), components=components)


def make_index_picture(preview: Preview, shown: IndexShown, rule: NoDataRule) -> FittedPicture:
    """Show an index on the preview as a ramp of colour; hatch what is left out by place."""
    from app.scene.picture.hatching import hatched
    from app.scene.picture.index_picture import fit_index

    fitted = fit_index(preview, shown, rule)
    picture = hatched(fitted.picture(), rule, preview.place)
    return FittedPicture(picture=picture, stretch=fitted, scale=fitted.scale)


def _composite(
    preview: Preview, shown: "Channels | Components", stretch: Stretch, rule: NoDataRule
) -> FittedPicture:
    from app.scene.picture.hatching import hatched
    from app.scene.picture.stretch import fit_stretch

    fitted = fit_stretch(preview, shown, stretch, rule)
    picture = hatched(fitted.picture(), rule, preview.place)
    return FittedPicture(picture=picture, stretch=fitted)


def picture_of_scene(
    scene: Scene, preview: Preview, ticked: Collection[str], rule: NoDataRule
) -> tuple[str, ByteArray]:
    """Return what a scene is shown as at first: what is shown, and its colours; see `Picture`."""
    shown = default_composite(scene)
    if not isinstance(shown, tuple):  # components: nothing else is shown at first
        names = bands_of(shown, scene.bands, ticked)
        fitted = make_component_picture(preview, names, Stretch(), rule)
        return "Principal components of the bands", fitted.picture.rgba
    called = ", ".join(band.title for name in shown for band in scene.bands if band.name == name)
    return f"Scene as {called}", make_composite(preview, shown, Stretch(), rule).picture.rgba


def make_composite_detail(
    scene: Scene,
    rule: NoDataRule,
    fitted: "FittedStretch | FittedIndex",
    window: Window,
    shape: tuple[int, int],
) -> Picture:
    """Read a window of what a picture shows as fine as the screen; hatch what is left out."""
    from app.scene.files.reader import SceneReader
    from app.scene.picture.hatching import hatched

    names = tuple(dict.fromkeys(fitted.band_names))
    with SceneReader(scene, names, replace(rule, masks=())) as reader:
        block = reader.read(window, out_shape=_no_finer(shape, window))
        positions = [[band.name for band in reader.bands].index(name) for name in fitted.band_names]
    return hatched(fitted.apply(block.values[positions], block.valid, window), rule)


def make_label_detail(labels: LabelMap, window: Window, shape: tuple[int, int]) -> LabelPicture:
    """Cut a window out of a full-size label map as fine as the screen shows it."""
    n_rows, n_cols = _no_finer(shape, window)
    rows = window.row + (np.arange(n_rows) * window.height) // n_rows
    cols = window.col + (np.arange(n_cols) * window.width) // n_cols
    shown = np.ascontiguousarray(labels.labels[np.ix_(rows, cols)])
    let_go(labels.labels)
    return LabelPicture(shown, window)


def _no_finer(shape: tuple[int, int], window: Window) -> tuple[int, int]:
    return min(shape[0], window.height), min(shape[1], window.width)
