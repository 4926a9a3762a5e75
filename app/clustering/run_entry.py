"""Tell runs from one another in a list: number, bands, scaling, what is left out, seed, time."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.clustering.run import Run
from app.clustering.settings import SweepSettings

_N_PARTS = 3  # of a choice of bands; more would fill the line
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run as a list shows it.

    Attributes
    ----------
    run
        Which it is.
    number
        Stays with the run when others come and go.
    name
        As somebody gave it; empty where nobody did.
    bands
        Names of all bands of the scene, in its order.
    ks
        What is known of it, rising.
    made_of
        Those of its k of which somebody made classes, rising.
    """

    run: Run
    number: int
    name: str
    bands: tuple[str, ...]
    ks: tuple[int, ...] = ()
    made_of: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """Of the run."""
        return self.run.id

    @property
    def title(self) -> str:
        """What it is called in short."""
        return self.name or f"Run {self.number}"

    @property
    def text(self) -> str:
        """What it is called, and what makes it another than others."""
        settings, started = self.run.settings, self.run.started
        parts = [self.title, bands_in_short(settings.band_names, self.bands)]
        parts += [str(settings.scaling)]
        if has_left_out(settings):
            parts += ["masked"]
        parts += [f"seed {settings.seed}"]
        if started is not None:
            parts += [f"{started.astimezone():%H:%M}"]
        return SEPARATOR.join(parts)

    @property
    def details(self) -> str:
        """Everything that determines it, one line for each thing."""
        settings = self.run.settings
        lines = [
            self.title if not self.name else f"{self.name} (run {self.number})",
            "Bands: " + ", ".join(settings.band_names),
            f"Scaling: {settings.scaling}",
            f"k: {settings.k_min} to {settings.k_max}",
            f"Seed: {settings.seed}, restarts: {settings.n_starts}",
        ]
        if has_left_out(settings):
            lines += [f"Left out: {left_out_in_short(settings)}"]
        if self.run.started is not None:
            lines += [f"Begun: {self.run.started.astimezone():%Y-%m-%d %H:%M:%S}"]
        return "\n".join(lines)


def has_left_out(settings: SweepSettings) -> bool:
    """Tell whether pixels are left out by where they lie or by what marks them."""
    rule = settings.nodata
    return bool(rule.masks) or not rule.leave_out.is_empty


def left_out_in_short(settings: SweepSettings) -> str:
    """Return what pixels are left out by, "cloud, shadow, areas"; empty where none are."""
    rule = settings.nodata.leave_out
    parts = [str(meaning) for meaning in rule.meanings]
    held = (
        ("values", rule.values),
        ("conditions", rule.conditions),
        ("areas", rule.areas),
        ("clusters", rule.clusters),
    )
    parts += [name for name, own in held if own]
    parts += ["all outside a window"] if rule.window else []
    return ", ".join(parts) or ("pixels by place" if settings.nodata.masks else "")


def bands_in_short(names: Sequence[str], all_names: Sequence[str]) -> str:
    """Return "B2-B7" or "B2-B4, B6"; how many there are where that would be long.

    Parameters
    ----------
    names
        Those that take part.
    all_names
        All of the scene, in its order: which of them follow each other.
    """
    places = [all_names.index(name) for name in names if name in all_names]
    if len(places) < len(names):  # of a scene that is known by other names now
        return _counted(names)
    parts: list[list[int]] = []
    for place in sorted(places):
        if parts and place == parts[-1][-1] + 1:
            parts[-1].append(place)
        else:
            parts.append([place])
    if len(parts) > _N_PARTS:
        return _counted(names)
    return ", ".join(_span([all_names[place] for place in part]) for part in parts)


def _span(names: list[str]) -> str:
    return ", ".join(names) if len(names) < 3 else f"{names[0]}-{names[-1]}"


def _counted(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} bands"
