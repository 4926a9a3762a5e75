"""Tell on a page what a scene comes to as few spectra, and what is lost."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app.arrays import ByteArray
from app.clustering.compression.figures import BandLoss, SizeFigures
from app.number_text import grouped, significant
from app.products.report_page.page_text import PageText
from app.products.report_page.plots import Curve, plot
from app.products.report_page.png_text import data_uri

_ACCENT = "#1f5fbf"
_METHOD = (
    "Each pixel is kept as the index of the spectrum that is nearest to it (vector quantisation; "
    "Linde, Buzo and Gray 1980, doi:10.1109/TCOM.1980.1094577); the spectra are found by k-means. "
    "RMSE is the root of the mean squared error; PSNR is 20 log10(range of the values / RMSE); the "
    "angle is that between original and rebuilt spectra, on average over pixels."
)
_LOSSY = "What is lost does not come back: there is no residual beside the indices."


@dataclass(frozen=True, slots=True, eq=False)
class CompressionTold:
    """What the page tells.

    Attributes
    ----------
    sizes
        Rising; the last is the one that was written.
    originals
        Bytes of the original by each lossless way of packing it.
    residual_bytes
        None where there is no such layer.
    pictures
        What each shows, and its colours; see `Picture`.
    """

    sizes: Sequence[SizeFigures]
    originals: Mapping[str, int]
    residual_bytes: int | None
    pictures: Sequence[tuple[str, ByteArray]] = ()


def compression_part(html: PageText, told: CompressionTold) -> Iterator[str]:
    """Yield the section: sizes, what is lost in each band, pictures, the curve."""
    written = told.sizes[-1]
    best = min(told.originals, key=lambda way: told.originals[way])
    packed = told.originals[best]
    yield html.heading(f"{written.k} spectra")
    yield html.sentence(
        f"{grouped(written.n_bytes)} bytes, against {grouped(packed)} bytes of the original packed "
        f"without loss by {best}: {packed / written.n_bytes:.1f} times smaller."
    )
    if told.residual_bytes is None:
        yield html.sentence(_LOSSY)
    else:
        whole = written.n_bytes + told.residual_bytes
        dear = ", and takes more than the original packed without loss" if whole > packed else ""
        yield html.sentence(
            f"With the residual of {grouped(told.residual_bytes)} bytes, together {grouped(whole)} "
            f"bytes, the scene comes back without loss{dear}."
        )
    shown = [html.picture(data_uri(rgba), name) for name, rgba in told.pictures]
    for first in range(0, len(shown), 2):
        yield html.pair(shown[first : first + 2])
    yield html.heading("What is lost")
    yield html.table(*_bands(written), n_texts=1)
    yield html.sentence(f"Spectra turn by {written.spectral_angle_deg:.2f}° on average.")
    yield html.heading("Size and loss")
    if len(told.sizes) > 1:
        yield from _curve(html, told.sizes)
    yield html.table(*_sizes(told.sizes, packed), n_texts=0)
    yield html.sentence(_METHOD, is_quiet=True)


def _bands(size: SizeFigures) -> tuple[list[str], list[list[str]]]:
    rows = [
        [
            escape(loss.title),
            *(_figure(loss.rmse), _figure(loss.largest), _psnr(loss)),
            escape(_unit(loss)),
        ]
        for loss in size.bands
    ]
    return ["Band", "RMSE", "Largest error", "PSNR (dB)", "In"], rows


def _sizes(sizes: Sequence[SizeFigures], packed: int) -> tuple[list[str], list[list[str]]]:
    rows = []
    for size in sizes:
        loss = size.bands[0]
        rows.append(
            [
                *(str(size.k), grouped(size.n_bytes), f"{packed / size.n_bytes:.1f}"),
                *(_figure(loss.rmse), _psnr(loss), _figure(loss.largest)),
                *(f"{size.spectral_angle_deg:.2f}", f"{size.seconds:.1f}"),
            ]
        )
    titles = ["k", "Bytes", "Times smaller", "RMSE", "PSNR (dB)", "Largest error", "Angle (°)"]
    return [*titles, "Time (s)"], rows


def _curve(html: PageText, sizes: Sequence[SizeFigures]) -> Iterator[str]:
    losses = [size.bands[0] for size in sizes]
    points = [(size.n_bytes / 1e3, loss.rmse) for size, loss in zip(sizes, losses, strict=True)]
    told = "RMSE of all bands against size, one point for each k"
    drawn = plot([Curve(points, _ACCENT)], "kB", f"RMSE ({_unit(losses[0])})", whole_x=False)
    yield html.figure(drawn, told)


def _figure(value: float) -> str:
    return significant(value, 4)


def _psnr(loss: BandLoss) -> str:
    return f"{loss.psnr_db:.1f}" if math.isfinite(loss.psnr_db) else "nothing is lost"


def _unit(loss: BandLoss) -> str:
    return loss.unit or "numbers"
