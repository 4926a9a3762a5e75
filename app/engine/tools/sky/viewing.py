"""Look at the sky over an open scene, and decide again as wishes change."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.arrays import Window, counted
from app.clustering.clouds.wishes import CloudSearch, CloudWishes, SkyClass
from app.clustering.naming.cluster_look import LabelPicture
from app.clustering.results import LabelMap
from app.engine.pictures import make_label_detail
from app.scene.memory_budget import MemoryBudget
from app.scene.scene import Scene
from app.steps import Progress, Steps

if TYPE_CHECKING:  # they bring the libraries, which come after the window
    from app.clustering.clouds.deciding import Decision
    from app.engine.tools.sky.agreement import Agreement, Disagreement, QualityTold
    from app.engine.tools.sky.finding import FoundSky

_UNKNOWN = 255  # as `SkyLook` has it
_NEARLY_ALL = 0.995
_OTHER_SEASON_DAYS = 60
_N_WHOLE_PX = 1_500_000
_DAYS_A_YEAR = 365.25
_NOTHING_DIFFERS = "Bands, units, season and values are as the model was trained on."


@dataclass(frozen=True, slots=True, eq=False)
class SkyLooked:
    """What does not change with strictness.

    Attributes
    ----------
    quality
        What quality bands say; None where there are none.
    notes
        In which ways the clear scene is not like the open one, and what was done about it.
    """

    found: "FoundSky"
    quality: "QualityTold | None"
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SkyView:
    """What is decided of every pixel.

    Attributes
    ----------
    picture
        Numbers of `SkyClass`, of the whole scene as coarse as is quickly drawn.
    n_px
        Pixels that are clear, cloud, shadow.
    agreed, disagreements
        Against the quality bands; empty where there are none.
    """

    looked: SkyLooked
    wishes: CloudWishes
    decision: "Decision"
    picture: LabelPicture
    n_px: tuple[int, int, int]
    agreed: "tuple[Agreement, ...]"
    disagreements: "tuple[Disagreement, ...]"

    @property
    def has_shadows(self) -> bool:
        """Whether shadows were looked for: a model does not tell them."""
        return self.looked.found.by.tells_shadows

    def share(self, what: SkyClass) -> float:
        """Return a class' share of the pixels that both scenes have, 0..1."""
        return self.n_px[what - SkyClass.CLEAR] / max(1, sum(self.n_px))


def look(
    search: CloudSearch, later: Scene, budget: MemoryBudget | None = None
) -> Steps[Progress, SkyLooked]:
    """Open the clear scene or the model, and find the sky over the later scene by it.

    Raises
    ------
    SceneError
        The clear scene or the model cannot be read, or has too little in common with the other.
    SettingsError
        The model does not fit, or tells no clouds.
    """
    yield Progress("Loading the libraries")
    from app.engine.tools.sky.agreement import read_quality
    from app.engine.tools.sky.by_model import find_sky_by_model
    from app.engine.tools.sky.finding import find_sky
    from app.scene.opening import open_scene

    if search.model is not None:
        found = yield from find_sky_by_model(Path(search.model), later, budget=budget)
    else:
        clear = yield from open_scene([Path(text) for text in search.clear])
        found = yield from find_sky(clear, later, search.mode, seed=search.seed, budget=budget)
    quality = yield from read_quality(later)
    return SkyLooked(found, quality, tuple(_notes(found)))


def view(looked: SkyLooked, wishes: CloudWishes) -> Steps[Progress, SkyView]:
    """Decide which pixels are cloud and which are shadow; takes no look at any file."""
    from app.engine.tools.sky.agreement import agreement, disagreements

    yield Progress("Deciding what is cloud")
    decision = looked.found.decide(wishes)
    labels = decision.labels
    height, width = labels.shape
    counts = counted(labels, 4)
    agreed = agreement(looked.quality, labels)
    others = disagreements(looked.quality, labels)
    coarse = min(1.0, (_N_WHOLE_PX / (height * width)) ** 0.5)
    shape = max(1, round(height * coarse)), max(1, round(width * coarse))
    picture = make_label_detail(LabelMap(labels, step=1), Window(0, 0, height, width), shape)
    clear, cloud, shadow = counts[SkyClass.CLEAR : SkyClass.SHADOW + 1].tolist()
    return SkyView(looked, wishes, decision, picture, (clear, cloud, shadow), agreed, others)


def cut_detail(
    decision: "Decision", window: Window, shape: tuple[int, int]
) -> Steps[Progress, LabelPicture]:
    """Cut a window out of what is decided, as fine as the screen shows it."""
    yield Progress("Cutting the map")
    return make_label_detail(LabelMap(decision.labels, step=1), window, shape)


def _notes(found: "FoundSky") -> list[str]:
    """Say what to know of a clear scene, or of a model, before it is relied on."""
    from app.engine.tools.sky.training import ByModel

    by, later = found.by, found.later
    if isinstance(by, ByModel):
        return [
            f"Compared by {', '.join(filter(None, by.roles))}.",
            *([one.text for one in by.differences] or [_NOTHING_DIFFERS]),
            "A model tells of no place what the ground showed: shadows are not looked for.",
        ]
    clear, pair = by.clear, by.pair
    notes = [f"Compared by {', '.join(pair.roles)}."]
    known = np.count_nonzero(found.look.opacity != _UNKNOWN) / found.look.opacity.size
    if known < _NEARLY_ALL:
        notes.append(f"{100 * known:.0f} % of the open scene has data in both.")
    missing = [
        band.title
        for band in later.bands
        if band.name in later.ticked_at_first and band.role not in pair.roles
    ]
    if missing:
        notes.append(f"Not in the clear scene: {', '.join(missing)}.")
    if any(band.own_grid is not None for band in pair.scene.bands[pair.n_bands :]):
        notes.append("The clear scene was brought onto the grid of the open one.")
    taken = clear.product.acquired, later.product.acquired
    if taken[0] is None or taken[1] is None:
        notes.append("A date is not known: take scenes of one season.")
    else:
        days = abs((taken[1].replace(tzinfo=None) - taken[0].replace(tzinfo=None)).days)
        apart = days % _DAYS_A_YEAR
        if min(apart, _DAYS_A_YEAR - apart) > _OTHER_SEASON_DAYS:
            notes.append(
                "The clear scene is of another season: bright fields may be taken for thin cloud."
            )
    return notes
