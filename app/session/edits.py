"""Remember what a person has chosen, step by step, so that it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.clustering.naming.cluster_look import Rgb
from app.scene.band_teaching import NOTHING_TAUGHT, BandTeaching
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, PrincipalComponents, Stretch


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
    names, colours
        What the person called and coloured a thing, by its colour number: they follow the
        thing over all k.
    teaching
        What the person said of sensor and bands.
    """

    ticked: tuple[str, ...] = ()
    nodata: NoDataRule = field(default_factory=NoDataRule)
    channels: Composite | None = None
    stretch: Stretch = field(default_factory=Stretch)
    names: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    colours: Mapping[int, Rgb] = field(default_factory=lambda: MappingProxyType({}))
    teaching: BandTeaching = NOTHING_TAUGHT

    def choices_for(self, band_names: tuple[str, ...]) -> "Edits":
        """Return what was chosen for a scene, for the same scene on another grid.

        Names and colours belong to clusters, which are gone.
        """
        ticked = tuple(name for name in band_names if name in self.ticked)
        channels = self.channels
        if not isinstance(channels, PrincipalComponents) and not set(channels or ()) <= set(
            band_names
        ):
            channels = None
        return Edits(ticked, self.nodata, channels, self.stretch)


_CALLED = {
    "teaching": "description of bands",  # first: it may bring other bands and another composite
    "ticked": "choice of bands",
    "nodata": "no-data rule",
    "channels": "composite",
    "stretch": "contrast",
    "names": "name",
    "colours": "colour",
}


class History:
    """The past, the present and what was undone."""

    def __init__(self, present: Edits) -> None:
        self.present = present
        self._past: list[Edits] = []
        self._undone: list[Edits] = []

    @property
    def to_undo(self) -> str:
        """What would be taken back, "name" for one; empty if nothing."""
        return _what_differs(self._past[-1], self.present) if self._past else ""

    @property
    def to_redo(self) -> str:
        """What would be done again; empty if nothing."""
        return _what_differs(self._undone[-1], self.present) if self._undone else ""

    def push(self, edits: Edits) -> bool:
        """Make `edits` the present; return whether anything changed."""
        if edits == self.present:
            return False
        self._past.append(self.present)
        self._undone.clear()
        self.present = edits
        return True

    def amend(self, edits: Edits) -> None:
        """Correct the present; what was before and what was undone stay."""
        self.present = edits

    def undo(self) -> bool:
        """Go one step back; return whether there was one."""
        return self._travel(self._past, self._undone)

    def redo(self) -> bool:
        """Go one step forth again; return whether there was one."""
        return self._travel(self._undone, self._past)

    def _travel(self, source: list[Edits], target: list[Edits]) -> bool:
        if not source:
            return False
        target.append(self.present)
        self.present = source.pop()
        return True


def _what_differs(one: Edits, other: Edits) -> str:
    """Name the one thing that a step changes."""
    if one.nodata.leave_out != other.nodata.leave_out:
        return "pixels left out"
    parts = (part for part in _CALLED if getattr(one, part) != getattr(other, part))
    return _CALLED.get(next(parts, ""), "change")  # one that was amended may change nothing
