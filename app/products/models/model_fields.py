"""Describe a model file: what it holds, of which type and within which bounds."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, field

from app.clustering.settings import K_HIGHEST, Scaling
from app.products.projects.choice_fields import FIGURE_MAX, N_BANDS_MAX
from app.products.projects.legend_fields import N_CLASSES_MAX, ClassFields, SplitFields
from app.products.projects.sweeps.sweep_file import CalibrationFields, Figures, Hue, ScalingFields
from app.scene.band import BandKind

N_LEVELS_MAX = 100
_N_TEXT_MAX = 1_000
_N_NOTES_MAX = 20
_COUNT_MAX = 2**53

Text = Annotated[str, Meta(max_length=_N_TEXT_MAX)]
Figure = Annotated[float, Meta(ge=-FIGURE_MAX, le=FIGURE_MAX)]
Reach = Annotated[float, Meta(ge=0, le=FIGURE_MAX)]
Count = Annotated[int, Meta(ge=0, le=_COUNT_MAX)]


class BandFields(Struct):
    """One band: what it is, what its numbers measure, and the values of training."""

    name: Text
    role: Text
    kind: BandKind
    wavelength_nm: Annotated[float, Meta(gt=0, le=FIGURE_MAX)] | None
    dtype: Text
    calibration: CalibrationFields
    lowest: Figure
    highest: Figure
    formula: Text = ""
    operands: Annotated[tuple[tuple[Text, Text, Text], ...], Meta(max_length=N_BANDS_MAX)] = ()


class OriginFields(Struct):
    """Where the model comes from."""

    program: Text = ""
    made: datetime | None = None
    scene: Text = ""
    sensor: Text = ""
    platform: Text = ""
    level: Text = ""
    tile: Text = ""
    acquired: datetime | None = None
    pixel_m: Annotated[float, Meta(gt=0, le=FIGURE_MAX)] | None = None
    run: Text = ""
    seed: Annotated[int, Meta(ge=0, lt=2**32)] = 0
    notes: Annotated[tuple[Text, ...], Meta(max_length=_N_NOTES_MAX)] = ()


class ReachFields(Struct):
    """How far pixels of training lay from the centre of one label; none where it had no pixel."""

    label: Annotated[int, Meta(ge=1, le=N_CLASSES_MAX)]
    n_px: Count
    distances: Annotated[tuple[Reach, ...], Meta(max_length=N_LEVELS_MAX)]


class ModelFields(Struct):
    """A whole model. Centres are in stored numbers of the scene of training, as scaling is."""

    bands: Annotated[tuple[BandFields, ...], Meta(min_length=1, max_length=N_BANDS_MAX)]
    scaling_kind: Scaling
    scaling: ScalingFields
    centres: Annotated[tuple[Figures, ...], Meta(min_length=1, max_length=K_HIGHEST)]
    hues: Annotated[tuple[Hue, ...], Meta(max_length=K_HIGHEST)]
    levels: Annotated[tuple[Annotated[float, Meta(ge=0, le=1)], ...], Meta(max_length=N_LEVELS_MAX)]
    reaches: Annotated[tuple[ReachFields, ...], Meta(max_length=N_CLASSES_MAX)]
    classes: Annotated[tuple[ClassFields, ...], Meta(min_length=1, max_length=N_CLASSES_MAX)]
    splits: Annotated[tuple[SplitFields, ...], Meta(max_length=N_CLASSES_MAX)] = ()
    origin: OriginFields = field(default_factory=OriginFields)
