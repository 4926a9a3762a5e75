"""Open a scene for a model, and see whether the model fits, before anything is labelled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from app.arrays import Window
from app.clustering.transfer.class_model import ClassModel
from app.clustering.transfer.contract import (
    Difference,
    Match,
    Weight,
    differences_of_values,
    match_scene,
    texts_of,
)
from app.clustering.transfer.matching import with_formulas
from app.errors import APPLY_ANYWAY, Remedy, SettingsError
from app.scene.band_teaching import BandTeaching
from app.scene.grids.target_grid import BY_BANDS, TargetGrid
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_LOOKS = 3  # along each side: a few of the blocks of a scene tell its range
_N_SIDE_PX = 256

Teach = Callable[[Scene], BandTeaching]


@dataclass(frozen=True, slots=True, eq=False)
class FittedIn:
    """A scene that a model was compared with.

    Attributes
    ----------
    scene
        With the computed bands of the model.
    rule
        What counts as no data, with its masks.
    model
        For stored numbers of the matching bands of the scene.
    differences
        All of them, refusals first.
    """

    scene: Scene
    rule: NoDataRule
    match: Match
    model: ClassModel
    differences: tuple[Difference, ...]

    @property
    def band_names(self) -> tuple[str, ...]:
        """The bands of the scene that stand for those of the model, in scene order."""
        return tuple(band.name for band in self.match.bands)


def open_for(
    model: ClassModel,
    paths: tuple[Path, ...],
    teach: Teach,
    *,
    target: TargetGrid = BY_BANDS,
) -> Steps[Progress, Scene]:
    """Open a scene, headers only, and describe its bands.

    Raises
    ------
    SceneError, SettingsError
        It cannot be opened, or what is said of its bands cannot be.
    """
    from app.scene.opening import open_scene

    scene = yield from open_scene(paths, target)
    return described_for(model, scene, teach(scene))


def described_for(model: ClassModel, scene: Scene, teaching: BandTeaching) -> Scene:
    """Return a scene as its files tell of it, as it is described, with the bands of formulas.

    Raises
    ------
    SettingsError
        A band that a formula needs is missing.
    """
    return scene.taught(with_formulas(model, scene.taught(teaching)))


def fit_in(
    model: ClassModel,
    scene: Scene,
    rule: NoDataRule,
    *,
    anyway: bool = False,
    for_clouds: bool = False,
) -> Steps[Progress, FittedIn]:
    """Compare a model with a scene: its bands, then a few of its pixels.

    Parameters
    ----------
    anyway
        Whether refusals that leave something to label are warnings.
    for_clouds
        Whether clouds are looked for, which are brighter than training.

    Raises
    ------
    SceneError
        A band cannot be read.
    SettingsError
        The model does not fit; every difference is told with its remedy.
    """
    from app.engine.scenes.leaving_out import masked

    yield Progress("Comparing the scene with the model")
    match = match_scene(model, scene)
    told_of = partial(_refuse, scene=scene, anyway=anyway, for_clouds=for_clouds)
    told_of(match.differences)
    rule = yield from masked(scene, replace(rule, masks=()))
    values = yield from _look(scene, match, rule)
    told: tuple[Difference, ...] = ()
    if len(values):
        told = differences_of_values(model, match, values, for_clouds=for_clouds)
    found = sorted((*match.differences, *told), key=lambda one: [*Weight].index(one.weight))
    told_of(tuple(found))
    return FittedIn(scene, rule, match, match.model_for(model), tuple(found))


def _refuse(
    differences: tuple[Difference, ...], *, scene: Scene, anyway: bool, for_clouds: bool
) -> None:
    refusals = [one for one in differences if one.weight is Weight.REFUSAL]
    if refusals and not anyway:
        otherwise = "choose another model" if for_clouds else "apply the model anyway"
        raise SettingsError(
            "Model does not fit",
            (f'"{scene.title}":', *texts_of(differences)),
            f"Mend what differs, or {otherwise}.",
            command="Mend what differs, or add --anyway to apply the model all the same.",
            remedies=() if for_clouds else (Remedy(APPLY_ANYWAY, "Apply anyway"),),
        )


def _look(scene: Scene, match: Match, rule: NoDataRule) -> "Steps[Progress, np.ndarray]":
    """Return valid pixels of a few windows, shape (n_pixels, n_bands)."""
    from app.scene.files.reader import SceneReader

    names = [band.name for band in match.bands]
    found = []
    with SceneReader(scene, names, rule) as reader:
        for window in _windows(scene, reader.block_shape()):
            yield Progress("Comparing the scene with the model")
            block = reader.read(window)
            found.append(block.values[:, block.valid].T)
    return np.concatenate(found).astype(np.float64)


def _windows(scene: Scene, block_shape: tuple[int, int]) -> Iterator[Window]:
    """Spread windows of whole blocks, or of parts of large ones, over the scene."""
    grid = scene.grid
    height, width = (min(_N_SIDE_PX, each) for each in (grid.height, grid.width))
    steps_down, steps_across = (min(_N_SIDE_PX, max(1, each)) for each in block_shape)
    places = set()
    for down in range(_N_LOOKS):
        for across in range(_N_LOOKS):
            row = (2 * down + 1) * grid.height // (2 * _N_LOOKS) - height // 2
            col = (2 * across + 1) * grid.width // (2 * _N_LOOKS) - width // 2
            row = min(max(0, row // steps_down * steps_down), grid.height - height)
            col = min(max(0, col // steps_across * steps_across), grid.width - width)
            places.add((row, col))
    for row, col in sorted(places):
        yield Window(row, col, height, width)
