"""Learn what clusters of a scene are from few labelled pixels."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.arrays import AnyArray, BoolArray, IntArray, SingleArray, Window
from app.clustering.partial.choices import PartialMode, PartialWishes
from app.clustering.partial.metric import learn_metric
from app.clustering.partial.reshaping import LearnedPixels
from app.clustering.partial.setting_aside import set_aside
from app.clustering.partial.voting import (
    Voters,
    learn_by_seeds,
    learn_by_vote,
    n_clusters_for,
)
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import SettingsError
from app.machine.threads import thread_pool
from app.scene.areas.labelled.label_plane import LabelPlane
from app.scene.band import Band
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.scene import Scene
from app.steps import Progress, Steps, relay

_STRIP_PX = 256
_LEAST_CLASSES = 2
EVERYTHING = NoDataRule()

R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class LearnedClasses:
    """Clusters of a scene with what labels say of them, before anything was split or merged.

    Attributes
    ----------
    names, bands
        The bands that take part.
    rule
        Which pixels do.
    plane
        What the labels say.
    valid
        Shape (height, width): pixels that have data.
    said
        Same shape: labels of those, 0 elsewhere.
    aside
        Same shape: labelled pixels that were set aside.
    known
        Pixels that clusters are found among, and those that vote.
    rows, cols
        Where the former lie.
    """

    names: tuple[str, ...]
    bands: tuple[Band, ...]
    wishes: PartialWishes
    rule: NoDataRule
    plane: LabelPlane
    valid: BoolArray
    said: AnyArray
    aside: BoolArray
    known: LearnedPixels
    rows: IntArray
    cols: IntArray
    voters: Voters

    @property
    def n_learned_px(self) -> int:
        """Labelled pixels that were learned from."""
        return len(self.known.labels)

    @property
    def n_aside_px(self) -> int:
        """Labelled pixels that were set aside."""
        return int(np.count_nonzero(self.aside))


def learn_classes(
    opened: OpenedScene,
    names: tuple[str, ...],
    plane: LabelPlane,
    wishes: PartialWishes,
    rule: NoDataRule = EVERYTHING,
) -> Steps[Progress, LearnedClasses]:
    """Read the labelled pixels, and find clusters that they vote on.

    Parameters
    ----------
    rule
        Which pixels take part.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        The labels are of fewer than two classes.
    """
    scene = opened.scene
    bands = scene.pick(names)
    valid, labelled = yield from _labelled(scene, names, rule, plane)
    said = np.where(valid, plane.labels, 0)
    aside = set_aside(said, plane.places, wishes.aside, seed=wishes.seed)
    classes = said[(said > 0) & ~aside]
    if len(np.unique(classes)) < _LEAST_CLASSES:
        raise _too_few(plane, said, aside)
    pixels = labelled[~aside[said > 0]]
    sampled, places = _sampled(opened, bands, rule)
    yield Progress("Clustering", None)
    by_vote = wishes.mode is PartialMode.VOTE
    known = LearnedPixels(sampled, pixels, classes, len(plane.names), by_vote, wishes.seed)
    voters = yield from _silently(_learn(known, wishes))
    return LearnedClasses(
        names, bands, wishes, rule, plane, valid, said, aside, known, *places, voters
    )


def _too_few(plane: LabelPlane, said: AnyArray, aside: BoolArray) -> SettingsError:
    n_classes = len(np.unique(said[(said > 0) & ~aside]))
    n_set_aside = len(np.unique(said[said > 0])) - n_classes
    return SettingsError(
        "Too few classes",
        f'"{plane.title}" has {n_classes} class{"" if n_classes == 1 else "es"} on pixels with '
        "data that is learned from; there have to be two."
        + (f" {n_set_aside} more is set aside." if n_set_aside else ""),
        "Label places of another class too, or set fewer labels aside.",
        command="Label places of another class too, or set fewer labels aside: --aside 0.",
    )


def _learn(known: LearnedPixels, wishes: PartialWishes) -> Steps[None, Voters]:
    labelled = known.labelled, known.labels
    metric = learn_metric(*labelled)
    told = metric, known.sampled, *labelled, known.n_classes
    if wishes.mode is PartialMode.SEEDS:
        return (yield from learn_by_seeds(*told, seed=wishes.seed))
    k = wishes.k or n_clusters_for(len(known.labels), known.n_classes)
    with thread_pool() as pool:
        return (yield from learn_by_vote(*told, k, seed=wishes.seed, pool=pool))


def _labelled(
    scene: Scene, names: tuple[str, ...], rule: NoDataRule, plane: LabelPlane
) -> Steps[Progress, tuple[BoolArray, SingleArray]]:
    """Return which pixels have data, and those that are labelled, (n_px, n_bands), by rows."""
    valid = np.zeros(plane.labels.shape, dtype=bool)
    found = []
    with SceneReader(scene, names, rule) as reader:
        for window in strips(scene, reader.block_shape()[0]):
            rows = slice(window.row, window.row + window.height)
            block = reader.read(window)
            valid[rows] = block.valid
            is_wanted = block.valid & (plane.labels[rows] > 0)
            found.append(in_units(block.values[:, is_wanted], reader.bands))
            yield Progress("Reading labelled pixels", window.row / scene.grid.height)
    return valid, np.ascontiguousarray(np.concatenate(found, axis=1).T)


def _sampled(
    opened: OpenedScene, bands: tuple[Band, ...], rule: NoDataRule
) -> tuple[SingleArray, tuple[IntArray, IntArray]]:
    """Return valid sampled pixels, (n_px, n_bands), and where they lie."""
    sample = opened.survey.sample
    values = sample.values.T[[sample.bands.index(band) for band in bands]]
    valid = np.flatnonzero(valid_pixels(values, bands, rule, sample.place))
    pixels = in_units(values[:, valid], bands)
    return np.ascontiguousarray(pixels.T), (sample.rows[valid], sample.cols[valid])


def in_units(values: AnyArray, bands: tuple[Band, ...]) -> SingleArray:
    """Return values of bands, one plane each, in their units."""
    pixels = np.empty(values.shape, dtype=np.float32)
    for plane, band, out in zip(values, bands, pixels, strict=True):
        band.calibration.singles(plane, out)
    return pixels


def strips(scene: Scene, n_block_rows: int) -> list[Window]:
    """Return windows of whole rows that cover a scene, and decode no block of its files twice."""
    height, width = scene.grid.height, scene.grid.width
    n_rows = n_block_rows * max(1, _STRIP_PX // n_block_rows)
    return [Window(row, 0, min(n_rows, height - row), width) for row in range(0, height, n_rows)]


def _silently(steps: Steps[object, R]) -> Steps[Progress, R]:
    return relay(steps, lambda _: ())
