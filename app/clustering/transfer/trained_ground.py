"""Find pixels that are brighter than, and unlike, anything that a saved model was trained on."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, DoubleArray, SingleArray
from app.clustering.clouds.sky import PER_CENT, UNKNOWN, SkyLook
from app.clustering.settings import Scaling
from app.clustering.transfer.class_model import ClassModel
from app.clustering.transfer.labelling import UNLIKE, Labeller
from app.errors import SettingsError
from app.scene.band import Band

LEVEL = 0.995  # of the distances of the pixels of training, as of those of a clear scene
_BRIGHT_QUANTILE = 0.9  # of what was trained on
_THICK = 0.5  # of what nearly the greatest rise is
_NEARLY_GREATEST = 0.95
_WHITE = 0.5  # the least of the rises of the visible bands, of the greatest: soil rises in red
_LEAST_PX = 20  # sampled ones, to know a cloud by


@dataclass(frozen=True, slots=True, eq=False)
class TrainedGround:
    """A model as ground that clouds lie over.

    Attributes
    ----------
    bands
        Of the scene, in the order of the model's columns.
    centres
        Shape (n_labels, n_bands), in units of the bands; NaN where a label has no centre.
    visible
        Which bands are visible.
    bright
        Mean of the visible bands which hardly any pixel of training exceeded.
    """

    labeller: Labeller
    bands: tuple[Band, ...]
    centres: SingleArray
    visible: tuple[int, ...]
    bright: float

    @classmethod
    def of(
        cls, model: ClassModel, bands: tuple[Band, ...], visible: tuple[int, ...]
    ) -> "TrainedGround":
        """Take a model for stored numbers of the bands of a scene.

        Raises
        ------
        SettingsError
            It tells no brightness, or not how far its classes reach.
        """
        if model.scaling_kind is Scaling.ANGLE:
            raise _unfit("It compares the shape of spectra and not their brightness.")
        if not len(model.reaches):
            raise _unfit("It does not tell how far its classes reach, as tables of centres do not.")
        if not visible:
            raise _unfit("None of its bands is a visible one, by which clouds are known.")
        centres = np.array(model.label_centres())
        if not model.scaling.calibrations:
            for column, band in enumerate(bands):
                centres[:, column] = band.calibration.values(centres[:, column])
        seen = centres[:, list(visible)].mean(axis=1)
        labeller = Labeller.of(model, level=LEVEL)
        bright = _quantile(seen, model.n_trained, _BRIGHT_QUANTILE)
        return cls(labeller, bands, centres.astype(np.float32), visible, bright)

    def outshone(self, values: AnyArray) -> tuple[BoolArray, SingleArray, SingleArray]:
        """Tell which pixels are unlike training, and brighter in every visible band.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), C order, stored numbers of valid pixels.

        Returns
        -------
        Shape (n_px,); then what they measure, and what their class does, shape (n_bands, n_px).
        """
        n_px, visible = values.shape[1], list(self.visible)
        labels, marks = np.zeros(n_px, dtype=np.uint8), np.zeros(n_px, dtype=np.uint8)
        n_unlike = np.zeros(len(self.labeller.limits), dtype=np.int64)
        self.labeller.label(values, np.ones(n_px, dtype=bool), labels, marks, n_unlike)
        measured = np.empty(values.shape, dtype=np.float32)
        for plane, band, out in zip(values, self.bands, measured, strict=True):
            band.calibration.singles(plane, out)
        ground = self.centres[np.maximum(labels, 1) - 1].T
        is_brighter = (measured[visible] > ground[visible]).all(axis=0)
        return (marks == UNLIKE) & is_brighter, measured, ground

    def learn_cloud(self, values: AnyArray) -> DoubleArray:
        """Return what a thick cloud shows, shape (n_bands,), in units; NaN where there is none.

        Thick are pixels that rise half as much as nearly the greatest rise, or more, in all
        visible bands alike; and that are brighter than hardly any pixel of training was.

        Parameters
        ----------
        values
            As `outshone` wants them: sampled pixels.
        """
        is_outshone, measured, ground = self.outshone(values)
        later, below = measured[:, is_outshone], ground[:, is_outshone]
        visible = list(self.visible)
        rises = later[visible] - below[visible]
        is_cloud = rises.min(axis=0) >= _WHITE * rises.max(axis=0)
        is_cloud &= later[visible].mean(axis=0) > self.bright
        if int(is_cloud.sum()) < _LEAST_PX:
            return np.full(len(self.bands), np.nan)
        rise, seen = rises[:, is_cloud].mean(axis=0), later[:, is_cloud]
        is_thick = rise >= _THICK * np.quantile(rise, _NEARLY_GREATEST)
        return np.asarray(seen[:, is_thick].mean(axis=1, dtype=np.float64))

    def look(self, values: AnyArray, valid: BoolArray, cloud: DoubleArray) -> SkyLook:
        """Look at pixels: opacity is how far from its class towards the cloud a pixel lies.

        A model tells of no place what the ground showed there, so that no shade is told.

        Parameters
        ----------
        values
            As `outshone` wants them, with pixels without data.
        valid
            Shape (n_px,).
        """
        opacity = np.full(valid.size, UNKNOWN, dtype=np.uint8)
        shade = np.where(valid, 0, UNKNOWN).astype(np.uint8)
        if np.isnan(cloud).any():
            return SkyLook(shade.copy(), shade)
        inside = np.ascontiguousarray(values[:, valid])
        is_outshone, measured, ground = self.outshone(inside)
        way = cloud.astype(np.float32)[:, None] - ground
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.einsum("bp,bp->p", measured - ground, way) / (way * way).sum(axis=0)
        share = np.clip(np.nan_to_num(share), 0.0, 1.0) * PER_CENT
        opacity[valid] = np.where(is_outshone, np.rint(share), 0).astype(np.uint8)
        return SkyLook(opacity, shade)


def _quantile(values: DoubleArray, weights: AnyArray, share: float) -> float:
    """Return the value that this share of the weight does not exceed."""
    known = np.isfinite(values) & (weights[: len(values)] > 0)
    order = np.argsort(values[known])
    counted = np.cumsum(weights[: len(values)][known][order])
    if not len(counted):
        return float(np.nanmax(values))
    place = int(np.searchsorted(counted, share * counted[-1]))
    return float(values[known][order][min(place, len(counted) - 1)])


def _unfit(why: str) -> SettingsError:
    return SettingsError(
        "Model tells no clouds",
        why,
        "Choose a model that was saved with its classes, of bands as they are, or a clear scene.",
    )
