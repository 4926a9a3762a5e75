"""Put jobs together out of what the engine offers, and say how they ended."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.clustering.results import KResult, Refinement, SweepResult
from app.clustering.run import Run
from app.engine import readiness, sweeping
from app.engine.projects import restoring
from app.engine.scenes.opened_scene import OpenedScene
from app.machine.garbage import made_to_stay
from app.messages import Level, Message
from app.products.projects.saved_work import SavedSweep
from app.session.job_kind import JobKind
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.sweep.restoration import KnownModel

_NONE_COMPLETE = "No pass was complete: every map is as it was."
_SAVING_STOPPED = ("Saving stopped", "A file that was not finished was removed.")
_EXPORT_STOPPED = ("Export stopped", "Files that were not finished were removed.")

STOPPED: Mapping[StrEnum, tuple[str, str]] = MappingProxyType({
    JobKind.EXPORT: _EXPORT_STOPPED,
    JobKind.EXPORT_TOOL: _EXPORT_STOPPED,
    JobKind.SAVE_LABELS: _SAVING_STOPPED,
    JobKind.SAVE_PLACES: _SAVING_STOPPED,
    JobKind.OPEN: ("Opening stopped", "The scene was not read to its end."),
})  # fmt: skip
"""What is told of a job that was stopped."""


def warm_up() -> Steps[Progress | Message, None]:
    """Load heavy libraries, then tidy up: folders of earlier work may be slow to answer."""
    with made_to_stay("sweep"):
        yield from readiness.load_libraries()
    yield from readiness.recover_files()


def sweep(
    opened: OpenedScene, run: Run, known: Sequence[KResult], pending: SavedSweep | None = None
) -> Steps[Any, SweepResult]:
    """Sweep, with what the curves say after each k.

    Parameters
    ----------
    pending
        What was saved of the run and is not whole again; that is made first, and not fitted anew.
    """
    if pending is not None:
        restored = yield from restoring.restore(opened, pending, run)
        known = sorted({one.k: one for one in (*known, *restored.results)}.values(), key=_k)
    in_range = [result for result in known if result.k in run.settings.ks]
    steps = sweeping.sweep(opened, run.settings, known, run=run)
    return (yield from sweeping.with_advice(steps, in_range))


def label(opened: OpenedScene, run: Run, models: "Sequence[KnownModel]") -> Steps[Any, SweepResult]:
    """Label the scene with known models, with what the curves say of them."""
    return sweeping.with_advice(sweeping.label(opened, run.settings, models, run=run))


def _k(result: KResult) -> int:
    return result.k


def refine(opened: OpenedScene, found: SweepResult, n_passes: int) -> Steps[Any, SweepResult]:
    """Refine, with what the curves say after each pass."""
    steps = sweeping.refine(opened, found, n_passes)
    return sweeping.with_advice(steps, found.results, found.skipped)


def note(title: str, detail: str) -> Message:
    """Return news that take the place of earlier ones of that title."""
    return Message(Level.INFO, title, detail, key=title)


def refining_stopped(refined: Refinement) -> Message:
    """Say how many exact passes are complete."""
    n, n_wanted = refined.n_passes, refined.n_wanted
    how = "is complete and stays" if n == 1 else "are complete and stay"
    kept = f"{n} of {n_wanted} passes {how}." if n else _NONE_COMPLETE
    return note("Refining stopped", kept)
