"""Describe what a project file holds of the steps of a piece of work.

Most steps change one thing. What many states share is written once, and states say by its place
which of it they have.
"""

from collections.abc import Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct

from app import plain_text
from app.clustering.legends.legend import Legend, LegendClass, LegendKey
from app.clustering.legends.map_steps import MapStep
from app.products.projects import legend_fields as of_legends
from app.products.projects.choice_fields import (
    Channels,
    Names,
    RuleFields,
    StretchFields,
    TaughtFields,
    channels_fields,
    channels_of,
    names_of,
    rule_fields,
    rule_of,
    stretch_fields,
    stretch_of,
    taught_fields,
    teaching_of,
)
from app.products.projects.saved_history import N_STEPS_MAX, SavedHistory, SavedState
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.products.projects.tools.tool_fields import (
    ToolFields,
    fields_in_turn,
    told_once,
    told_whole,
    tools_in_turn,
)
from app.scene.band_teaching import BandTeaching

_N_STATES_MAX = N_STEPS_MAX + 1
_N_PARTS_MAX = 100_000

Place = Annotated[int, Meta(ge=0, lt=_N_PARTS_MAX)]
Places = Annotated[tuple[Place, ...], Meta(max_length=_N_PARTS_MAX)]

RunNames = dict[of_legends.RunId, str]

F = TypeVar("F")
V = TypeVar("V")


class SharedLegendFields(Struct):
    """The classes of one k of one run, by their places."""

    run: of_legends.RunId
    k: of_legends.SweptK
    classes: Annotated[tuple[Place, ...], Meta(max_length=of_legends.N_CLASSES_MAX)]
    steps: Annotated[tuple[Place, ...], Meta(max_length=of_legends.N_STEPS_MAX)]


class StateFields(Struct):
    """What was chosen between two steps, by its places; none for nothing taught, named or used."""

    bands: Place
    nodata: Place
    channels: Place
    stretch: Place
    legends: Places
    taught: Place | None
    run_names: Place | None = None
    tools: Place | None = None


class HistoryFields(Struct):
    """States and what they are made of; one state more than names of steps."""

    bands: Annotated[tuple[Names, ...], Meta(max_length=_N_STATES_MAX)]
    nodata: Annotated[tuple[RuleFields, ...], Meta(max_length=_N_STATES_MAX)]
    channels: Annotated[tuple[Channels | None, ...], Meta(max_length=_N_STATES_MAX)]
    stretches: Annotated[tuple[StretchFields, ...], Meta(max_length=_N_STATES_MAX)]
    taught: Annotated[tuple[TaughtFields, ...], Meta(max_length=_N_STATES_MAX)]
    classes: Annotated[tuple[of_legends.ClassFields, ...], Meta(max_length=_N_PARTS_MAX)]
    map_steps: Annotated[tuple[of_legends.StepFields, ...], Meta(max_length=_N_PARTS_MAX)]
    legends: Annotated[tuple[SharedLegendFields, ...], Meta(max_length=_N_PARTS_MAX)]
    states: Annotated[tuple[StateFields, ...], Meta(min_length=2, max_length=_N_STATES_MAX)]
    texts: Annotated[tuple[str, ...], Meta(max_length=N_STEPS_MAX)]
    place: Annotated[int, Meta(ge=0, le=N_STEPS_MAX)]
    run_names: Annotated[tuple[RunNames, ...], Meta(max_length=_N_STATES_MAX)] = ()
    tools: Annotated[tuple[ToolFields, ...], Meta(max_length=_N_STATES_MAX)] = ()


class _Shared(Generic[V]):
    """Values in the order in which they came first, each once."""

    def __init__(self) -> None:
        self.values: list[V] = []
        self._places: dict[Hashable, int] = {}
        self._seen: dict[int, int] = {}  # most are the very same object: not all of it is compared

    def place(self, value: V) -> int:
        """Return the place of a value; a new one goes behind the others."""
        known = self._seen.get(id(value))
        if known is None:
            known = self._places.setdefault(value, len(self.values))
            if known == len(self.values):
                self.values.append(value)
                self._seen[id(value)] = known  # kept here, so that its id stays its own
        return known


def history_fields(history: SavedHistory) -> HistoryFields:
    """Return what is kept of a history."""
    ticked, nodata, channels, stretches, taught = (_Shared() for _ in range(5))  # type: ignore[var-annotated]
    classes: _Shared[LegendClass] = _Shared()
    map_steps: _Shared[MapStep] = _Shared()
    legends: _Shared[tuple[LegendKey, Legend]] = _Shared()
    run_names: _Shared[tuple[tuple[str, str], ...]] = _Shared()
    tools: _Shared[ToolEdits] = _Shared()

    def state(saved: SavedState) -> StateFields:
        said: BandTeaching | None = saved.teaching
        is_taught = said is not None and taught_fields(said) is not None
        named = tuple(sorted(saved.run_names.items()))
        return StateFields(
            bands=ticked.place(saved.ticked),
            nodata=nodata.place(saved.nodata),
            channels=channels.place(channels_fields(saved.channels)),
            stretch=stretches.place(saved.stretch),
            legends=tuple(legends.place(one) for one in sorted(saved.legends.items(), key=_key)),
            taught=taught.place(said) if is_taught else None,
            run_names=run_names.place(named) if named else None,
            tools=None if saved.tools == UNUSED else tools.place(saved.tools),
        )

    states = tuple(state(saved) for saved in history.states)
    shared = tuple(
        SharedLegendFields(
            run=run,
            k=k,
            classes=tuple(classes.place(one) for one in legend.classes),
            steps=tuple(map_steps.place(step) for step in legend.steps),
        )
        for (run, k), legend in legends.values
    )
    return HistoryFields(
        bands=tuple(ticked.values),
        nodata=tuple(rule_fields(rule) for rule in nodata.values),
        channels=tuple(channels.values),
        stretches=tuple(stretch_fields(stretch) for stretch in stretches.values),
        taught=tuple(filter(None, map(taught_fields, taught.values))),
        classes=tuple(of_legends.class_fields(one) for one in classes.values),
        map_steps=tuple(of_legends.step_fields(step) for step in map_steps.values),
        legends=shared,
        states=states,
        texts=history.texts,
        place=history.place,
        run_names=tuple(map(dict, run_names.values)),
        tools=told_once(fields_in_turn(tools.values)),
    )


def run_names_of(names: Mapping[str, str]) -> dict[str, str]:
    """Return what runs are called, by their ids."""
    return {run: plain_text.name(name) for run, name in names.items()}


def history_of(fields: HistoryFields) -> SavedHistory:
    """Return the history that a file holds.

    Raises
    ------
    SettingsError
        All areas together are too large.
    ValueError
        It cannot be.
    """
    if len(fields.texts) != len(fields.states) - 1 or fields.place > len(fields.texts):
        raise ValueError
    ticked = [names_of(names) for names in fields.bands]
    nodata = [rule_of(rule) for rule in fields.nodata]
    channels = [channels_of(names) for names in fields.channels]
    stretches = [stretch_of(stretch) for stretch in fields.stretches]
    taught = [teaching_of(said) for said in fields.taught]
    classes = [of_legends.class_of(one) for one in fields.classes]
    map_steps = [of_legends.step_of(step) for step in fields.map_steps]
    legends = [
        (
            (one.run, one.k),
            of_legends.checked_legend(
                one.k, tuple(_at(classes, one.classes)), tuple(_at(map_steps, one.steps))
            ),
        )
        for one in fields.legends
    ]

    run_names: list[Mapping[str, str]] = [
        MappingProxyType(run_names_of(names)) for names in fields.run_names
    ]
    unnamed: Mapping[str, str] = MappingProxyType({})
    tools = tools_in_turn(told_whole(fields.tools))

    def state(kept: StateFields) -> SavedState:
        own = dict(_at(legends, kept.legends))
        if len(own) != len(kept.legends):
            raise ValueError
        return SavedState(
            ticked=_one(ticked, kept.bands),
            nodata=_one(nodata, kept.nodata),
            channels=_one(channels, kept.channels),
            stretch=_one(stretches, kept.stretch),
            legends=MappingProxyType(own),
            teaching=teaching_of(None) if kept.taught is None else _one(taught, kept.taught),
            run_names=unnamed if kept.run_names is None else _one(run_names, kept.run_names),
            tools=UNUSED if kept.tools is None else _one(tools, kept.tools),
        )

    texts = tuple(map(plain_text.one_line, fields.texts))
    return SavedHistory(tuple(map(state, fields.states)), texts, fields.place)


def _key(entry: tuple[LegendKey, Legend]) -> LegendKey:
    return entry[0]


def _one(parts: list[V], place: int) -> V:
    if place >= len(parts):
        raise ValueError
    return parts[place]


def _at(parts: list[V], places: Iterable[int]) -> list[V]:
    return [_one(parts, place) for place in places]
