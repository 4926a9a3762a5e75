"""Say which k the curves support, and why, in words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.clustering.evidence.elbow import find_elbow
from app.clustering.results import Advice, KResult, KSkipped, Silhouette
from app.clustering.settings import K_LOWEST

_LITTLE_GAIN = 0.2  # of the whole fall of the inertia, left for all k above the defensible ones
_WEAK_SILHOUETTE = 0.25  # Kaufman & Rousseeuw 1990: below it no substantial structure was found


def advise(results: Sequence[KResult], skipped: Sequence[KSkipped] = ()) -> Advice:
    """Weigh inertia and silhouette of a sweep, finished or under way.

    Defensible are: the k at the elbow; the k with the highest silhouette and all whose interval
    overlaps its own; a neighbour of the elbow, if its silhouette is not lower beyond doubt.
    """
    ordered = sorted(results, key=lambda result: result.k)
    tail = _footnotes(ordered, skipped)
    if len(ordered) < 2:
        return Advice((), None, " ".join([_too_few(ordered), *tail]))
    evidence = _weigh(ordered)
    defensible = evidence.defensible
    return Advice(
        defensible,
        evidence.elbow,
        " ".join([_verdict(evidence), *_beyond(ordered, evidence), *tail]),
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the curves say: the elbow, k like it, the best silhouette, k that cannot be told."""

    ks: tuple[int, ...]
    elbow: int | None
    beside: tuple[int, ...]
    best: int | None
    best_silhouette: float
    tied: tuple[int, ...]

    @property
    def defensible(self) -> tuple[int, ...]:
        """All k that something speaks for, rising."""
        named = {self.elbow, self.best, *self.beside, *self.tied}
        return tuple(k for k in self.ks if k in named)


def _weigh(ordered: Sequence[KResult]) -> _Evidence:
    ks = tuple(result.k for result in ordered)
    elbow = find_elbow(ks, [result.inertia for result in ordered])
    measured = {result.k: result.silhouette for result in ordered if result.silhouette is not None}
    best = max(measured, key=lambda k: measured[k].mean) if measured else None
    tied: tuple[int, ...] = ()
    if best is not None:
        tied = tuple(
            k for k in measured if k != best and not _is_lower(measured[k], measured[best])
        )
    return _Evidence(
        ks,
        elbow,
        tuple(k for k in _beside(elbow, measured) if k != best and k not in tied),
        best,
        math.nan if best is None else measured[best].mean,
        tied,
    )


def _beside(elbow: int | None, measured: dict[int, Silhouette]) -> tuple[int, ...]:
    """Return the neighbours of the elbow that are no worse than it."""
    if elbow is None or elbow not in measured:
        return ()
    neighbours = [k for k in (elbow - 1, elbow + 1) if k in measured]
    return tuple(k for k in neighbours if not _is_lower(measured[k], measured[elbow]))


def _is_lower(one: Silhouette, other: Silhouette) -> bool:
    """Whether the intervals leave no doubt."""
    return one.high < other.low


def _verdict(evidence: _Evidence) -> str:
    """Weigh the k against one another: elbow and highest silhouette are those of this range."""
    clauses = f"{_about_elbow(evidence)}, {_about_silhouette(evidence)}"
    defensible, seen = evidence.defensible, spoken(evidence.ks)
    if not defensible:
        return f"The curves single out none of {seen}: {clauses}."
    if defensible == evidence.ks and len(defensible) > 2:
        return f"The curves do not decide between {seen}: {clauses}."
    verb = "is" if len(defensible) == 1 else "are"
    return f"Of {seen}, {spoken(defensible)} {verb} defensible: {clauses}."


def _about_elbow(evidence: _Evidence) -> str:
    if evidence.elbow is None:
        return "the inertia bends nowhere clearly"
    clause = f"the inertia bends at {spoken([evidence.elbow])}"
    if not evidence.beside:
        return clause
    verb = "scores" if len(evidence.beside) == 1 else "score"
    return f"{clause} ({_listed(evidence.beside)} {verb} about as well)"


def _about_silhouette(evidence: _Evidence) -> str:
    if evidence.best is None:
        return "there is no silhouette to compare"
    mean = f"{evidence.best_silhouette:.2f}"
    if evidence.best == evidence.elbow:
        clause = f"where the silhouette is highest too ({mean})"
    else:
        clause = f"the silhouette is highest at {spoken([evidence.best])} ({mean})"
    if not evidence.tied:
        return clause
    return f"{clause}, with {_listed(evidence.tied)} too close to call"


def _beyond(ordered: Sequence[KResult], evidence: _Evidence) -> list[str]:
    """Say what lies above the defensible k, and how far the figures carry."""
    sentences = []
    first, last = ordered[0], ordered[-1]
    if evidence.defensible and evidence.defensible[-1] < last.k:
        top = next(result for result in ordered if result.k == evidence.defensible[-1])
        if top.inertia - last.inertia <= _LITTLE_GAIN * (first.inertia - last.inertia):
            sentences.append(f"Above {top.k} little is gained.")
    if evidence.best == last.k:
        sentences.append("Try larger k, too.")
    if evidence.best == first.k > K_LOWEST:
        sentences.append("Try smaller k, too.")
    if evidence.best_silhouette < _WEAK_SILHOUETTE:
        sentences.append(f"No silhouette reaches {_WEAK_SILHOUETTE}: the clusters overlap.")
    return sentences


def _too_few(ordered: Sequence[KResult]) -> str:
    if not ordered:
        return "No k has been fitted."
    only = ordered[0]
    if only.silhouette is None:
        return f"Only {spoken([only.k])} has been fitted: there is nothing to compare it with."
    return (
        f"Only {spoken([only.k])} has been fitted, with a silhouette of "
        f"{only.silhouette.mean:.2f}: there is nothing to compare it with."
    )


def _footnotes(ordered: Iterable[KResult], skipped: Iterable[KSkipped]) -> list[str]:
    sentences = []
    missing = sorted({one.k for one in skipped})
    if missing:
        sentences.append(f"{spoken(missing)} could not be fitted.")
    if any(result.is_estimate for result in ordered):
        sentences.append("Inertias are estimates until every pixel is counted.")
    return sentences


def spoken(ks: Sequence[int]) -> str:
    """Name rising k as a person does: "k = 3, 5 to 7 and 10"."""
    return f"k = {_listed(ks)}"


def _listed(ks: Sequence[int]) -> str:
    """Name rising k where it is clear that they are such."""
    runs: list[list[int]] = []
    for k in ks:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(k) for k in run]
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
