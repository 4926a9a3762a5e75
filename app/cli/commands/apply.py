"""Apply a model to scenes, one after the other; one that fails does not end the rest."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import leaving_out_arguments, teaching
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import STATUS_BAD_INPUT, Running
from app.cli.words.numbers import number
from app.cli.words.parsing import CommandParser
from app.cli.words.places import scene_paths
from app.errors import AppError
from app.number_text import percent

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.clustering.transfer.class_model import ClassModel
    from app.engine.transfer.applying import ApplyOrder
    from app.engine.transfer.fitting_in import Teach
    from app.engine.transfer.scenes import SceneToApply
    from app.scene.band_teaching import BandTeaching
    from app.scene.grids.target_grid import TargetGrid
    from app.scene.nodata import NoDataRule
    from app.scene.scene import Scene

USAGE = (
    "bandsweep apply MODEL PATH... --out DIR [--unlike QUANTILE] [--anyway] [--sensor NAME] "
    "[--role B1=red,B2=nir] [--band-name 1=B1] [--wavelength 1=650] [--at METRES|finest] "
    "[--resample nearest|bilinear|cubic] [--warp] [--nodata VALUE] [--zero-is-data] "
    f"{leaving_out_arguments.USAGE} [--replace] [--quiet]"
)
_ABOUT = (
    "Label other scenes with a model that sweep --save-model wrote. Each folder, archive or file "
    "of many bands is a scene; loose files of single bands are one together. Each of several "
    "scenes gets a folder of its own in DIR, and scenes.csv there tells what became of it."
)


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What one call asks for."""

    model: Path
    paths: tuple[Path, ...]
    rule: "NoDataRule"
    target: "TargetGrid"
    teach: "Teach"
    order: "ApplyOrder"
    quiet: bool


def _wishes(told: argparse.Namespace) -> Wishes:
    from app.cli.arguments import nodata_value, pixel_size_of
    from app.engine.transfer.applying import ApplyOrder
    from app.scene.grids.target_grid import Resampling, TargetGrid
    from app.scene.nodata import NoDataRule

    said = teaching.read_said(told)
    rule = NoDataRule(
        zero_is_fill=not told.zero_is_data,
        value=nodata_value(told.nodata),
        leave_out=leaving_out_arguments.leave_out_of(told),
    )
    order = ApplyOrder(
        model_path=told.model,
        folder=told.out,
        level=number("--unlike", told.unlike, 0, 1),
        anyway=told.anyway,
        replaces=told.replace,
        reads=leaving_out_arguments.files_read(told),
        command=("bandsweep", "apply", *told.words),
    )
    target = TargetGrid(pixel_size_of(told.at), Resampling(told.resample), told.warp)

    def teach(scene: "Scene") -> "BandTeaching":
        return teaching.teaching_for(scene, said)

    return Wishes(told.model, scene_paths(*told.paths), rule, target, teach, order, told.quiet)


def _parser() -> CommandParser:
    parser = CommandParser("apply", USAGE, _ABOUT)
    parser.add_argument("model", metavar="MODEL", type=Path, help="a .bandsweep-model file")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="scenes: folders or files")
    parser.add_folder("folder for the results")
    parser.add_argument(
        "--unlike",
        default="0.99",
        metavar="QUANTILE",
        help="pixels farther from their class than this share of training are marked (0.99)",
    )
    parser.add_argument(
        "--anyway", action="store_true", help="apply the model although units or values differ"
    )
    teaching.add_options(parser)
    leaving_out_arguments.add_options(parser)
    parser.add_argument("--nodata", metavar="VALUE", help="no-data value of every band")
    parser.add_argument(
        "--zero-is-data", action="store_true", help="count pixels that are zero in every band"
    )
    parser.add_argument("--at", metavar="METRES", help='pixel size of the maps, or "finest"')
    parser.add_argument(
        "--resample",
        choices=("nearest", "bilinear", "cubic"),
        default="nearest",
        help="how coarser bands are brought onto that grid (nearest)",
    )
    parser.add_argument("--warp", action="store_true", help="bring bands of another CRS there too")
    return parser


def _apply(wishes: Wishes, running: Running) -> None:
    from app.engine.transfer.scenes import find_scenes
    from app.products.models.any_model import read_any_model

    report = Reporter(running.interrupted, is_quiet=wishes.quiet)
    model = read_any_model(wishes.model)
    scenes = report.follow(find_scenes(wishes.paths, len(model.bands)))
    if len(scenes) == 1:
        _apply_one(wishes, model, scenes[0], wishes.order, report)
        return
    _apply_many(wishes, model, scenes, running, report)


def _apply_many(
    wishes: Wishes,
    model: "ClassModel",
    scenes: "Sequence[SceneToApply]",
    running: Running,
    report: Reporter,
) -> None:
    from app.products.records.scene_states import SceneState, write_states

    states: list[SceneState] = []
    for at, scene in enumerate(scenes, start=1):
        report.line(f"Scene {at} of {len(scenes)}: {scene.title}")
        order = replace(wishes.order, folder=wishes.order.folder / scene.folder)
        try:
            share = _apply_one(wishes, model, scene, order, report)
        except AppError as error:
            report.warn(f"{scene.title}: {error.in_command()}")
            states.append(
                SceneState(scene.title, scene.folder, "failed", error.title, error.detail)
            )
            running.status = STATUS_BAD_INPUT
            continue
        states.append(SceneState(scene.title, scene.folder, "done", unlike_share=share))
        running.so_far = f"{sum(one.state == 'done' for one in states)} scenes are written."
    write_states(wishes.order.folder, states)
    n_done = sum(one.state == "done" for one in states)
    report.line(f"{n_done} of {len(states)} scenes are in {wishes.order.folder}")
    if not n_done:
        running.so_far = "Nothing but scenes.csv was written."


def _apply_one(
    wishes: Wishes,
    model: "ClassModel",
    scene: "SceneToApply",
    order: "ApplyOrder",
    report: Reporter,
) -> float | None:
    """Apply a model to one scene; return the share of its pixels that are unlike training."""
    from app.engine.transfer.applying import apply_to_folder
    from app.engine.transfer.fitting_in import fit_in, open_for

    opened = report.follow(open_for(model, scene.paths, wishes.teach, target=wishes.target))
    fitted = report.follow(fit_in(model, opened, wishes.rule, anyway=order.anyway))
    for one in fitted.differences:
        if one.weight == "note":
            report.line(one.text)
    done = report.follow(apply_to_folder(fitted, order))
    for sentence in done.warnings:
        report.warn(sentence)
    share = done.unlike_share
    if share is not None:
        report.line(f"{percent(share, 2)} of {done.applied.n_px:,} pixels are unlike training.")
    report.line(f"Wrote {len(done.paths)} files to {done.folder}")
    return share


run = Command(_parser, _wishes, _apply).run
