"""Class every pixel of a scene by clusters that labels were learned for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, IntArray, SingleArray, Window
from app.clustering.partial.checking import ClusterVote, ErrorMatrix, error_matrix
from app.clustering.partial.choices import Decision, PartialWishes
from app.clustering.partial.deciding import HALO_PX, decide
from app.clustering.partial.reshaping import reshape
from app.clustering.partial.setting_aside import witnesses
from app.clustering.partial.voting import Voters
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools.partial.learning import (
    EVERYTHING,
    LearnedClasses,
    in_units,
    learn_classes,
    strips,
)
from app.scene.areas.labelled.label_plane import LabelPlane
from app.scene.band import Band
from app.scene.files.reader import SceneReader
from app.scene.nodata import NoDataRule
from app.scene.scene import Scene
from app.steps import Progress, Steps

_N_ROWS = 64


@dataclass(frozen=True, slots=True, eq=False)
class PartialMap:
    """Classes of a scene by few labels.

    Attributes
    ----------
    labels
        Shape (height, width), uint8: classes from 1 in the order of `plane.names`, 0 without.
    confidence
        Same shape, per cent.
    clusters
        Same shape, uint8: numbers of clusters, 0 without data.
    valid
        Same shape: pixels that have data.
    plane
        What the labels say.
    n_learned_px, n_aside_px
        Labelled pixels that were learned from, and that were set aside.
    matrix
        How those set aside are classed.
    votes
        What labelled pixels say of each cluster; numbers that are not used any more are left out.
    """

    labels: ByteArray
    confidence: ByteArray
    clusters: ByteArray
    valid: BoolArray
    plane: LabelPlane
    n_learned_px: int
    n_aside_px: int
    matrix: ErrorMatrix
    votes: tuple[ClusterVote, ...]
    bands: tuple[Band, ...]


def find_classes(
    opened: OpenedScene,
    names: tuple[str, ...],
    plane: LabelPlane,
    wishes: PartialWishes,
    decisions: Sequence[Decision] = (),
    rule: NoDataRule = EVERYTHING,
) -> Steps[Progress, PartialMap]:
    """Learn from the labels, split and merge clusters, and class every pixel.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        The labels are of fewer than two classes, or a decision is not possible.
    """
    learned = yield from learn_classes(opened, names, plane, wishes, rule)
    return (yield from class_pixels(opened.scene, learned, decisions))


def class_pixels(
    scene: Scene, learned: LearnedClasses, decisions: Sequence[Decision] = ()
) -> Steps[Progress, PartialMap]:
    """Split and merge clusters that were learned, and class every pixel.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        A decision is not possible.
    """
    voters = reshape(learned.voters, decisions, learned.known)
    said, aside, wishes = learned.said, learned.aside, learned.wishes
    labels, confidence, clusters = (np.zeros(said.shape, dtype=np.uint8) for _ in range(3))
    n_px = np.zeros(voters.n_numbers, dtype=np.int64)
    for window, own in _look_through(scene, learned.names, learned.rule, voters):
        rows = slice(window.row, window.row + window.height)
        part = slice(own.first, own.first + window.height)
        found = decide(own.likely, own.valid, smooths=wishes.smooths, least=wishes.least)
        labels[rows], confidence[rows] = found.labels[part], found.confidence[part]
        clusters[rows] = own.clusters
        n_px += np.bincount(own.clusters.reshape(-1), minlength=voters.n_numbers + 1)[1:]
        yield Progress("Classing every pixel", window.row / scene.grid.height)
    witness = witnesses(said, learned.plane.places)[aside[said > 0]]
    matrix = error_matrix(labels[aside], said[aside], learned.known.n_classes, witness)
    return PartialMap(
        labels,
        confidence,
        clusters,
        learned.valid,
        learned.plane,
        learned.n_learned_px,
        learned.n_aside_px,
        matrix,
        _votes(voters, n_px, learned),
        learned.bands,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """Likelihoods of a strip with rows beyond it.

    Attributes
    ----------
    likely, valid
        Shapes (n_classes, rows, cols) and (rows, cols).
    first
        The first row of the strip itself.
    clusters
        Shape of the strip itself: numbers of clusters, 0 without data.
    """

    likely: SingleArray
    valid: BoolArray
    first: int
    clusters: ByteArray


def _look_through(
    scene: Scene, names: tuple[str, ...], rule: NoDataRule, voters: Voters
) -> Iterator[tuple[Window, _Looked]]:
    """Yield a few whole rows at a time, with a row more above and below.

    What is reckoned of a pixel takes many times its memory, so that fewer rows are looked at than
    read. The last rows that are read wait for those below them.
    """
    height, width = scene.grid.height, scene.grid.width
    with SceneReader(scene, names, rule) as reader:
        above = _Rows(0, np.empty((len(names), 0, width), reader.dtype), np.empty((0, width), bool))
        done = 0
        for strip in strips(scene, reader.block_shape()[0]):
            end, block = strip.row + strip.height, reader.read(strip)
            known = (above, _Rows(strip.row, block.values, block.valid))
            # In the same rows whatever is read at once: products of matrices are rounded otherwise
            # in other company, and one pixel in some millions would change its class.
            last = end if end == height else (end - HALO_PX) // _N_ROWS * _N_ROWS
            for row in range(done, last, _N_ROWS):
                own = Window(row, 0, min(_N_ROWS, last - row), width)
                begin, stop = max(0, row - HALO_PX), min(height, row + own.height + HALO_PX)
                around = _joined(known, begin, stop)
                pixels = in_units(around.values.reshape(len(names), -1), reader.bands)
                yield own, _looked(voters, pixels, around.valid, own, row - begin)
            done = last
            above = _joined(known, max(0, done - HALO_PX), end)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Whole rows of pixels, shape (n_bands, rows, cols), and which are valid; from row `first`."""

    first: int
    values: AnyArray
    valid: BoolArray


def _joined(parts: Sequence[_Rows], begin: int, stop: int) -> _Rows:
    """Return rows `begin` to `stop` of parts that follow one another, copied."""
    cut = [(part, slice(max(0, begin - part.first), max(0, stop - part.first))) for part in parts]
    values = np.concatenate([part.values[:, rows] for part, rows in cut], axis=1)
    return _Rows(begin, values, np.concatenate([part.valid[rows] for part, rows in cut]))


def _looked(
    voters: Voters, pixels: SingleArray, valid: BoolArray, own: Window, first: int
) -> _Looked:
    """Look at rows and those around them; pixels have the shape (n_bands, n_px)."""
    likely, nearest = voters.look(pixels.T)
    rows = slice(first, first + own.height)
    numbers = np.where(valid[rows], nearest.reshape(valid.shape)[rows] + 1, 0)
    planes = np.ascontiguousarray(likely.T).reshape(-1, *valid.shape)
    return _Looked(planes, valid, first, numbers.astype(np.uint8))


def _votes(voters: Voters, n_px: IntArray, learned: LearnedClasses) -> tuple[ClusterVote, ...]:
    """Return what labelled pixels say of each cluster, and where one of its pixels lies."""
    known = learned.known
    k, n_classes = voters.n_numbers, known.n_classes
    _, nearest = voters.look(known.labelled)
    pairs = nearest * n_classes + known.labels.astype(np.int64) - 1
    counts = np.bincount(pairs, minlength=k * n_classes).reshape(k, n_classes)
    at = voters.middles(known.sampled)
    return tuple(
        ClusterVote(
            number + 1,
            int(n_px[number]),
            tuple(counts[number].tolist()),
            int(learned.rows[at[number]]),
            int(learned.cols[at[number]]),
        )
        for number in range(k)
        if at[number] >= 0
    )
