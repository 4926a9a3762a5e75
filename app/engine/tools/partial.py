"""Make a map of classes from few labelled pixels, by the vote of many clusters."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, IntArray, SingleArray, Window
from app.clustering.partial.checking import ClusterVote, ErrorMatrix, error_matrix
from app.clustering.partial.deciding import HALO_PX, decide
from app.clustering.partial.metric import learn_metric
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
from app.scene.areas.labelled.label_file import LabelFile
from app.scene.areas.labelled.label_plane import LabelPlane, lay_out
from app.scene.band import Band
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.scene import Scene
from app.steps import Progress, Steps, relay

_STRIP_PX = 256
_LEAST_CLASSES = 2

R = TypeVar("R")


class PartialMode(StrEnum):
    """How labels and clusters come together."""

    VOTE = "vote"  # many clusters, and labelled pixels say what they are
    SEEDS = "seeds"  # labelled pixels are where k-means begins


@dataclass(frozen=True, slots=True)
class PartialWishes:
    """What a person chooses.

    Attributes
    ----------
    k
        Clusters; 0 for as many as the labels can tell apart.
    aside
        0..1: share of the labels that is kept for checking.
    least
        0..1: pixels of a lower confidence stay without a class.
    smooths
        Whether neighbours have a say.
    """

    mode: PartialMode = PartialMode.VOTE
    k: int = 0
    aside: float = 0.25
    least: float = 0.0
    smooths: bool = True
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class PartialMap:
    """Classes of a scene by few labels.

    Attributes
    ----------
    labels
        Shape (height, width), uint8: classes from 1 in the order of `plane.names`, 0 without.
    confidence
        Same shape, per cent.
    valid
        Same shape: pixels that have data.
    plane
        What the labels say.
    n_learned_px, n_aside_px
        Labelled pixels that were learned from, and that were set aside.
    matrix
        How those set aside are classed.
    votes
        What labelled pixels say of each cluster.
    """

    labels: ByteArray
    confidence: ByteArray
    valid: BoolArray
    plane: LabelPlane
    n_learned_px: int
    n_aside_px: int
    matrix: ErrorMatrix
    votes: tuple[ClusterVote, ...]
    bands: tuple[Band, ...]


def find_classes(
    opened: OpenedScene, names: tuple[str, ...], file: LabelFile, wishes: PartialWishes
) -> Steps[Progress, PartialMap]:
    """Learn from the labels, and class every pixel.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        The labels lie elsewhere, or are of fewer than two classes.
    """
    scene, rule = opened.scene, NoDataRule()
    bands = scene.pick(names)
    yield Progress("Laying out the labels", None)
    plane = lay_out(file, scene.grid, scene.title)
    valid, labelled = yield from _labelled(scene, names, rule, plane)
    said = np.where(valid, plane.labels, 0)
    aside = set_aside(said, plane.places, wishes.aside, seed=wishes.seed)
    learned = (said > 0) & ~aside
    classes = said[learned]
    if len(np.unique(classes)) < _LEAST_CLASSES:
        raise SettingsError(
            "Too few classes",
            f'"{file.name}" has {len(np.unique(classes))} class on pixels with data that is '
            "learned from; there have to be two.",
            "Label places of another class too, or set fewer labels aside.",
            command="Label places of another class too, or set fewer labels aside: --aside 0.",
        )
    pixels = labelled[~aside[said > 0]]
    sampled, places = _sampled(opened, bands, rule)
    yield Progress("Clustering", None)
    voters = yield from _silently(_learn(sampled, pixels, classes, len(plane.names), wishes))
    labels = np.zeros(said.shape, dtype=np.uint8)
    confidence = np.zeros(said.shape, dtype=np.uint8)
    n_px = np.zeros(len(voters.centres), dtype=np.int64)
    for window, own in _look_through(scene, names, rule, voters):
        rows = slice(window.row, window.row + window.height)
        part = slice(own.first, own.first + window.height)
        found = decide(own.likely, own.valid, smooths=wishes.smooths, least=wishes.least)
        labels[rows], confidence[rows] = found.labels[part], found.confidence[part]
        n_px += own.n_px
        yield Progress("Classing every pixel", window.row / scene.grid.height)
    matrix = error_matrix(labels[aside], said[aside], len(plane.names))
    votes = _votes(voters, n_px, pixels, classes, sampled, places)
    return PartialMap(
        labels,
        confidence,
        valid,
        plane,
        int(np.count_nonzero(learned)),
        int(np.count_nonzero(aside)),
        matrix,
        votes,
        bands,
    )


def _learn(
    sampled: AnyArray, pixels: AnyArray, classes: AnyArray, n_classes: int, wishes: PartialWishes
) -> Steps[None, Voters]:
    metric = learn_metric(pixels, classes)
    if wishes.mode is PartialMode.SEEDS:
        return (
            yield from learn_by_seeds(metric, sampled, pixels, classes, n_classes, seed=wishes.seed)
        )
    k = wishes.k or n_clusters_for(len(classes), n_classes)
    with thread_pool() as pool:
        return (
            yield from learn_by_vote(
                metric, sampled, pixels, classes, n_classes, k, seed=wishes.seed, pool=pool
            )
        )


def _labelled(
    scene: Scene, names: tuple[str, ...], rule: NoDataRule, plane: LabelPlane
) -> Steps[Progress, tuple[BoolArray, SingleArray]]:
    """Return which pixels have data, and those that are labelled, (n_px, n_bands), by rows."""
    valid = np.zeros(plane.labels.shape, dtype=bool)
    found = []
    with SceneReader(scene, names, rule) as reader:
        for window in _strips(scene):
            rows = slice(window.row, window.row + window.height)
            block = reader.read(window)
            valid[rows] = block.valid
            is_wanted = block.valid & (plane.labels[rows] > 0)
            found.append(_in_units(block.values[:, is_wanted], reader.bands))
            yield Progress("Reading labelled pixels", window.row / scene.grid.height)
    return valid, np.ascontiguousarray(np.concatenate(found, axis=1).T)


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """Likelihoods of a strip with rows beyond it.

    Attributes
    ----------
    likely, valid
        Shapes (n_classes, rows, cols) and (rows, cols).
    first
        The first row of the strip itself.
    n_px
        Pixels of each cluster in the strip itself.
    """

    likely: SingleArray
    valid: BoolArray
    first: int
    n_px: IntArray


def _look_through(
    scene: Scene, names: tuple[str, ...], rule: NoDataRule, voters: Voters
) -> Iterator[tuple[Window, _Looked]]:
    """Yield strips of whole rows, each with a row more above and below."""
    height, width = scene.grid.height, scene.grid.width
    with SceneReader(scene, names, rule) as reader:
        for window in _strips(scene):
            top = max(0, window.row - HALO_PX)
            bottom = min(height, window.row + window.height + HALO_PX)
            block = reader.read(Window(top, 0, bottom - top, width))
            pixels = _in_units(block.values.reshape(len(names), -1), reader.bands)
            likely, nearest = voters.look(pixels.T)
            shape = (bottom - top, width)
            first = window.row - top
            own = slice(first, first + window.height)
            counted = nearest.reshape(shape)[own][block.valid[own]]
            yield (
                window,
                _Looked(
                    np.ascontiguousarray(likely.T).reshape(-1, *shape),
                    block.valid,
                    first,
                    np.bincount(counted, minlength=len(voters.centres)),
                ),
            )


def _votes(
    voters: Voters,
    n_px: IntArray,
    pixels: AnyArray,
    classes: AnyArray,
    sampled: AnyArray,
    places: tuple[IntArray, IntArray],
) -> tuple[ClusterVote, ...]:
    """Return what labelled pixels say of each cluster, and where one of its pixels lies."""
    k, n_classes = voters.votes.shape
    _, nearest = voters.look(pixels)
    pairs = nearest * n_classes + classes.astype(np.int64) - 1
    counts = np.bincount(pairs, minlength=k * n_classes).reshape(k, n_classes)
    at = voters.middles(sampled)
    return tuple(
        ClusterVote(
            number + 1,
            int(n_px[number]),
            tuple(counts[number].tolist()),
            int(places[0][at[number]]),
            int(places[1][at[number]]),
        )
        for number in range(k)
    )


def _sampled(
    opened: OpenedScene, bands: tuple[Band, ...], rule: NoDataRule
) -> tuple[SingleArray, tuple[IntArray, IntArray]]:
    """Return valid sampled pixels, (n_px, n_bands), and where they lie."""
    sample = opened.survey.sample
    values = sample.values.T[[sample.bands.index(band) for band in bands]]
    valid = np.flatnonzero(valid_pixels(values, bands, rule, sample.place))
    pixels = _in_units(values[:, valid], bands)
    return np.ascontiguousarray(pixels.T), (sample.rows[valid], sample.cols[valid])


def _in_units(values: AnyArray, bands: tuple[Band, ...]) -> SingleArray:
    pixels = np.empty(values.shape, dtype=np.float32)
    for plane, band, out in zip(values, bands, pixels, strict=True):
        band.calibration.singles(plane, out)
    return pixels


def _strips(scene: Scene) -> list[Window]:
    height, width = scene.grid.height, scene.grid.width
    return [
        Window(row, 0, min(_STRIP_PX, height - row), width) for row in range(0, height, _STRIP_PX)
    ]


def _silently(steps: Steps[object, R]) -> Steps[Progress, R]:
    return relay(steps, lambda _: ())
