"""Describe what a project file holds of classes by few labels."""

from typing import Annotated

from msgspec import Meta, Struct

from app import plain_text
from app.clustering.partial.choices import (
    ASIDE_MAX,
    K_MAX,
    N_NUMBERS_MAX,
    N_PARTS_MAX,
    N_PARTS_MIN,
    Decision,
    Merge,
    PartialChoices,
    PartialMode,
    PartialWishes,
    Split,
)
from app.products.projects.tools.mark_fields import MarkFields, mark_fields, marks_of
from app.scene.areas.labelled.painted import (
    N_CLASSES_MAX,
    N_MARKS_MAX,
    LabelClass,
    PaintedLabels,
    Rgb,
)

_SEED_MAX = 2**32 - 1
_N_DECISIONS_MAX = 1_000

Colour = Annotated[int, Meta(ge=0, le=0xFFFFFF)]
Cluster = Annotated[int, Meta(ge=1, le=N_NUMBERS_MAX)]
Share = Annotated[float, Meta(ge=0, le=1)]


class LabelFields(Struct, frozen=True):
    """One label; its colour as 0xrrggbb."""

    number: Annotated[int, Meta(ge=1, le=N_CLASSES_MAX)]
    name: Annotated[str, Meta(max_length=10 * plain_text.N_NAME_MAX)]
    colour: Colour


class DecisionFields(Struct, frozen=True):
    """A cluster that was split in parts, or several that were merged: no parts then."""

    clusters: Annotated[tuple[Cluster, ...], Meta(min_length=1, max_length=N_NUMBERS_MAX)]
    n_parts: Annotated[int, Meta(ge=N_PARTS_MIN, le=N_PARTS_MAX)] | None = None


class PartialFields(Struct, frozen=True, omit_defaults=True):
    """Labels, what is wished, and what was decided of clusters.

    Attributes
    ----------
    n_as_before
        So many marks of the state before stand before these: states of a history differ by few.
    """

    labels: Annotated[tuple[LabelFields, ...], Meta(max_length=N_CLASSES_MAX)]
    marks: MarkFields
    mode: PartialMode
    k: Annotated[int, Meta(ge=0, le=K_MAX)]
    aside: Annotated[float, Meta(ge=0, le=ASIDE_MAX)]
    least: Share
    smooths: bool
    seed: Annotated[int, Meta(ge=0, le=_SEED_MAX)]
    decisions: Annotated[tuple[DecisionFields, ...], Meta(max_length=_N_DECISIONS_MAX)] = ()
    n_as_before: Annotated[int, Meta(ge=0, le=N_MARKS_MAX)] = 0


def partial_fields(choices: PartialChoices, before: PartialChoices | None = None) -> PartialFields:
    """Return what is kept of choices.

    Parameters
    ----------
    before
        Those of the state before, which is kept too.
    """
    labels, wishes = choices.labels, choices.wishes
    n_as_before = 0 if before is None else _n_alike(labels, before.labels)
    return PartialFields(
        labels=tuple(
            LabelFields(each.number, each.name, _packed(each.colour)) for each in labels.classes
        ),
        marks=mark_fields(labels.marks[n_as_before:]),
        mode=wishes.mode,
        k=wishes.k,
        aside=wishes.aside,
        least=wishes.least,
        smooths=wishes.smooths,
        seed=wishes.seed,
        decisions=tuple(map(_decision_fields, choices.decisions)),
        n_as_before=n_as_before,
    )


def partial_choices_of(
    fields: PartialFields, before: PartialChoices | None = None
) -> PartialChoices:
    """Return choices.

    Raises
    ------
    ValueError
        Labels have the same number, marks belong to none, or clusters are merged with themselves.
    """
    known = () if before is None else before.labels.marks
    if fields.n_as_before > len(known):
        raise ValueError(fields.n_as_before)
    marks = known[: fields.n_as_before] + marks_of(fields.marks)
    classes = tuple(
        LabelClass(each.number, plain_text.name(each.name), _unpacked(each.colour))
        for each in fields.labels
    )
    numbers = {0, *(each.number for each in classes)}
    if len(numbers) != len(classes) + 1 or not {mark.label for mark in marks} <= numbers:
        raise ValueError(len(numbers))
    wishes = PartialWishes(
        fields.mode,
        fields.k,
        float(fields.aside),
        float(fields.least),
        fields.smooths,
        fields.seed,
    )
    decisions = tuple(map(_decision_of, fields.decisions))
    return PartialChoices(PaintedLabels(classes, marks), wishes, decisions)


def _packed(colour: Rgb) -> int:
    red, green, blue = colour
    return red << 16 | green << 8 | blue


def _unpacked(colour: int) -> Rgb:
    return colour >> 16, colour >> 8 & 255, colour & 255


def _n_alike(one: PaintedLabels, other: PaintedLabels) -> int:
    n = 0
    for mark, former in zip(one.marks, other.marks, strict=False):
        if mark is not former and mark != former:
            break
        n += 1
    return n


def _decision_fields(decision: Decision) -> DecisionFields:
    if isinstance(decision, Split):
        return DecisionFields((decision.cluster,), decision.n_parts)
    return DecisionFields(decision.clusters)


def _decision_of(fields: DecisionFields) -> Decision:
    if fields.n_parts is not None:
        (cluster,) = fields.clusters
        return Split(cluster, fields.n_parts)
    if len(set(fields.clusters)) != len(fields.clusters) or len(fields.clusters) < 2:
        raise ValueError(fields.clusters)
    return Merge(fields.clusters)
