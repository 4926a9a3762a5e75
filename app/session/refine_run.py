"""Follow exact passes and sum up what they brought."""

from collections.abc import Sequence

from app.clustering.results import KResult, RefinedPass, Refinement
from app.clustering.sweep.exact_means import is_at_rest


class RefineRun:
    """Passes that were asked for and those that are complete.

    Parameters
    ----------
    n_wanted
        Passes that were asked for.
    results
        What there is before the first.
    """

    def __init__(self, n_wanted: int, results: Sequence[KResult]) -> None:
        self._n_wanted = n_wanted
        self._n_passes = 0
        self._inertia_before = {result.k: result.inertia for result in results}

    def take(self, done: RefinedPass) -> None:
        """Count one complete pass."""
        self._n_passes = done.number

    def outcome(self, results: Sequence[KResult]) -> Refinement:
        """Sum up, with what there is now."""
        falls = [
            1.0 - result.inertia / before
            for result in results
            if (before := self._inertia_before.get(result.k, 0.0)) > 0
        ]
        return Refinement(
            n_passes=self._n_passes,
            n_wanted=self._n_wanted,
            moving=tuple(result.k for result in results if not is_at_rest(result)),
            largest_fall=max(falls, default=0.0),
        )
