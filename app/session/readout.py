"""Tell what lies under the cursor, from what is in memory."""

from dataclasses import dataclass

import numpy as np

from app.clustering.results import KResult
from app.clustering.shown_values import ValuesAs, band_as
from app.scene.band import Band, computed_band
from app.scene.blocks import Survey
from app.scene.computed.picks import laid_out
from app.scene.indices.band_maths import BandMaths
from app.scene.nodata import NoDataRule
from app.scene.place import lonlat
from app.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class Readout:
    """What is known about one place.

    Attributes
    ----------
    row, col
        The pixel.
    x, y
        In units of the CRS, at the pixel's centre.
    crs_name
        Empty where the scene has none.
    lonlat
        Degrees; None where they are not known.
    values
        (band name, value) for every band in memory; empty outside the scene.
    decimals
        Those that each value means; None where that is not known.
    cluster
        Cluster number, 0 for no data, None before a sweep.
    """

    row: int
    col: int
    x: float
    y: float
    crs_name: str
    lonlat: tuple[float, float] | None
    values: tuple[tuple[str, float], ...]
    cluster: int | None
    decimals: tuple[int | None, ...] = ()


def read_out(
    scene: Scene,
    survey: Survey | None,
    result: KResult | None,
    row: int,
    col: int,
    told: ValuesAs = ValuesAs.UNITS,
    shown: BandMaths | None = None,
) -> Readout | None:
    """Look up one pixel; None outside the scene. Costs no reading.

    Parameters
    ----------
    shown
        An index that the picture shows, whose value is told too.
    """
    grid = scene.grid
    if not (0 <= row < grid.height and 0 <= col < grid.width):
        return None
    bands = _bands(scene, survey, shown) if survey else ()
    x, y = grid.xy(row + 0.5, col + 0.5)
    return Readout(
        row=row,
        col=col,
        x=x,
        y=y,
        crs_name=grid.crs_name,
        lonlat=lonlat(scene, row + 0.5, col + 0.5),
        values=_values(survey, bands, row, col, told) if survey else (),
        cluster=_cluster(result, row, col) if result else None,
        decimals=tuple(band_as(band, told).calibration.decimals for band in bands),
    )


def _bands(scene: Scene, survey: Survey, shown: BandMaths | None) -> tuple[Band, ...]:
    listed = {band.name for band in scene.listed}
    known = survey.preview.bands + survey.preview.computed
    bands = tuple(band for band in known if band.name in listed)
    told = {band.computed.maths.text for band in bands if band.computed is not None}
    if shown is None or shown.text in told:
        return bands
    return (*bands, computed_band(shown, survey.preview.bands))


def _values(
    survey: Survey, bands: tuple[Band, ...], row: int, col: int, told: ValuesAs
) -> tuple[tuple[str, float], ...]:
    preview = survey.preview
    column = survey.numbers_at(row, col)
    column = laid_out(column[:, np.newaxis], preview.bands, bands, NoDataRule())[:, 0]
    if told is ValuesAs.UNITS:
        pairs = zip(bands, column, strict=True)
        column = np.array([band.calibration.values(number) for band, number in pairs])
    return tuple((band.called, float(value)) for band, value in zip(bands, column, strict=True))


def _cluster(result: KResult, row: int, col: int) -> int:
    labels = result.full or result.preview
    n_rows, n_cols = labels.labels.shape
    return int(
        labels.labels[min(row // labels.step, n_rows - 1), min(col // labels.step, n_cols - 1)]
    )
