"""Lay out the columns of the table of clusters: headers, units, figures."""

from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.scene.band import Band
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import AreaKind, PixelAreas
from app.ui.parts import number_format
from app.ui.parts.area_unit import AreaUnit, Measure, measure_of

_TOTAL_DIGITS = 6
_MANY_DECIMALS = 2  # so many more, and decimals of its neighbours would leave little of a band
_PIXEL_DIGITS = 6


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


def figure_columns(result: KResult, grid: Grid, unit: AreaUnit) -> tuple[Column, ...]:
    """Return share, area and the mean per band of every cluster."""
    n_px = result.signatures.n_px.astype(np.float64)
    share = n_px / max(1.0, float(n_px.sum()))
    return (
        Column("Share (%)", "Share of the pixels that hold data", 100.0 * share, 1, is_share=True),
        _area(share * result.n_valid_px, result, grid, unit),
        *_means(result),
    )


def titled(look: ClusterLook) -> str:
    """Return the heading: clusters while each is one, classes once they were merged or split."""
    if look.is_as_found:
        return f"Clusters, k = {look.k}"
    n = look.n_classes
    return f"Classes, k = {look.k} ({n} {'class' if n == 1 else 'classes'})"


def totals(result: KResult, unit: AreaUnit) -> str:
    """Say what all clusters together are."""
    n = len(result.signatures.n_px)
    one, several = ("cluster", "clusters") if n == result.k else ("class", "classes")
    clusters = f"All {n} {several}" if n > 1 else f"One {one}"
    pixels = f"{clusters}: {number_format.count(result.n_valid_px)} pixels"
    areas_m2, measure = _measured(result, unit)
    if areas_m2 is None or measure is None:
        return pixels
    total = float(areas_m2.sum()) / measure.m2
    decimals = number_format.decimals_for((total,), _TOTAL_DIGITS)
    return f"{pixels}, {number_format.fixed(total, decimals)} {measure.symbol}"


def _measured(result: KResult, unit: AreaUnit) -> tuple[DoubleArray | None, Measure | None]:
    areas_m2 = result.signatures.area_m2
    if areas_m2 is None:
        return None, None
    return areas_m2, measure_of(unit, float(areas_m2.sum()))


def _area(n_px: DoubleArray, result: KResult, grid: Grid, unit: AreaUnit) -> Column:
    areas_m2, measure = _measured(result, unit)
    if areas_m2 is None:
        return Column("Pixels", _why_pixels(grid), n_px, 0)
    if measure is None:
        return Column("Pixels", "Pixels of each cluster that hold data", n_px, 0)
    areas = areas_m2 / measure.m2
    decimals = number_format.decimals_for(areas)
    return Column(f"Area ({measure.symbol})", _on_what(grid.areas), areas, decimals)


def _on_what(areas: PixelAreas) -> str:
    low, high = (number_format.number(m2, _PIXEL_DIGITS) for m2 in areas.range_m2 or (0.0, 0.0))
    span = low if low == high else f"{low} to {high}"
    how = "by the units of the map" if areas.kind is AreaKind.MAP_UNITS else f"on the {areas.kind}"
    return f"Areas {how}; one pixel is {span} m²"


def _why_pixels(grid: Grid) -> str:
    if not grid.crs_wkt:
        return "The scene has no reference system, so areas are counted in pixels"
    return f"How large pixels of {grid.crs_title} are is not known, so they are counted"


def _means(result: KResult) -> tuple[Column, ...]:
    """Write the bands alike, but for those that are so much smaller that nothing would be left.

    Reflectance beside kelvin, or an index beside counts, has decimals of its own.
    """
    bands, means = result.signatures.bands, result.signatures.mean
    plain = [band.calibration.decimals is None for band in bands]
    shared = number_format.decimals_for(means[:, plain].ravel().tolist())
    columns = []
    for band, column in zip(bands, means.T, strict=True):
        own = number_format.decimals_for(column.tolist())
        decimals = own if own - shared >= _MANY_DECIMALS else shared
        columns.append(_mean(band, column, decimals))
    return tuple(columns)


def _mean(band: Band, column: DoubleArray, decimals: int) -> Column:
    calibration = band.calibration
    tip = f"Mean of {band.title}, in {calibration.unit or 'the values of the files'}"
    own = calibration.decimals
    return Column(band.title, tip, column, decimals if own is None else own)
