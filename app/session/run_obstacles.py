"""Say why nothing can be swept or refined now, each with the button that changes it."""

from app.clustering.results import SweepResult
from app.errors import Remedy
from app.messages import Level, Message
from app.scene.blocks import Survey
from app.session.refine_obstacle import refine_obstacle
from app.session.remedies import OPEN_FOLDER, RUN_SWEEP, TICK_BANDS


def no_scene() -> Message:
    """Say that there is nothing to sweep."""
    return _message(
        Level.INFO, "No scene to sweep", "No scene is open, or it is still being read.",
        "Open a folder of bands first.", OPEN_FOLDER,
    )  # fmt: skip


def model_waits(name: str) -> Message:
    """Say that a model has no scene to be applied to yet."""
    return _message(
        Level.INFO, "No scene is open", f'"{name}" is applied to the next scene that is opened.',
        "Open a folder of bands.", OPEN_FOLDER,
    )  # fmt: skip


def model_let_go(name: str) -> Message:
    """Say that a model is not applied, for the scene beside it was not opened."""
    return _message(
        Level.INFO, "Model not applied", f'"{name}" was meant for a scene that was not opened.',
        "Open a scene, then apply the model to it.",
    )  # fmt: skip


def no_band() -> Message:
    """Say that no band takes part."""
    return _message(
        Level.WARNING, "No band ticked", "A sweep needs at least one band.",
        "Tick bands in the list on the left.", TICK_BANDS,
    )  # fmt: skip


def nothing_to_refine(survey: Survey | None, sweep: SweepResult | None) -> Message | None:
    """Say why exact passes cannot be made; None where they can."""
    reason = refine_obstacle(survey, sweep)
    if not reason:
        return None
    title = "Nothing to refine"
    is_streamed = survey is not None and survey.pixels is None
    results = () if sweep is None else sweep.results
    needs_sweep = not results or any(result.is_estimate for result in results)
    ways = (RUN_SWEEP,) if is_streamed and needs_sweep else ()
    return Message(Level.INFO, title, reason, key=title, remedies=ways)


def sweep_stopped(sweep: SweepResult) -> Message:
    """Say how much of a stopped sweep stays."""
    n_done, n_all = len(sweep.results), len(sweep.settings.ks)
    n_estimates = sum(result.is_estimate for result in sweep.results)
    detail = f"{n_done - n_estimates} of {n_all} k are finished and stay."
    if n_estimates:
        others = (
            "1 stays as an estimate" if n_estimates == 1 else f"{n_estimates} stay as estimates"
        )
        detail += f" {others} from a sample of the pixels."
    hint = "Run again to compute what is missing."
    return _message(Level.INFO, "Sweep stopped", detail, hint, RUN_SWEEP)


def _message(level: Level, title: str, detail: str, hint: str = "", *remedies: Remedy) -> Message:
    return Message(level, title, detail, hint, key=title, remedies=remedies)
