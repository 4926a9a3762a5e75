"""Find two bands that were swapped: each resembles the neighbours of the other."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from app.arrays import AnyArray, DoubleArray
from app.resources import resource_path
from app.scene.band import Band, BandKind
from app.scene.blocks import Evidence
from app.scene.checks.likeness.alignment import EdgeArray
from app.scene.pixels.evidence import is_missing

# How much better two bands have to fit when swapped, per rule of likeness and between 0 and 1, and
# how much of that has to come from rules that are broken as they stand. Of some 560 clips of good
# scenes none gains more than 0.03. Few rules tell nothing: over sea and bare soil some are broken.
_GAIN_LEAST = 0.06
_MENDED_LEAST = 0.02
_N_RULES_LEAST = 30
# Of each band to the one most like it: where one is less, good clips gain twice as much.
_LIKENESS_USUAL = 0.25
_NOISE_OF_STRANGERS = 2.5
_N_PX_SURE = 5_000
_SOFTNESS = 0.4  # differences of likeness beyond count no more than this, about
_N_BANDS_LEAST = 4
_N_PX_LEAST = 2_500
_N_VALUES_LEAST = 8  # dark water of 8 bits has no order
_N_PX_ENOUGH = 30_000
_NEARLY_ONE = 0.9995  # of a correlation


@dataclass(frozen=True, slots=True)
class Swapped:
    """Two bands that fit better the other way round."""

    first: Band
    second: Band


Rule = tuple[str, str, str]
"""The first role is more like the second than like the third."""


def find_swapped(
    evidence: Evidence, edges: EdgeArray, out_of_question: Collection[Band]
) -> Swapped | None:
    """Look whether two bands of known roles fit the others better when swapped.

    Parameters
    ----------
    out_of_question
        Bands in which something else is wrong.
    """
    members = _known_bands(evidence, out_of_question)
    if len(members) < _N_BANDS_LEAST:
        return None
    numbers, roles = list(members.values()), list(members)
    values = _values(evidence, numbers)
    if values.shape[1] < _N_PX_LEAST or not _is_rich(values):
        return None
    likeness = (_likeness_of_edges(edges[numbers]), _spread_out(np.asarray(np.corrcoef(values))))
    noise = max(1.0, (_N_PX_SURE / values.shape[1]) ** 2)
    if not _hang_together(likeness[0]):
        noise *= _NOISE_OF_STRANGERS
    pair = _best_swap(roles, likeness, noise)
    if pair is None:
        return None
    first, second = (evidence.bands[numbers[place]] for place in pair)
    return Swapped(first, second)


def _known_bands(evidence: Evidence, out_of_question: Collection[Band]) -> dict[str, int]:
    """Return the number of the band of each role."""
    members: dict[str, int] = {}
    for number, band in enumerate(evidence.bands):
        if band.kind is BandKind.OPTICAL and band.role and band not in out_of_question:
            members.setdefault(band.role, number)
    if "nir08" in members and "nir" not in members:
        members["nir"] = members.pop("nir08")
    known = {role for rules in _rules() for rule in rules for role in rule}
    return {role: number for role, number in members.items() if role in known}


def _values(evidence: Evidence, numbers: Sequence[int]) -> DoubleArray:
    """Return values of pixels that all these bands have, shape (n_bands, n_px)."""
    planes = evidence.patches.reshape(len(evidence.bands), -1)
    planes = planes[numbers, :: 1 + planes.shape[1] // _N_PX_ENOUGH]
    known = np.isfinite(planes).all(axis=0) & (planes != 0).all(axis=0)
    for plane, number in zip(planes, numbers, strict=True):
        known &= ~is_missing(plane, evidence.bands[number])
    values = planes[:, known].astype(np.float64)
    # Likeness does not depend on the size of numbers, but their sums may be infinite.
    return np.asarray(values / np.abs(values).max(axis=1, keepdims=True, initial=1.0))


def _is_rich(values: AnyArray) -> bool:
    return all(len(np.unique(plane)) >= _N_VALUES_LEAST for plane in values)


def _likeness_of_edges(edges: EdgeArray) -> DoubleArray:
    flat = edges.reshape(len(edges), -1)
    products = np.asarray((flat.conj() @ flat.T).real, dtype=np.float64)
    sizes = np.sqrt(np.maximum(np.diag(products), 1e-9))
    return _spread_out(products / sizes / sizes[:, None])


def _spread_out(correlations: DoubleArray) -> DoubleArray:
    """Stretch correlations near one, where small differences tell much (Fisher's z)."""
    return np.arctanh(np.clip(correlations, -_NEARLY_ONE, _NEARLY_ONE))


def _hang_together(likeness: DoubleArray) -> bool:
    """Tell whether each band has another whose edges are like its own."""
    likest = np.abs(np.tanh(likeness)) * ~np.eye(len(likeness), dtype=bool)
    return bool(likest.max(axis=0).min() >= _LIKENESS_USUAL)


def _best_swap(
    roles: Sequence[str], likeness: Sequence[DoubleArray], noise: float
) -> tuple[int, int] | None:
    """Return the two places that fit much better when swapped; None where there are none."""
    now = _fits(roles, likeness)
    if len(now) < _N_RULES_LEAST:
        return None
    best, pair = now, None
    for first, second in combinations(range(len(roles)), 2):
        swapped = list(roles)
        swapped[first], swapped[second] = roles[second], roles[first]
        fits = _fits(swapped, likeness)
        if fits.sum() > best.sum():
            best, pair = fits, (first, second)
    gain = float(best.mean() - now.mean())
    mended = float(np.minimum(best, 0).mean() - np.minimum(now, 0).mean())
    is_sure = gain >= _GAIN_LEAST * noise and mended >= _MENDED_LEAST * noise
    return pair if is_sure else None


def _fits(roles: Sequence[str], likeness: Sequence[DoubleArray]) -> DoubleArray:
    """Return how well each rule is kept if bands have these roles, between -1 and 1."""
    place = {role: number for number, role in enumerate(roles)}
    kept = [_kept(rules, place, alike) for rules, alike in zip(_rules(), likeness, strict=True)]
    return np.asarray(np.tanh(np.concatenate(kept) / _SOFTNESS))


def _kept(rules: Sequence[Rule], place: Mapping[str, int], alike: DoubleArray) -> DoubleArray:
    """Return by how much each rule is kept; negative where it is broken."""
    return np.array(
        [
            alike[place[role], place[like]] - alike[place[role], place[unlike]]
            for role, like, unlike in rules
            if role in place and like in place and unlike in place
        ]
    )


@cache
def _rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return rules of the likeness of edges, and of values."""
    with resource_path("likeness.toml").open("rb") as file:
        tables = tomllib.load(file)
    return _rules_of(tables["edges"]), _rules_of(tables["values"])


def _rules_of(table: Mapping[str, Sequence[str]]) -> tuple[Rule, ...]:
    rules = []
    for role, lines in table.items():
        for line in lines:
            like, _, unlike = line.partition(" > ")
            rules += [(role, like, other) for other in unlike.split()]
    return tuple(rules)
