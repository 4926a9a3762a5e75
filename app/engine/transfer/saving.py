"""Save the model of one k of a sweep."""

from pathlib import Path

from app.clustering.legends.legend import Legend
from app.clustering.results import KResult
from app.clustering.run import Run
from app.engine.scenes.opened_scene import OpenedScene
from app.steps import Progress, Steps


def save_model(
    path: Path, opened: OpenedScene, run: Run, result: KResult, legend: Legend
) -> Steps[Progress, Path]:
    """Measure how far the classes reach, and write the model.

    Raises
    ------
    SettingsError
        The result is not of nearest centres.
    OutputError
        The file cannot be written; the old one still stands.
    """
    yield Progress(f"Saving {path.name}")
    from app.clustering.transfer.training import train
    from app.products.models.any_model import write_any_model

    write_any_model(path, train(opened.scene, opened.survey.sample, run, result, legend))
    return path
