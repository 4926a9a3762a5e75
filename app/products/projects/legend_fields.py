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

N_CLASSES_MAX = 255
N_STEPS_MAX = 1_000  # that one map is made by
_N_LEGENDS_MAX = 10_000
_SIDE_MAX = 2**31
_FIGURE_MAX = float(np.finfo(np.float32).max)

Label = Annotated[int, Meta(ge=1, le=N_CLASSES_MAX)]
Labels = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=N_CLASSES_MAX)]
GroupsFields = Annotated[tuple[Labels, ...], Meta(max_length=N_CLASSES_MAX)]
Level = Annotated[int, Meta(ge=0, le=255)]
Centre = tuple[Annotated[float, Meta(ge=-_FIGURE_MAX, le=_FIGURE_MAX)], ...]
SweptK = Annotated[int, Meta(ge=K_LOWEST, le=K_HIGHEST)]
RunId = Annotated[str, Meta(pattern=rf"\A([0-9a-f]{{{N_ID_DIGITS}}})?\Z")]
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

    k: SweptK
    classes: Annotated[tuple[ClassFields, ...], Meta(min_length=1, max_length=N_CLASSES_MAX)]
    run: RunId = ""
    steps: Annotated[tuple[StepFields, ...], Meta(max_length=N_STEPS_MAX)] = ()


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
        classes=tuple(class_fields(one) for one in legend.classes),
        steps=tuple(step_fields(step) for step in legend.steps),
    )


def class_fields(one: LegendClass) -> ClassFields:
    """Return what is kept of one class."""
    return ClassFields(one.number, one.members, one.name, one.colour)


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


def step_fields(step: MapStep) -> StepFields:
    """Return what is kept of one step."""
    if isinstance(step, Tidy):
        how = step.how
        if isinstance(how, Sieve):
            return TidyFields(step.groups, SieveFields(how.n_px_min, how.with_corners))
        return TidyFields(step.groups, MajorityFields(how.width_px))
    kind = _STEPS[type(step)]
    return kind(**{name: getattr(step, name) for name in kind.__struct_fields__})


def class_of(fields: ClassFields) -> LegendClass:
    """Return one class.

    Raises
    ------
    ValueError
        Its members do not rise.
    """
    if list(fields.members) != sorted(set(fields.members)):
        raise ValueError
    return LegendClass(fields.number, fields.members, plain_text.name(fields.name), fields.colour)


def step_of(fields: StepFields) -> MapStep:
    """Return one step.

    Raises
    ------
    ValueError
        Its centres do not fit its labels, or each other.
    """
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


def checked_legend(k: int, classes: tuple[LegendClass, ...], steps: tuple[MapStep, ...]) -> Legend:
    """Return the legend of one k.

    Raises
    ------
    ValueError
        Numbers do not rise; or a label that its map has belongs to no class, or to several, or
        one that it does not have to any.
    """
    numbers = [one.number for one in classes]
    if numbers != sorted(set(numbers)):
        raise ValueError
    labels = [label for one in classes for label in one.members]
    if len(set(labels)) != len(labels) or set(labels) != _labels_after(k, steps):
        raise ValueError
    return Legend(classes, steps)


def _labels_after(k: int, steps: tuple[MapStep, ...]) -> set[int]:
    """Return the labels of a map of k clusters after some steps."""
    labels = set(range(1, k + 1))
    for step in steps:
        if isinstance(step, Split):
            parts = set(step.labels)
            if not labels >= set(step.members) or labels & parts or len(parts) < len(step.labels):
                raise ValueError
            labels = labels - set(step.members) | parts
    return labels


def _legend(fields: LegendFields) -> Legend:
    classes = tuple(class_of(one) for one in fields.classes)
    return checked_legend(fields.k, classes, tuple(step_of(step) for step in fields.steps))
