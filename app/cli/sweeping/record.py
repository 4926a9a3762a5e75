"""Write the tables and the record of a sweep."""

from collections.abc import Mapping
from pathlib import Path

from app.cli.arguments import SweepOrder
from app.products.maps.geotiff import map_name
from app.products.product import Results
from app.products.records.fingerprint import fingerprints
from app.products.records.repeating import repeat_record
from app.products.run_report import RUN_FILE, Provenance, run_lines
from app.products.tables import SCORES, SIGNATURES
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.steps import drain


def write_tables(
    staging: Staging,
    results: Results,
    seconds: dict[str, float],
    order: SweepOrder,
    sums: Mapping[Path, str],
) -> None:
    """Write signatures, scores and all that tells how it was made.

    Parameters
    ----------
    sums
        SHA-256 of every file that was read.
    """
    scene, result = results.scene, results.sweep
    for entry in result.results:
        SIGNATURES.write(staging, results, entry.k)
    SCORES.write(staging, results, 0)
    made = _made(staging, results, order, sums)
    told = results.values_as
    lines = run_lines(scene, result, seconds, results.checks, told, made=made)
    stage_text(staging, RUN_FILE, lines)


def _made(
    staging: Staging, results: Results, order: SweepOrder, sums: Mapping[Path, str]
) -> Provenance:
    place, told = order.out.absolute() / RUN_FILE, results.values_as
    repeat = repeat_record(
        place,
        results.scene,
        results.sweep,
        told,
        n_passes=order.n_passes,
        products=order.beside,
        palette=order.colours,
    )
    maps = (staging.staged(map_name(found.k)) for found in results.sweep.results)
    _, found = drain(fingerprints(maps))
    outputs = {path.name: sum_ for path, sum_ in found.items()}
    return Provenance(sums, order.command or None, repeat, outputs, str(order.colours))
