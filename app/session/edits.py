"""Hold everything a person has chosen that can be undone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.clustering.legends.legend import Legend, LegendKey
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.scene.band import Band, BandKind
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch, names_in
from app.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything that can be undone.

    Attributes
    ----------
    ticked
        Names of the bands that take part, in scene order.
    nodata
        What counts as no data.
    channels
        Names of the bands shown as red, green, blue; or that components are.
    stretch
        How the composite is stretched.
    legends
        What the person made of clusters: by run and k, where it is more than one class each.
    teaching
        What the person said of sensor and bands.
    run_names
        What the person calls runs, by their ids.
    tools
        What was chosen in each of the tools.
    """

    ticked: tuple[str, ...] = ()
    nodata: NoDataRule = field(default_factory=NoDataRule)
    channels: Composite | None = None
    stretch: Stretch = field(default_factory=Stretch)
    legends: Mapping[LegendKey, Legend] = field(default_factory=lambda: MappingProxyType({}))
    teaching: BandTeaching = NOTHING_TAUGHT
    run_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tools: ToolEdits = UNUSED

    def choices_for(self, band_names: tuple[str, ...]) -> "Edits":
        """Return what was chosen for a scene, for the same scene on another grid.

        Legends belong to clusters, which are gone; labels lie on the map, where they stay.
        """
        computed = tuple(
            maths
            for maths in self.teaching.computed
            if {name for _, name in maths.operands} <= set(band_names)
        )
        band_names = (*band_names, *sorted(maths.name for maths in computed))
        ticked = tuple(name for name in band_names if name in self.ticked)
        channels = self.channels
        if not set(names_in(channels)) <= set(band_names):
            channels = None
        teaching = BandTeaching(computed=computed)
        labels = self.tools.partial
        kept = None if labels is None else replace(labels, decisions=())
        tools = ToolEdits(partial=kept)
        return Edits(ticked, self.nodata, channels, self.stretch, teaching=teaching, tools=tools)

    def with_legend(self, key: LegendKey, legend: Legend) -> "Edits":
        """Return them with another legend; one that says nothing is not kept."""
        legends = {other: kept for other, kept in self.legends.items() if other != key}
        if not legend.is_as_found:
            legends[key] = legend
        return replace(self, legends=MappingProxyType(legends))

    def with_run_name(self, run_id: str, name: str) -> "Edits":
        """Return them with a run called otherwise; an empty name takes its name away."""
        names = {other: kept for other, kept in self.run_names.items() if other != run_id}
        if name:
            names[run_id] = name
        return replace(self, run_names=MappingProxyType(names))


_CALLED = {
    "teaching": "description of bands",  # first: it may bring other bands and another composite
    "ticked": "choice of bands",
    "nodata": "no-data rule",
    "channels": "composite",
    "stretch": "contrast",
    "legends": "classes",
    "run_names": "name of the run",
    "tools": "settings of a tool",
}


def what_differs(one: Edits, other: Edits) -> str:
    """Name the one thing that a step changes."""
    if one.nodata.leave_out != other.nodata.leave_out:
        return "pixels left out"
    parts = (part for part in _CALLED if getattr(one, part) != getattr(other, part))
    return _CALLED.get(next(parts, ""), "change")  # one that was amended may change nothing


def ticked_after(ticked: Collection[str], before: Scene, after: Scene) -> tuple[str, ...]:
    """Tick what has become a band of light, untick what has become another; leave the rest."""
    kinds = {band.name: band.kind for band in before.bands}
    listed = {band.name for band in after.listed}
    return tuple(
        band.name
        for band in after.bands
        if band.name in listed and _takes_part(band, ticked, kinds)
    )


def _takes_part(band: Band, ticked: Collection[str], kinds: Mapping[str, BandKind]) -> bool:
    if band.kind is kinds.get(band.name, band.kind):
        return band.name in ticked
    return band.kind is BandKind.OPTICAL
