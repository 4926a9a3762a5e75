"""Compress a scene to indices into a short list of spectra, and rebuild it."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.arrays import AnyArray, BoolArray, ByteArray, DoubleArray, Window
from app.clustering.compression.codebook import SIZES, Codebook, find_codebook
from app.clustering.compression.losses import Losses
from app.clustering.compression.residuals import residual
from app.clustering.fitting.sample import refuse_extremes
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import SettingsError
from app.machine.threads import thread_pool
from app.products.compressed.codebook_fields import (
    FIELD,
    NAMESPACE,
    Booked,
    booked_bands,
    codebook_text,
)
from app.products.compressed.loss_tables import SizePoint
from app.products.compressed.lossless_sizes import pack_losslessly
from app.products.maps.pixel_file import PixelFile
from app.products.writing.safe_write import Staging
from app.scene.band import Band
from app.scene.blocks import PixelBlock
from app.scene.nodata import NoDataRule, valid_pixels
from app.scene.pixels.source import PixelSource, open_source
from app.steps import Progress, Steps, relay

NO_INDEX = 255  # of pixels without data; a codebook of 256 needs a mask instead
_N_FIT_PX = 50_000
_TILE_PX = 256
_ZLEVEL = 9

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CompressionWishes:
    """What a person chooses.

    Attributes
    ----------
    k
        A power of two up to 256.
    keeps_residual
        Whether a second file makes it lossless.
    """

    k: int
    keeps_residual: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Compressed:
    """A scene that was compressed.

    Attributes
    ----------
    points
        The curve: powers of two up to the chosen one, which is written.
    originals
        Bytes of the original by each lossless way of packing it.
    residual_bytes
        None where there is no such layer.
    """

    booked: Booked
    points: tuple[SizePoint, ...]
    originals: dict[str, int]
    residual_bytes: int | None
    bands: tuple[Band, ...]


def index_name(k: int) -> str:
    """Return the name of the index raster."""
    return f"compressed_k{k:03d}.tif"


def residual_name(k: int) -> str:
    """Return the name of the layer that makes it lossless."""
    return f"residual_k{k:03d}.tif"


def compress(
    opened: OpenedScene, names: Sequence[str], wishes: CompressionWishes, staging: Staging
) -> Steps[Progress, Compressed]:
    """Fit codebooks, write the indices of the chosen one, and measure all of them.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        No pixel has data in all bands.
    FitError
        Values lie too far apart to compute distances.
    OutputError
        A file cannot be written.
    """
    rule = NoDataRule()
    source = open_source(opened.scene, opened.survey, names, rule, budget=opened.budget)
    sampled = _sampled(opened, source)
    refuse_extremes(sampled, source.bands)
    sizes = [size for size in SIZES if size <= wishes.k]
    books: list[Codebook] = []
    with thread_pool() as pool:
        for size in sizes:
            yield Progress(f"Fitting {size} spectra", 0.5 * size / sum(sizes))
            fitting = find_codebook(sampled, size, source.dtype, seed=wishes.seed, pool=pool)
            books.append((yield from _silently(fitting)))
    indices, valid, measured = yield from _measure(source, books)
    written = books[-1]
    booked = Booked(written, booked_bands(source.bands))
    index_bytes = yield from _write_indices(staging, source, indices, valid, booked, wishes.k)
    text_bytes = len(codebook_text(booked))
    points = [
        SizePoint(size, n_bytes, book.n_bytes, losses, is_file=False)
        for size, book, (n_bytes, losses) in zip(sizes, books, measured, strict=True)
    ]
    points[-1] = SizePoint(
        wishes.k, index_bytes - text_bytes, text_bytes, points[-1].losses, is_file=True
    )
    originals = yield from pack_losslessly(source)
    residual_bytes = None
    if wishes.keeps_residual:
        residual_bytes = yield from _write_residual(
            staging, source, indices, valid, written, wishes.k
        )
    return Compressed(booked, tuple(points), originals, residual_bytes, source.bands)


def _sampled(opened: OpenedScene, source: PixelSource) -> AnyArray:
    sample = opened.survey.sample
    order = [sample.bands.index(band) for band in source.bands]
    values = sample.values.T[order]
    valid = np.flatnonzero(valid_pixels(values, source.bands, source.rule, sample.place))
    if not len(valid):
        raise SettingsError(
            "No pixel takes part",
            f"None of {values.shape[1]:,} sampled pixels of {opened.scene.title} has data in "
            f"{', '.join(band.title for band in source.bands)}.",
            "Choose other bands.",
            command="Choose other bands with --bands.",
        )
    step = max(1, len(valid) // _N_FIT_PX)
    return np.ascontiguousarray(values[:, valid[::step]].T)


def _measure(
    source: PixelSource, books: Sequence[Codebook]
) -> Steps[Progress, tuple[ByteArray, BoolArray, list[tuple[int, Losses]]]]:
    """Label every pixel with each codebook; keep the indices of the last one."""
    grid, n_bands = source.grid, len(source.bands)
    indices = np.zeros((grid.height, grid.width), dtype=np.uint8)
    valid = np.zeros((grid.height, grid.width), dtype=bool)
    scale, offset = _linear(source.bands)
    losses = [Losses(scale, offset) for _ in books]
    n_bytes = [0] * len(books)
    for block, place in _blocks(source):
        inside = block.valid.reshape(-1)
        pixels = np.ascontiguousarray(block.values.reshape(n_bands, -1)[:, inside])
        valid[place] = block.valid
        for at, book in enumerate(books):
            found = book.indices(pixels)
            losses[at].add(pixels, book.rebuilt(found))
            flat = np.full(inside.shape, book.k if book.k <= NO_INDEX else 0, dtype=np.uint8)
            flat[inside] = found
            plane = flat.reshape(block.valid.shape)
            n_bytes[at] += _coded_bytes(plane)
            if at == len(books) - 1:
                indices[place] = plane
        yield Progress("Labelling every pixel", block.window.row / grid.height)
    return indices, valid, list(zip(n_bytes, losses, strict=True))


def _linear(bands: tuple[Band, ...]) -> tuple[DoubleArray, DoubleArray]:
    """Return scale and offset of bands; numbers as they are where a curve lies between."""
    calibrations = [band.calibration for band in bands]
    if not all(each.is_linear for each in calibrations):
        return np.ones(len(bands)), np.zeros(len(bands))
    return (
        np.array([each.scale for each in calibrations]),
        np.array([each.offset for each in calibrations]),
    )


def _coded_bytes(plane: ByteArray) -> int:
    """Return how much room tiles of indices take, each deflated by itself as in a file."""
    return sum(
        len(zlib.compress(plane[row : row + _TILE_PX, col : col + _TILE_PX].tobytes()))
        for row in range(0, plane.shape[0], _TILE_PX)
        for col in range(0, plane.shape[1], _TILE_PX)
    )


def _write_indices(
    staging: Staging,
    source: PixelSource,
    indices: ByteArray,
    valid: BoolArray,
    booked: Booked,
    k: int,
) -> Steps[Progress, int]:
    """Write the indices with their codebook in one file; return its size."""
    import rasterio

    name = index_name(k)
    path, grid = staging.place(name), source.grid
    staging.discard(f"{name}.aux.xml")
    needs_mask = booked.codebook.k > NO_INDEX and not valid.all()
    nodata = None if needs_mask or valid.all() else float(NO_INDEX)
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        PixelFile(
            path,
            staging.folder / name,
            grid,
            n_bands=1,
            dtype="uint8",
            nodata=nodata,
            compress="deflate",
            zlevel=_ZLEVEL,
        ) as file,
    ):
        file.file.update_tags(ns=NAMESPACE, **{FIELD: codebook_text(booked)})
        file.file.set_band_description(1, f"index into {booked.codebook.k} spectra")
        for window in _strips(grid.height, grid.width):
            rows = slice(window.row, window.row + window.height)
            plane = indices[rows]
            if nodata is not None:
                plane = np.where(valid[rows], plane, np.uint8(NO_INDEX))
            file.write(window, plane[np.newaxis])
            if needs_mask:
                file.write_mask(window, valid[rows])
            yield Progress(f"Writing {name}", window.row / grid.height)
        file.close()
    staging.seal(path)
    return path.stat().st_size


def _write_residual(
    staging: Staging,
    source: PixelSource,
    indices: ByteArray,
    valid: BoolArray,
    book: Codebook,
    k: int,
) -> Steps[Progress, int]:
    """Write what the rebuilt scene lacks; return the size of the file."""
    name, n_bands = residual_name(k), len(source.bands)
    path = staging.place(name)
    with PixelFile(
        path,
        staging.folder / name,
        source.grid,
        n_bands=n_bands,
        dtype=f"uint{8 * source.dtype.itemsize}",
        compress="deflate",
        zlevel=_ZLEVEL,
        interleave="band",
    ) as file:
        for block, place in _blocks(source):
            inside = valid[place].reshape(-1)
            shown = book.rebuilt(np.where(inside, indices[place].reshape(-1), np.uint8(0)))
            shown[:, ~inside] = 0
            original = np.ascontiguousarray(block.values.reshape(n_bands, -1))
            left = residual(original, shown)
            file.write(block.window, left.reshape(block.values.shape))
            yield Progress(f"Writing {name}", block.window.row / source.grid.height)
        file.close()
    staging.seal(path)
    return path.stat().st_size


def _blocks(source: PixelSource) -> Iterator[tuple[PixelBlock, tuple[slice, slice]]]:
    for block in source.stream():
        window = block.window
        rows = slice(window.row, window.row + window.height)
        yield block, (rows, slice(window.col, window.col + window.width))


def _strips(height: int, width: int) -> Iterator[Window]:
    for row in range(0, height, 4 * _TILE_PX):
        yield Window(row, 0, min(4 * _TILE_PX, height - row), width)


def _silently(steps: Steps[object, R]) -> Steps[Progress, R]:
    return relay(steps, lambda _: ())
