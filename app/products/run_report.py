"""Write down how a sweep was run, so that it can be checked and repeated."""

import hashlib
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.clustering.results import KResult, SweepResult
from app.clustering.run import Run
from app.clustering.scaling import BandScaling
from app.clustering.settings import SweepSettings
from app.clustering.shown_values import ClusteredOn, ValuesAs, clustered_on
from app.products.product import Product, Results
from app.products.records.class_records import legend_record, numbering_record
from app.products.records.fingerprint import fingerprints, inputs_of, metadata_file
from app.products.records.record_text import plain
from app.products.records.repeating import Kind, repeat_record
from app.products.records.versions import versions
from app.products.scene_record import (
    areas_record,
    band_record,
    computed_record,
    grid_record,
    input_record,
    product_record,
    target_record,
    taught_record,
    units_record,
)
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.blocks import SceneCheck
from app.scene.computed.planes import Planes
from app.scene.leaving_out.bit_mask import BitMask
from app.scene.scene import Scene
from app.steps import Progress, Steps

RUN_FILE = "run.json"
_TABLES_IN = {ValuesAs.UNITS: "units", ValuesAs.STORED: "stored numbers"}


@dataclass(frozen=True, slots=True, eq=False)
class Provenance:
    """What a record tells beside the results, so that they can be made again.

    Attributes
    ----------
    sums
        SHA-256 of the inputs by their paths.
    command
        The words of the command line; None where a window was used.
    repeat
        What repeats the run; see `repeat_record`.
    outputs
        SHA-256 of the maps by their names.
    colours
        Where the colours of clusters come from, where that is not told cluster by cluster alone.
    """

    sums: Mapping[Path, str] = field(default_factory=dict)
    command: tuple[str, ...] | None = None
    repeat: Mapping[str, Any] | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    colours: str | None = None


def run_lines(
    scene: Scene,
    result: SweepResult,
    seconds: dict[str, float],
    checks: Sequence[SceneCheck] = (),
    told: ValuesAs = ValuesAs.UNITS,
    legend: Mapping[str, Any] | None = None,
    made: Provenance | None = None,
) -> Sequence[str]:
    """Return the lines of the report.

    Parameters
    ----------
    checks
        What was to be known before the run.
    seconds
        Per stage; may hold more stages than the sweep itself.
    told
        In what the tables beside it tell the figures of bands.
    legend
        What was made of the clusters of the one k that is told of; see `legend_record`.
    made
        Sums of the inputs and all that repeats the run, where they are known.
    """
    bands = scene.pick(result.settings.band_names)
    made = made or Provenance()
    report = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": made.command,
        "command_line": None if made.command is None else shlex.join(made.command),
        "run": _run(result.run),
        "settings": _settings(result.settings),
        "versions": versions(),
        "grid": target_record(scene),
        "scene": {"title": scene.title, "sensor": scene.sensor, "grid": grid_record(scene.grid)},
        "areas": areas_record(scene.grid),
        "product": product_record(scene.product),
        **taught_record(scene),
        "inputs": [
            input_record(band) | band_record(band) | {"sha256": made.sums.get(band.path)}
            for band in Planes.of(bands).stored
        ],
        **computed_record(bands),
        "metadata_inputs": _metadata(scene, made.sums),
        "units": {band.name: units_record(band) for band in bands},
        "tables_in": _TABLES_IN[told],
        **({} if made.colours is None else {"colours": made.colours}),
        "clustered_on": str(clustered_on(result)),
        "left_out": [
            {"band": band.title, "file": str(band.path), "reason": band.reason}
            for band in scene.left_out
        ],
        "leave_out": _left_out(result.settings),
        "checks": [
            {
                "name": check.name,
                "level": "note" if check.is_note else "warning",
                "sentence": check.sentence,
                "remedy": check.remedy,
            }
            for check in checks
        ],
        "results": [_result(entry) for entry in result.results],
        **({} if legend is None else {"legend": legend}),
        "outputs": dict(made.outputs),
        "repeat": made.repeat,
        "skipped": [{"k": entry.k, "reason": entry.reason} for entry in result.skipped],
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
    }
    return [json.dumps(plain(report), indent=2, allow_nan=False, ensure_ascii=False)]


def _metadata(scene: Scene, sums: Mapping[Path, str]) -> list[dict[str, Any]]:
    path = metadata_file(scene)
    return [] if path is None else [{"file": str(path.absolute()), "sha256": sums.get(path)}]


def what_was_asked(settings: SweepSettings, scene: Scene | None) -> dict[str, Any]:
    """Return those parts of the report that tell one run from another, as they read back.

    Parameters
    ----------
    scene
        None where only the settings are compared.
    """
    asked: dict[str, Any] = {"settings": _settings(settings)}
    if scene is not None:
        asked["grid"] = target_record(scene)
        bands = scene.pick(settings.band_names)
        asked["inputs"] = [input_record(band) for band in Planes.of(bands).stored]
        asked |= computed_record(bands)
    told: dict[str, Any] = json.loads(json.dumps(plain(asked), allow_nan=False))
    return told


def _run(run: Run) -> dict[str, Any]:
    return {"id": run.id, "started": run.started.isoformat() if run.started else None}


def _settings(settings: SweepSettings) -> dict[str, Any]:
    # Masks by place are told by what they are made of, and by what came out.
    fields = asdict(replace(settings, nodata=replace(settings.nodata, masks=())))
    del fields["nodata"]["masks"]
    leave_out = fields["nodata"].pop("leave_out")
    for pixels in leave_out["clusters"]:  # to be known again, not to be read back
        pixels["packed"] = hashlib.blake2b(pixels["packed"], digest_size=16).hexdigest()
    if not leave_out["conditions"]:  # as versions before them told it
        del leave_out["conditions"]
    if not settings.nodata.leave_out.is_empty:
        fields["leave_out"] = leave_out
    return {**fields, "fit": fields.pop("fitter")}


def _left_out(settings: SweepSettings) -> dict[str, Any] | None:
    """Return how many pixels were left out, and why; None where all take part."""
    masks = [mask for mask in settings.nodata.masks if isinstance(mask, BitMask)]
    if not masks:
        return None
    return {
        "share": sum(mask.share for mask in masks),
        "n_pixels": sum(mask.n_px for mask in masks),
        "reasons": {title: n_px for mask in masks for title, n_px in mask.reasons},
        "masks": [{"blake2b": mask.digest.hex(), "n_pixels": mask.n_px} for mask in masks],
    }


def _result(result: KResult) -> dict[str, Any]:
    model, areas_m2 = result.model.describe(), result.signatures.area_m2
    return {
        "k": result.k,
        "kind": model.kind,
        "centres": model.centres.tolist(),
        "centres_in": str(_centres_in(model.scaling)),
        "offset": model.scaling.offset.tolist(),
        "scale": model.scaling.scale.tolist(),
        "inertia": float(result.inertia),
        "silhouette": asdict(result.silhouette) if result.silhouette else None,
        **{key: float(score) for key, score in result.scores.items()},
        "numbering": numbering_record(result),
        "n_iter": int(model.n_iter),
        "refined_on": str(model.refined_on),
        "n_pixels": int(result.n_valid_px),
        "n_px": result.signatures.n_px.tolist(),
        "area_m2": None if areas_m2 is None else areas_m2.tolist(),
        "is_estimate": result.is_estimate,
        "seconds": round(float(result.seconds), 3),
    }


def _centres_in(scaling: BandScaling) -> ClusteredOn:
    return ClusteredOn.UNITS if scaling.calibrations else ClusteredOn.STORED


def _files(k: int) -> tuple[str, ...]:
    return (f"run_k{k:02d}.json",)


def _write(staging: Staging, results: Results, k: int) -> Steps[Progress, None]:
    (name,) = _files(k)
    scene, told = results.scene, results.values_as
    alone = replace(results.sweep, results=(results.of(k),))
    legend = legend_record(results, k) if k in results.legends else None
    sums = yield from fingerprints(inputs_of(scene, alone.settings.band_names))
    classes = (k, results.legends[k]) if k in results.legends else None
    repeat = repeat_record(
        staging.folder / name, scene, alone, told, legend=classes, kind=Kind.CENTRES
    )
    made = Provenance(sums, None, repeat)
    lines = run_lines(scene, alone, alone.seconds, results.checks, told, legend, made)
    stage_text(staging, name, lines)


RUN_RECORD = Product(
    key="report",
    title="How it was made, as JSON",
    tip="Settings, seed, versions and files, so that the sweep can be repeated",
    files=_files,
    write=_write,
    needs_map=False,
)
