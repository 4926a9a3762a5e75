"""Say which sweep it was: what determines its results, and a name that follows from that."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.clustering.settings import SweepSettings
from app.scene.band import Band
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import Resampling

N_ID_DIGITS = 12  # hexadecimal: 48 bits


@dataclass(frozen=True, slots=True)
class Run:
    """One sweep: bands, scaling, rule, seed. Its results are kept by k.

    Attributes
    ----------
    id
        The same for the same inputs and settings, whatever the range of k; see `run_id`.
    settings
        Bands, scaling, seed, what counts as no data, and the range that was asked for last.
    started
        When it was first begun, UTC, in whole seconds; None where that is not known.
    """

    id: str
    settings: SweepSettings
    started: datetime | None = None

    @classmethod
    def begin(
        cls,
        settings: SweepSettings,
        bands: Sequence[Band],
        grid: Grid,
        resampling: Resampling = Resampling.NEAREST,
    ) -> "Run":
        """Begin a run now; for its parameters see `run_id`."""
        now = datetime.now(UTC).replace(microsecond=0)
        return cls(run_id(settings, bands, grid, resampling), settings, now)

    def goes_on_with(self, settings: SweepSettings) -> bool:
        """Whether results with these settings may stand beside those that are there."""
        return settings.same_but_for_range(self.settings)

    def widened(self, settings: SweepSettings) -> "Run":
        """Return the same run, with another range of k."""
        return replace(self, settings=settings)


def run_id(
    settings: SweepSettings,
    bands: Sequence[Band],
    grid: Grid,
    resampling: Resampling = Resampling.NEAREST,
) -> str:
    """Return the first digits of a SHA-256 over a canonical description of a run.

    The range of k is left out: a wider one goes on with the same run. So are folders and times of
    files: a scene that was moved or copied is the same. That the pixels are the same cannot be
    told from it; files of the same names and sizes are taken for the same.

    Parameters
    ----------
    bands
        Those that take part, in scene order.
    grid
        Where they lie.
    resampling
        How coarser bands are brought there; it tells nothing where all lie there already.
    """
    told: dict[str, Any] = {
        "settings": _settings(settings),
        "bands": [_band(band) for band in bands],
        "grid": [grid.width, grid.height, *grid.transform],
    }
    if any(band.own_grid is not None for band in bands):
        told["resampling"] = resampling
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()[:N_ID_DIGITS]


def _settings(settings: SweepSettings) -> dict[str, Any]:
    """Tell what is not as it is by default, so that a setting that comes later changes no id."""
    usual = SweepSettings(settings.band_names, settings.k_min, settings.k_max)
    told = _unlike(settings, usual)
    rule = _unlike(settings.nodata, usual.nodata)
    # Equal numbers need not be written alike: 0 and 0.0.
    rule |= {"value": float(rule["value"])} if "value" in rule else {}
    rule |= {name: repr(rule[name]) for name in ("masks", "leave_out") if name in rule}
    return told | {"band_names": settings.band_names, "nodata": rule}


def _unlike(value: Any, usual: Any) -> dict[str, Any]:  # noqa: ANN401  # any frozen value
    pairs = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: own for name, own in pairs.items() if own != getattr(usual, name)}


def _band(band: Band) -> list[Any]:
    if band.computed is not None:
        pairs = zip(band.computed.maths.operands, band.computed.sources, strict=True)
        made_of = [[called, *_band(source)] for (called, _), source in pairs]
        return [band.name, band.computed.maths.text, made_of]
    sizes = [stamp.size for stamp in band.stamps if stamp.path == band.path]
    nodata = None if band.nodata is None else float(band.nodata)
    told = [band.name, band.path.name, band.index, band.dtype, nodata, *sizes[:1]]
    # Distances may be measured in units; what is shown as it is stored tells nothing new.
    return told if band.calibration.is_identity else [*told, repr(band.calibration)]
