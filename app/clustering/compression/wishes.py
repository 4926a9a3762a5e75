"""Say how a scene is to be compressed; light, for whatever only keeps or shows it."""

from dataclasses import dataclass

SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
"""How many spectra a codebook may have: an index into the longest still is a byte."""

K_MAX_AT_FIRST = 64


@dataclass(frozen=True, slots=True)
class CompressionChoice:
    """What a person chooses in the tool.

    Attributes
    ----------
    k_max
        The largest of `SIZES` that is tried.
    k
        The one that is looked at and written; None while none is picked.
    keeps_residual
        Whether a second file makes it lossless.
    keeps_rebuilt
        Whether the scene is written too as it comes back without that file.
    """

    k_max: int = K_MAX_AT_FIRST
    k: int | None = None
    keeps_residual: bool = False
    keeps_rebuilt: bool = False
