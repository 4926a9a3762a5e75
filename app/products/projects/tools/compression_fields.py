"""Describe what a project file holds of the compression of a scene."""

from msgspec import Struct

from app.clustering.compression.wishes import SIZES, CompressionChoice


class CompressionFields(Struct, omit_defaults=True, frozen=True):
    """How a scene is to be compressed."""

    k_max: int
    k: int | None = None
    residual: bool = False
    rebuilt: bool = False


def compression_fields(choice: CompressionChoice) -> CompressionFields:
    """Return what is kept of a choice."""
    return CompressionFields(choice.k_max, choice.k, choice.keeps_residual, choice.keeps_rebuilt)


def compression_of(fields: CompressionFields) -> CompressionChoice:
    """Return a choice.

    Raises
    ------
    ValueError
        No codebook has so many spectra.
    """
    for k in (fields.k_max, SIZES[0] if fields.k is None else fields.k):
        if k not in SIZES:
            raise ValueError(k)
    return CompressionChoice(fields.k_max, fields.k, fields.residual, fields.rebuilt)
