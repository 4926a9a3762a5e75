"""Split clusters that hold several classes, and merge those that hold one and the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.arrays import AnyArray, IntArray, SingleArray
from app.clustering.fitting.starts import run_start
from app.clustering.partial.choices import N_NUMBERS_MAX, Decision, Merge, Split
from app.clustering.partial.voting import Voters, votes_of
from app.errors import SettingsError


@dataclass(frozen=True, slots=True, eq=False)
class LearnedPixels:
    """What clusters are split by, and who votes on their parts.

    Attributes
    ----------
    sampled
        Shape (n_px, n_bands): pixels of the whole scene.
    labelled, labels
        Shape (n_labelled, n_bands) and (n_labelled,): classes from 1.
    by_vote
        Whether classes of clusters are likelihoods, or each is one class altogether.
    """

    sampled: AnyArray
    labelled: AnyArray
    labels: AnyArray
    n_classes: int
    by_vote: bool
    seed: int


def reshape(voters: Voters, decisions: Sequence[Decision], known: LearnedPixels) -> Voters:
    """Split and merge, one decision after the other.

    Raises
    ------
    SettingsError
        A cluster is not there, has too few different pixels, or there are too many.
    """
    for decision in decisions:
        if isinstance(decision, Split):
            voters = _split(voters, decision, known)
        else:
            voters = _merge(voters, decision, known)
    return voters


def _split(voters: Voters, wanted: Split, known: LearnedPixels) -> Voters:
    _refuse_unknown(voters, (wanted.cluster,))
    if voters.n_numbers + wanted.n_parts - 1 > N_NUMBERS_MAX:
        raise SettingsError(
            "Too many clusters",
            f"There are {voters.n_numbers:,} numbers of clusters, of {N_NUMBERS_MAX} at most.",
            "Undo splits that are not needed, or begin with fewer clusters.",
        )
    _, nearest = voters.look(known.sampled)
    own = voters.metric.scaled(known.sampled[nearest == wanted.cluster - 1])
    n_different = len(np.unique(own, axis=0)) if len(own) else 0
    if n_different < wanted.n_parts:
        raise SettingsError(
            "Cluster too small",
            f"Cluster {wanted.cluster} has {n_different:,} different pixels in the sample of the "
            f"scene, too few for {wanted.n_parts} parts.",
            "Split it in fewer parts, or label more pixels of it.",
        )
    parts, _ = run_start(np.ascontiguousarray(own), wanted.n_parts, known.seed)
    is_other = voters.owners != wanted.cluster - 1
    first_new = voters.n_numbers
    numbers = [wanted.cluster - 1, *range(first_new, first_new + wanted.n_parts - 1)]
    former = voters.votes[~is_other][:1]
    changed = replace(
        voters,
        centres=np.ascontiguousarray(np.concatenate([voters.centres[is_other], parts])),
        owners=np.concatenate([voters.owners[is_other], np.array(numbers, dtype=np.int64)]),
        votes=np.concatenate([voters.votes[is_other], np.repeat(former, len(parts), axis=0)]),
    )
    return _voted(changed, numbers, known)


def _merge(voters: Voters, wanted: Merge, known: LearnedPixels) -> Voters:
    _refuse_unknown(voters, wanted.clusters)
    owners = voters.owners.copy()
    first = wanted.clusters[0] - 1
    owners[np.isin(owners, np.array(wanted.clusters) - 1)] = first
    return _voted(replace(voters, owners=owners), [first], known)


def _voted(voters: Voters, changed: Sequence[int], known: LearnedPixels) -> Voters:
    """Let labelled pixels say what clusters are that have changed."""
    if known.by_vote:
        scaled = voters.metric.scaled(known.labelled)
        votes = votes_of(voters.centres, voters.owners, scaled, known.labels, known.n_classes)
        return replace(voters, votes=votes)
    _, nearest = voters.look(known.labelled)
    return replace(voters, votes=_by_most(voters, changed, nearest, known))


def _by_most(
    voters: Voters, changed: Sequence[int], nearest: IntArray, known: LearnedPixels
) -> SingleArray:
    """Let each changed cluster be what most of its labelled pixels are; as before without any."""
    votes = voters.votes.copy()
    for number in changed:
        own = known.labels[nearest == number]
        if len(own):
            most = int(np.bincount(own, minlength=known.n_classes + 1)[1:].argmax())
            is_own = voters.owners == number
            votes[is_own] = 0.0
            votes[is_own, most] = 1.0
    return votes


def _refuse_unknown(voters: Voters, numbers: Sequence[int]) -> None:
    known = set((voters.owners + 1).tolist())
    gone = [number for number in numbers if number not in known]
    if gone:
        raise SettingsError(
            "Cluster not there",
            f"There is no cluster {', '.join(map(str, gone))}: it was never found, or merged.",
            "Split and merge clusters of the table alone.",
        )
