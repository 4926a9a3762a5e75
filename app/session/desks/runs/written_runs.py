"""Gather what is to be written of the runs that an export asks for."""

from functools import partial

from app.clustering.accuracy.findings import MapState
from app.engine.writing import WrittenRun
from app.products.requests import ExportRequest
from app.session.desks.sweep_desk import SweepDesk


def runs_to_write(view: SweepDesk, request: ExportRequest) -> tuple[WrittenRun, ...]:
    """Return results and legends of each run; of one that was removed meanwhile, none."""
    known = {entry.id for entry in view.entries} | {""}
    written = []
    for run_id, own in request.of_runs():
        if run_id in known:
            sweep = view.sweep_of(run_id)
            legends = {result.k: view.laid_over(result.k, run_id) for result in sweep.results}
            keys = {k: (run_id or sweep.run.id, k) for k in legends}
            findings, state_of = view.findings, partial(_state_of, view)
            written.append(
                WrittenRun(
                    own,
                    sweep,
                    legends,
                    {k: findings.assessment_of(key, state_of) for k, key in keys.items()},
                    {k: findings.differences_of(key, state_of) for k, key in keys.items()},
                    findings.of_scene,
                )
            )
    return tuple(written)


def _state_of(view: SweepDesk, run_id: str, k: int) -> MapState | None:
    result, look = view.result_in(run_id, k), view.look_in(run_id, k)
    return None if result is None or look is None else MapState.of(result, look)
