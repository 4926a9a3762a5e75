"""Make a model ready for the scene that is open: a run of its own, with one k."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.clustering.legends.legend import Legend
from app.clustering.run import Run
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.messages import Level, Message
from app.scene.nodata import NoDataRule
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.clustering.sweep.restoration import KnownModel
    from app.clustering.transfer.class_model import ClassModel

_LEVEL = 0.99
_SLACK = 1.5  # of the share in training, before it is warned of


@dataclass(frozen=True, slots=True, eq=False)
class ReadyModel:
    """A model that fits the open scene.

    Attributes
    ----------
    name
        Of its run.
    legend
        Its classes.
    told
        What is to be known of how it fits.
    """

    name: str
    run: Run
    known: "KnownModel"
    legend: Legend
    told: Message


def ready_model(
    path: Path, opened: OpenedScene, rule: NoDataRule, *, anyway: bool = False
) -> Steps[Progress, ReadyModel]:
    """Read a model, compare it with the open scene, and make a run of it.

    Parameters
    ----------
    rule
        What counts as no data now.
    anyway
        Whether the model is applied although it does not fit.

    Raises
    ------
    SceneError
        The model cannot be read.
    SettingsError
        It does not fit the scene; every difference is told with its remedy.
    """
    yield Progress(f"Reading {path.name}")
    from app.clustering.models import ClusterModel
    from app.clustering.sweep.restoration import KnownModel
    from app.clustering.transfer.contract import Weight, texts_of
    from app.engine.transfer.fitting_in import described_for, fit_in
    from app.products.models.any_model import read_any_model

    model = read_any_model(path)
    scene = opened.scene
    described_for(model, scene, scene.teaching)  # refuses where a formula has no bands
    fitted = yield from fit_in(model, scene, rule, anyway=anyway)
    own = fitted.model
    # The seed stands for the file: a run of it goes on with no other run of these bands.
    seed = int.from_bytes(hashlib.sha256(own.centres.tobytes()).digest()[:4], "big") >> 1
    settings = SweepSettings(
        fitted.band_names,
        k_min=own.k,
        k_max=own.k,
        scaling=own.scaling_kind,
        seed=seed,
        nodata=fitted.rule,
    )
    bands = scene.pick(settings.band_names)
    run = Run.begin(settings, bands, scene.grid, scene.target.resampling)
    known = KnownModel(ClusterModel(own.k, own.centres, own.scaling, 0), own.hues, 0.0)
    warnings = texts_of([one for one in fitted.differences if one.weight is not Weight.NOTE])
    is_much = False
    if len(own.reaches):
        share = _unlike_share(own, opened, replace(settings, nodata=rule))
        trained = own.trained_beyond(_LEVEL)
        is_much = share > _SLACK * trained
        unlike = (
            f"About {100 * share:.1f} % of the pixels are unlike anything in training, where it "
            f"was {100 * trained:.1f} %." + (" Their classes are a guess." if is_much else "")
        )
    else:
        unlike = "It does not say how far its classes reach: nobody can tell what is unlike them."
    detail = f'"{path.name}" was applied. {unlike}'
    hint = " ".join(warnings)
    level = Level.WARNING if warnings or is_much else Level.INFO
    told = Message(level, "Model applied", detail, hint)
    return ReadyModel(path.stem, run, known, own.legend, told)


def _unlike_share(model: "ClassModel", opened: OpenedScene, settings: SweepSettings) -> float:
    """Return which share of the sample lies farther than training did."""
    from app.clustering.fitting.sample import training_pixels
    from app.clustering.transfer.labelling import UNLIKE, Labeller

    values = np.ascontiguousarray(training_pixels(opened.survey.sample, settings).values.T)
    labels, marks = (np.zeros(values.shape[1], dtype=np.uint8) for _ in range(2))
    valid = np.ones(len(labels), dtype=bool)
    Labeller.of(model, level=_LEVEL).label(values, valid, labels, marks)
    return float(np.mean(marks == UNLIKE))
