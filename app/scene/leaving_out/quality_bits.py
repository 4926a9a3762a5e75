"""Read what the values of quality bands say of a pixel."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray
from app.errors import SettingsError
from app.resources import resource_path
from app.scene.band import Band
from app.scene.leaving_out.leave_out import Meaning
from app.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class BitTest:
    """Which values of a quality band say one thing.

    Attributes
    ----------
    bits
        One of these bits is set; none to look at `values` or `at_least`.
    first, width
        The field that is compared with `values`; width 0 for the whole value.
    values
        Values of the field, or of the whole.
    at_least
        The lowest value; None where values are told.
    fill_value
        A value that says fill and nothing else; None where there is none.
    is_fill
        Whether this is the test for fill.
    """

    bits: tuple[int, ...] = ()
    first: int = 0
    width: int = 0
    values: tuple[int, ...] = ()
    at_least: int | None = None
    fill_value: int | None = None
    is_fill: bool = False

    def holds(self, values: AnyArray) -> BoolArray:
        """Tell for whole numbers, of any shape, whether each says it; NaN says nothing."""
        if values.dtype.kind == "f":
            values = np.where(np.isfinite(values), values, 0).astype(np.int64)
        found = self._says(values)
        if self.fill_value is not None:
            is_fill_value = values == self.fill_value
            found = found | is_fill_value if self.is_fill else found & ~is_fill_value
        return np.asarray(found)

    def _says(self, values: AnyArray) -> BoolArray:
        if self.at_least is not None:
            return np.asarray(values >= self.at_least)
        if self.bits:
            mask = values.dtype.type(sum(1 << bit for bit in self.bits))
            return np.asarray((values & mask) != 0)
        field = values
        if self.width:
            ones = values.dtype.type((1 << self.width) - 1)
            field = (values >> values.dtype.type(self.first)) & ones
        return np.isin(field, self.values)


@dataclass(frozen=True, slots=True)
class QualityLayout:
    """What one kind of quality band tells, and which bands are of that kind."""

    title: str
    bands: tuple[str, ...]
    sensors: tuple[str, ...]
    files: tuple[re.Pattern[str], ...]
    tests: Mapping[Meaning, BitTest]

    def fits(self, band: Band, sensor: str) -> bool:
        """Whether a band of a scene of that sensor is laid out like this."""
        if band.name.upper() not in self.bands:
            return False
        if self.sensors and sensor not in self.sensors:
            return False
        return not self.files or any(pattern.match(band.path.name) for pattern in self.files)


def layout_of(band: Band, sensor: str) -> QualityLayout | None:
    """Return how a band is laid out; None where that is not known, or it is no quality band.

    Parameters
    ----------
    sensor
        Title of the scene's sensor; empty where unknown.
    """
    return next((layout for layout in _layouts() if layout.fits(band, sensor)), None)


def told_by(scene: Scene) -> Mapping[Meaning, tuple[Band, BitTest]]:
    """Return what the quality bands of a scene tell, and by which band and test.

    Where two bands tell the same, the one whose layout comes first in the table is asked.
    """
    order = {layout.title: number for number, layout in enumerate(_layouts())}
    known = [
        (order[layout.title], band, layout)
        for band in scene.bands
        if (layout := layout_of(band, scene.sensor)) is not None
    ]
    told: dict[Meaning, tuple[Band, BitTest]] = {}
    for _, band, layout in sorted(known, key=lambda entry: entry[0]):
        for meaning, test in layout.tests.items():
            told.setdefault(meaning, (band, test))
    return {meaning: told[meaning] for meaning in Meaning if meaning in told}


def bands_telling(
    scene: Scene, meanings: Sequence[Meaning]
) -> Mapping[Meaning, tuple[Band, BitTest]]:
    """Return which band tells each of some meanings, and how.

    Raises
    ------
    SettingsError
        No quality band of the scene tells one of them.
    """
    told = told_by(scene)
    unknown = [meaning for meaning in meanings if meaning not in told]
    if not unknown:
        return {meaning: told[meaning] for meaning in meanings}
    names = " or ".join(unknown)
    if not told:
        raise SettingsError(
            "No quality band known",
            f'"{scene.title}" has no quality band that tells {names}: '
            f"its bands are {', '.join(scene.band_names)}.",
            "Put the quality file (QA_PIXEL, BQA, SCL ...) beside the bands, and open them again.",
        )
    bands = dict.fromkeys(band.name for band, _ in told.values())
    raise SettingsError(
        "Not in the quality band",
        f'The quality band {" and ".join(bands)} of "{scene.title}" does not tell {names}.',
        f"It tells {', '.join(told)}.",
    )


@cache
def _layouts() -> tuple[QualityLayout, ...]:
    with resource_path("quality_bits.toml").open("rb") as file:
        entries = tomllib.load(file)["layout"]
    return tuple(_layout(entry) for entry in entries)


def _layout(entry: Mapping[str, Any]) -> QualityLayout:
    fill = entry.get("fill_value")
    meanings = dict(entry["meanings"])
    if fill is not None:
        meanings = {"fill": {"values": [fill]}, **meanings}
    return QualityLayout(
        title=entry["title"],
        bands=tuple(entry["bands"]),
        sensors=tuple(entry.get("sensors", ())),
        files=tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry.get("files", ())),
        tests={
            Meaning(name): BitTest(
                bits=tuple(test.get("bits", ())),
                first=test.get("first", 0),
                width=test.get("width", 0),
                values=tuple(test.get("values", ())),
                at_least=test.get("at_least"),
                fill_value=fill,
                is_fill=name == Meaning.FILL,
            )
            for name, test in meanings.items()
        },
    )
