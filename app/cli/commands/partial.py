"""Make a map of classes from a scene and few labelled places."""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from app.cli.command_results import CommandResults
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.bands import band_names
from app.cli.words.numbers import SEED_MAX, number, whole
from app.cli.words.parsing import CommandParser
from app.cli.words.places import scene_paths
from app.errors import SettingsError
from app.number_text import percent

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.clustering.partial.choices import Decision
    from app.engine.scenes.opened_scene import OpenedScene
    from app.engine.tools.partial.classing import PartialMap
    from app.engine.tools.partial.writing import PartialRequest
    from app.scene.areas.labelled.label_file import LabelFile
    from app.scene.nodata import NoDataRule
    from app.scene.scene import Scene

NAME = "partial"
USAGE = (
    "bandsweep partial PATH... --labels FILE --out DIR [--field NAME] [--as-in PROJECT] "
    "[--by vote|seeds] [--k K] "
    "[--aside 0-0.9] [--least 0-1] [--no-smoothing] [--bands B2,B3,B4] [--seed N] "
    "[--split CLUSTER=N]... [--merge CLUSTER,CLUSTER]... [--replace] [--quiet]"
)
_ABOUT = (
    "Make a map of classes from few labelled points or polygons: many clusters, each what most of "
    "its labelled pixels are. A part of the labels is set aside, by place, to check the map."
)
_SPLIT, _MERGE = "--split", "--merge"
_ASIDE, _ASIDE_MAX, _K_MAX = 0.25, 0.9, 250


class _InOrder(argparse.Action):
    """Keep several options in one list, in the order in which they were given."""

    @override
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        told = [*getattr(namespace, self.dest), (option_string, values)]
        setattr(namespace, self.dest, told)


@dataclass(frozen=True, slots=True)
class PartialOrder:
    """What one call asks for; see `PartialWishes`."""

    paths: tuple[str, ...]
    labels: Path
    field: str
    as_in: Path | None
    out: Path
    by: str
    k: int
    aside: float
    least: float
    smooths: bool
    band_names: tuple[str, ...]
    seed: int
    decisions: tuple[tuple[str, str], ...]
    replaces: bool
    quiet: bool

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes."""
        return (self.labels, *(() if self.as_in is None else (self.as_in,)))


def _order(told: argparse.Namespace) -> PartialOrder:
    return PartialOrder(
        paths=tuple(told.paths),
        labels=told.labels,
        field=told.field,
        as_in=told.as_in,
        out=told.out,
        by=told.by,
        k=0 if told.k is None else whole("--k", told.k, 2, _K_MAX),
        aside=number("--aside", told.aside, 0, _ASIDE_MAX),
        least=number("--least", told.least, 0, 1),
        smooths=not told.no_smoothing,
        band_names=band_names(told.bands),
        seed=whole("--seed", told.seed, 0, SEED_MAX),
        decisions=tuple(told.decisions or ()),
        replaces=told.replace,
        quiet=told.quiet,
    )


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a folder of bands, or band files")
    parser.add_argument(
        "--labels",
        required=True,
        metavar="FILE",
        type=Path,
        help="points or polygons with their class: GeoJSON, GeoPackage, shapefile, KML or CSV",
    )
    parser.add_argument(
        "--field", default="", metavar="NAME", help="field that names the class (class, label ...)"
    )
    parser.add_argument(
        "--as-in",
        metavar="PROJECT",
        type=Path,
        help="a project whose grid, bands and pixels left out are taken",
    )
    parser.add_folder("folder for the map and its tables")
    parser.add_argument(
        "--by",
        choices=("vote", "seeds"),
        default="vote",
        help="labels vote on what clusters are (vote), or are where clusters begin (seeds)",
    )
    parser.add_argument(
        "--k", metavar="K", help="clusters (as many as the labels can tell apart, at most 250)"
    )
    for option, default, metavar, help_ in (
        ("--aside", str(_ASIDE), "0-0.9", "share of the labels that is kept for checking"),
        ("--least", "0", "0-1", "pixels of a lower confidence stay without a class"),
        ("--seed", "0", "N", "seed of clusters and of what is set aside"),
    ):
        parser.add_argument(option, default=default, metavar=metavar, help=f"{help_} ({default})")
    parser.add_argument(
        "--no-smoothing", action="store_true", help="neighbours have no say in a pixel's class"
    )
    parser.add_argument("--bands", metavar="NAMES", help="bands, with commas between")
    for option, metavar, help_ in (
        (_SPLIT, "CLUSTER=N", "part a cluster of clusters.csv in two to six"),
        (_MERGE, "A,B", "let clusters be one; both in the order in which they are given"),
    ):
        parser.add_argument(
            option, dest="decisions", action=_InOrder, default=[], metavar=metavar, help=help_
        )
    return parser


def _find(order: PartialOrder, running: Running) -> None:
    from app.engine.tools.partial.writing import UsedLabels, stage_classes
    from app.products.partial import partial_files as files
    from app.scene.areas.labelled.label_file import read_labels

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    request = _request(order)
    with results.staged(request.words, certain=(files.MAP, files.CONFIDENCE)) as staging:
        labels = read_labels(order.labels, order.field)
        scene, found = _classed(order, request, labels, report)
        results.keep(scene)
        used = UsedLabels(labels.name, labels.field, len(labels.places))
        seconds = time.perf_counter() - results.since
        report.follow(stage_classes(staging, scene, found, request, used, seconds))
    _say(report, found)
    results.tell()


def _classed(
    order: PartialOrder, request: "PartialRequest", labels: "LabelFile", report: Reporter
) -> "tuple[Scene, PartialMap]":
    from app.engine.tools.partial.classing import class_pixels
    from app.engine.tools.partial.learning import learn_classes
    from app.machine.allocator import give_memory_back
    from app.scene.areas.labelled.label_plane import lay_out

    opened, rule, names = _opened(order, report)
    scene = opened.scene
    plane = lay_out(labels, scene.grid, scene.title)
    learned = report.follow(learn_classes(opened, names, plane, request.wishes, rule))
    del opened  # with its pixels, which a large scene would hold in memory to the end
    give_memory_back()
    return scene, report.follow(class_pixels(scene, learned, request.decisions))


def _opened(
    order: PartialOrder, report: Reporter
) -> "tuple[OpenedScene, NoDataRule, tuple[str, ...]]":
    from app.engine.tools.as_in import open_as_in
    from app.engine.tools.opening import bands_called

    opened, rule = report.follow(open_as_in(scene_paths(*order.paths), order.as_in))
    return opened, rule, bands_called(opened, order.band_names)


def _request(order: PartialOrder) -> "PartialRequest":
    from app.clustering.partial.choices import PartialMode, PartialWishes
    from app.engine.tools.partial.writing import PartialRequest

    wishes = PartialWishes(
        PartialMode(order.by), order.k, order.aside, order.least, order.smooths, order.seed
    )
    decisions = tuple(_decision(*each) for each in order.decisions)
    return PartialRequest(
        order.paths, order.labels, order.field, order.band_names, wishes, decisions, order.as_in
    )


def _decision(option: str, text: str) -> "Decision":
    """Return what "--split 7=3" or "--merge 2,5,9" says."""
    from app.clustering.partial.choices import N_NUMBERS_MAX, N_PARTS_MAX, Merge, Split

    if option == _SPLIT:
        cluster, _, n_parts = text.partition("=")
        return Split(
            whole(option, cluster, 1, N_NUMBERS_MAX), whole(option, n_parts, 2, N_PARTS_MAX)
        )
    clusters = tuple(whole(option, each, 1, N_NUMBERS_MAX) for each in text.split(","))
    if len(set(clusters)) != len(clusters) or len(clusters) < 2:
        raise SettingsError(
            "Clusters not understood",
            f'"{text}" names less than two different clusters.',
            "Write clusters with commas between: --merge 2,5,9",
        )
    return Merge(clusters)


def _say(report: Reporter, found: "PartialMap") -> None:
    plane = found.plane
    if plane.n_contradicted_px:
        report.warn(
            f"{plane.n_contradicted_px:,} pixels are said to be of two classes, and were left out."
        )
    if plane.n_outside:
        report.warn(f"{plane.n_outside:,} points or polygons lie on no pixel.")
    if not found.labels.any():
        report.warn(
            "No pixel has a class: none is as sure as --least asks for. Give a smaller number."
        )
    if found.n_aside_px:
        report.line(
            f"Overall accuracy {percent(found.matrix.overall)} on {found.n_aside_px:,} pixels that "
            f"were set aside; learned from {found.n_learned_px:,}"
        )
    else:
        report.line(f"Learned from {found.n_learned_px:,} pixels; none was set aside to check it")


COMMAND = Command(_parser, _order, _find, loads_ahead=True)
run, do = COMMAND.run, COMMAND.do
