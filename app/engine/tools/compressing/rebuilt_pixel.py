"""Tell of one pixel what it was and what it comes back as, from what is in memory."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.arrays import Window
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.band import Band
from app.scene.nodata import NoDataRule, valid_pixels

if TYPE_CHECKING:  # it brings the libraries, which come after the window
    from app.clustering.compression.codebook import Codebook


@dataclass(frozen=True, slots=True)
class RebuiltPixel:
    """One band of a pixel.

    Attributes
    ----------
    name, title
        Of the band, and what it is called.
    original, rebuilt
        In units of the band where it has any, otherwise numbers of the files.
    decimals
        Those that a value means; None where that is not known.
    """

    name: str
    title: str
    original: float
    rebuilt: float
    decimals: int | None

    @property
    def difference(self) -> float:
        """Original less rebuilt."""
        return self.original - self.rebuilt


def look_up(
    opened: OpenedScene, book: "Codebook", bands: tuple[Band, ...], row: int, col: int
) -> tuple[RebuiltPixel, ...]:
    """Return the bands of one pixel; none outside the scene, or where it holds no data."""
    grid, survey = opened.scene.grid, opened.survey
    if not (0 <= row < grid.height and 0 <= col < grid.width):
        return ()
    numbers = survey.numbers_at(row, col)
    at = {band.name: place for place, band in enumerate(survey.preview.bands)}
    own = numbers[[at[band.name] for band in bands]]
    place = Window(row, col, 1, 1).place()
    if not valid_pixels(own[:, np.newaxis, np.newaxis], bands, NoDataRule(), place).all():
        return ()
    # One pixel is looked for among some hundred spectra on the spot: no compiled loop for that.
    away = ((book.spectra.astype(np.float32) - own.astype(np.float32)) ** 2).sum(axis=1)
    back = book.spectra[int(np.argmin(away))]
    return tuple(
        RebuiltPixel(
            band.name,
            band.called,
            float(band.calibration.values(was)),
            float(band.calibration.values(comes_back)),
            band.calibration.decimals,
        )
        for band, was, comes_back in zip(bands, own, back, strict=True)
    )
