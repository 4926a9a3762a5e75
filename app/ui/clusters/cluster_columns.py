"""Lay out the columns of the table of clusters: headers, units, figures."""

from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray
from app.clustering.results import KResult
from app.scene.band import Band
from app.scene.grid import Grid
from app.ui.parts import number_format


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Figures of all clusters under one header.

    Attributes
    ----------
    values
        Shape (k,), in the unit of the header.
    is_share
        They are shares of a whole, in percent.
    """

    header: str
    tip: str
    values: DoubleArray
    decimals: int
    is_share: bool = False

    @property
    def widest(self) -> str:
        """The longest text of the column."""
        return max((self.text(row) for row in range(len(self.values))), key=len, default="")

    def text(self, row: int) -> str:
        """Write one figure as it is shown."""
        value = float(self.values[row])
        if self.is_share:
            return number_format.percent(value / 100.0, self.decimals)
        return number_format.fixed(value, self.decimals)


def figure_columns(result: KResult, grid: Grid) -> tuple[Column, ...]:
    """Return share, area and the mean per band of every cluster."""
    n_px = result.signatures.n_px.astype(np.float64)
    share = n_px / max(1.0, float(n_px.sum()))
    return (
        Column("Share (%)", "Share of the pixels that hold data", 100.0 * share, 1, is_share=True),
        _area(share * result.n_valid_px, grid),
        *_means(result),
    )


def _area(n_px: DoubleArray, grid: Grid) -> Column:
    pixel_m2 = grid.pixel_area_m2
    if pixel_m2 is None:
        return Column("Pixels", _why_pixels(grid), n_px, 0)
    unit, unit_m2 = number_format.area_unit(float(n_px.sum()) * pixel_m2)
    areas = n_px * pixel_m2 / unit_m2
    tip = f"One pixel is {number_format.number(pixel_m2)} m²"
    return Column(f"Area ({unit})", tip, areas, number_format.decimals_for(areas))


def _why_pixels(grid: Grid) -> str:
    if grid.map_area_m2 is None:
        return "The scene has no metric reference system, so areas are counted in pixels"
    return f"Areas in {grid.crs_name} are not those on the ground, so pixels are counted"


def _means(result: KResult) -> tuple[Column, ...]:
    bands, means = result.signatures.bands, result.signatures.mean
    plain = [band.calibration.decimals is None for band in bands]
    decimals = number_format.decimals_for(means[:, plain].ravel().tolist())
    return tuple(_mean(band, column, decimals) for band, column in zip(bands, means.T, strict=True))


def _mean(band: Band, column: DoubleArray, decimals: int) -> Column:
    calibration = band.calibration
    tip = f"Mean of {band.title}, in {calibration.unit or 'the values of the files'}"
    own = calibration.decimals
    return Column(band.title, tip, column, decimals if own is None else own)
