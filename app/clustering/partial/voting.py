"""Let labelled pixels vote on what clusters are, and clusters on what pixels are."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray, IntArray, SingleArray
from app.clustering.fitting.bandsweep import find_centres
from app.clustering.fitting.fitter import FitPixels
from app.clustering.fitting.starts import run_start
from app.clustering.partial.metric import ClassMetric
from app.steps import Steps

N_CLUSTERS_MAX = 250
_PX_A_CLUSTER = 12  # labelled ones: fewer cannot tell what a cluster is
_N_STARTS = 3
_WIDTH = 0.5  # squared distance, in variances of a class, over which a vote falls to 1 / e
_PRIOR = 0.5  # of a labelled pixel: what an unlabelled cluster is taken for, at no confidence
_CHUNK_PX = 2_048  # times 250 clusters, what a core's cache holds: half the time of 16,384
_N_SEEDS_MAX, _PX_A_SEED = 8, 8
_N_STEPS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Voters:
    """Clusters, and how likely each class is in them.

    Attributes
    ----------
    metric
        How distances are measured.
    centres
        Shape (n_centres, n_bands), scaled.
    votes
        Shape (n_centres, n_classes): sums to 1 along classes, to less where nothing is known.
    owners
        Shape (n_centres,): which cluster each centre belongs to, from 0. One each, in their order,
        until clusters are merged or split; numbers of clusters that were merged are not used again.
    """

    metric: ClassMetric
    centres: SingleArray
    votes: SingleArray
    owners: IntArray

    @property
    def n_numbers(self) -> int:
        """How many numbers of clusters were given, those that are not used any more too."""
        return int(self.owners.max()) + 1

    def look(self, pixels: AnyArray) -> tuple[SingleArray, AnyArray]:
        """Return how likely each class is, and which cluster is nearest.

        Parameters
        ----------
        pixels
            Shape (n_px, n_bands).

        Returns
        -------
        Shapes (n_px, n_classes) and (n_px,); clusters are numbered from 0.
        """
        likely = np.empty((len(pixels), self.votes.shape[1]), dtype=np.float32)
        nearest = np.empty(len(pixels), dtype=np.int64)
        with _one_thread():
            for first in range(0, len(pixels), _CHUNK_PX):
                part = slice(first, first + _CHUNK_PX)
                away = _distances(self.metric.scaled(pixels[part]), self.centres)
                nearest[part] = self.owners[away.argmin(axis=1)]
                likely[part] = _nearness(away) @ self.votes
        return likely, nearest

    def middles(self, pixels: AnyArray) -> AnyArray:
        """Return for each cluster which of some pixels is nearest to a centre of it.

        Returns
        -------
        Shape (n_numbers,); -1 for numbers that are not used any more.
        """
        scaled = self.metric.scaled(pixels)
        best = np.full(len(self.centres), np.inf, dtype=np.float32)
        found = np.zeros(len(self.centres), dtype=np.int64)
        for first in range(0, len(scaled), _CHUNK_PX):
            away = _distances(scaled[first : first + _CHUNK_PX], self.centres)
            at = away.argmin(axis=0)
            own = away[at, np.arange(len(best))]
            is_nearer = own < best
            best[is_nearer], found[is_nearer] = own[is_nearer], at[is_nearer] + first
        order = np.argsort(-best, kind="stable")  # the nearest of a cluster's centres comes last
        of_cluster = np.full(self.n_numbers, -1, dtype=np.int64)
        of_cluster[self.owners[order]] = found[order]
        return of_cluster


def _one_thread() -> AbstractContextManager[object]:
    """Keep BLAS on one thread.

    Its products are small here. On two threads of a machine with other work one waited for the
    other: eight times as long for 1 Mpx and 250 clusters, at seven times the processor time.
    """
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits


def n_clusters_for(n_labelled: int, n_classes: int) -> int:
    """Return how many clusters so many labelled pixels can tell apart."""
    return int(np.clip(n_labelled // _PX_A_CLUSTER, 3 * n_classes, N_CLUSTERS_MAX))


def learn_by_vote(
    metric: ClassMetric,
    sampled: AnyArray,
    labelled: AnyArray,
    labels: AnyArray,
    n_classes: int,
    k: int,
    *,
    seed: int,
    pool: ThreadPoolExecutor,
) -> Steps[None, Voters]:
    """Cluster all pixels finely, then let labelled ones say what each cluster is.

    A pixel votes for clusters by how near they are, so that clusters at the border of two classes
    learn of both.

    Parameters
    ----------
    sampled
        Shape (n_px, n_bands): pixels of the whole scene.
    labelled, labels
        Shape (n_labelled, n_bands) and (n_labelled,): classes from 1.
    """
    rows = metric.scaled(sampled)
    k = min(k, len(np.unique(rows, axis=0)))
    found = yield from find_centres(FitPixels.of(rows), k, n_starts=_N_STARTS, seed=seed, pool=pool)
    owners = np.arange(len(found.centres))
    votes = votes_of(found.centres, owners, metric.scaled(labelled), labels, n_classes)
    return Voters(metric, found.centres, votes, owners)


def votes_of(
    centres: SingleArray, owners: IntArray, scaled: SingleArray, labels: AnyArray, n_classes: int
) -> SingleArray:
    """Let labelled pixels say how likely each class is in each cluster.

    Parameters
    ----------
    centres, owners
        As in `Voters`.
    scaled, labels
        Labelled pixels, shape (n_labelled, n_bands), and their classes from 1.

    Returns
    -------
    Shape (n_centres, n_classes); the same for all centres of a cluster.
    """
    counts = np.zeros((len(centres), n_classes))
    for first in range(0, len(scaled), _CHUNK_PX):
        part = slice(first, first + _CHUNK_PX)
        weights = _weights(scaled[part], centres)
        for one in range(n_classes):
            counts[:, one] += weights[labels[part] == one + 1].sum(axis=0, dtype=np.float64)
    together = np.zeros((int(owners.max()) + 1, n_classes))
    np.add.at(together, owners, counts)
    return _shares(together)[owners]


def learn_by_seeds(
    metric: ClassMetric,
    sampled: AnyArray,
    labelled: AnyArray,
    labels: AnyArray,
    n_classes: int,
    *,
    seed: int,
) -> Steps[None, Voters]:
    """Start k-means from the labelled pixels, and keep these in their class.

    Constrained k-means of Basu, Banerjee and Mooney 2002 ("Semi-supervised clustering by
    seeding", ICML), with several centres a class.
    """
    rows, scaled = metric.scaled(sampled), metric.scaled(labelled)
    centres, owners = [], []
    for one in range(1, n_classes + 1):
        own = scaled[labels == one]
        if len(own):
            n_seeds = max(1, min(_N_SEEDS_MAX, len(own) // _PX_A_SEED))
            centres.append(run_start(np.ascontiguousarray(own), n_seeds, seed)[0])
            owners += [one] * n_seeds
    found, owner = np.concatenate(centres), np.array(owners)
    for _ in range(_N_STEPS):
        moved = _step(found, owner, rows, scaled, labels)
        if np.allclose(moved, found, atol=1e-4):
            break
        found = moved
        yield None
    votes = np.zeros((len(owner), n_classes), dtype=np.float32)
    votes[np.arange(len(owner)), owner - 1] = 1.0
    return Voters(metric, found, votes, np.arange(len(owner)))


def _step(
    centres: SingleArray,
    owner: AnyArray,
    rows: SingleArray,
    scaled: SingleArray,
    labels: AnyArray,
) -> SingleArray:
    """Take one step of Lloyd's, labelled pixels only among the centres of their class."""
    sums, counts = np.zeros(centres.shape), np.zeros(len(centres))
    for pixels, own in ((rows, None), (scaled, labels)):
        for first in range(0, len(pixels), _CHUNK_PX):
            part = slice(first, first + _CHUNK_PX)
            away = _distances(pixels[part], centres)
            if own is not None:
                away = np.where(owner[None] == own[part, None], away, np.inf)
            nearest = away.argmin(axis=1)
            np.add.at(sums, nearest, pixels[part])
            counts += np.bincount(nearest, minlength=len(centres))
    moved = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
    return np.asarray(moved, dtype=np.float32)


def _shares(counts: DoubleArray) -> SingleArray:
    """Return how likely each class is in each cluster; less than 1 together where few are known."""
    totals = counts.sum(axis=1, keepdims=True)
    return np.asarray(counts / (totals + _PRIOR), dtype=np.float32)


def _weights(scaled: SingleArray, centres: SingleArray) -> SingleArray:
    return _nearness(_distances(scaled, centres))


def _nearness(away: SingleArray) -> SingleArray:
    """Return how much each cluster has to say of each pixel, summing to 1 over the clusters."""
    near: SingleArray = away.min(axis=1, keepdims=True) - away
    near /= np.float32(2 * _WIDTH)
    np.exp(near, out=near)
    near /= near.sum(axis=1, keepdims=True)
    return near


def _distances(scaled: SingleArray, centres: SingleArray) -> SingleArray:
    """Return squared distances, shape (n_px, k)."""
    norms = np.einsum("nb,nb->n", scaled, scaled)[:, None]
    own = np.einsum("kb,kb->k", centres, centres)[None]
    away = scaled @ centres.T
    away *= np.float32(-2)
    away += norms
    away += own
    return np.asarray(np.maximum(away, 0, out=away), dtype=np.float32)
