"""Write what a person takes away."""

from collections.abc import Mapping
from pathlib import Path

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import ClusterValues, SweepResult
from app.clustering.shown_values import ValuesAs
from app.engine.checking import check_before_run
from app.engine.scenes.opened_scene import OpenedScene
from app.messages import Message
from app.products.requests import ExportReport, ExportRequest
from app.steps import Progress, Steps


def export(
    request: ExportRequest,
    opened: OpenedScene,
    sweep: SweepResult,
    looks: Mapping[int, ClusterLook],
    told: ValuesAs = ValuesAs.UNITS,
) -> Steps[Progress | Message, ExportReport]:
    """Write what was asked for, all of it or nothing.

    Raises
    ------
    OutputError
        A k is not final, nothing is asked for, or a file cannot be written.
    """
    from app.products.export import export_results
    from app.products.product import Results

    yield Progress("Writing files", 0.0)
    settings = sweep.settings
    checks = check_before_run(opened, settings.band_names, settings.nodata)
    results = Results(opened.scene, sweep, dict(looks), checks, told)
    return (yield from export_results(request, results))


def save_values(path: Path, values: ClusterValues, told: ValuesAs) -> Steps[Progress, Path]:
    """Write the values of one cluster as a table.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there still stands.
    """
    from app.products.tables import write_values

    yield Progress(f"Writing {path.name}")
    write_values(path, values, told)
    return path
