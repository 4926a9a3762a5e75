"""Say in words why the centres of a sweep cannot be refined any further."""

from app.clustering.results import SweepResult
from app.clustering.settings import Scaling
from app.clustering.sweep.exact_means import is_at_rest
from app.scene.blocks import Survey

_NO_SWEEP = "Run a sweep first: its centres are what is refined."
_IN_MEMORY = (
    "This scene fits in memory: a sweep refines its centres on every pixel until they rest."
)
_ESTIMATES = "Some maps are still estimates. Run the sweep to its end first."
_ANGLE = "Exact passes move centres to means of values, and angles were clustered: they stay."
_CURVE = "Exact passes move centres to means of stored numbers; a band follows a curve: they stay."
_AT_REST = "The centres of every k are at rest: another pass would change nothing to speak of."


def refine_obstacle(survey: Survey | None, sweep: SweepResult | None) -> str:
    """Return one sentence; empty where exact passes can be made."""
    if survey is not None and survey.pixels is not None:
        return _IN_MEMORY
    if survey is None or sweep is None or not sweep.results:
        return _NO_SWEEP
    if any(result.is_estimate for result in sweep.results):
        return _ESTIMATES
    if sweep.settings.scaling is Scaling.ANGLE:
        return _ANGLE
    if not all(result.model.describe().scaling.is_linear for result in sweep.results):
        return _CURVE
    return _AT_REST if all(map(is_at_rest, sweep.results)) else ""
