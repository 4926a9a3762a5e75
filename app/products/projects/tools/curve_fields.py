"""Describe what a project file holds of measured sizes of a compression."""

from typing import Annotated

from msgspec import Meta, Struct

from app.clustering.compression.kept_curve import KeptCurve, KeptSize
from app.clustering.compression.wishes import SIZES
from app.products.projects.choice_fields import FIGURE_MAX, N_BANDS_MAX, Finite, Names, names_of

_BYTES_MAX = 2**63 - 1
_SECONDS_MAX = 1e9  # thirty years
_N_WAYS_MAX = 16
_N_WAY_MAX = 40  # characters

Bytes = Annotated[int, Meta(ge=1, le=_BYTES_MAX)]
Sum = Annotated[float, Meta(ge=0)]
PerBand = Annotated[tuple[Finite, ...], Meta(max_length=N_BANDS_MAX)]
Values = Annotated[
    tuple[Annotated[float, Meta(ge=-FIGURE_MAX, le=FIGURE_MAX)], ...],
    Meta(max_length=SIZES[-1] * N_BANDS_MAX),
]


class SizeFields(Struct, frozen=True):
    """One size."""

    k: int
    index_bytes: Bytes
    codebook_bytes: Bytes
    spectra: Values
    squares: PerBand
    largest: PerBand
    low: PerBand
    high: PerBand
    angles_rad: Sum
    n_px: Bytes
    seconds: Annotated[float, Meta(ge=0, le=_SECONDS_MAX)]


class CurveFields(Struct, frozen=True):
    """All sizes that were measured, and of which pixels."""

    bands: Annotated[Names, Meta(min_length=1)]
    mark: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    sizes: Annotated[tuple[SizeFields, ...], Meta(max_length=len(SIZES))]
    originals: Annotated[
        dict[Annotated[str, Meta(max_length=_N_WAY_MAX)], Bytes], Meta(max_length=_N_WAYS_MAX)
    ]


def curve_fields(curve: KeptCurve | None) -> CurveFields | None:
    """Return what is kept of measured sizes; nothing where none were measured."""
    if curve is None or not curve.sizes:
        return None
    names = KeptSize.__dataclass_fields__
    sizes = tuple(
        SizeFields(**{name: getattr(each, name) for name in names}) for each in curve.sizes
    )
    return CurveFields(curve.names, curve.mark, sizes, dict(curve.originals))


def curve_of(fields: CurveFields | None) -> KeptCurve | None:
    """Return measured sizes.

    Raises
    ------
    ValueError
        They cannot be.
    """
    if fields is None:
        return None
    ks = [each.k for each in fields.sizes]
    if ks != sorted(set(ks) & set(SIZES)):
        raise ValueError(ks)
    n_bands = len(fields.bands)
    for each in fields.sizes:
        n_spectra, more = divmod(len(each.spectra), n_bands)
        per_band = (each.squares, each.largest, each.low, each.high)
        if more or not 1 <= n_spectra <= each.k or any(len(part) != n_bands for part in per_band):
            raise ValueError(each.k)
    names = KeptSize.__dataclass_fields__
    sizes = tuple(
        KeptSize(**{name: getattr(each, name) for name in names}) for each in fields.sizes
    )
    return KeptCurve(names_of(fields.bands), fields.mark, sizes, tuple(fields.originals.items()))
