"""Compare what a model was trained on with another scene, before any of its pixels is labelled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np

from app.arrays import DoubleArray
from app.clustering.transfer.class_model import ClassModel
from app.clustering.transfer.matching import apart_nm, band_for, computed_in, missing_bands
from app.errors import SettingsError
from app.scene.band import Band
from app.scene.scene import Scene

_TOLD_NM = 15.0
_N_SEASON_DAYS, _N_YEAR_DAYS = 45, 365.25
_PIXEL_FACTOR = 1.5
_FEW, _MOST = 0.05, 0.5  # of the pixels looked at, outside of the range of training
_MARGIN = 0.05  # of that range, on either side
_WHOLE = 1_000  # from here on, figures need no decimals


class Weight(StrEnum):
    """What a difference means for the map."""

    REFUSAL = "refusal"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a scene is not what a model was trained on.

    Attributes
    ----------
    kind
        "band", "wavelength", "units", "level", "season", "sensor", "pixel_size", "value_range".
    sentence
        What differs, with the figures.
    remedy
        What can be done about it.
    """

    kind: str
    weight: Weight
    sentence: str
    remedy: str

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.sentence} {self.remedy}".strip()


def texts_of(differences: Sequence[Difference]) -> tuple[str, ...]:
    """Tell differences, a text each; what can be done about several of them once, at the last."""
    last = {one.remedy: at for at, one in enumerate(differences)}
    return tuple(
        one.text if last[one.remedy] == at else one.sentence for at, one in enumerate(differences)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Which bands of a scene stand for those of a model.

    Attributes
    ----------
    bands
        Of the scene, in its order; as many as the model has.
    columns
        For each of them the band of the model.
    differences
        Those that can be told without looking at pixels, refusals first.
    """

    bands: tuple[Band, ...]
    columns: tuple[int, ...]
    differences: tuple[Difference, ...]

    def model_for(self, model: ClassModel) -> ClassModel:
        """Return the model for stored numbers of these bands; as they are where units differ."""
        bands = tuple(
            band
            if band.calibration.unit == model.bands[at].calibration.unit
            else replace(band, calibration=model.bands[at].calibration)
            for band, at in zip(self.bands, self.columns, strict=True)
        )
        return model.for_bands(bands, self.columns)


def match_scene(model: ClassModel, scene: Scene) -> Match:
    """Find the bands of a scene that stand for those of a model, and say what differs.

    Raises
    ------
    SettingsError
        A band is missing, or two of the model would be one of the scene: nothing can be labelled.
    """
    found = [
        computed_in(trained, scene) if trained.formula else band_for(trained, scene)
        for trained in model.bands
    ]
    missing = [trained for trained, band in zip(model.bands, found, strict=True) if band is None]
    if missing:
        raise missing_bands(missing, scene)
    bands = [band for band in found if band is not None]
    names = [band.name for band in bands]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SettingsError(
            "Model does not fit",
            f'Several bands of the model would be {twice} of "{scene.title}".',
            "Describe the bands of the scene.",
            command="Say what the bands are: --role B4=red,B5=nir",
        )
    told = [*_differences_of_bands(model, bands), *_differences_of_scenes(model, scene)]
    order = sorted(range(len(bands)), key=lambda at: scene.band_names.index(bands[at].name))
    weights = list(Weight)
    return Match(
        tuple(bands[at] for at in order),
        tuple(order),
        tuple(sorted(told, key=lambda one: weights.index(one.weight))),
    )


def _differences_of_bands(model: ClassModel, bands: Sequence[Band]) -> Iterator[Difference]:
    pairs = list(zip(model.bands, bands, strict=True))
    units = [(own, band) for own, band in pairs if own.calibration.unit != band.calibration.unit]
    if units:
        own, band = units[0]
        yield Difference(
            "units",
            Weight.REFUSAL,
            f"The model was trained on {_unit(own.calibration.unit)}; {band.title} holds "
            f"{_unit(band.calibration.unit)}.",
            "Open the scene with the metadata that came with it, or train on stored numbers.",
        )
    curves = [band for own, band in pairs if own.calibration.curve != band.calibration.curve]
    if curves and not units:
        yield Difference(
            "units",
            Weight.REFUSAL,
            f"Numbers of {curves[0].title} follow another curve than in training.",
            "Use a product of the same kind.",
        )
    apart = [(own, band) for own, band in pairs if apart_nm(own, band) > _TOLD_NM]
    if apart:
        told = ", ".join(
            f"{own.title} {own.wavelength_nm:.0f} nm is {band.title} {band.wavelength_nm:.0f} nm"
            for own, band in apart
        )
        yield Difference(
            "wavelength",
            Weight.WARNING,
            f"Wavelengths differ: {told}.",
            "Look at what is unlike training; train on this sensor where that is much.",
        )


def _unit(unit: str) -> str:
    return unit or "stored numbers"


def _differences_of_scenes(model: ClassModel, scene: Scene) -> Iterator[Difference]:
    origin, product = model.origin, scene.product
    if origin.level and product.level and origin.level != product.level:
        weight = Weight.NOTE if origin.level[:2] == product.level[:2] else Weight.WARNING
        yield Difference(
            "level",
            weight,
            f"The model was trained on level {origin.level}, the scene is {product.level}.",
            "" if weight is Weight.NOTE else "Use scenes of one level: air brightens level 1.",
        )
    if origin.sensor and scene.sensor and origin.sensor != scene.sensor:
        yield Difference(
            "sensor",
            Weight.NOTE,
            f"Bands of {origin.sensor} are matched with those of {scene.sensor} by what they are.",
            "",
        )
    n_days = _season_days(origin.acquired, product.acquired)
    if n_days > _N_SEASON_DAYS and origin.acquired and product.acquired:
        yield Difference(
            "season",
            Weight.WARNING,
            f"The model is of {origin.acquired:%d %B %Y}, the scene of {product.acquired:%d %B %Y}:"
            f" {n_days:.0f} days apart in the year.",
            "Plants look otherwise then: train on a scene of that season, or judge the classes.",
        )
    size = _pixel_m(scene)
    if origin.pixel_m and size and not 1 / _PIXEL_FACTOR < size / origin.pixel_m < _PIXEL_FACTOR:
        yield Difference(
            "pixel_size",
            Weight.NOTE,
            f"Pixels had {origin.pixel_m:.6g} m in training and have {size:.6g} m here.",
            "",
        )


def _pixel_m(scene: Scene) -> float | None:
    a, _, _, d, _, _ = scene.grid.transform
    metres = scene.grid.metres_per_unit
    return None if metres is None else float(np.hypot(a, d)) * metres


def _season_days(one: datetime | None, other: datetime | None) -> float:
    """Return how many days two dates lie apart, whatever the year."""
    if one is None or other is None:
        return 0.0
    days = abs((one - other).total_seconds()) / 86_400 % _N_YEAR_DAYS
    return min(days, _N_YEAR_DAYS - days)


def differences_of_values(
    model: ClassModel, match: Match, values: DoubleArray, *, for_clouds: bool = False
) -> tuple[Difference, ...]:
    """Say which bands hold values that the model has not met.

    Parameters
    ----------
    values
        Shape (n_pixels, n_bands): valid pixels of the scene, stored numbers, in its order.
    for_clouds
        Whether clouds are looked for: values above those of training are then what is looked for.
    """
    told = []
    for column, (band, at) in enumerate(zip(match.bands, match.columns, strict=True)):
        own = model.bands[at]
        low, high = own.value_range
        margin = _MARGIN * (high - low)
        found = band.calibration.values(values[:, column])
        is_above = np.zeros(len(found), dtype=bool) if for_clouds else found > high + margin
        outside = float(np.mean((found < low - margin) | is_above))
        if outside <= _FEW:
            continue
        middle = float(np.nanmedian(found))
        beyond = f"outside of {_figure(low)} to {_figure(high)}, where the model was trained"
        if for_clouds:
            beyond = f"below {_figure(low)}, the least that the model was trained on"
        told.append(
            Difference(
                "value_range",
                Weight.REFUSAL if outside > _MOST else Weight.WARNING,
                f"{100 * outside:.0f} % of {band.title} lie {beyond}; the middle one is "
                f"{_figure(middle)}.",
                "Make sure that scale and offset are those of the product, and that "
                f"{'fill is' if for_clouds else 'clouds and fill are'} left out.",
            )
        )
    return tuple(told)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.4g}"
