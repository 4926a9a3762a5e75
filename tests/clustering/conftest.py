"""Make scenes of known clusters in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.settings import SweepSettings
from app.scene.band import Band, BandKind
from app.scene.blocks import BandStats, PixelBlock, PixelSample, Preview, Survey
from app.scene.grids.grid import Grid
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.pixels.source import MemorySource, PixelSource
from app.scene.scene import Scene


class ArraySource:
    """Stream an array in rows, as files would be."""

    def __init__(self, values, bands, grid, rule, rows=7):
        self._values, self.bands, self.grid, self.rule = values, bands, grid, rule
        self.dtype = values.dtype
        self._rows = rows
        self.n_passes = 0

    def windows(self) -> tuple[Window, ...]:
        return tuple(
            Window(row, 0, min(self._rows, self.grid.height - row), self.grid.width)
            for row in range(0, self.grid.height, self._rows)
        )

    def stream(self) -> Iterator[PixelBlock]:
        self.n_passes += 1
        for window in self.windows():
            values = self._values[:, window.row : window.row + window.height]
            valid = valid_pixels(values, self.bands, self.rule, window.place())
            yield PixelBlock(window, values, valid)


@dataclass
class Made:
    """A scene, its survey and ways to walk through it."""

    scene: Scene
    survey: Survey
    values: np.ndarray

    @property
    def settings(self) -> SweepSettings:
        return SweepSettings(
            self.scene.band_names, k_min=2, k_max=4, n_starts=3, n_silhouette_px=300
        )

    def source(self, rule: NoDataRule | None = None) -> PixelSource:
        return MemorySource(self.survey, self.scene, self.scene.band_names, rule or NoDataRule())

    def streamed(self, rule: NoDataRule | None = None) -> tuple[ArraySource, Survey]:
        source = ArraySource(self.values, self.scene.bands, self.scene.grid, rule or NoDataRule())
        return source, replace(self.survey, pixels=None)


@pytest.fixture
def make() -> Callable[..., Made]:
    """Return a maker of scenes from values of shape (n_bands, rows, cols)."""

    def make_scene(values: np.ndarray, *, nodata: float | None = None, step: int = 1) -> Made:
        n_bands, rows, cols = values.shape
        bands = tuple(
            Band(Path(f"B{i}.tif"), 1, f"B{i}", "", BandKind.OPTICAL, 400.0 + i, 30.0,
                 values.dtype.name, nodata)
            for i in range(1, n_bands + 1)
        )  # fmt: skip
        grid = Grid(cols, rows, (30, 0, 0, 0, -30, 0), metres_per_unit=1.0)
        scene = Scene("made", "", bands, grid, (), ())
        flat = values.reshape(n_bands, -1)
        where = np.arange(rows * cols)
        sample = PixelSample(bands, flat.T, where // cols, where % cols)
        return Made(
            scene,
            Survey(
                Preview(bands, values[:, ::step, ::step], step, is_final=True),
                tuple(_stats(band, plane) for band, plane in zip(bands, flat, strict=True)),
                sample, 0, values,
            ),
            values,
        )  # fmt: skip

    return make_scene


def _stats(band: Band, plane: np.ndarray) -> BandStats:
    valid = plane[np.isfinite(plane)] if plane.dtype.kind == "f" else plane
    if band.nodata is not None and np.isfinite(band.nodata):
        valid = valid[valid != band.nodata]
    if not len(valid):
        return BandStats(band, np.nan, np.nan, np.nan, np.nan, 0, 0, 0)
    doubles = valid.astype(float)
    return BandStats(
        band, doubles.min(), doubles.max(), doubles.mean(), doubles.std(), len(valid), 0, 0
    )


@pytest.fixture
def patches() -> np.ndarray:
    """Four materials in quarters of 40 x 60 pixels, three bands, uint16, a little noise."""
    rng = np.random.default_rng(3)
    levels = np.array([[500, 600, 300], [3000, 900, 2500], [900, 5000, 8000], [9000, 9500, 9900]])
    quarter = np.zeros((40, 60), dtype=int)
    quarter[:20, 30:], quarter[20:, :30], quarter[20:, 30:] = 1, 2, 3
    noise = rng.normal(0, 40, (3, 40, 60))
    return np.clip(levels[quarter].transpose(2, 0, 1) + noise, 1, None).astype(np.uint16)


@pytest.fixture
def quarters() -> np.ndarray:
    """The true material of each pixel of `patches`, 0..3."""
    truth = np.zeros((40, 60), dtype=int)
    truth[:20, 30:], truth[20:, :30], truth[20:, 30:] = 1, 2, 3
    return truth
