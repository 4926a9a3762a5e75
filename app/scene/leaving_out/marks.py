"""Find the pixels that values of bands mark to be left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from app.arrays import AnyArray, BoolArray
from app.scene.leaving_out.leave_out import BandValues, LeaveOut, Meaning
from app.scene.leaving_out.quality_bits import bands_telling
from app.scene.scene import Scene

_TABLED = (np.dtype(np.uint8), np.dtype(np.uint16))  # few enough values to look each up


class ValueTest(Protocol):
    """Tells values that mark a pixel."""

    def holds(self, values: AnyArray) -> BoolArray:
        """Tell for values of any shape whether each marks its pixel."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """One reason to leave a pixel out: what it is called, how it is told, whether it grows."""

    title: str
    test: ValueTest
    grows: bool


@dataclass(frozen=True, slots=True, eq=False)
class BandMarks:
    """Everything by which one band marks pixels.

    Attributes
    ----------
    band
        Name of the band.
    marks
        At most 32; the flag of the n-th, from 0, is 1 << n.
    """

    band: str
    marks: tuple[Mark, ...]

    def table(self, dtype: np.dtype[Any]) -> AnyArray | None:
        """Return the flags of every value of a type; None where these are too many."""
        if dtype not in _TABLED:
            return None
        return self._flags_of(np.arange(np.iinfo(dtype).max + 1, dtype=dtype))

    def flags(self, values: AnyArray, table: AnyArray | None) -> AnyArray:
        """Return the flags of values of any shape, by the table of their type where there is one.

        Returns
        -------
        uint32, or smaller where few marks are known.
        """
        return self._flags_of(values) if table is None else table[values]

    def all_that(self, *, grow: bool) -> int:
        """Return the flags of all marks that grow, or that do not, together."""
        return sum(1 << number for number, mark in enumerate(self.marks) if mark.grows is grow)

    def _flags_of(self, values: AnyArray) -> AnyArray:
        flags = np.zeros(values.shape, dtype=np.uint8 if len(self.marks) <= 8 else np.uint32)
        for number, mark in enumerate(self.marks):
            flags |= mark.test.holds(values).astype(flags.dtype) << flags.dtype.type(number)
        return flags


def marks_of(scene: Scene, leave_out: LeaveOut) -> tuple[BandMarks, ...]:
    """Return by which bands of a scene pixels are to be marked, in the order of the bands.

    Raises
    ------
    SettingsError
        No band tells what is asked for, or a band is not in the scene.
    """
    by_band: dict[str, list[Mark]] = {}
    for meaning, (band, test) in bands_telling(scene, leave_out.meanings).items():
        mark = Mark(meaning.value, test, grows=meaning is not Meaning.FILL)
        by_band.setdefault(band.name, []).append(mark)
    for wanted in leave_out.values:
        (band,) = scene.pick([wanted.band])
        mark = Mark(f"{band.name} {_ranges(wanted)}", wanted, grows=True)
        by_band.setdefault(band.name, []).append(mark)
    return tuple(BandMarks(name, tuple(by_band[name])) for name in _in_order(scene, by_band))


def _in_order(scene: Scene, by_band: Mapping[str, object]) -> list[str]:
    return [name for name in scene.band_names if name in by_band]


def _ranges(wanted: BandValues) -> str:
    return "/".join(
        f"{low:g}" if low == high else f"{low:g}..{high:g}" for low, high in wanted.ranges
    )
