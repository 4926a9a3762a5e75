"""Tell whether exported maps hold what was made of clusters."""

from app.clustering.results import SweepResult
from app.products.requests import ExportRequest
from app.session.edits import Edits


def keeps_legends(request: ExportRequest, sweep: SweepResult, edits: Edits) -> bool:
    """Whether maps that are to be written hold all that was made of clusters."""
    from app.products.registry import chosen  # long loaded: something was exported

    written = {(sweep.run.id, result.k) for result in sweep.results if result.k in request.ks}
    holds = any(product.holds_looks for product in chosen(request.products))
    return holds and written >= edits.legends.keys()
