"""Assess a classified map by points or polygons, or draw points to be looked at."""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command_results import CommandResults
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.numbers import SEED_MAX, whole
from app.cli.words.parsing import CommandParser
from app.errors import SettingsError

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.clustering.accuracy.assessment import Assessment
    from app.engine.tools.accuracy import DrawnPlaces
    from app.products.records.command_record import CommandWords
    from app.products.writing.safe_write import Staging

NAME = "accuracy"
USAGE = (
    "bandsweep accuracy MAP.TIF POINTS --out DIR [--field NAME] [--called NAME] [--seed N] "
    "[--replace] [--quiet], or "
    "bandsweep accuracy MAP.TIF --draw N --out DIR [--least N] [--seed N] [--replace] [--quiet]"
)
_ABOUT = (
    "Assess a classified map by points or polygons whose class is known (CSV, GeoJSON, GeoPackage, "
    "shapefile or KML): error matrix, overall, user's and producer's accuracy, and areas with 95 % "
    "intervals after Olofsson et al. 2014. Or draw random points within each class, to be "
    "looked at."
)
_LEAST = 50
_N_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class AccuracyOrder:
    """What one call asks for.

    Attributes
    ----------
    points
        None where points are to be drawn.
    n_drawn
        0 where a map is to be assessed.
    seed
        Of points that are to be drawn, or were; None where nobody says that they were.
    """

    map: Path
    points: Path | None
    out: Path
    field: str
    title: str
    n_drawn: int
    least: int
    seed: int | None
    replaces: bool
    quiet: bool

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes."""
        return (self.map,) if self.points is None else (self.map, self.points)


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("map", metavar="MAP.TIF", type=Path, help="a classified map")
    parser.add_argument(
        "points", metavar="POINTS", nargs="?", type=Path, help="points or polygons with a class"
    )
    parser.add_folder("folder for the tables")
    parser.add_argument(
        "--field", metavar="NAME", default="", help="field that names the class (class, label, ..)"
    )
    parser.add_argument("--draw", metavar="N", help="draw so many points instead")
    parser.add_argument("--least", metavar="N", help=f"points of a rare class ({_LEAST})")
    parser.add_argument(
        "--seed", metavar="N", help="seed of the points (0); or that POINTS were drawn with"
    )
    parser.add_argument(
        "--called", metavar="NAME", default="", help="what the page calls the map (its file)"
    )
    return parser


def _order(told: argparse.Namespace) -> AccuracyOrder:
    if (told.points is None) == (told.draw is None):
        raise SettingsError(
            "Command not understood",
            "Points are needed, or --draw with their number, and not both.",
            f"Write it as: {USAGE}",
        )
    _refuse_idle(told)
    return AccuracyOrder(
        map=told.map,
        points=told.points,
        out=told.out,
        field=told.field,
        title=told.called,
        n_drawn=0 if told.draw is None else whole("--draw", told.draw, 1, _N_MAX),
        least=_LEAST if told.least is None else whole("--least", told.least, 1, _N_MAX),
        seed=None if told.seed is None else whole("--seed", told.seed, 0, SEED_MAX),
        replaces=told.replace,
        quiet=told.quiet,
    )


def _refuse_idle(told: argparse.Namespace) -> None:
    """Refuse options that nothing would come of: nobody is to believe that they were heard."""
    of_known = (("--field", told.field), ("--called", told.called))
    idle = ["--least"] if told.draw is None and told.least is not None else []
    if told.draw is not None:
        idle = [option for option, text in of_known if text]
    if idle:
        where = "where points are drawn (--draw)" if told.draw is None else "with POINTS"
        says = "says" if len(idle) == 1 else "say"
        raise SettingsError(
            "Command not understood",
            f"{' and '.join(idle)} {says} nothing here: it counts {where}.",
            "Leave it out, or give it to that command.",
        )


def _accuracy(order: AccuracyOrder, running: Running) -> None:
    from app.engine.tools.accuracy import assess, draw
    from app.engine.tools.assessing.writing import stage_assessed
    from app.products.records.command_record import stage_record
    from app.products.records.fingerprint import fingerprints

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    words = _words(order)
    with results.staged(words) as staging:
        if order.points is None:
            steps = draw(order.map, order.n_drawn, least=order.least, seed=order.seed or 0)
            told = _stage_points(staging, report.follow(steps), report)
            sums = report.follow(fingerprints((order.map,)))
            told["seconds"] = {"total": round(time.perf_counter() - results.since, 3)}
            report.follow(stage_record(staging, words, told, {}, sums))
        else:
            assessing = assess(
                order.map, order.points, order.field, title=order.title, seed=order.seed
            )
            found = report.follow(assessing)
            report.follow(stage_assessed(staging, found, words, order.reads, results.since))
            _say(found, report)
    results.tell()


def _words(order: AccuracyOrder) -> "CommandWords":
    from app.engine.tools.assessing.writing import accuracy_words
    from app.products.records.command_record import CommandWords

    if order.points is not None:
        told = {"field": order.field, "title": order.title}
        return accuracy_words(order.map, order.points, **told, seed=order.seed)
    words = [str(order.map.absolute()), "--draw", str(order.n_drawn)]
    words += ["--least", str(order.least), "--seed", str(order.seed or 0)]
    return CommandWords(NAME, tuple(words))


def _say(found: "Assessment", report: Reporter) -> None:
    from app.products.report_page.accuracy_part import percent

    overall = percent(found.accuracy.overall)
    places = "place" if found.n_places == 1 else "places"
    report.line(f"Overall accuracy {overall}, from {found.n_places:,} {places}")
    for sentence in found.remarks:
        report.warn(sentence)


def _stage_points(staging: "Staging", drawn: "DrawnPlaces", report: Reporter) -> dict[str, object]:
    from app.products.accuracy import accuracy_files as files
    from app.products.writing.text_file import stage_table, stage_text, with_columns

    grid, classes = drawn.map.map.grid, drawn.map.classes
    areas = drawn.figures.area_m2
    sizes = (drawn.figures.n_px if areas is None else areas).tolist()
    shares = [size / sum(sizes) for size in sizes]
    rows, cols, known = drawn.rows, drawn.cols, drawn.map.when_and_where
    stage_table(staging, files.POINTS, with_columns(files.point_lines(rows, cols, grid), known))
    stage_text(staging, files.POINTS_JSON, [files.point_json(rows, cols, grid, known)])
    lines = files.allocation_lines(classes, shares, drawn.n_of_class)
    stage_table(staging, files.ALLOCATION, with_columns(lines, known))
    for one, n in zip(classes, drawn.n_of_class.tolist(), strict=True):
        report.line(f"{one.name}: {n:,} {'point' if n == 1 else 'points'}")
    report.line("Fill in the class of each point, by its number or its name, and assess the map.")
    return {
        "n_points": len(drawn.rows),
        "allocation": {
            one.name: n for one, n in zip(classes, drawn.n_of_class.tolist(), strict=True)
        },
    }


COMMAND = Command(_parser, _order, _accuracy)
run, do = COMMAND.run, COMMAND.do
