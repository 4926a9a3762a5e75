"""Run again what a run record tells, and say whether the maps are the same."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.parsing import CommandParser

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.cli.arguments import SweepOrder
    from app.products.records.apply_record import ApplyRepeat
    from app.products.records.repeating import Repeat

USAGE = "bandsweep replay RUN.JSON [--out DIR] [--scene DIR] [--replace] [--quiet]"
_ABOUT = (
    "Run again what a run.json tells, from the same files: maps come out the same to the byte. "
    "Or say which of the files has changed."
)
_FOLDER = "replay"  # beside the record


@dataclass(frozen=True, slots=True)
class ReplayOrder:
    """What one call asks for.

    Attributes
    ----------
    place
        The folder that holds the scene now; None to look where it was, and beside the record.
    """

    record: Path
    out: Path
    place: Path | None
    replaces: bool
    quiet: bool
    command: tuple[str, ...]


def _parser() -> CommandParser:
    parser = CommandParser("replay", USAGE, _ABOUT)
    parser.add_argument("record", metavar="RUN.JSON", type=Path, help="the record of a run")
    parser.add_folder('folder for the results ("replay" beside the record)', required=False)
    parser.add_argument(
        "--scene", metavar="DIR", type=Path, help="where the scene lies now, if it was moved"
    )
    return parser


def _order(told: argparse.Namespace) -> ReplayOrder:
    return ReplayOrder(
        record=told.record,
        out=told.out or told.record.parent / _FOLDER,
        place=told.scene,
        replaces=told.replace,
        quiet=told.quiet,
        command=("bandsweep", "replay", *told.words),
    )


def _replay(order: ReplayOrder, running: Running) -> None:
    from app.cli.commands.again import run_again
    from app.engine.repeating.from_centres import write_again
    from app.engine.repeating.inputs import locate, open_recorded
    from app.products.records.apply_record import read_apply
    from app.products.records.command_record import is_of_command
    from app.products.records.repeating import Kind, read_record, read_repeat

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    content = read_record(order.record)
    if is_of_command(content):
        extra = ("--out", str(order.out), *(word for word, is_so in _wishes(order) if is_so))
        running.also_read.append(order.record)
        told = run_again(order.record, content, extra, report, running, order.place)
        _compare(order, told.outputs, report)
        return
    applied = read_apply(order.record, content)
    if applied is not None:
        _apply_again(order, applied, report)
        return
    repeat = read_repeat(order.record, content)
    sources = locate(repeat, order.record, order.place)
    report.follow(open_recorded(repeat, sources))
    report.line("All inputs are as they were.")
    if repeat.kind is Kind.SWEEP:
        from app.cli.sweep_command import sweep_to_folder

        sweep_to_folder(_sweep_order(order, repeat, sources), running.interrupted)
    else:
        writing = write_again(
            repeat, sources, order.out, record=order.record, replaces=order.replaces
        )
        written = report.follow(writing)
        report.line(f"Wrote {len(written.paths)} files to {order.out}")
    _compare(order, repeat.outputs, report)


def _wishes(order: ReplayOrder) -> tuple[tuple[str, bool], ...]:
    return ("--replace", order.replaces), ("--quiet", order.quiet)


def _apply_again(order: ReplayOrder, repeat: "ApplyRepeat", report: Reporter) -> None:
    from app.engine.repeating.again_with_model import apply_again
    from app.engine.repeating.inputs import locate, open_recorded

    sources = locate(repeat, order.record, order.place)
    scene = report.follow(open_recorded(repeat, sources))
    steps = apply_again(
        repeat, order.record, scene, order.out, replaces=order.replaces, command=order.command
    )
    done = report.follow(steps)
    report.line(f"Wrote {len(done.paths)} files to {done.folder}")
    _compare(order, repeat.outputs, report)


def _sweep_order(order: ReplayOrder, repeat: "Repeat", sources: tuple[Path, ...]) -> "SweepOrder":
    from app.cli.arguments import SweepOrder

    settings = repeat.sweep.settings
    return SweepOrder(
        paths=sources,
        out=order.out,
        band_names=settings.band_names,
        settings=settings,
        replaces=order.replaces,
        quiet=order.quiet,
        target=repeat.target,
        values_as=repeat.values_as,
        teaching=repeat.teaching,
        n_passes=repeat.n_passes,
        beside=repeat.products,
        colours=repeat.palette,
        reads=(order.record,),
        command=order.command,
        title=repeat.title,  # it stands in the maps
    )


def _compare(order: ReplayOrder, outputs: Mapping[str, str], report: Reporter) -> None:
    """Say whether the maps have the bytes that the record tells of."""
    from app.products.records.fingerprint import fingerprints

    maps = [order.out / name for name in outputs]
    sums = report.follow(fingerprints(maps))
    others = [path.name for path in maps if sums.get(path) != outputs[path.name]]
    if others:
        report.warn(
            f"Not the same to the byte: {', '.join(others)}. Another version of Bandsweep, or of "
            "a library it uses, may have written the record, which names them under versions; or "
            "the scene has another name now."
        )
    elif maps:
        report.line(f"{len(maps)} maps are the same to the byte.")


run = Command(_parser, _order, _replay, loads_ahead=True).run
