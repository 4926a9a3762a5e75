"""Take those classes that have figures; curves of nothing cannot be painted."""

from dataclasses import replace

import numpy as np

from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult, Signatures


def with_figures(result: KResult, look: ClusterLook) -> tuple[KResult, ClusterLook]:
    """Leave out classes without figures, as one has whose map is still being made."""
    spectra = result.signatures
    known = np.flatnonzero(np.isfinite(spectra.mean).all(axis=1))
    if len(known) == len(spectra.mean):
        return result, look
    kept = replace(
        spectra,
        n_px=spectra.n_px[known],
        mean=spectra.mean[known],
        std=spectra.std[known],
        p05=spectra.p05[known],
        p95=spectra.p95[known],
        minimum=spectra.minimum[known],
        maximum=spectra.maximum[known],
        area_m2=None if spectra.area_m2 is None else spectra.area_m2[known],
        counts=None,
    )
    shown = replace(
        look,
        names=tuple(look.names[row] for row in known),
        colours=tuple(look.colours[row] for row in known),
        numbers=tuple(look.numbers[row] for row in known),
    )
    return replace(result, signatures=kept), shown


def mean_of_all(spectra: Signatures) -> DoubleArray:
    """Return the mean spectrum of all pixels of these classes, shape (n_bands,)."""
    known = np.isfinite(spectra.mean).all(axis=1)
    weights = np.where(known, spectra.n_px, 0).astype(np.float64)
    return np.asarray(weights @ np.nan_to_num(spectra.mean) / max(1.0, float(weights.sum())))
