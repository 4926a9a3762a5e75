"""Find clouds and their shadows in a scene by a clear scene of the same place."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.arrays import AnyArray, BoolArray, SingleArray
from app.clustering.clouds.changes import BandPlaces, find_changes
from app.clustering.clouds.clear_sky import fit_clear_sky
from app.clustering.clouds.deciding import Decision, decide
from app.clustering.clouds.sky import Sky, SkyLook
from app.clustering.clouds.unlike import learn_ground
from app.clustering.clouds.wishes import CloudMode, CloudWishes
from app.engine.tools.sky.training import ByModel, ByScene
from app.errors import SceneError
from app.machine.threads import thread_pool
from app.scene.blocks import PixelSample
from app.scene.grids.target_grid import pixel_size_known
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.pairs.scene_pair import ScenePair, pair_scenes, places_of
from app.scene.pixels.source import open_source
from app.scene.pixels.survey import survey_scene
from app.scene.place import compass
from app.scene.scene import Scene
from app.steps import Progress, Steps, relay

VISIBLE = ("coastal", "blue", "green", "red")
_INFRARED = ("nir", "nir08", "swir1", "swir2")
LEAST_SAMPLED_PX = 200  # that have data
_N_PREVIEW_PX = 10_000  # nobody looks at a picture of both
_N_CHUNK_PX = 2**14

R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class FoundSky:
    """What a scene shows of the sky over it, beside a clear scene or a model.

    Attributes
    ----------
    later
        The scene, as it is.
    look
        Opacity and shade of every pixel, shape (height, width).
    mode, by
        By what clouds were known.
    """

    later: Scene
    look: SkyLook
    mode: CloudMode
    by: ByScene | ByModel

    def decide(self, wishes: CloudWishes) -> Decision:
        """Decide which pixels are cloud and which are shadow; takes no look at any file."""
        later = self.later
        sun = later.product.sun_azimuth_deg
        return decide(
            self.look,
            wishes,
            pixel_m=pixel_size_known(later.grid),
            sun_azimuth_deg=None if sun is None else compass(later).on_grid(sun),
        )


def find_sky(
    clear: Scene,
    later: Scene,
    mode: CloudMode,
    *,
    seed: int = 0,
    budget: MemoryBudget | None = None,
) -> Steps[Progress, FoundSky]:
    """Learn from both scenes what clouds and shadows look like, and look at every pixel.

    Parameters
    ----------
    budget
        Memory for the pixels; None for the default of this machine.

    Raises
    ------
    SceneError
        The scenes cannot be read, or have too little in common.
    """
    pair = pair_scenes(clear, later)
    places = _places(pair)
    survey = yield from _quietly(
        survey_scene(pair.scene, seed=seed, n_preview_px=_N_PREVIEW_PX, budget=budget)
    )
    yield Progress("Learning what changed", None)
    seen, ground = _sampled(pair, survey.sample)
    clear_sky = fit_clear_sky(ground, seen, seed=seed)
    predicted = clear_sky.predict(ground)
    with thread_pool() as pool:
        steps = find_changes(seen, predicted, clear_sky, places, seed=seed, pool=pool)
        changes = yield from _quietly(steps)
        unlike = None
        if mode is CloudMode.UNLIKE:
            learning = learn_ground(predicted, places.visible, seed=seed, pool=pool)
            unlike = yield from _quietly(learning)
    sky = Sky(clear_sky, changes, unlike)
    source = open_source(pair.scene, survey, pair.names, NoDataRule(), budget=budget, spends=True)
    del survey
    shape = (pair.scene.grid.height, pair.scene.grid.width)
    opacity, shade = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
    n_windows = len(source.windows())
    for number, block in enumerate(source.stream(), start=1):
        n_rows, n_cols = block.window.height, block.window.width
        valid = pair.valid(block.values, block.window.place()).reshape(-1)
        found = _look(sky, pair, block.values.reshape(2 * pair.n_bands, -1), valid)
        rows = slice(block.window.row, block.window.row + n_rows)
        cols = slice(block.window.col, block.window.col + n_cols)
        opacity[rows, cols] = found.opacity.reshape(n_rows, n_cols)
        shade[rows, cols] = found.shade.reshape(n_rows, n_cols)
        yield Progress("Looking at every pixel", number / n_windows)
    by = ByScene(pair, clear, changes, clear_sky)
    return FoundSky(later, SkyLook(opacity, shade), mode, by)


def _look(sky: Sky, pair: ScenePair, values: AnyArray, valid: BoolArray) -> SkyLook:
    """Look at pixels of both scenes, shape (2 n_bands, n_px), some at a time.

    All that is reckoned of some stays in the cache; of a whole window it was new memory for each
    of a dozen steps, and two fifths of the time went into the system's clearing of it.
    """
    opacity, shade = np.empty(valid.size, np.uint8), np.empty(valid.size, np.uint8)
    for first in range(0, valid.size, _N_CHUNK_PX):
        part = slice(first, first + _N_CHUNK_PX)
        later_px, clear_px = _halves(pair, values[:, part])
        found = sky.look(clear_px, later_px, valid[part])
        opacity[part], shade[part] = found.opacity, found.shade
    return SkyLook(opacity, shade)


def _places(pair: ScenePair) -> BandPlaces:
    """Return where the bands lie by which clouds and shadows are known.

    Raises
    ------
    SceneError
        The scenes do not share a visible and a near infrared band.
    """
    visible, infrared = places_of(pair.roles, VISIBLE), places_of(pair.roles, _INFRARED)
    nir = places_of(pair.roles, _INFRARED[:2])
    if visible and nir:
        return BandPlaces(visible, infrared, nir[0])
    raise SceneError(
        "Bands are missing",
        f"Both scenes have {', '.join(pair.roles)}; clouds are known by a visible band, and their "
        "shadows by the near infrared.",
        "Open scenes with these bands, or say which bands they are.",
    )


def _sampled(pair: ScenePair, sample: PixelSample) -> tuple[SingleArray, SingleArray]:
    """Return sampled pixels of the later and of the clear scene, each (n_bands, n_px).

    Raises
    ------
    SceneError
        Too few pixels have data in both.
    """
    order = [sample.bands.index(band) for band in pair.scene.bands]
    values = sample.values.T[order]
    valid = pair.valid(values, sample.place)
    n_px = int(valid.sum())
    if n_px < LEAST_SAMPLED_PX:
        raise SceneError(
            "Too few pixels in common",
            f"{n_px:,} of {values.shape[1]:,} sampled pixels of {pair.scene.title} hold data in "
            "both.",
            "Choose two scenes that overlap more.",
        )
    return _halves(pair, values[:, valid])


def _halves(pair: ScenePair, values: AnyArray) -> tuple[SingleArray, SingleArray]:
    """Return values in units: of the later scene and of the clear one, each (n_bands, n_px)."""
    both = np.empty(values.shape, dtype=np.float32)
    for plane, band, out in zip(values, pair.scene.bands, both, strict=True):
        band.calibration.singles(plane, out)
    return both[: pair.n_bands], both[pair.n_bands :]


def _quietly(steps: Steps[object, R]) -> Steps[Progress, R]:
    """Walk work of other kinds of steps; only its progress is passed on."""
    return relay(steps, lambda step: (step,) if isinstance(step, Progress) else ())
