"""Hold the steps of a piece of work, so that they can be undone after it was saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.clustering.legends.legend import Legend, LegendKey
from app.products.projects.tools.tool_edits import UNUSED, ToolEdits
from app.scene.band_teaching import BandTeaching
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Composite, Stretch

N_STEPS_MAX = 500


@dataclass(frozen=True, slots=True)
class SavedState:
    """Everything that was chosen, between two steps."""

    ticked: tuple[str, ...]
    nodata: NoDataRule
    channels: Composite | None
    stretch: Stretch
    legends: Mapping[LegendKey, Legend]
    teaching: BandTeaching
    run_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tools: ToolEdits = UNUSED


@dataclass(frozen=True, slots=True, eq=False)
class SavedHistory:
    """What was chosen, step by step.

    Attributes
    ----------
    states
        One more than steps: before the first of them, and after each.
    texts
        What each step is called.
    place
        How many steps lie between the first state and the present.
    """

    states: tuple[SavedState, ...]
    texts: tuple[str, ...]
    place: int

    @property
    def present(self) -> SavedState:
        """What is chosen now."""
        return self.states[self.place]

    def shortened(self, n_steps: int) -> "SavedHistory":
        """Return so many of its steps at most: the oldest go first, then those undone longest."""
        first = min(max(0, len(self.texts) - n_steps), self.place)
        end = first + n_steps
        if self.place > end:  # nothing is left to go forth to
            first, end = self.place - n_steps, self.place
        return SavedHistory(self.states[first : end + 1], self.texts[first:end], self.place - first)
