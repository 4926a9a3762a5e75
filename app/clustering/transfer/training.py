"""Make a model of one k: measure how far its classes reach among the pixels of training."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from app import __version__
from app.arrays import AnyArray, DoubleArray, IntArray
from app.clustering.fitting.sample import training_pixels
from app.clustering.legends.legend import Legend
from app.clustering.legends.legend_look import look_of_result
from app.clustering.legends.map_steps import Split
from app.clustering.models import ClusterModel
from app.clustering.naming.looks import Palette
from app.clustering.results import KResult
from app.clustering.run import Run
from app.clustering.scaling import scale_centres, scale_pixels
from app.clustering.transfer.class_model import LEVELS, ClassModel, Origin, TrainedBand
from app.clustering.transfer.labelling import label_values
from app.errors import SettingsError
from app.scene.band import Band, Computed
from app.scene.blocks import PixelSample
from app.scene.grids.target_grid import pixel_size
from app.scene.scene import Scene

_MAP_ONLY = (
    "The map was cleaned up, or patches of it given away: that belongs to its scene and is not "
    "part of the model."
)


def train(
    scene: Scene, sample: PixelSample, run: Run, result: KResult, legend: Legend | None = None
) -> ClassModel:
    """Return the model of one k.

    Parameters
    ----------
    sample
        Pixels of the scene that the reach of classes is measured on.
    legend
        The classes; None where each cluster is one.

    Raises
    ------
    FitError
        No pixel of the sample is valid.
    SettingsError
        The result is not of nearest centres.
    """
    settings = run.settings
    if not isinstance(result.model, ClusterModel):
        raise SettingsError(
            "Model cannot be saved",
            f"k = {result.k} is not labelled by nearest centres.",
            "Save a model of a sweep.",
        )
    values = training_pixels(sample, settings).values
    bands = scene.pick(settings.band_names)
    legend, notes = _carried(_coloured(legend or Legend.of_clusters(result.k), result))
    model = ClassModel(
        bands=tuple(map(_band, bands, values.min(axis=0), values.max(axis=0))),
        scaling_kind=settings.scaling,
        scaling=result.model.scaling,
        centres=result.model.centres,
        hues=result.hues,
        legend=legend,
        reaches=np.empty((0, len(LEVELS))),
        n_trained=np.empty(0, dtype=np.int64),
        origin=_origin(scene, run, notes),
    )
    reaches, n_trained = measure_reaches(model, values)
    return replace(model, reaches=reaches, n_trained=n_trained)


def measure_reaches(model: ClassModel, values: AnyArray) -> tuple[DoubleArray, IntArray]:
    """Return the quantiles of distances to the own centre for each label, and their pixels.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands), stored numbers, all valid.

    Returns
    -------
    Shapes (n_labels, len(LEVELS)) and (n_labels,); NaN for labels without a pixel.
    """
    planes = np.ascontiguousarray(values.T)
    labels = label_values(model, planes)
    centres = scale_centres(np.nan_to_num(model.label_centres()), model.scaling)
    pixels = scale_pixels(planes, model.scaling)
    apart = np.sqrt(((pixels - centres[labels.astype(np.intp) - 1].T) ** 2).sum(axis=0))
    reaches = np.full((model.n_labels, len(LEVELS)), np.nan)
    n_px = np.bincount(labels, minlength=model.n_labels + 1)[1:]
    for label in range(1, model.n_labels + 1):
        if n_px[label - 1]:
            reaches[label - 1] = np.quantile(apart[labels == label], LEVELS)
    return reaches, n_px


def _coloured(legend: Legend, result: KResult) -> Legend:
    """Return a legend whose classes keep the colours that they have here: they follow the scene."""
    look = look_of_result(legend, result, Palette.SCENE)
    for one, colour in zip(legend.classes, look.colours, strict=True):
        if one.colour is None:
            legend = legend.recoloured(one.number, colour)
    return legend


def _carried(legend: Legend) -> tuple[Legend, tuple[str, ...]]:
    """Leave of the steps those that go by values, and say where others were."""
    steps = tuple(step for step in legend.steps if isinstance(step, Split))
    notes = (_MAP_ONLY,) if len(steps) < len(legend.steps) else ()
    return replace(legend, steps=steps), notes


def _band(band: Band, lowest: float, highest: float) -> TrainedBand:
    return TrainedBand(
        band.called,
        band.role,
        band.kind,
        band.wavelength_nm,
        band.dtype,
        band.calibration,
        float(lowest),
        float(highest),
        "" if band.computed is None else band.computed.maths.text,
        () if band.computed is None else tuple(_operands(band.computed)),
    )


def _operands(computed: Computed) -> Iterator[tuple[str, str, str]]:
    for (name, _), source in zip(computed.maths.operands, computed.sources, strict=True):
        yield name, source.role, source.called


def _origin(scene: Scene, run: Run, notes: Sequence[str]) -> Origin:
    product, grid = scene.product, scene.grid
    return Origin(
        program=__version__,
        made=datetime.now(UTC).replace(microsecond=0),
        scene=product.identifier or scene.title,
        sensor=scene.sensor,
        platform=product.platform,
        level=product.level,
        tile=product.tile,
        acquired=product.acquired,
        pixel_m=None if grid.metres_per_unit is None else pixel_size(grid),
        run=run.id,
        seed=run.settings.seed,
        notes=tuple(notes),
    )
