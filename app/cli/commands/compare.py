"""Compare two classified maps of one place: transitions, gains and losses, a map of changes."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command_results import CommandResults
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.parsing import CommandParser
from app.number_text import percent

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.engine.tools.map_changes import MapChanges

NAME = "compare"
USAGE = (
    "bandsweep compare A.TIF B.TIF --out DIR [--from-called NAME] [--to-called NAME] [--replace] "
    "[--quiet]"
)
_ABOUT = (
    "Compare two classified maps of one place, of two dates, two k, two models or of another "
    "program: which class became which, in true areas, what each won and lost, and where. "
    "Classes are the same where they are called the same, else where their values are."
)
_N_TOLD = 3


@dataclass(frozen=True, slots=True)
class CompareOrder:
    """What one call asks for.

    Attributes
    ----------
    titles
        What the maps are called; None for the names of their files.
    """

    first: Path
    second: Path
    out: Path
    titles: tuple[str, str] | None
    replaces: bool
    quiet: bool

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes."""
        return self.first, self.second


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("first", metavar="A.TIF", type=Path, help="the earlier map")
    parser.add_argument("second", metavar="B.TIF", type=Path, help="the later map")
    parser.add_folder("folder for the map of changes and its tables")
    parser.add_argument("--from-called", metavar="NAME", help="what the page calls A.TIF")
    parser.add_argument("--to-called", metavar="NAME", help="what the page calls B.TIF")
    return parser


def _order(told: argparse.Namespace) -> CompareOrder:
    called = told.from_called, told.to_called
    titles = told.from_called or told.first.name, told.to_called or told.second.name
    return CompareOrder(
        told.first,
        told.second,
        told.out,
        titles if any(called) else None,
        replaces=told.replace,
        quiet=told.quiet,
    )


def _compare(order: CompareOrder, running: Running) -> None:
    from app.engine.tools.comparing_maps.writing import changes_words, stage_compared
    from app.engine.tools.map_changes import compare_maps
    from app.products.changes.change_files import file_names

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    maps = order.first, order.second
    words = changes_words(*maps, titles=order.titles)
    with results.staged(words, certain=file_names()) as staging:
        found = report.follow(compare_maps(*maps, titles=order.titles))
        report.follow(stage_compared(staging, found, words, maps, results.since))
    _say(found, report)
    results.tell()


def _say(found: "MapChanges", report: Reporter) -> None:
    told = found.told
    if not told.total:
        report.warn("No pixel has a class in both maps.")
        return
    report.line(f"{percent(told.kept / told.total)} stayed as it was.")
    for one in told.changes[:_N_TOLD]:
        size = one.n_px if one.m2 is None else one.m2
        area = f"{one.n_px:,} px" if one.m2 is None else f"{one.m2 / 10_000:,.1f} ha"
        report.line(f"{told.change_title(one)}: {area}, {percent(size / told.total)}")
    if not told.same:
        report.warn(
            "No class of one map is one of the other: they are called otherwise and have other "
            "values."
        )


COMMAND = Command(_parser, _order, _compare)
run, do = COMMAND.run, COMMAND.do
