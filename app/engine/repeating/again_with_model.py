"""Apply a model again as a record tells."""

from pathlib import Path

from app.engine.transfer.applying import AppliedScene, ApplyOrder, apply_to_folder
from app.engine.transfer.fitting_in import described_for, fit_in
from app.errors import SceneError
from app.products.models.any_model import read_any_model
from app.products.records.apply_record import ApplyRepeat
from app.products.records.fingerprint import fingerprints
from app.scene.scene import Scene
from app.steps import Progress, Steps


def apply_again(
    repeat: ApplyRepeat,
    record: Path,
    scene: Scene,
    folder: Path,
    *,
    replaces: bool,
    command: tuple[str, ...],
) -> Steps[Progress, AppliedScene]:
    """Apply the model of a record to its scene.

    Parameters
    ----------
    scene
        As its files tell of it, with the inputs known to be the same.

    Raises
    ------
    SceneError, SettingsError, OutputError
        The model is gone or has changed, or as in `apply_to_folder`.
    """
    path = yield from _model_file(repeat, record)
    model = read_any_model(path)
    described = described_for(model, scene, repeat.teaching)
    fitted = yield from fit_in(model, described, repeat.rule, anyway=repeat.anyway)
    order = ApplyOrder(
        path, folder, repeat.level, repeat.anyway, replaces, command, reads=(record,)
    )
    return (yield from apply_to_folder(fitted, order))


def _model_file(repeat: ApplyRepeat, record: Path) -> Steps[Progress, Path]:
    """Return where the model lies, which has to be the same: where it was, or beside the record."""
    beside = record.absolute().parent / repeat.model.name
    places = [path for path in (repeat.model, beside) if path.is_file()]
    sums = yield from fingerprints(places)
    for path in places:
        if sums.get(path) == repeat.model_sha256:
            return path
    if not places:
        raise SceneError(
            "Model not found", f'"{repeat.model}" is not there.', "Put it beside the record."
        )
    raise SceneError(
        "Inputs have changed",
        f'"{places[0].name}" is not the model that was applied.',
        "Put the model back as it was, or apply the one that is there.",
    )
