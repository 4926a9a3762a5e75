"""Find two bands that were swapped: each resembles the neighbours of the other."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from app.arrays import AnyArray, DoubleArray
from app.resources import resource_path
from app.scene.alignment import EdgeArray
from app.scene.band import Band, BandKind
from app.scene.evidence import is_missing
from app.scene.pixels import Evidence

# How much better two bands have to fit when swapped, per rule of likeness and between 0 and 1.
# Good scenes reach 0.01, clips of more than 5,000 pixels 0.02, smaller ones much more.
_GAIN_LEAST = 0.06
_N_PX_SURE = 5_000
_SOFTNESS = 0.4  # differences of likeness beyond count no more than this, about
_N_RULES_LEAST = 8
# Four bands of visible light and near infrared do not tell: over turbid water red and near infrared
# resemble each other as if swapped (seen in clips of a Sentinel-2 scene).
_N_BANDS_LEAST = 5
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
    gain, pair = _best_swap(roles, likeness)
    if gain < _GAIN_LEAST * max(1.0, (_N_PX_SURE / values.shape[1]) ** 2):
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


def _best_swap(
    roles: Sequence[str], likeness: Sequence[DoubleArray]
) -> tuple[float, tuple[int, int]]:
    """Return how much better the best swap fits, per rule, and which two places it swaps."""
    now, n_rules = _fit(roles, likeness)
    if n_rules < _N_RULES_LEAST:
        return 0.0, (0, 0)
    best, pair = now, (0, 0)
    for first, second in combinations(range(len(roles)), 2):
        swapped = list(roles)
        swapped[first], swapped[second] = roles[second], roles[first]
        fit, _ = _fit(swapped, likeness)
        if fit > best:
            best, pair = fit, (first, second)
    return (best - now) / n_rules, pair


def _fit(roles: Sequence[str], likeness: Sequence[DoubleArray]) -> tuple[float, int]:
    """Return how well bands keep the rules if these are their roles, and how many rules apply."""
    place = {role: number for number, role in enumerate(roles)}
    fit, n_rules = 0.0, 0
    for rules, alike in zip(_rules(), likeness, strict=True):
        kept = _kept(rules, place, alike)
        fit += float(np.tanh(kept / _SOFTNESS).sum())
        n_rules += len(kept)
    return fit, n_rules


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
