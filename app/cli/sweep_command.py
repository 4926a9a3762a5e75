"""Run a sweep without a window: for a folder and a script.

Heavy libraries are imported while the scene is being read, and maps are written while the sweep
goes on. All files are put in place together at the end, so that an interruption leaves nothing.
"""

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.cli.reporter import Reporter
from app.cli.running import Running, run_command
from app.machine.allocator import hold_memory

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.arrays import ByteArray
    from app.cli.arguments import SweepOrder
    from app.clustering.settings import SweepSettings
    from app.engine.scenes.opened_scene import OpenedScene
    from app.products.product import Product
    from app.products.writing.recovery import Recovered
    from app.scene.blocks import SceneCheck
    from app.scene.scene import Scene

_N_SHOWN_PX = 500_000  # of the scene, in a report
_N_PREVIEW_PX = 10_000  # nobody sees a picture; the maps that are written have every pixel
_PATIENCE_S = 2.0  # for folders of earlier work that do not answer


def run(argv: list[str]) -> int:
    """Do what `bandsweep sweep` was asked for; return the exit status."""

    def work(running: Running) -> None:
        from app.cli.arguments import read_order

        order = read_order(argv)
        running.imports.begin()
        sweep_to_folder(order, running.interrupted)

    return run_command(work)


@dataclass(slots=True)
class _Clock:
    """Seconds since the last reading, by stage."""

    last: float
    seconds: dict[str, float]

    def stage_ended(self, stage: str) -> None:
        """Note the time since the last stage under a name."""
        now = time.perf_counter()
        self.seconds[stage] = now - self.last
        self.last = now


def sweep_to_folder(order: "SweepOrder", interrupted: threading.Event) -> None:
    """Open, sweep and write what `bandsweep sweep` writes.

    Raises
    ------
    AppError
        The scene, the settings or the folder do not allow it; nothing was written.
    """
    start = time.perf_counter()
    from app.cli.with_products import COG, products_of, write_beside
    from app.clustering.naming.looks import looks_in
    from app.machine.background import Background
    from app.products.earlier.earlier_run import EarlierRun
    from app.products.maps.map_files import MapFiles
    from app.products.product import Results
    from app.products.records.fingerprint import TimedSums, timed_sums
    from app.products.sheets.sheet_file import text_drawable
    from app.products.writing.parallel_writing import WritingCrew
    from app.products.writing.recovery import recover_at_start
    from app.products.writing.safe_write import Staging

    hold_memory()
    report = Reporter(interrupted, is_quiet=order.quiet)
    clock = _Clock(start, {})
    _tell_recovered(recover_at_start(_PATIENCE_S), report)
    # The folder is tried first: nobody wants to hear after a long sweep that it is read-only.
    beside = products_of(order.beside)
    # Of what is named, some may be results of earlier runs that no scene has: `scene/*` names them.
    earlier = EarlierRun(order.out, may_go=order.replaces, reads=order.reads, beside=beside)
    with (
        text_drawable(beside),
        Staging(order.out, earlier.last_look) as staging,
        MapFiles(staging, looks_in(order.colours)) as files,
        WritingCrew() as crew,
        Background[TimedSums]("sums") as summing,
    ):
        _tell_recovered(staging.recovered, report)
        earlier.check(order.settings)
        opened, settings, checks = _read(order, report, clock)
        earlier.check(settings, opened.scene)
        summing.begin(timed_sums(opened.scene, settings.band_names))
        _wait_for_imports()
        clock.stage_ended("import")
        from app.cli.sweeping.maps import SweepMaps
        from app.cli.sweeping.record import write_tables

        keeps = any(product.needs_map for product in beside)
        maps = SweepMaps(
            *(staging, files, crew, opened, report),
            palette=order.colours,
            n_passes=order.n_passes,
            keeps_maps=keeps,
            is_cog=not {COG, "stac"}.isdisjoint(order.beside),  # an item says that it is
        )
        result = maps.sweep(settings)
        clock.seconds.update(result.seconds)
        clock.last = time.perf_counter()
        results = Results(
            opened.scene,
            result,
            checks=checks,
            values_as=order.values_as,
            sample=opened.survey.sample,
            picture=_picture(beside, opened, settings),
        )
        write_beside(beside, staging, results, crew)
        report.follow(crew.finish("Writing files"))
        clock.stage_ended("write")
        ((sums, clock.seconds["sums"]),) = report.follow(summing.taken())
        clock.seconds["total"] = time.perf_counter() - start
        write_tables(staging, results, clock.seconds, order, sums)
        report.stop_if_interrupted()
    report.line(f"Wrote {len(staging.paths)} files to {order.out}")


def _picture(
    beside: "tuple[Product, ...]", opened: "OpenedScene", settings: "SweepSettings"
) -> "tuple[str, ByteArray] | None":
    """Return a picture of the scene where a product shows one."""
    if not any(product.needs_picture for product in beside):
        return None
    from app.engine.pictures import picture_of_scene

    preview, names = opened.survey.preview, settings.band_names
    return picture_of_scene(opened.scene, preview, names, settings.nodata)


def _tell_recovered(recovered: "list[Recovered]", report: Reporter) -> None:
    """Say what was made of the work of processes that were killed."""
    for message in (done.message() for done in recovered):
        report.warn(f"{message.title}: {message.detail}")


def _read(
    order: "SweepOrder", report: Reporter, clock: _Clock
) -> "tuple[OpenedScene, SweepSettings, tuple[SceneCheck, ...]]":
    from app.cli.left_out_pixels import with_mask
    from app.cli.teaching import teaching_for
    from app.cli.with_products import products_of
    from app.clustering.settings import Scaling
    from app.engine.checking import check_before_run
    from app.engine.scenes.describing import described
    from app.engine.scenes.leaving_out import refuse_unfit
    from app.engine.scenes.opening import open_scene
    from app.scene.band_teaching import NOTHING_TAUGHT
    from app.scene.recognition.taking_part import bands_at_first
    from app.scene.scene import Scene

    asked_for: tuple[str, ...] = ()
    teaching = NOTHING_TAUGHT

    def take(step: object) -> None:
        nonlocal asked_for, teaching
        if isinstance(step, Scene):
            teaching = order.teaching or teaching_for(step, order.taught)
            taught = step.taught(teaching)
            asked_for = _asked_for(order, taught)
            refuse_unfit(taught, order.settings.nodata.leave_out)
            clock.stage_ended("open")

    # The sample is the window's, whatever the seed: then the same seed gives the same map there.
    is_shown = any(product.needs_picture for product in products_of(order.beside))
    n_preview_px = _N_SHOWN_PX if is_shown else _N_PREVIEW_PX
    opening = open_scene(
        order.paths, target=order.target, n_preview_px=n_preview_px, title=order.title
    )
    opened = report.follow(opening, take)
    opened = described(opened, teaching)  # as in the window: the survey is that of the files
    names = asked_for or bands_at_first(opened.scene, opened.survey)
    names = opened.scene.with_computed(names)
    settings = replace(order.settings, band_names=names)
    settings = with_mask(opened, settings, report)
    is_raw = settings.scaling is not Scaling.STANDARDISE
    checks = check_before_run(opened, names, settings.nodata, is_raw=is_raw)
    for check in checks:
        say_it = report.line if check.is_note else report.warn
        say_it(f"{check.sentence} {check.command or check.remedy}")
    clock.stage_ended("survey")
    return opened, settings, checks


def _asked_for(order: "SweepOrder", scene: "Scene") -> tuple[str, ...]:
    """Return the asked-for bands in scene order; upper and lower case are the same.

    None where the choice is left to the program.

    Raises
    ------
    SettingsError
        A band is not in the scene or holds no measured values, or none was asked for and none takes
        part by itself.
    """
    from app.scene.recognition.taking_part import measured

    if not order.band_names and scene.ticked_at_first:
        return ()
    known = {name.casefold(): name for name in scene.band_names}
    known |= {band.called.casefold(): band.name for band in scene.bands}
    named = scene.pick(known.get(name.casefold(), name) for name in order.band_names)
    return tuple(band.name for band in measured(named))


def _wait_for_imports() -> None:
    """Import what `ImportsAhead` has begun to import: Python waits for the other thread."""
    import app.clustering.sweep.sweep  # noqa: F401
