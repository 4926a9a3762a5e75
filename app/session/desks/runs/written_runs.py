"""Gather what is to be written of the runs that an export asks for."""

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
            findings, look_of = view.findings, view.look_in
            written.append(
                WrittenRun(
                    own,
                    sweep,
                    legends,
                    {k: findings.assessment_of(key, look_of) for k, key in keys.items()},
                    {k: findings.differences_of(key, look_of) for k, key in keys.items()},
                )
            )
    return tuple(written)
