"""Rebuild a scene from its indices and their codebook; without loss where the residual is there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.arrays import AnyArray, BoolArray, Window
from app.clustering.compression.residuals import restored
from app.errors import SceneError
from app.products.compressed.codebook_fields import (
    FIELD,
    NAMESPACE,
    Booked,
    NoCodebookError,
    read_codebook,
)
from app.products.compressed.compressed_names import REBUILT
from app.products.maps.pixel_file import PixelFile, opened
from app.products.writing.safe_write import Staging
from app.scene.files.headers import read_header
from app.steps import Progress, Steps

_STRIP_PX = 256
_HINT = "Use a file that bandsweep compress has written, or a copy of it."


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """A scene that was rebuilt.

    Attributes
    ----------
    is_lossless
        Whether the residual was there.
    """

    booked: Booked
    n_px: int
    is_lossless: bool


def residual_beside(path: Path) -> Path | None:
    """Return the layer that makes an index raster lossless, where it lies beside it."""
    beside = path.with_name(path.name.replace("compressed_", "residual_", 1))
    return beside if beside != path and beside.is_file() else None


def rebuild(path: Path, residual: Path | None, staging: Staging) -> Steps[Progress, Rebuilt]:
    """Write the scene that an index raster stands for, in the type of its bands.

    Parameters
    ----------
    residual
        The layer that makes it lossless; None to do without.

    Raises
    ------
    SceneError
        The file cannot be read, or holds no codebook.
    OutputError
        The scene cannot be written.
    """
    import rasterio

    header = read_header(path)  # refuses what is no raster before anything else is done
    if residual is not None:
        read_header(residual)
    booked = _booked(path)
    spectra = booked.codebook.spectra
    nodata = _nodata(booked, is_whole=residual is not None)
    target = staging.folder / REBUILT
    n_px = 0
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        opened(path, "r") as indices,
        PixelFile(
            staging.place(REBUILT),
            target,
            header.grid,
            n_bands=len(booked.bands),
            dtype=spectra.dtype.name,
            nodata=nodata,
            compress="deflate",
            predictor=3 if spectra.dtype.kind == "f" else 2,
        ) as out,
    ):
        extra = None if residual is None else opened(residual, "r")
        try:
            _refuse_other(path, residual, indices, extra, booked)
            _describe(out, booked)
            taken = indices.tags().get("ACQUIRED")
            out.file.update_tags(**({"ACQUIRED": taken} if taken else {}))
            # What no value declares is told by a mask: zeros alone would count.
            has_mask = nodata is None and "all_valid" not in _flags(indices)
            for window in _strips(header.grid.height, header.grid.width):
                shown, valid = _strip(indices, extra, window, booked, path, nodata or 0)
                out.write(window, shown)
                if has_mask:
                    out.write_mask(window, valid)
                n_px += int(valid.sum())
                yield Progress("Rebuilding the scene", window.row / header.grid.height)
        finally:
            if extra is not None:
                extra.close()
        out.close()
    staging.seal(staging.staged(REBUILT))
    return Rebuilt(booked, n_px, residual is not None)


def _nodata(booked: Booked, *, is_whole: bool) -> float | None:
    """Return the one value of no data that a GeoTIFF holds for all its bands.

    Bands may have declared several, or some of them none. A scene that comes back to the bit keeps
    its numbers, so that one value has to be all that were declared; of one that does not, pixels
    without data get the value that is declared: NaN where nothing is and the numbers are fractions.
    """
    told = [band.nodata for band in booked.bands if band.nodata is not None]
    if is_whole:
        return told[0] if len(set(map(repr, told))) == 1 else None  # NaN is not equal to itself
    if told:
        return told[0]
    return np.nan if booked.codebook.spectra.dtype.kind == "f" else None


def _booked(path: Path) -> Booked:
    with opened(path, "r") as file:
        text = file.tags(ns=NAMESPACE).get(FIELD, "")
        kind = file.dtypes
    if not text or kind != ("uint8",):
        raise _refusal(path, "holds no codebook")
    try:
        return read_codebook(text)
    except NoCodebookError as error:
        raise _refusal(path, str(error)) from error


def _refuse_other(
    path: Path,
    residual: Path | None,
    indices: Any,  # noqa: ANN401 - rasterio ships no types
    extra: Any,  # noqa: ANN401
    booked: Booked,
) -> None:
    if extra is None or residual is None:
        return
    wanted = f"uint{8 * booked.codebook.spectra.dtype.itemsize}"
    fits = extra.shape == indices.shape and extra.dtypes == (wanted,) * len(booked.bands)
    if not fits:
        raise SceneError(
            "Residual does not fit",
            f'"{residual.name}" is not of "{path.name}": it has {extra.count} bands of '
            f"{extra.width} x {extra.height} pixels.",
            "Put the residual that was written with the indices beside them, or none.",
        )


def _describe(out: PixelFile, booked: Booked) -> None:
    for number, band in enumerate(booked.bands, start=1):
        out.file.set_band_description(number, band.name)
        if band.wavelength_nm is not None:
            out.file.update_tags(number, wavelength=f"{band.wavelength_nm:g}")
    scales = [band.scale for band in booked.bands]
    offsets = [band.offset for band in booked.bands]
    if any(scale != 1 for scale in scales) or any(offsets):
        out.file.scales, out.file.offsets = scales, offsets


def _strip(
    indices: Any,  # noqa: ANN401 - rasterio ships no types
    extra: Any,  # noqa: ANN401
    window: Window,
    booked: Booked,
    path: Path,
    fill: float,
) -> tuple[AnyArray, BoolArray]:
    """Return the rebuilt pixels of a window, (n_bands, height, width), and which have data.

    `fill` stands where there are none, unless a residual says what stood there.
    """
    from rasterio.windows import Window as RasterWindow

    place = RasterWindow(window.col, window.row, window.width, window.height)
    plane = indices.read(1, window=place)
    valid = indices.read_masks(1, window=place) != 0
    book = booked.codebook
    if valid.any() and int(plane[valid].max()) >= book.k:
        raise _refusal(path, f"points at a spectrum beyond the {book.k} of its codebook")
    shown = book.rebuilt(np.where(valid, plane, 0).reshape(-1))
    outside = ~valid.reshape(-1)
    if extra is not None:
        shown[:, outside] = 0
        left = extra.read(window=place).reshape(len(booked.bands), -1)
        shown = restored(np.ascontiguousarray(left), shown)
    else:
        shown[:, outside] = fill
    return shown.reshape(len(booked.bands), window.height, window.width), valid


def _flags(indices: Any) -> set[str]:  # noqa: ANN401
    return {flag.name for flag in indices.mask_flag_enums[0]}


def _strips(height: int, width: int) -> list[Window]:
    return [
        Window(row, 0, min(_STRIP_PX, height - row), width) for row in range(0, height, _STRIP_PX)
    ]


def _refusal(path: Path, why: str) -> SceneError:
    return SceneError("File cannot be rebuilt", f'"{path.name}" {why}.', _HINT)
