"""Hold what tools found of the maps of runs, for reports to tell."""

from collections.abc import Callable

from app.clustering.accuracy.assessment import Assessment
from app.clustering.legends.changes.differences import Differences
from app.clustering.legends.legend import LegendKey
from app.clustering.naming.cluster_look import ClusterLook

Looks = Callable[[str, int], ClusterLook | None]


class Findings:
    """How far maps are right, and how they differ; what is of other classes by now is not told."""

    def __init__(self) -> None:
        self._assessed: dict[LegendKey, tuple[ClusterLook, Assessment]] = {}
        self._compared: dict[
            tuple[LegendKey, LegendKey], tuple[tuple[ClusterLook, ClusterLook], Differences]
        ] = {}

    def clear(self) -> None:
        """Forget everything: another scene is there."""
        self._assessed, self._compared = {}, {}

    def forget_assessments(self) -> None:
        """Forget how far maps are right: other places tell of it."""
        self._assessed = {}

    def take_assessment(self, key: LegendKey, look: ClusterLook, found: Assessment) -> None:
        """Keep what places tell of a map with these classes."""
        self._assessed[key] = look, found

    def take_differences(
        self,
        keys: tuple[LegendKey, LegendKey],
        looks: tuple[ClusterLook, ClusterLook],
        told: Differences,
    ) -> None:
        """Keep how two maps differ; a map of a file has its own key."""
        self._compared[keys] = looks, told

    def assessment_of(self, key: LegendKey, look_of: Looks) -> Assessment | None:
        """Return how far a map is right; None where that is not known of its classes now."""
        look, found = self._assessed.get(key, (None, None))
        return found if look is not None and look == look_of(*key) else None

    def differences_of(self, key: LegendKey, look_of: Looks) -> tuple[Differences, ...]:
        """Return how a map differs from others, as the classes of both are now."""
        found = []
        for keys, (looks, told) in self._compared.items():
            now = (look_of(*one) for one in keys)
            are_same = all(
                other is None or one == other for one, other in zip(looks, now, strict=True)
            )
            if key in keys and are_same:
                found.append(told)
        return tuple(found)
