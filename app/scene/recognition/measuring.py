"""Tell what the numbers of named bands measure, and what else metadata say of them."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.scene.band import NOT_MEASURED
from app.scene.calibration import Calibration
from app.scene.metadata.product_facts import BandFacts, ProductFacts
from app.scene.recognition.embeddings import embedding_facts
from app.scene.recognition.naming import NamedBand

_SAME_SCALE = 1e-6


def with_facts(bands: Sequence[NamedBand], facts: ProductFacts) -> list[NamedBand]:
    """Add what metadata say of each band; what its file itself says goes first."""
    return [_with_facts(band, _facts_of(band, facts)) for band in bands]


def _facts_of(band: NamedBand, facts: ProductFacts) -> BandFacts:
    embedded = embedding_facts(band.header) if len(band.header.bands) > 1 else None
    if embedded is not None:
        return embedded
    return facts.of_band(band.header.path.name, band.band.index, band.name)


def _with_facts(band: NamedBand, facts: BandFacts) -> NamedBand:
    told = band
    if not band.role and facts.role:
        told = replace(told, role=facts.role, kind=facts.kind or band.kind)
    if not band.name or band.name.isdecimal():
        told = replace(told, name=facts.name or band.name)
    if band.wavelength_nm is None and facts.wavelength_nm is not None:
        told = replace(told, wavelength_nm=facts.wavelength_nm)
    if told.kind in NOT_MEASURED:
        return replace(told, nodata=_nodata(told, facts))
    return replace(told, nodata=_nodata(told, facts), calibration=_calibration(told, facts))


def _calibration(band: NamedBand, facts: BandFacts) -> Calibration:
    """Choose between what the file says and what is known of the product.

    The file's own word counts, unless it only repeats the product's scale without its unit. What
    is known of a product is true of the integers it is delivered in, not of a file of fractions
    somebody made of them.
    """
    own, known = band.calibration, facts.calibration
    if np.dtype(band.band.dtype).kind not in "iu":
        return own
    if own.is_identity or math.isclose(own.scale, known.scale, rel_tol=_SAME_SCALE):
        return known if not known.is_identity else own
    return own if own.unit else replace(own, unit=known.unit)


def _nodata(band: NamedBand, facts: BandFacts) -> float | None:
    if band.nodata is not None or facts.nodata is None:
        return band.nodata
    kind = np.dtype(band.band.dtype)
    if kind.kind == "f":
        return facts.nodata
    bounds = np.iinfo(kind)
    return facts.nodata if bounds.min <= facts.nodata <= bounds.max else None
