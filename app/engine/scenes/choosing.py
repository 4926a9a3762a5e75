"""Make small pictures of scenes among which a person chooses."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.arrays import ByteArray, Window
from app.errors import AppError
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import (
    PRINCIPAL,
    Stretch,
    bands_of,
    default_composite,
)
from app.scene.scene import Scene
from app.scene.scene_choice import SceneChoice
from app.steps import Progress, Steps

_N_SIDE_PX = 96  # as large as a row of a list can show it on a fine screen


@dataclass(frozen=True, slots=True, eq=False)
class ChoicePicture:
    """A small picture of one scene.

    Attributes
    ----------
    place
        Of the scene among the choices, from 0.
    rgba
        Shape (rows, cols, 4), uint8, C order.
    """

    place: int
    rgba: ByteArray


def picture_choices(choices: Sequence[SceneChoice]) -> Steps[Progress | ChoicePicture, None]:
    """Yield a picture of each scene, from its overviews or thinned out.

    A scene without one is passed over: what is wrong with it is said when it is opened.
    """
    from app.scene.opening import open_scene

    for place, choice in enumerate(choices):
        yield Progress(f"Looking at {choice.title}", place / len(choices))
        try:
            scene = yield from open_scene(choice.paths)
            rgba = _small_picture(scene)
        except AppError:
            continue
        yield ChoicePicture(place, rgba)


def _small_picture(scene: Scene) -> ByteArray:
    from app.scene.blocks import Preview
    from app.scene.files.reader import SceneReader
    from app.scene.picture.components import fit_components
    from app.scene.picture.stretch import fit_stretch

    grid, rule = scene.grid, NoDataRule()
    composite = default_composite(scene)
    names = bands_of(composite, scene.bands, scene.ticked_at_first)
    step = max(1, -(-max(grid.width, grid.height) // _N_SIDE_PX))
    shape = (-(-grid.height // step), -(-grid.width // step))
    with SceneReader(scene, dict.fromkeys(names), rule) as reader:
        block = reader.read(Window(0, 0, grid.height, grid.width), out_shape=shape)
        preview = Preview(reader.bands, block.values, step, is_final=True)
    shown = fit_components(preview, names, rule) if composite == PRINCIPAL else names
    return fit_stretch(preview, shown, Stretch(), rule).picture().rgba
