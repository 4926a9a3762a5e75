"""Hold measured sizes of a compression as a project keeps them: plain numbers, no libraries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptSize:
    """One size; see `Losses` for what its sums are.

    Attributes
    ----------
    spectra
        Of the codebook, one after another.
    squares, largest, low, high
        One for each band.
    seconds
        What fitting and measuring took.
    """

    k: int
    index_bytes: int
    codebook_bytes: int
    spectra: tuple[float, ...]
    squares: tuple[float, ...]
    largest: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    angles_rad: float
    n_px: int
    seconds: float


@dataclass(frozen=True, slots=True)
class KeptCurve:
    """All sizes that were measured.

    Attributes
    ----------
    names
        Bands that were compressed.
    mark
        By which the pixels are known again that it was measured of.
    sizes
        Rising.
    originals
        Bytes of the original by each lossless way of packing it; empty until they are known.
    """

    names: tuple[str, ...]
    mark: str
    sizes: tuple[KeptSize, ...]
    originals: tuple[tuple[str, int], ...] = ()
