"""Write scores, signatures and values as tables that any program reads."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import BandValues, ClusterValues, KResult, Signatures
from app.clustering.settings import Scaling, SweepSettings
from app.products.product import Product, Results
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import Cell, stage_text, table_header, table_row, write_text
from app.scene.grid import Grid

_FIGURES = ("mean", "std", "p05", "p95", "min", "max")
_CHUNK_ROWS = 100_000  # keeps the text of a float band's millions of values out of memory


def write_values(path: Path, values: ClusterValues) -> None:
    """Write the figures of each band, then its distinct values with their counts.

    One long table: k, cluster, band, quantity, value, n_px. Where quantity is "value", n_px
    pixels of the cluster have it; the other quantities are figures over all its n_px pixels.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    write_text(path, value_lines(values))


def score_lines(results: Sequence[KResult], settings: SweepSettings) -> Iterator[str]:
    """Yield the lines of the scores."""
    inertia = "inertia" if settings.scaling is Scaling.NONE else "inertia_scaled"
    yield table_header(
        (
            "k",
            inertia,
            "silhouette",
            "silhouette_low",
            "silhouette_high",
            *(score.key for score in PARTITION_SCORES),
            "n_iter",
            "n_pixels",
        )
    )
    for result in results:
        spread = result.silhouette
        yield table_row(
            (
                result.k,
                float(result.inertia),
                float(spread.mean) if spread else None,
                float(spread.low) if spread else None,
                float(spread.high) if spread else None,
                *(float(result.scores[score.key]) for score in PARTITION_SCORES),
                int(result.model.describe().n_iter),
                int(result.n_valid_px),
            )
        )


def signature_lines(result: KResult, grid: Grid, look: ClusterLook | None = None) -> Iterator[str]:
    """Yield the lines of the signatures of one k."""
    signatures = result.signatures
    figures = [f"{band.called}_{figure}" for band in signatures.bands for figure in _FIGURES]
    names = ["name"] if look else []
    yield table_header(["cluster", "n_px", "share", "area_m2", *figures, *names])
    pixel_m2 = grid.pixel_area_m2
    spectra = _spectra(signatures)
    for index, n_px in enumerate(signatures.n_px.tolist()):
        share = n_px / result.n_valid_px
        area_m2 = None if pixel_m2 is None else n_px * pixel_m2
        name: list[Cell] = [look.names[index]] if look else []
        yield table_row([index + 1, n_px, share, area_m2, *spectra[index], *name])


def value_lines(values: ClusterValues) -> Iterator[str]:
    """Yield the lines of the values of one cluster."""
    yield table_header(("k", "cluster", "band", "quantity", "value", "n_px"))
    for entry in values.bands:
        head: tuple[Cell, ...] = (values.k, values.cluster, entry.band.called)
        for quantity, value in _figures_of(entry):
            yield table_row((*head, quantity, value, values.n_px))
        start = table_row((*head, "value"))
        yield from (f"{start},{value!r},{count}" for value, count in _distinct(entry))


def _spectra(signatures: Signatures) -> list[list[float]]:
    """Return for each cluster all figures of the first band, then of the second .."""
    figures = (
        signatures.mean,
        signatures.std,
        signatures.p05,
        signatures.p95,
        signatures.minimum,
        signatures.maximum,
    )
    stacked = np.stack(figures, axis=2).astype(np.float64)  # (k, n_bands, n_figures)
    spectra: list[list[float]] = stacked.reshape(len(stacked), -1).tolist()
    return spectra


def _figures_of(entry: BandValues) -> Iterable[tuple[str, Cell]]:
    return (
        ("min", float(entry.minimum)),
        ("max", float(entry.maximum)),
        ("mean", float(entry.mean)),
        ("std", float(entry.std)),
        ("p05", float(entry.p05)),
        ("p25", float(entry.p25)),
        ("median", float(entry.median)),
        ("p75", float(entry.p75)),
        ("p95", float(entry.p95)),
        ("n_distinct", len(entry.distinct)),
    )


def _distinct(entry: BandValues) -> Iterator[tuple[float, int]]:
    for start in range(0, len(entry.distinct), _CHUNK_ROWS):
        part = slice(start, start + _CHUNK_ROWS)
        yield from zip(entry.distinct[part].tolist(), entry.counts[part].tolist(), strict=True)


def _signature_files(k: int) -> tuple[str, ...]:
    return (f"signatures_k{k:02d}.csv",)


def _write_signatures(staging: Staging, results: Results, k: int) -> None:
    (name,) = _signature_files(k)
    lines = signature_lines(results.of(k), results.scene.grid, results.looks.get(k))
    stage_text(staging, name, lines)


def _score_files(_k: int) -> tuple[str, ...]:
    return ("scores.csv",)


def _write_scores(staging: Staging, results: Results, k: int) -> None:
    (name,) = _score_files(k)
    final = [result for result in results.sweep.results if not result.is_estimate]
    stage_text(staging, name, score_lines(final, results.sweep.settings))


SIGNATURES = Product(
    key="signatures",
    title="Signatures as CSV",
    tip="Mean, spread and range of every band per cluster",
    files=_signature_files,
    write=_write_signatures,
)
SCORES = Product(
    key="scores",
    title="Scores as CSV",
    tip="Inertia, silhouette and variance ratio of every finished k",
    files=_score_files,
    write=_write_scores,
    is_of_sweep=True,
)
