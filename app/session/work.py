"""Put together the long work that a session starts.

Heavy libraries are imported inside the functions: they run in workers, after the window is on
screen.
"""

import atexit
import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.clustering.naming.cluster_look import ClusterLook, LabelPicture
from app.clustering.results import (
    Advice,
    ClusterValues,
    KResult,
    KSkipped,
    LabelMap,
    RefinedPass,
    SweepResult,
)
from app.clustering.settings import SweepSettings
from app.errors import SettingsError
from app.machine.library import load_unheld
from app.machine.mapped_pages import let_go
from app.machine.threads import step_back
from app.messages import Level, Message
from app.products.requests import ExportReport, ExportRequest
from app.resources import resource_path
from app.scene.blocks import Preview, SceneCheck, Survey, Window
from app.scene.memory_budget import MemoryBudget
from app.scene.nodata import NoDataRule
from app.scene.picture.composite import Picture, Stretch
from app.scene.scene import Scene
from app.steps import Progress, Steps

if TYPE_CHECKING:
    from app.scene.picture.stretch import FittedStretch

# In the order they are needed; colours are matched with the last one.
_NEEDED_SOON = (
    "app.scene.opening",
    "app.scene.pixels.survey",
    "app.scene.picture.stretch",
    "app.clustering.sweep.sweep",
    "kneed",
)
# For the window: it shows that work begins, and each result, before the work takes its share of
# the interpreter again. Without it the longest waits in a sweep took twice as long.
_HEAD_START_S = 0.05
_REST_S = 0.025
_PATIENCE_S = 10.0  # for folders of earlier work that do not answer
_SAMPLE_TITLE = "Sample scene (simulated)"


def open_work(
    paths: Sequence[Path], budget: MemoryBudget | None = None
) -> Steps[Progress | Scene | Preview, Survey]:
    """Open a scene and survey it; the scene and its previews are yielded on the way."""
    step_back()  # so do the threads that decode; the window has much to draw meanwhile
    load_unheld("rasterio", "rasterio.libs/libgdal-*.so*")
    from app.scene.opening import open_scene
    from app.scene.pixels.survey import survey_scene

    scene = yield from open_scene(paths)
    yield scene
    return (yield from _letting_draw(survey_scene(scene, budget=budget)))


def _letting_draw(
    steps: Steps[Progress | Preview, Survey],
) -> Steps[Progress | Preview, Survey]:
    """Let the window draw the bands, and each picture, before the reading goes on."""
    time.sleep(_HEAD_START_S)
    while True:
        try:
            step = next(steps)
        except StopIteration as stop:
            survey: Survey = stop.value
            return survey
        yield step
        if isinstance(step, Preview):
            time.sleep(_REST_S)


def open_sample_work(
    budget: MemoryBudget | None = None,
) -> Steps[Progress | Scene | Preview, Survey]:
    """Open the simulated scene that comes with the program, and survey it."""
    step_back()
    load_unheld("rasterio", "rasterio.libs/libgdal-*.so*")
    from app.scene.opening import open_scene
    from app.scene.pixels.survey import survey_scene

    folder = resource_path("sample_scene")
    products = sorted(folder.glob("*_SIMULATED"))
    scene = yield from open_scene(products[:1] or [folder])
    scene = replace(scene, title=_SAMPLE_TITLE)
    yield scene
    return (yield from _letting_draw(survey_scene(scene, budget=budget)))


def sweep_work(
    scene: Scene,
    survey: Survey,
    settings: SweepSettings,
    known: Sequence[KResult],
    budget: MemoryBudget | None = None,
) -> Steps[Progress | KResult | KSkipped | Advice | Message, SweepResult]:
    """Sweep; after every k say anew what the curves support."""
    yield Progress("Loading the libraries", 0.0)
    time.sleep(_HEAD_START_S)
    from app.clustering.evidence.advice import advise
    from app.clustering.sweep.sweep import sweep
    from app.scene.pixels.source import open_source

    yield from speed_note()
    source = open_source(scene, survey, settings.band_names, settings.nodata, budget=budget)
    results = {result.k: result for result in known if result.k in settings.ks}
    skipped: list[KSkipped] = []
    steps = sweep(source, survey, settings, known)
    while True:
        try:
            step = next(steps)
        except StopIteration as stop:
            final: SweepResult = stop.value
            yield advise(final.results, final.skipped)
            return final
        yield step
        if isinstance(step, KSkipped):
            skipped.append(step)
        if isinstance(step, KResult):
            results[step.k] = step
            yield advise([results[k] for k in sorted(results)], skipped)
            time.sleep(_REST_S)


def refine_work(
    scene: Scene,
    survey: Survey,
    sweep: SweepResult,
    n_passes: int,
    budget: MemoryBudget | None = None,
) -> Steps[Progress | RefinedPass | Advice | Message, SweepResult]:
    """Refine all centres on every pixel; after every pass say anew what the curves support."""
    yield Progress("Loading the libraries", 0.0)
    from app.clustering.evidence.advice import advise
    from app.clustering.sweep.refining import refine_sweep
    from app.scene.pixels.source import open_source

    yield from speed_note()
    settings, skipped = sweep.settings, sweep.skipped
    results = {result.k: result for result in sweep.results}
    source = open_source(scene, survey, settings.band_names, settings.nodata, budget=budget)
    steps = refine_sweep(source, survey, sweep, n_passes)
    del sweep  # the maps of the pass before last would stay on the disk
    while True:
        try:
            step = next(steps)
        except StopIteration as stop:
            final: SweepResult = stop.value
            return final
        yield step
        if isinstance(step, RefinedPass):
            results |= {result.k: result for result in step.results}
            yield advise([results[k] for k in sorted(results)], skipped)


def speed_note() -> Iterator[Message]:
    """Yield a message where the fast loops are missing; it is worth telling once."""
    from app.clustering import kernels

    if not kernels.IS_COMPILED:
        yield Message(Level.INFO, *kernels.NOT_COMPILED, key="not compiled")


def values_work(
    scene: Scene,
    survey: Survey,
    settings: SweepSettings,
    result: KResult,
    cluster: int,
    budget: MemoryBudget | None = None,
) -> Steps[Progress, ClusterValues]:
    """Count the values under one cluster."""
    from app.clustering.labelling.cluster_values import cluster_values
    from app.scene.pixels.source import open_source

    if result.full is None:
        raise SettingsError(
            "Values not ready yet",
            f"The map of k = {result.k} is an estimate from a sample so far.",
            "Wait until every pixel is labelled.",
        )
    source = open_source(scene, survey, settings.band_names, settings.nodata, budget=budget)
    return (yield from cluster_values(source, result.full, k=result.k, cluster=cluster))


def export_work(
    request: ExportRequest,
    scene: Scene,
    survey: Survey,
    sweep: SweepResult,
    looks: Mapping[int, ClusterLook],
) -> Steps[Progress | Message, ExportReport]:
    """Write what was asked for."""
    from app.products.export import export_results

    yield Progress("Writing files", 0.0)
    settings = sweep.settings
    checks = make_checks(scene, survey, settings.band_names, settings.nodata)
    return (yield from export_results(request, scene, sweep, dict(looks), checks))


def save_values_work(path: Path, values: ClusterValues) -> Steps[Progress, Path]:
    """Write the values of one cluster as a table."""
    from app.products.tables import write_values

    yield Progress(f"Writing {path.name}")
    write_values(path, values)
    return path


def warm_up_work() -> Steps[Progress | Message, None]:
    """Remove what a crash left, import what a sweep needs while the person looks on.

    What was being written when the program was killed comes last: its folders may be slow.
    """
    from app.machine.scratch_maps import remove_stale
    from app.products.writing.recovery import recover_at_start

    # A million objects of libraries live as long as the program. Looking through them for garbage
    # again and again while they come held up the window for up to 50 ms each time. What else dies
    # in these seconds stays too: of a scene that is replaced so soon, some small objects.
    gc.disable()
    atexit.register(gc.freeze)
    step_back()
    try:
        remove_stale()
        for name in _NEEDED_SOON:
            yield Progress("Loading the libraries")
            import_module(name)
    finally:
        gc.freeze()
        gc.enable()
    yield from (done.message() for done in recover_at_start(_PATIENCE_S))


@dataclass(frozen=True, slots=True, eq=False)
class FittedPicture:
    """A composite, and the stretch that made it, for details in the same contrast."""

    picture: Picture
    stretch: "FittedStretch"


def make_composite(
    preview: Preview, channels: tuple[str, str, str], stretch: Stretch, rule: NoDataRule
) -> FittedPicture:
    """Stretch three bands of the preview to a picture."""
    from app.scene.picture.stretch import fit_stretch

    fitted = fit_stretch(preview, channels, stretch, rule)
    return FittedPicture(picture=fitted.picture(), stretch=fitted)


def make_composite_detail(
    scene: Scene,
    channels: tuple[str, str, str],
    rule: NoDataRule,
    fitted: "FittedStretch",
    window: Window,
    shape: tuple[int, int],
) -> Picture:
    """Read a window of three bands as fine as the screen shows it."""
    from app.scene.files.reader import SceneReader

    names = tuple(dict.fromkeys(channels))
    with SceneReader(scene, names, rule) as reader:
        block = reader.read(window, out_shape=_no_finer(shape, window))
        positions = [[band.name for band in reader.bands].index(name) for name in channels]
    return fitted.apply(block.values[positions], block.valid, window)


def make_label_detail(labels: LabelMap, window: Window, shape: tuple[int, int]) -> LabelPicture:
    """Cut a window out of a full-size label map as fine as the screen shows it."""
    n_rows, n_cols = _no_finer(shape, window)
    rows = window.row + (np.arange(n_rows) * window.height) // n_rows
    cols = window.col + (np.arange(n_cols) * window.width) // n_cols
    shown = np.ascontiguousarray(labels.labels[np.ix_(rows, cols)])
    let_go(labels.labels)
    return LabelPicture(shown, window)


def make_checks(
    scene: Scene, survey: Survey, ticked: tuple[str, ...], rule: NoDataRule
) -> tuple[SceneCheck, ...]:
    """Look for what the person should know before a run."""
    from app.scene.checks.scene_checks import check_scene

    return check_scene(scene, survey, ticked, rule)


def _no_finer(shape: tuple[int, int], window: Window) -> tuple[int, int]:
    return min(shape[0], window.height), min(shape[1], window.width)
