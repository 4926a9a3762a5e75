"""Put jobs together out of what the engine offers, and say how they ended."""

from collections.abc import Sequence
from typing import Any

from app.clustering.results import KResult, Refinement, SweepResult
from app.clustering.run import Run
from app.engine import readiness, sweeping
from app.engine.scenes.opened_scene import OpenedScene
from app.machine.garbage import made_to_stay
from app.messages import Message
from app.steps import Progress, Steps


def warm_up() -> Steps[Progress | Message, None]:
    """Load heavy libraries, then tidy up: folders of earlier work may be slow to answer."""
    with made_to_stay():
        yield from readiness.load_libraries()
    yield from readiness.recover_files()


def sweep(opened: OpenedScene, run: Run, known: Sequence[KResult]) -> Steps[Any, SweepResult]:
    """Sweep, with what the curves say after each k."""
    in_range = [result for result in known if result.k in run.settings.ks]
    return sweeping.with_advice(sweeping.sweep(opened, run.settings, known, run=run), in_range)


def refine(opened: OpenedScene, found: SweepResult, n_passes: int) -> Steps[Any, SweepResult]:
    """Refine, with what the curves say after each pass."""
    steps = sweeping.refine(opened, found, n_passes)
    return sweeping.with_advice(steps, found.results, found.skipped)


def passes_kept(refined: Refinement) -> str:
    """Say how many exact passes are complete."""
    n, n_wanted = refined.n_passes, refined.n_wanted
    if n == 0:
        return "No pass was complete: every map is as it was."
    how = "is complete and stays" if n == 1 else "are complete and stay"
    return f"{n} of {n_wanted} passes {how}."
