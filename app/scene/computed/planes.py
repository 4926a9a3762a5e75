"""Lay out the values of wanted bands, stored and computed, from those of stored ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.arrays import AnyArray, DoubleArray
from app.scene.band import Band
from app.scene.nodata import NoDataRule, declared_missing, zero_everywhere

_N_CHUNK_PX = 65_536  # of four bands in float64 these take 2 MB


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """Which stored bands are needed for wanted ones, and how these come of them.

    Attributes
    ----------
    bands
        The wanted bands.
    stored
        Those that are to be read, each once: the wanted ones first, in their order.
    """

    bands: tuple[Band, ...]
    stored: tuple[Band, ...]

    @classmethod
    def of(cls, bands: tuple[Band, ...]) -> "Planes":
        """Look up what bands are made of."""
        needed = {band.name: band for band in bands if band.computed is None}
        for band in bands:
            for source in () if band.computed is None else band.computed.sources:
                needed.setdefault(source.name, source)
        return cls(bands, tuple(needed.values()))

    @property
    def has_computed(self) -> bool:
        """Whether anything has to be computed at all."""
        return any(band.computed is not None for band in self.bands)

    def dtype(self, stored: np.dtype[Any]) -> np.dtype[Any]:
        """Return the type that holds all wanted values, given that of the stored ones."""
        return np.result_type(stored, np.float32) if self.has_computed else stored

    def lay_out(self, stored: AnyArray, rule: NoDataRule, out: AnyArray | None = None) -> AnyArray:
        """Return the values of the wanted bands.

        Parameters
        ----------
        stored
            Shape (n_stored, ...), numbers of the files, one entry of `stored` each.
        rule
            What counts as no data: a computed band is NaN where one of its bands is no data.
        out
            Shape (n_bands, ...), where they are written; None for memory of their own.

        Returns
        -------
        Shape (n_bands, ...). Computed values are of single precision, whatever the type.
        """
        if out is None:
            shape = (len(self.bands), *stored.shape[1:])
            out = np.empty(shape, dtype=self.dtype(stored.dtype))
        at = {band.name: position for position, band in enumerate(self.stored)}
        length = stored.shape[1] if stored.ndim > 1 else 0
        step = max(1, _N_CHUNK_PX * length // max(1, stored[0].size))
        for first in range(0, length, step):
            part = stored[:, first : first + step]
            measured: dict[str, DoubleArray] = {}
            for plane, band in zip(out, self.bands, strict=True):
                if band.computed is None:
                    plane[first : first + step] = part[at[band.name]]
                else:
                    plane[first : first + step] = self._computed(band, part, at, measured, rule)
        return out

    def _computed(
        self,
        band: Band,
        part: AnyArray,
        at: dict[str, int],
        measured: dict[str, DoubleArray],
        rule: NoDataRule,
    ) -> AnyArray:
        assert band.computed is not None  # noqa: S101 -- for the type checker
        of_names: dict[str, AnyArray] = {}
        for (called, name), source in zip(
            band.computed.maths.operands, band.computed.sources, strict=True
        ):
            if name not in measured:
                measured[name] = _measured(part[at[name]], source, rule)
            of_names[called] = measured[name]
        with np.errstate(over="ignore"):
            values: AnyArray = band.computed.maths.expression.values(of_names).astype(np.float32)
        values[~np.isfinite(values)] = np.nan
        if self._is_fill_by_zero(rule):
            values[zero_everywhere(part)] = np.nan
        return values

    def _is_fill_by_zero(self, rule: NoDataRule) -> bool:
        """Whether pixels that are zero in all stored bands can be told here only."""
        is_alone = all(band.computed is not None for band in self.bands)
        return is_alone and rule.zero_is_fill and not rule.as_values


def _measured(numbers: AnyArray, band: Band, rule: NoDataRule) -> DoubleArray:
    """Return what a stored band measures; NaN where it is no data."""
    values = band.calibration.values(numbers)
    missing = declared_missing(numbers, band, rule)
    if missing is not None:
        values[missing] = np.nan
    return values
