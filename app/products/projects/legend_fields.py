"""Describe what a project file holds of the classes that were made of clusters."""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from app import plain_text
from app.clustering.cleanup.ways import Majority, Sieve
from app.clustering.legends.legend import Legend, LegendClass, LegendKey
from app.clustering.legends.map_steps import MapStep, Reassign, Split, Tidy
from app.clustering.naming.cluster_look import Rgb
from app.clustering.run import N_ID_DIGITS
from app.clustering.settings import K_HIGHEST, K_LOWEST

_N_CLASSES_MAX = 255
_N_STEPS_MAX = 1_000
_N_LEGENDS_MAX = 10_000
_SIDE_MAX = 2**31
_FIGURE_MAX = float(np.finfo(np.float32).max)

Label = Annotated[int, Meta(ge=1, le=_N_CLASSES_MAX)]
Labels = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=_N_CLASSES_MAX)]
GroupsFields = Annotated[tuple[Labels, ...], Meta(max_length=_N_CLASSES_MAX)]
Level = Annotated[int, Meta(ge=0, le=255)]
Centre = tuple[Annotated[float, Meta(ge=-_FIGURE_MAX, le=_FIGURE_MAX)], ...]
Whole = Annotated[int, Meta(ge=0, le=_SIDE_MAX)]


class SplitFields(Struct, tag="split"):
    """Pixels of one class, parted among centres."""

    members: Labels
    labels: Labels
    centres: tuple[Centre, ...]


class SieveFields(Struct, tag="sieve"):
    """Small patches, given away."""

    n_px_min: Annotated[int, Meta(ge=1, le=_SIDE_MAX)]
    with_corners: bool


class MajorityFields(Struct, tag="majority"):
    """Pixels given to what most around them are."""

    width_px: Annotated[int, Meta(ge=3, le=7)]


class TidyFields(Struct, tag="tidy"):
    """The whole map, tidied."""

    groups: GroupsFields
    how: SieveFields | MajorityFields


class ReassignFields(Struct, tag="reassign"):
    """One patch, given away."""

    groups: GroupsFields
    row: Whole
    col: Whole
    to_label: Label
    with_corners: bool


StepFields = SplitFields | TidyFields | ReassignFields


class ClassFields(Struct, omit_defaults=True):
    """One class."""

    number: Label
    members: Labels
    name: str = ""
    colour: tuple[Level, Level, Level] | None = None


class LegendFields(Struct, omit_defaults=True):
    """The classes of one k of one run."""

    k: Annotated[int, Meta(ge=K_LOWEST, le=K_HIGHEST)]
    classes: Annotated[tuple[ClassFields, ...], Meta(min_length=1, max_length=_N_CLASSES_MAX)]
    run: Annotated[str, Meta(pattern=rf"\A([0-9a-f]{{{N_ID_DIGITS}}})?\Z")] = ""
    steps: Annotated[tuple[StepFields, ...], Meta(max_length=_N_STEPS_MAX)] = ()


LegendsFields = Annotated[tuple[LegendFields, ...], Meta(max_length=_N_LEGENDS_MAX)]

_STEPS: Mapping[type[MapStep], type[SplitFields | ReassignFields]] = {
    Split: SplitFields,
    Reassign: ReassignFields,
}
_FIELDS = {fields: step for step, fields in _STEPS.items()}


def legends_fields(legends: Mapping[LegendKey, Legend]) -> tuple[LegendFields, ...]:
    """Return what is kept of legends."""
    return tuple(legend_fields(key, legend) for key, legend in sorted(legends.items()))


def legend_fields(key: LegendKey, legend: Legend) -> LegendFields:
    """Return what is kept of one legend."""
    return LegendFields(
        run=key[0],
        k=key[1],
        classes=tuple(
            ClassFields(one.number, one.members, one.name, one.colour) for one in legend.classes
        ),
        steps=tuple(_step_fields(step) for step in legend.steps),
    )


def legends_of(fields: tuple[LegendFields, ...]) -> dict[LegendKey, Legend]:
    """Return the legends that a file holds.

    Raises
    ------
    ValueError
        A legend cannot be.
    """
    legends = {(one.run, one.k): _legend(one) for one in fields}
    if len(legends) != len(fields):
        raise ValueError
    return legends


def old_names(
    names: Mapping[int, str],
    colours: Mapping[int, Rgb],
    hues: Mapping[int, tuple[int, ...]],
    run: str,
) -> dict[LegendKey, Legend]:
    """Return the legends that say what names and colours by hue said, for every k of a run.

    Versions before legends kept one name for a thing over all k, by the number of its colour.

    Parameters
    ----------
    hues
        By k: the colour number of each cluster.
    """
    legends: dict[LegendKey, Legend] = {}
    for k, own in hues.items():
        legend = Legend.of_clusters(k)
        for number, hue in enumerate(own, start=1):
            legend = legend.renamed(number, names.get(hue, ""))
            legend = legend.recoloured(number, colours.get(hue))
        if not legend.is_as_found:
            legends[run, k] = legend
    return legends


def _step_fields(step: MapStep) -> StepFields:
    if isinstance(step, Tidy):
        how = step.how
        if isinstance(how, Sieve):
            return TidyFields(step.groups, SieveFields(how.n_px_min, how.with_corners))
        return TidyFields(step.groups, MajorityFields(how.width_px))
    kind = _STEPS[type(step)]
    return kind(**{name: getattr(step, name) for name in kind.__struct_fields__})


def _legend(fields: LegendFields) -> Legend:
    classes = tuple(
        LegendClass(one.number, one.members, plain_text.name(one.name), one.colour)
        for one in fields.classes
    )
    numbers = [one.number for one in classes]
    labels = [label for one in classes for label in one.members]
    if numbers != sorted(set(numbers)) or len(set(labels)) != len(labels):
        raise ValueError
    if any(list(one.members) != sorted(one.members) for one in classes):
        raise ValueError
    return Legend(classes, tuple(_step(step) for step in fields.steps))


def _step(fields: StepFields) -> MapStep:
    if isinstance(fields, SplitFields):
        widths = {len(centre) for centre in fields.centres}
        if len(fields.centres) != len(fields.labels) or len(widths) != 1:
            raise ValueError
    if isinstance(fields, TidyFields):
        how = fields.how
        if isinstance(how, SieveFields):
            return Tidy(fields.groups, Sieve(how.n_px_min, how.with_corners))
        return Tidy(fields.groups, Majority(how.width_px))
    kind = _FIELDS[type(fields)]
    return kind(**{name: getattr(fields, name) for name in fields.__struct_fields__})
