"""Hold what labels the pixels of any scene as one k of a sweep labelled its own."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from app.arrays import DoubleArray, IntArray, read_only
from app.clustering.legends.legend import Legend
from app.clustering.legends.map_steps import Split
from app.clustering.scaling import BandScaling
from app.clustering.settings import Scaling
from app.scene.band import Band, BandKind
from app.scene.calibration import Calibration

LEVELS = (0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""The quantiles of distances that are kept; those between follow from their neighbours."""


@dataclass(frozen=True, slots=True)
class TrainedBand:
    """A band as the model knows it.

    Attributes
    ----------
    name, role, kind, wavelength_nm, dtype, calibration
        As in `Band`.
    lowest, highest
        Ends of the values that it was trained on, stored numbers.
    formula
        Of a computed band; empty for one that is stored.
    operands
        What each band of the formula is called there, its role and its name.
    """

    name: str
    role: str
    kind: BandKind
    wavelength_nm: float | None
    dtype: str
    calibration: Calibration
    lowest: float
    highest: float
    formula: str = ""
    operands: tuple[tuple[str, str, str], ...] = ()

    @property
    def title(self) -> str:
        """Name and role as a person reads them."""
        return f"{self.name} {self.role}" if self.role else self.name

    @property
    def value_range(self) -> tuple[float, float]:
        """Ends of the values that it was trained on, in what they measure, rising."""
        one, other = self.calibration.values(np.array([self.lowest, self.highest])).tolist()
        return min(one, other), max(one, other)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a model comes from, as far as it is known.

    Attributes
    ----------
    program
        Version of Bandsweep that trained it.
    made
        When, UTC.
    scene, sensor, platform, level, tile
        Of the scene; see `SceneProduct`.
    acquired
        When the scene was taken.
    pixel_m
        Size of its pixels; None where it is no length.
    run, seed
        Id of the run, and its seed.
    notes
        What of the map is not carried over, a sentence each.
    """

    program: str = ""
    made: datetime | None = None
    scene: str = ""
    sensor: str = ""
    platform: str = ""
    level: str = ""
    tile: str = ""
    acquired: datetime | None = None
    pixel_m: float | None = None
    run: str = ""
    seed: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ClassModel:
    """One k of a sweep, its splits and its classes, for any scene.

    Attributes
    ----------
    bands
        In the order of the columns of centres.
    scaling_kind
        How bands were asked to be scaled.
    scaling
        How distances are measured, in stored numbers of the scene of training.
    centres
        Shape (k, n_bands), as in `ClusterModel`.
    hues
        Colour number of each cluster.
    legend
        The classes; of its steps the splits alone.
    reaches
        Shape (n_labels, len(LEVELS)), scaled units: for each label of the map, from 1 on, so far
        from its centre lay this share of its pixels of training. NaN where a label had none.
    n_trained
        Shape (n_labels,): how many pixels these are.
    origin
        Where it comes from.
    """

    bands: tuple[TrainedBand, ...]
    scaling_kind: Scaling
    scaling: BandScaling
    centres: DoubleArray
    hues: tuple[int, ...]
    legend: Legend
    reaches: DoubleArray
    n_trained: IntArray
    origin: Origin = field(default_factory=Origin)

    @property
    def k(self) -> int:
        """Number of clusters."""
        return len(self.centres)

    @property
    def splits(self) -> tuple[Split, ...]:
        """How classes were parted, one after the other."""
        return tuple(step for step in self.legend.steps if isinstance(step, Split))

    @property
    def n_labels(self) -> int:
        """The highest label that it gives."""
        return max(self.k, *(label for split in self.splits for label in split.labels), 0)

    def label_centres(self) -> DoubleArray:
        """Return the centre of every label from 1 on, shape (n_labels, n_bands); some NaN."""
        centres = np.full((self.n_labels, len(self.bands)), np.nan)
        centres[: self.k] = self.centres
        for split in self.splits:
            centres[np.array(split.labels) - 1] = np.array(split.centres)
        return centres

    def limits(self, level: float) -> DoubleArray:
        """Return how far from its centre each label reaches at a quantile, shape (n_labels,).

        Infinite where a label had no pixel of training: nobody knows how far it reaches.
        """
        at = [np.interp(level, LEVELS, own) for own in self.reaches]
        return np.where(np.isnan(at), np.inf, at)

    def trained_beyond(self, level: float) -> float:
        """Return the share of the pixels of training beyond a quantile, 0..1."""
        return 1.0 - level

    def for_bands(self, bands: tuple[Band, ...], columns: tuple[int, ...]) -> "ClassModel":
        """Return it for stored numbers of the bands of another scene.

        Parameters
        ----------
        bands
            Of the scene, in its order.
        columns
            For each of them the band of the model that it stands for.
        """
        moved = [
            (self.bands[at].calibration, band.calibration) for at, band in _pairs(columns, bands)
        ]
        picked = list(columns)
        scaling, centres = self.scaling, self.centres[:, picked]
        offset, scale = scaling.offset[picked], scaling.scale[picked]
        splits = [np.array(split.centres)[:, picked] for split in self.splits]
        calibrations = scaling.calibrations and tuple(band.calibration for band in bands)
        if not scaling.calibrations:
            for column, (own, other) in enumerate(moved):
                if (own.scale, own.offset) == (other.scale, other.offset):
                    continue
                gain = own.scale / other.scale
                shift = (own.offset - other.offset) / other.scale
                scale[column] *= abs(gain)
                for values in (offset, *(each.T for each in (centres, *splits))):
                    values[column] = values[column] * gain + shift
            offset, scale = (each.astype(np.float32).astype(np.float64) for each in (offset, scale))
        steps = tuple(
            replace(split, centres=tuple(map(tuple, own.tolist())))
            for split, own in zip(self.splits, splits, strict=True)
        )
        return replace(
            self,
            bands=tuple(self.bands[at] for at in picked),
            scaling=replace(scaling, offset=offset, scale=scale, calibrations=calibrations),
            centres=read_only(centres),
            legend=replace(self.legend, steps=steps),
        )


def _pairs(columns: tuple[int, ...], bands: tuple[Band, ...]) -> list[tuple[int, Band]]:
    return list(zip(columns, bands, strict=True))
