"""Find clouds in a scene by a saved model: what is unlike its training, and brighter."""

from pathlib import Path

import numpy as np

from app.arrays import AnyArray
from app.clustering.clouds.sky import SkyLook
from app.clustering.clouds.wishes import CloudMode
from app.clustering.transfer.trained_ground import TrainedGround
from app.engine.tools.sky.finding import LEAST_SAMPLED_PX, VISIBLE, FoundSky
from app.engine.tools.sky.training import ByModel
from app.engine.transfer.fitting_in import FittedIn, described_for, fit_in
from app.errors import SceneError
from app.machine.threads import N_CHUNK_PX
from app.products.models.any_model import read_any_model
from app.scene.band_teaching import NOTHING_TAUGHT
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.pairs.scene_pair import places_of
from app.scene.pixels.source import open_source
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_SAMPLE_SIDE_PX = 1_000


def find_sky_by_model(
    path: Path, later: Scene, *, anyway: bool = False, budget: MemoryBudget | None = None
) -> Steps[Progress, FoundSky]:
    """Compare a scene with a model, learn what its clouds show, and look at every pixel.

    Parameters
    ----------
    later
        As its files tell of it.
    anyway
        Whether a model is used that does not fit, as far as something can be told.
    budget
        Memory for the pixels; None for the default of this machine.

    Raises
    ------
    SceneError
        The model or the scene cannot be read.
    SettingsError
        The model does not fit, or tells no clouds.
    """
    yield Progress("Reading the model")
    model = read_any_model(path)
    scene = described_for(model, later, NOTHING_TAUGHT)
    fitted = yield from fit_in(model, scene, NoDataRule(), anyway=anyway, for_clouds=True)
    bands = fitted.match.bands
    roles = tuple(band.role for band in bands)
    trained = TrainedGround.of(fitted.model, bands, places_of(roles, VISIBLE))
    yield Progress("Learning what clouds show", None)
    cloud = trained.learn_cloud(_sampled(fitted))
    source = open_source(fitted.scene, None, fitted.band_names, NoDataRule(), budget=budget)
    shape = (later.grid.height, later.grid.width)
    opacity, shade = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
    n_windows = len(source.windows())
    for number, block in enumerate(source.stream(), start=1):
        window, valid = block.window, block.valid.reshape(-1)
        values = block.values.reshape(len(bands), -1)
        found = [
            trained.look(np.ascontiguousarray(values[:, part]), valid[part], cloud)
            for part in _parts(valid.size)
        ]
        rows = slice(window.row, window.row + window.height)
        cols = slice(window.col, window.col + window.width)
        seen = opacity[rows, cols]
        seen[:] = np.concatenate([one.opacity for one in found]).reshape(seen.shape)
        shade[rows, cols] = np.concatenate([one.shade for one in found]).reshape(seen.shape)
        yield Progress("Looking at every pixel", number / n_windows)
    by = ByModel(path, fitted.model, roles, fitted.differences, cloud)
    return FoundSky(later, SkyLook(opacity, shade), CloudMode.UNLIKE, by)


def _parts(n_px: int) -> list[slice]:
    return [slice(first, first + N_CHUNK_PX) for first in range(0, n_px, N_CHUNK_PX)]


def _sampled(fitted: FittedIn) -> AnyArray:
    """Return valid pixels spread over the scene, shape (n_bands, n_px).

    Raises
    ------
    SceneError
        There are too few, or they cannot be read.
    """
    from app.arrays import Window
    from app.scene.files.reader import SceneReader

    grid = fitted.scene.grid
    shape = min(grid.height, _N_SAMPLE_SIDE_PX), min(grid.width, _N_SAMPLE_SIDE_PX)
    with SceneReader(fitted.scene, fitted.band_names, NoDataRule()) as reader:
        block = reader.read(Window(0, 0, grid.height, grid.width), out_shape=shape)
    values = np.ascontiguousarray(block.values[:, block.valid])
    if values.shape[1] < LEAST_SAMPLED_PX:
        raise SceneError(
            "Too few pixels with data",
            f"{values.shape[1]:,} of {block.valid.size:,} sampled pixels of "
            f"{fitted.scene.title} hold data in all bands of the model.",
            "Open a scene with more data.",
        )
    return values
