"""Hold what tools found of the maps of runs, for reports to tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.arrays import IntArray
from app.clustering.accuracy.assessment import Assessment
from app.clustering.legends.changes.differences import Differences
from app.clustering.legends.legend import LegendKey
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult


@dataclass(frozen=True, slots=True, eq=False)
class MapState:
    """What a map was when something was found of it.

    Attributes
    ----------
    look
        Its classes.
    n_px
        Pixels of its clusters, as they were counted: another array once it was refined, tidied or
        split, whether or not classes are called as before. None for a map of a file, which stays.
    """

    look: ClusterLook
    n_px: IntArray | None = None

    @classmethod
    def of(cls, result: KResult, look: ClusterLook) -> "MapState":
        """Return the state of a map of a run."""
        return cls(look, result.signatures.n_px)

    def is_as(self, other: "MapState | None") -> bool:
        """Whether a map is still the same."""
        return other is not None and self.n_px is other.n_px and self.look == other.look


StateOf = Callable[[str, int], MapState | None]
ToldOnPage = Callable[[Any], Iterable[str]]
"""Takes how a page is put together, and yields sections of it; called where libraries may be."""


class Findings:
    """How far maps are right, and how they differ; what is of other maps by now is not told.

    Of tools that tell of the scene and not of a map, what they know is asked for when it is told.
    """

    def __init__(self) -> None:
        self._teller: Callable[[], tuple[ToldOnPage, ...]] = tuple
        self._assessed: dict[LegendKey, tuple[MapState, Assessment]] = {}
        self._compared: dict[
            tuple[LegendKey, LegendKey], tuple[tuple[MapState, MapState], Differences]
        ] = {}

    def ask(self, teller: Callable[[], tuple[ToldOnPage, ...]]) -> None:
        """Ask somebody for what is known of the scene."""
        self._teller = teller

    @property
    def of_scene(self) -> tuple[ToldOnPage, ...]:
        """What tools found of the scene."""
        return self._teller()

    def clear(self) -> None:
        """Forget everything: another scene is there."""
        self._assessed, self._compared = {}, {}

    def forget_assessments(self) -> None:
        """Forget how far maps are right: other places tell of it."""
        self._assessed = {}

    def take_assessment(self, key: LegendKey, state: MapState, found: Assessment) -> None:
        """Keep what places tell of a map as it is."""
        self._assessed[key] = state, found

    def take_differences(
        self,
        keys: tuple[LegendKey, LegendKey],
        states: tuple[MapState, MapState],
        told: Differences,
    ) -> None:
        """Keep how two maps differ; a map of a file has its own key."""
        self._compared[keys] = states, told

    def assessment_of(self, key: LegendKey, state_of: StateOf) -> Assessment | None:
        """Return how far a map is right; None where that is not known of it as it is now."""
        state, found = self._assessed.get(key, (None, None))
        return found if state is not None and state.is_as(state_of(*key)) else None

    def differences_of(self, key: LegendKey, state_of: StateOf) -> tuple[Differences, ...]:
        """Return how a map differs from others, as both are now."""
        found = []
        for keys, (states, told) in self._compared.items():
            now = (state_of(*one) for one in keys)
            are_same = all(
                other is None or one.is_as(other) for one, other in zip(states, now, strict=True)
            )
            if key in keys and are_same:
                found.append(told)
        return tuple(found)
