"""Measure what a scene comes to as indices into few spectra, one number of them after another."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray
from app.clustering.compression.codebook import Codebook, find_codebook
from app.clustering.compression.figures import SizeFigures, band_losses
from app.clustering.compression.losses import Losses
from app.clustering.compression.wishes import SIZES
from app.clustering.fitting.sample import refuse_extremes
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools.compressing.index_file import (
    LabelledScene,
    valid_of,
    write_index_file,
)
from app.errors import SettingsError
from app.machine.threads import N_CHUNK_PX, thread_pool
from app.products.compressed.codebook_fields import Booked, booked_bands, codebook_text
from app.products.compressed.compressed_names import index_name
from app.products.compressed.loss_tables import SizePoint
from app.products.provenance import date_tag
from app.scene.band import Band
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.pixels.source import PixelSource, open_source
from app.steps import Progress, Steps, relay

_N_FIT_PX = 50_000
_FIT_SHARE = 0.5  # of the time of a size, as progress tells it
_LABEL_SHARE = 0.8  # of the time of measuring

R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredSize:
    """One size of the codebook: its spectra, and what the whole scene comes to with them.

    Attributes
    ----------
    point
        Bytes and losses; of an index raster that was written and let go.
    bands
        The bands that take part.
    seconds
        What fitting the spectra and measuring every pixel took.
    """

    book: Codebook
    point: SizePoint
    bands: tuple[Band, ...]
    seconds: float

    @property
    def figures(self) -> SizeFigures:
        """All of it in plain values."""
        point = self.point
        return SizeFigures(
            k=point.k,
            n_bytes=point.total_bytes,
            bands=band_losses(point.losses, self.bands),
            spectral_angle_deg=point.losses.spectral_angle_deg,
            seconds=self.seconds,
        )


def sizes_up_to(k: int) -> tuple[int, ...]:
    """Return the powers of two up to the largest k that was chosen."""
    return tuple(size for size in SIZES if size <= k)


def open_pixels(opened: OpenedScene, names: Sequence[str]) -> PixelSource:
    """Return where the pixels come from; what counts as no data is what the files declare.

    Raises
    ------
    SceneError
        A file is gone or has changed.
    SettingsError
        A band is not in the scene, or none is given.
    """
    return open_source(opened.scene, opened.survey, names, NoDataRule(), budget=opened.budget)


def measure_sizes(
    opened: OpenedScene, source: PixelSource, k: int, *, seed: int = 0
) -> Steps[Progress | MeasuredSize, tuple[MeasuredSize, ...]]:
    """Fit a codebook of each size up to k and measure every pixel; yield each as it is ready.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        No pixel has data in all bands.
    FitError
        Values lie too far apart to compute distances.
    """
    sampled = _sampled(opened, source)
    refuse_extremes(sampled, source.bands)
    sizes = sizes_up_to(k)
    found: list[MeasuredSize] = []
    with thread_pool() as pool:
        for number, size in enumerate(sizes):
            since = time.perf_counter()
            yield Progress(f"Fitting {size} spectra", number / len(sizes))
            fitting = find_codebook(sampled, size, source.dtype, seed=seed, pool=pool)
            book = yield from relay(fitting, lambda _: ())
            steps = _measure(source, book, size, pool, date_tag(opened.scene))
            told = (number + _FIT_SHARE) / len(sizes), (1 - _FIT_SHARE) / len(sizes)
            point = yield from _within(steps, *told)
            seconds = time.perf_counter() - since
            found.append(MeasuredSize(book, point, source.bands, seconds))
            yield found[-1]
    return tuple(found)


def _sampled(opened: OpenedScene, source: PixelSource) -> AnyArray:
    sample = opened.survey.sample
    order = [sample.bands.index(band) for band in source.bands]
    values = sample.values.T[order]
    valid = np.flatnonzero(valid_pixels(values, source.bands, source.rule, sample.place))
    if not len(valid):
        raise SettingsError(
            "No valid pixel to fit",
            f"None of {values.shape[1]:,} sampled pixels of {opened.scene.title} has data in "
            f"{', '.join(band.title for band in source.bands)}.",
            "Tick other bands.",
            command="Choose other bands with --bands.",
        )
    step = max(1, len(valid) // _N_FIT_PX)
    return np.ascontiguousarray(values[:, valid[::step]].T)


def _measure(
    source: PixelSource,
    book: Codebook,
    size: int,
    pool: ThreadPoolExecutor,
    tags: Mapping[str, str],
) -> Steps[float, SizePoint]:
    """Label every pixel with a codebook and pack it; yield which share is done."""
    labelled, losses = LabelledScene.empty(source.grid), no_losses(source.bands)
    for block in source.stream():
        # Added up in the order of the pixels, whatever the number of threads.
        parts = list(pool.map(partial(_losses, book, source.bands), _chunks(valid_of(block))))
        for _, lost in parts:
            losses.add_up(lost)
        labelled.fill(block, np.concatenate([np.zeros(0, np.uint8), *(one for one, _ in parts)]))
        done = (block.window.row + block.window.height) / source.grid.height
        yield _LABEL_SHARE * done
    booked = Booked(book, booked_bands(source.bands))
    with TemporaryDirectory(prefix="bandsweep-packed-") as folder:  # a file tells its size best
        path = Path(folder) / index_name(size)
        writing = write_index_file(path, path, source.grid, labelled, booked, tags)
        rest = 1 - _LABEL_SHARE
        n_bytes = yield from relay(
            writing, lambda step: (_LABEL_SHARE + rest * (step.fraction or 0.0),)
        )
    text_bytes = len(codebook_text(booked))
    return SizePoint(size, n_bytes - text_bytes, text_bytes, losses)


def _losses(book: Codebook, bands: tuple[Band, ...], pixels: AnyArray) -> tuple[ByteArray, Losses]:
    labels = book.indices(pixels)
    lost = no_losses(bands)
    lost.add(pixels, book.rebuilt(labels))
    return labels, lost


def _chunks(pixels: AnyArray) -> Iterator[AnyArray]:
    for first in range(0, pixels.shape[1], N_CHUNK_PX):
        yield pixels[:, first : first + N_CHUNK_PX]


def _within(steps: Steps[float, R], done: float, share: float) -> Steps[Progress, R]:
    """Tell of one size as part of all."""
    return relay(steps, lambda part: (Progress("Measuring every pixel", done + share * part),))


def no_losses(bands: tuple[Band, ...]) -> Losses:
    """Return the losses of no pixel, to be added to."""
    return Losses(*_linear(bands))


def _linear(bands: tuple[Band, ...]) -> tuple[DoubleArray, DoubleArray]:
    """Return scale and offset of bands; numbers as they are where a curve lies between."""
    calibrations = [band.calibration for band in bands]
    if not all(each.is_linear for each in calibrations):
        return np.ones(len(bands)), np.zeros(len(bands))
    return (
        np.array([each.scale for each in calibrations]),
        np.array([each.offset for each in calibrations]),
    )
