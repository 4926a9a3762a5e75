"""Write scores, signatures and values as tables that any program reads."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from app.arrays import DoubleArray
from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import BandValues, ClusterValues, Counted, KResult, Signatures
from app.clustering.scaling import are_in_units
from app.clustering.settings import Scaling, SweepSettings
from app.clustering.shown_values import ValuesAs, is_told_otherwise, signatures_as, values_as
from app.products.product import Product, ProductGroup, Results
from app.products.provenance import when_and_where
from app.products.requests import TextTable
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import (
    Cell,
    stage_table,
    table_header,
    table_row,
    with_columns,
    write_table,
)
from app.scene.band import Band
from app.scene.scene import Scene

_FIGURES = ("mean", "std", "p05", "p95", "min", "max")
_STORED = "stored numbers"  # stands where a unit would
_CHUNK_ROWS = 100_000  # keeps the text of a float band's millions of values out of memory


def write_values(
    path: Path,
    values: ClusterValues,
    told: ValuesAs = ValuesAs.UNITS,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the figures of each band, then its distinct values with their counts.

    One long table: k, cluster, band, quantity, value, n_px. Where quantity is "value", n_px
    pixels of the cluster have it, a number of the file; the other quantities are figures over all
    its n_px pixels. Where these are told in units, a column behind them names the unit of each
    line.

    Parameters
    ----------
    columns
        What is the same in each line: when the scene was taken, and its CRS.

    Raises
    ------
    OutputError
        The file cannot be written; the old one still stands.
    """
    write_table(path, with_columns(value_lines(values, told), columns))


def score_lines(
    results: Sequence[KResult], settings: SweepSettings, how: TextTable = TextTable.COMMA
) -> Iterator[str]:
    """Yield the lines of the scores."""
    yield table_header(
        (
            "k",
            _inertia_name(results, settings),
            "silhouette",
            "silhouette_low",
            "silhouette_high",
            *(score.key for score in PARTITION_SCORES),
            "n_iter",
            "n_pixels",
        ),
        how,
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
            ),
            how,
        )


def _inertia_name(results: Sequence[KResult], settings: SweepSettings) -> str:
    """Return a name that says what distances were measured in."""
    if settings.scaling is Scaling.NONE:
        on_units = any(are_in_units(result.model.describe().scaling) for result in results)
        return "inertia_units" if on_units else "inertia"
    return "inertia_angle" if settings.scaling is Scaling.ANGLE else "inertia_scaled"


def signature_lines(
    result: Counted,
    look: ClusterLook | None = None,
    told: ValuesAs = ValuesAs.UNITS,
    how: TextTable = TextTable.COMMA,
    scene: Scene | None = None,
) -> Iterator[str]:
    """Yield the lines of the signatures of one k: of its classes, where there is a look of them.

    Names come first. Last come columns that are the same in every line: units, where bands are
    told in them; and of a scene when it was taken and its CRS, where these are known.
    """
    signatures = signatures_as(result.signatures, told)
    figures = [f"{band.called}_{figure}" for band in signatures.bands for figure in _FIGURES]
    names = ["name"] if look else []
    units: list[Cell] = [_units(signatures.bands)] if is_told_otherwise(signatures.bands) else []
    known = {} if scene is None else when_and_where(scene)
    ends = [*(["units"] if units else []), *known]
    units += known.values()
    yield table_header([*names, "cluster", "n_px", "share", "area_m2", *figures, *ends], how)
    numbers = look.numbers if look else range(1, len(signatures.n_px) + 1)
    areas = (
        [None] * len(signatures.n_px) if signatures.area_m2 is None else signatures.area_m2.tolist()
    )
    spectra = _spectra(signatures)
    for index, n_px in enumerate(signatures.n_px.tolist()):
        share = n_px / result.n_valid_px
        name: list[Cell] = [look.names[index]] if look else []
        cells = (*name, numbers[index], n_px, share, areas[index], *spectra[index], *units)
        yield table_row(cells, how)


def value_lines(values: ClusterValues, told: ValuesAs = ValuesAs.UNITS) -> Iterator[str]:
    """Yield the lines of the values of one cluster."""
    entries = values_as(values, told).bands
    has_units = is_told_otherwise(tuple(entry.band for entry in entries))
    unit_names = ("unit",) if has_units else ()
    yield table_header(("k", "cluster", "band", "quantity", "value", "n_px", *unit_names))
    for entry in entries:
        head: tuple[Cell, ...] = (values.k, values.cluster, entry.band.called)
        unit: tuple[Cell, ...] = (_unit(entry.band),) if has_units else ()
        for quantity, value in _figures_of(entry):
            yield table_row((*head, quantity, value, values.n_px, *unit))
        start = table_row((*head, "value"))
        end = f",{table_row((_STORED,))}" if has_units else ""
        yield from (f"{start},{value!r},{count}{end}" for value, count in _distinct(entry))


def _unit(band: Band) -> str:
    return band.calibration.unit or _STORED


def _units(bands: Sequence[Band]) -> str:
    """Name the unit of all bands, or else of each."""
    units = [_unit(band) for band in bands]
    if len(set(units)) == 1:
        return units[0]
    return "; ".join(f"{band.name} {unit}" for band, unit in zip(bands, units, strict=True))


def _rounded(figures: DoubleArray, bands: Sequence[Band]) -> DoubleArray:
    """Leave of figures, bands last, as many digits as their units mean."""
    rounded = np.array(figures, dtype=np.float64)
    for column, band in enumerate(bands):
        if band.calibration.decimals is not None:
            rounded[..., column] = rounded[..., column].round(band.calibration.decimals)
    return rounded


def _spectra(signatures: Signatures) -> list[list[float]]:
    """Return for each cluster all figures of the first band, then of the second .."""
    told = (
        signatures.mean,
        signatures.std,
        signatures.p05,
        signatures.p95,
        signatures.minimum,
        signatures.maximum,
    )
    figures = [_rounded(each, signatures.bands) for each in told]
    stacked = np.stack(figures, axis=2)  # (k, n_bands, n_figures)
    spectra: list[list[float]] = stacked.reshape(len(stacked), -1).tolist()
    return spectra


def _figures_of(entry: BandValues) -> Iterator[tuple[str, Cell]]:
    figures = {
        "min": entry.minimum,
        "max": entry.maximum,
        "mean": entry.mean,
        "std": entry.std,
        "p05": entry.p05,
        "p25": entry.p25,
        "median": entry.median,
        "p75": entry.p75,
        "p95": entry.p95,
    }
    decimals = entry.band.calibration.decimals
    for name, figure in figures.items():
        value = float(figure)
        yield name, value if decimals is None else round(value, decimals)
    yield "n_distinct", len(entry.distinct)


def _distinct(entry: BandValues) -> Iterator[tuple[float, int]]:
    for start in range(0, len(entry.distinct), _CHUNK_ROWS):
        part = slice(start, start + _CHUNK_ROWS)
        yield from zip(entry.distinct[part].tolist(), entry.counts[part].tolist(), strict=True)


def _signature_files(k: int) -> tuple[str, ...]:
    return (f"signatures_k{k:02d}.csv",)


def _write_signatures(staging: Staging, results: Results, k: int) -> None:
    (name,) = _signature_files(k)
    how = results.options.text_table
    look, told = results.looks.get(k), results.values_as
    lines = signature_lines(results.classed(k), look, told, how, results.scene)
    stage_table(staging, name, lines, how)


def _score_files(_k: int) -> tuple[str, ...]:
    return ("scores.csv",)


def _write_scores(staging: Staging, results: Results, k: int) -> None:
    (name,) = _score_files(k)
    final = [result for result in results.sweep.results if not result.is_estimate]
    how = results.options.text_table
    lines = score_lines(final, results.sweep.settings, how)
    stage_table(staging, name, with_columns(lines, when_and_where(results.scene), how), how)


SIGNATURES = Product(
    key="signatures",
    title="Signatures as CSV",
    group=ProductGroup.TABLES,
    tip="Mean, spread and range of every band per cluster",
    files=_signature_files,
    write=_write_signatures,
    needs_map=False,
)
SCORES = Product(
    key="scores",
    title="Scores as CSV",
    group=ProductGroup.TABLES,
    tip="Inertia, silhouette and variance ratio of every finished k",
    files=_score_files,
    write=_write_scores,
    is_of_sweep=True,
    needs_map=False,
)
