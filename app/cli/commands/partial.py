"""Make a map of classes from a scene and few labelled places."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.commands.parsing import CommandParser
from app.cli.reporter import Reporter
from app.cli.running import Running, run_command
from app.cli.words.numbers import SEED_MAX, number, whole
from app.cli.words.places import scene_paths

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.engine.scenes.opened_scene import OpenedScene
    from app.engine.tools.partial import PartialMap, PartialWishes
    from app.products.records.command_record import CommandWords
    from app.scene.areas.labelled.label_file import LabelFile

NAME = "partial"
USAGE = (
    "bandsweep partial PATH... --labels FILE --out DIR [--field NAME] [--by vote|seeds] [--k K] "
    "[--aside 0-0.9] [--least 0-1] [--no-smoothing] [--bands B2,B3,B4] [--seed N] [--replace] "
    "[--quiet]"
)
_ABOUT = (
    "Make a map of classes from few labelled points or polygons: many clusters, each what most of "
    "its labelled pixels are. A part of the labels is set aside, by place, to check the map."
)
_ASIDE, _ASIDE_MAX, _K_MAX = 0.25, 0.9, 250


@dataclass(frozen=True, slots=True)
class PartialOrder:
    """What one call asks for; see `PartialWishes`."""

    paths: tuple[str, ...]
    labels: Path
    field: str
    out: Path
    by: str
    k: int
    aside: float
    least: float
    smooths: bool
    band_names: tuple[str, ...]
    seed: int
    replaces: bool
    quiet: bool


def run(argv: Sequence[str]) -> int:
    """Do what `bandsweep partial` was asked for; return the exit status."""

    def work(running: Running) -> None:
        running.imports.begin()
        do(argv, running)

    return run_command(work)


def do(argv: Sequence[str], running: Running) -> None:
    """Class a scene and write the map.

    Raises
    ------
    AppError
        The arguments, the files or the folder do not allow it; nothing was written.
    """
    _find(read_order(argv), running)


def read_order(argv: Sequence[str]) -> PartialOrder:
    """Return what the arguments ask for, without the name of the command.

    Raises
    ------
    SettingsError
        An argument is missing, unknown or out of bounds.
    SystemExit
        Help was asked for and printed.
    """
    told = _parser().parse_intermixed_args(list(argv))
    return PartialOrder(
        paths=tuple(told.paths),
        labels=told.labels,
        field=told.field,
        out=told.out,
        by=told.by,
        k=0 if told.k is None else whole("--k", told.k, 2, _K_MAX),
        aside=number("--aside", told.aside, 0, _ASIDE_MAX),
        least=number("--least", told.least, 0, 1),
        smooths=not told.no_smoothing,
        band_names=tuple(name for name in (told.bands or "").split(",") if name.strip()),
        seed=whole("--seed", told.seed, 0, SEED_MAX),
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
    parser.add_out("folder for the map and its tables")
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
    parser.add_argument(
        "--replace",
        action="store_true",
        help="remove other results in that folder when the new ones are ready",
    )
    parser.add_quiet()
    return parser


def _find(order: PartialOrder, running: Running) -> None:
    from app.engine.tools.partial import find_classes
    from app.products.earlier.earlier_results import EarlierResults
    from app.products.partial import partial_files as files
    from app.products.records.command_record import stage_record
    from app.products.records.fingerprint import fingerprints, timed_sums
    from app.products.writing.safe_write import Staging
    from app.products.writing.text_file import stage_text
    from app.scene.areas.labelled.label_file import read_labels

    since = time.perf_counter()
    report = Reporter(running.interrupted, is_quiet=order.quiet)
    words = _words(order)
    earlier = EarlierResults(order.out, words, files.file_names(), may_go=order.replaces)
    with Staging(order.out, earlier.last_look) as staging:
        earlier.check()
        labels = read_labels(order.labels, order.field)
        opened, names = _opened(order, report)
        scene = opened.scene
        found = report.follow(find_classes(opened, names, labels, _wishes(order)))
        classes = files.ClassNumbers.of(found.plane.names)
        planes = (found.labels, found.confidence, found.valid)
        report.follow(files.stage_partial(staging, scene, *planes, classes))
        stage_text(staging, files.MATRIX, files.matrix_lines(found.matrix, classes))
        stage_text(staging, files.ACCURACY, files.accuracy_lines(found.matrix, classes))
        stage_text(staging, files.CLUSTERS, files.cluster_lines(found.votes, classes))
        stage_text(staging, files.NEXT, files.next_lines(found.votes, scene))
        sums = dict(report.follow(timed_sums(scene, names))[0])
        sums |= report.follow(fingerprints([order.labels]))
        told = {
            "settings": _settings(order, found, labels),
            **files.partial_record(found.matrix, found.votes, classes),
            "seconds": {"total": round(time.perf_counter() - since, 3)},
        }
        report.follow(stage_record(staging, words, told, {"scene": scene}, sums))
        report.stop_if_interrupted()
    _say(report, found)
    report.line(f"Wrote {len(staging.paths)} files to {order.out}")


def _opened(order: PartialOrder, report: Reporter) -> "tuple[OpenedScene, tuple[str, ...]]":
    from app.engine.tools.opening import open_with_bands

    paths = [path for text in order.paths for path in scene_paths(text)]
    return report.follow(open_with_bands(paths, order.band_names))


def _wishes(order: PartialOrder) -> "PartialWishes":
    from app.engine.tools.partial import PartialMode, PartialWishes

    return PartialWishes(
        PartialMode(order.by), order.k, order.aside, order.least, order.smooths, order.seed
    )


def _words(order: PartialOrder) -> "CommandWords":
    from app.products.records.command_record import CommandWords

    words = [
        *(str(Path(text).absolute()) for text in order.paths),
        *("--labels", str(order.labels.absolute()), "--by", order.by),
        *(("--field", order.field) if order.field else ()),
        *(("--k", str(order.k)) if order.k else ()),
        *("--aside", f"{order.aside:g}", "--least", f"{order.least:g}"),
        *(() if order.smooths else ("--no-smoothing",)),
        *(("--bands", ",".join(order.band_names)) if order.band_names else ()),
        *("--seed", str(order.seed)),
    ]
    return CommandWords(NAME, tuple(words))


def _settings(order: PartialOrder, found: "PartialMap", labels: "LabelFile") -> dict[str, Any]:
    return {
        "by": order.by,
        "k": len(found.votes),
        "aside": order.aside,
        "least": order.least,
        "smooths": order.smooths,
        "seed": order.seed,
        "bands": [band.name for band in found.bands],
        "labels": {
            "file": labels.name,
            "field": labels.field,
            "n_places": len(labels.places),
            "n_learned_px": found.n_learned_px,
            "n_aside_px": found.n_aside_px,
            "n_contradicted_px": found.plane.n_contradicted_px,
            "n_outside": found.plane.n_outside,
        },
    }


def _say(report: Reporter, found: "PartialMap") -> None:
    plane = found.plane
    if plane.n_contradicted_px:
        report.warn(
            f"{plane.n_contradicted_px:,} pixels are said to be of two classes, and were left out."
        )
    if plane.n_outside:
        report.warn(f"{plane.n_outside:,} points or polygons lie on no pixel.")
    if found.n_aside_px:
        report.line(
            f"Overall accuracy {found.matrix.overall:.1%} on {found.n_aside_px:,} pixels that were "
            f"set aside; learned from {found.n_learned_px:,}"
        )
    else:
        report.line(f"Learned from {found.n_learned_px:,} pixels; none was set aside to check it")
