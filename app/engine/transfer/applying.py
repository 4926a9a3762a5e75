"""Label a scene with a model and write maps, tables and record, all of it or nothing."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.clustering.legends.class_figures import class_signatures
from app.clustering.legends.legend_look import look_of_legend
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import Signatures
from app.clustering.settings import SweepSettings
from app.clustering.transfer.class_model import ClassModel
from app.clustering.transfer.contract import Difference, Weight, texts_of
from app.clustering.transfer.walk import Applied, apply_model
from app.engine.transfer.fitting_in import FittedIn
from app.machine.background import Background
from app.machine.threads import thread_pool
from app.products.earlier.earlier_results import EarlierResults
from app.products.maps.applied_maps import (
    AppliedMaps,
    CountedClasses,
    counted_only,
    unlike_name,
)
from app.products.maps.geotiff import map_name
from app.products.provenance import map_tags
from app.products.records.apply_record import apply_fields
from app.products.records.fingerprint import TimedSums, fingerprints, timed_sums
from app.products.records.record_text import record_text
from app.products.run_report import RUN_FILE
from app.products.scene_record import (
    areas_record,
    band_record,
    grid_record,
    input_record,
    product_record,
    taught_record,
)
from app.products.tables import signature_lines
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_table, stage_text
from app.scene.computed.planes import Planes
from app.scene.pixels.source import open_source
from app.steps import Progress, Steps, relay

_SLACK = 1.5  # of the share in training, before it is warned of


@dataclass(frozen=True, slots=True)
class ApplyOrder:
    """How a model is applied.

    Attributes
    ----------
    model_path
        Its file.
    folder
        Where files go.
    level
        The quantile of distances beyond which a pixel is unlike training.
    anyway
        Whether it is applied although it does not fit.
    replaces
        Whether results of other work in the folder may go.
    command
        The words of the command line; none in the window.
    leaves_others
        Whether those alone go that a model has written, and what new files replace.
    reads
        Files that were read beside model and scene: they never go.
    """

    model_path: Path
    folder: Path
    level: float = 0.99
    anyway: bool = False
    replaces: bool = False
    command: tuple[str, ...] = ()
    leaves_others: bool = False
    reads: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AppliedScene:
    """What came of one scene.

    Attributes
    ----------
    paths
        Of the files.
    warnings
        Sentences about differences and about what is unlike training.
    unlike_share
        Share of pixels unlike training, 0..1; None where the model does not say what that is.
    """

    folder: Path
    paths: tuple[Path, ...]
    applied: Applied
    warnings: tuple[str, ...]
    unlike_share: float | None


def apply_to_folder(fitted: FittedIn, order: ApplyOrder) -> Steps[Progress, AppliedScene]:
    """Label every pixel of a scene in one pass and write what was found.

    Raises
    ------
    SceneError
        A band cannot be read.
    OutputError
        A file cannot be written, or would be written over one that is read, or files of other
        work stand there.
    """
    begun = time.perf_counter()
    scene, model = fitted.scene, fitted.model
    look = look_of_legend(model.legend, model.hues)
    sums = yield from fingerprints([order.model_path])
    model_sum = sums.get(order.model_path, "")
    asked = _asked(fitted, order, model_sum)
    earlier = EarlierResults.of_apply(
        order.folder, model.k, asked, may_go=order.replaces, leaves_others=order.leaves_others
    )
    earlier.keep((order.model_path, *order.reads, *(band.path for band in scene.bands)))
    earlier.check()
    source = open_source(scene, None, fitted.band_names, fitted.rule)
    grid = scene.grid
    with (
        Staging(order.folder, earlier.last_look) as staging,
        AppliedMaps(staging, grid, look, source.windows(), _tags(fitted)) as maps,
        Background[TimedSums]("sums") as summing,
        thread_pool() as pool,
    ):
        summing.begin(timed_sums(scene, fitted.band_names))
        applied = yield from apply_model(source, model, maps.put, pool, level=order.level)
        labelled = time.perf_counter()
        classes = class_signatures(applied.signatures, model.legend)
        counted = CountedClasses(classes, applied.n_px)
        yield from maps.finish(counted, _marked(applied))
        lines = signature_lines(counted, look, scene=scene)
        stage_table(staging, f"signatures_k{model.k:02d}.csv", lines)
        summed = yield from relay(summing.taken(), lambda _: (Progress("Reading files again"),))
        ((inputs, sum_seconds),) = summed
        maps_there = [staging.staged(name) for name in _maps(model.k)]
        outputs = yield from fingerprints(maps_there)
        seconds = {
            "label": labelled - begun,
            "write": time.perf_counter() - labelled,
            "sums": sum_seconds,
            "total": time.perf_counter() - begun,
        }
        warnings = _warnings(fitted, applied, order)
        told = {
            "asked": asked,
            **_told(fitted, order, applied, look, classes),
            "inputs": _inputs(fitted, inputs),
            "warnings": warnings,
            "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
            "outputs": {path.name: sum_ for path, sum_ in outputs.items()},
            "repeat": apply_fields(
                order.folder.absolute() / RUN_FILE,
                (order.model_path, model_sum),
                scene,
                fitted.rule,
                level=order.level,
                anyway=order.anyway,
            ),
        }
        stage_text(staging, RUN_FILE, [record_text("apply", order.command, told)])
    share = _unlike_share(fitted.model, applied)
    return AppliedScene(order.folder, staging.paths, applied, warnings, share)


def _unlike_share(model: ClassModel, applied: Applied) -> float | None:
    return applied.unlike_share if len(model.reaches) else None


def _tags(fitted: FittedIn) -> Mapping[str, str]:
    """Return what the files of a scene tell of where they come from."""
    settings = SweepSettings(
        fitted.band_names,
        scaling=fitted.model.scaling_kind,
        seed=fitted.model.origin.seed,
        nodata=fitted.rule,
    )
    return map_tags(fitted.scene, settings)


def _maps(k: int) -> tuple[str, str]:
    return map_name(k), unlike_name(k)


def _marked(applied: Applied) -> CountedClasses:
    """Return like and unlike as classes, with the pixels of both."""
    n_unlike = int(applied.n_unlike_px.sum())
    return counted_only((applied.n_px - n_unlike, n_unlike))


def _asked(fitted: FittedIn, order: ApplyOrder, model_sum: str) -> dict[str, Any]:
    bands = Planes.of(fitted.match.bands).stored
    return {
        "kind": "apply",
        "model": model_sum,
        "level": order.level,
        "inputs": [[band.name, str(band.path.absolute()), band.index] for band in bands],
        "leave_out": repr(fitted.rule.masks) + repr(fitted.rule.value),
    }


def _warnings(fitted: FittedIn, applied: Applied, order: ApplyOrder) -> tuple[str, ...]:
    told = [*texts_of([one for one in fitted.differences if one.weight is not Weight.NOTE])]
    if not len(fitted.model.reaches):
        told.append("The model does not say how far its classes reach: nothing is marked.")
    trained, share = fitted.model.trained_beyond(order.level), applied.unlike_share
    if share > _SLACK * trained and applied.n_unlike_px.sum():
        told.append(
            f"{100 * share:.1f} % of the pixels are unlike anything in training, where it was "
            f"{100 * trained:.1f} %. Look at them in {unlike_name(fitted.model.k)}: classes there "
            "are a guess."
        )
    return tuple(told)


def _inputs(fitted: FittedIn, sums: Mapping[Path, str]) -> list[dict[str, Any]]:
    bands = Planes.of(fitted.match.bands).stored
    return [
        input_record(band) | band_record(band) | {"sha256": sums.get(band.path)} for band in bands
    ]


def _told(
    fitted: FittedIn,
    order: ApplyOrder,
    applied: Applied,
    look: ClusterLook,
    classes: Signatures,
) -> dict[str, Any]:
    scene, model = fitted.scene, fitted.model
    areas = [None] * look.n_classes if classes.area_m2 is None else classes.area_m2.tolist()
    return {
        "model": {
            "file": str(order.model_path.absolute()),
            "k": model.k,
            "origin": _origin(model),
        },
        "contract": {
            "bands": {
                model.bands[at].name: band.name for at, band in enumerate(fitted.match.bands)
            },
            "differences": [_difference(one) for one in fitted.differences],
        },
        "scene": {"title": scene.title, "sensor": scene.sensor, "grid": grid_record(scene.grid)},
        "product": product_record(scene.product),
        "areas": areas_record(scene.grid),
        **taught_record(scene),
        "unlike": {
            "level": order.level,
            "share": _unlike_share(model, applied),
            "share_in_training": model.trained_beyond(order.level),
            "n_px_by_label": applied.n_unlike_px.tolist(),
        },
        "n_pixels": applied.n_px,
        "inertia": applied.inertia,
        "classes": [
            {"number": number, "name": name, "n_px": n_px, "area_m2": area}
            for number, name, n_px, area in zip(
                look.numbers, look.names, classes.n_px.tolist(), areas, strict=True
            )
        ],
    }


def _origin(model: ClassModel) -> dict[str, Any]:
    told = asdict(model.origin)
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in told.items()
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "weight": str(one.weight),
        "sentence": one.sentence,
        "remedy": one.remedy,
    }
