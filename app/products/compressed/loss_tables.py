"""Write what compression costs and gains, size by size and band by band."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.clustering.compression.losses import Losses
from app.products.writing.text_file import table_header, table_row
from app.scene.band import Band

CURVE, ERRORS = "compression.csv", "errors.csv"


@dataclass(frozen=True, slots=True, eq=False)
class SizePoint:
    """One size of the codebook, and what it comes to.

    Attributes
    ----------
    k
        Spectra in the codebook.
    index_bytes
        Of the indices, entropy-coded, with the headers of the file.
    codebook_bytes
        Of the spectra with names and scales of the bands, as text in the file.
    """

    k: int
    index_bytes: int
    codebook_bytes: int
    losses: Losses

    @property
    def total_bytes(self) -> int:
        """Indices and codebook."""
        return self.index_bytes + self.codebook_bytes


def curve_lines(
    points: Sequence[SizePoint], originals: Mapping[str, int], residual_bytes: int | None = None
) -> Iterator[str]:
    """Yield one line for each size.

    Parameters
    ----------
    originals
        Bytes of the original by each lossless way of packing it; the least one is compared with.
    residual_bytes
        Of the layer that makes the written size lossless; None where there is none.
    """
    best = min(originals, key=lambda way: originals[way])
    yield table_header(
        (
            *("k", "index_bytes", "codebook_bytes", "total_bytes"),
            *("original_bytes", "original_packed_by", "ratio", "residual_bytes"),
            *("spectral_angle_deg", "n_px"),
        )
    )
    for point in points:
        yield table_row(
            (
                *(point.k, point.index_bytes, point.codebook_bytes, point.total_bytes),
                *(originals[best], best, originals[best] / point.total_bytes),
                residual_bytes if point is points[-1] else None,
                *(point.losses.spectral_angle_deg, point.losses.n_px),
            )
        )


def error_lines(points: Sequence[SizePoint], bands: Sequence[Band]) -> Iterator[str]:
    """Yield one line for each size and band, in numbers of the files and in units."""
    yield table_header(
        ("k", "band", "rmse", "psnr_db", "largest_error", "unit", "rmse_units", "largest_units")
    )
    for point in points:
        rmse, largest, psnr = point.losses.rmse, point.losses.largest, point.losses.psnr_db
        for place, band in enumerate(bands):
            unit, scale = band.calibration.unit, abs(band.calibration.scale)
            is_told = bool(unit) and band.calibration.is_linear
            yield table_row(
                (
                    *(point.k, band.called, float(rmse[place]), float(psnr[place])),
                    float(largest[place]),
                    unit if is_told else "",
                    float(rmse[place]) * scale if is_told else None,
                    float(largest[place]) * scale if is_told else None,
                )
            )
