"""Find few odd things on a plain ground, and write where they lie and how large they are."""

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
    from app.clustering.anomalies.wishes import AnomalyWishes
    from app.engine.scenes.opened_scene import OpenedScene
    from app.engine.tools.anomalies import FoundPieces
    from app.products.records.command_record import CommandWords
    from app.scene.nodata import NoDataRule

NAME = "anomalies"
USAGE = (
    "bandsweep anomalies PATH... --out DIR [--ground water|all|'INDEX>VALUE'] [--aoi FILE] "
    "[--shore M] [--k K] [--least 0-1] [--smallest PX] [--largest PX] [--shortest M] [--longest M] "
    "[--seed N] [--replace] [--quiet]"
)
_ABOUT = (
    "Find few odd things on a plain ground, as ships on a sea: rare clusters far from the ground, "
    "as connected pieces with place, size, direction and contrast."
)
_K, _K_MAX = 6, 60
_LEAST, _SHORE_M, _SMALLEST_PX, _LARGEST_PX = 0.6, 60.0, 2, 400
_PX_MAX, _M_MAX = 1_000_000, 1e6


@dataclass(frozen=True, slots=True)
class AnomaliesOrder:
    """What one call asks for; see `AnomalyWishes` and `SizeLimits`."""

    paths: tuple[str, ...]
    out: Path
    ground: str
    areas: tuple[str, ...]
    shore_m: float
    k: int
    least: float
    smallest_px: int
    largest_px: int
    shortest_m: float
    longest_m: float
    seed: int
    replaces: bool
    quiet: bool


def run(argv: Sequence[str]) -> int:
    """Do what `bandsweep anomalies` was asked for; return the exit status."""

    def work(running: Running) -> None:
        running.imports.begin()
        do(argv, running)

    return run_command(work)


def do(argv: Sequence[str], running: Running) -> None:
    """Find odd things and write them.

    Raises
    ------
    AppError
        The arguments, the scene or the folder do not allow it; nothing was written.
    """
    _find(read_order(argv), running)


def read_order(argv: Sequence[str]) -> AnomaliesOrder:
    """Return what the arguments ask for, without the name of the command.

    Raises
    ------
    SettingsError
        An argument is missing, unknown or out of bounds.
    SystemExit
        Help was asked for and printed.
    """
    told = _parser().parse_intermixed_args(list(argv))
    smallest = whole("--smallest", told.smallest, 1, _PX_MAX)
    return AnomaliesOrder(
        paths=tuple(told.paths),
        out=told.out,
        ground=told.ground,
        areas=tuple(told.aoi),
        shore_m=number("--shore", told.shore, 0, _M_MAX),
        k=whole("--k", told.k, 2, _K_MAX),
        least=number("--least", told.least, 0, 1),
        smallest_px=smallest,
        largest_px=whole("--largest", told.largest, smallest, _PX_MAX),
        shortest_m=number("--shortest", told.shortest, 0, _M_MAX),
        longest_m=number("--longest", told.longest, 0, _M_MAX),
        seed=whole("--seed", told.seed, 0, SEED_MAX),
        replaces=told.replace,
        quiet=told.quiet,
    )


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a folder of bands, or band files")
    parser.add_out("folder for the map, the table and the outlines")
    parser.add_argument(
        "--ground",
        default="water",
        metavar="GROUND",
        help="water (clusters of positive NDWI), all, or an index with a bound as NDWI>0.1 (water)",
    )
    parser.add_argument(
        "--aoi", action="append", default=[], metavar="FILE", help="area that alone takes part"
    )
    for option, default, metavar, help_ in (
        ("--shore", f"{_SHORE_M:g}", "M", "metres left out beside what is not ground"),
        ("--k", str(_K), "K", "clusters of the ground"),
        ("--least", str(_LEAST), "0-1", "share of the best score from which a cluster is unusual"),
        ("--smallest", str(_SMALLEST_PX), "PX", "pixels of the smallest piece"),
        ("--largest", str(_LARGEST_PX), "PX", "pixels of the largest piece"),
        ("--shortest", "0", "M", "length of the shortest piece in metres"),
        ("--longest", f"{_M_MAX:g}", "M", "length of the longest piece in metres"),
        ("--seed", "0", "N", "seed of the clusters"),
    ):
        parser.add_argument(option, default=default, metavar=metavar, help=f"{help_} ({default})")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="remove other results in that folder when the new ones are ready",
    )
    parser.add_quiet()
    return parser


def _find(order: AnomaliesOrder, running: Running) -> None:
    from app.engine.tools.anomalies import find_anomalies
    from app.products.earlier.earlier_results import EarlierResults
    from app.products.pieces.piece_files import file_names, pieces_record, stage_pieces
    from app.products.records.command_record import stage_record
    from app.products.records.fingerprint import timed_sums
    from app.products.writing.safe_write import Staging

    since = time.perf_counter()
    report = Reporter(running.interrupted, is_quiet=order.quiet)
    words, wishes = _words(order), _wishes(order)
    earlier = EarlierResults(order.out, words, file_names(), may_go=order.replaces)
    with Staging(order.out, earlier.last_look) as staging:
        earlier.check()
        opened, rule = _opened(order, report)
        found = report.follow(find_anomalies(opened, rule, wishes))
        scene = opened.scene
        report.follow(stage_pieces(staging, scene, found.labels, found.pieces))
        sums, _ = report.follow(timed_sums(scene, [band.name for band in found.bands]))
        told = {
            "settings": _settings(order, found),
            **pieces_record(found.pieces, found.ranked, found.unusual),
            "seconds": {"total": round(time.perf_counter() - since, 3)},
        }
        report.follow(stage_record(staging, words, told, {"scene": scene}, sums))
        report.stop_if_interrupted()
    if not found.pieces:
        report.warn("Nothing unusual was found: no rare cluster lies far from the ground.")
    report.line(f"{len(found.pieces)} unusual pieces")
    report.line(f"Wrote {len(staging.paths)} files to {order.out}")


def _opened(order: AnomaliesOrder, report: Reporter) -> "tuple[OpenedScene, NoDataRule]":
    from app.engine.scenes.leaving_out import masked
    from app.engine.scenes.opening import open_scene
    from app.scene.areas.area_file import read_area
    from app.scene.leaving_out.leave_out import LeaveOut
    from app.scene.nodata import NoDataRule

    areas = tuple(read_area(Path(text)) for text in order.areas)
    paths = [path for text in order.paths for path in scene_paths(text)]
    opened = report.follow(open_scene(paths))
    rule = NoDataRule(leave_out=LeaveOut(areas=areas))
    return opened, report.follow(masked(opened.scene, rule, opened.budget))


def _wishes(order: AnomaliesOrder) -> "AnomalyWishes":
    from app.clustering.anomalies.ground_choice import read_ground
    from app.clustering.anomalies.pieces import SizeLimits
    from app.clustering.anomalies.wishes import AnomalyWishes

    limits = SizeLimits(order.smallest_px, order.largest_px, order.shortest_m, order.longest_m)
    ground = read_ground(order.ground)
    return AnomalyWishes(ground, order.shore_m, order.k, order.least, limits, order.seed)


def _words(order: AnomaliesOrder) -> "CommandWords":
    from app.products.records.command_record import CommandWords

    words = [
        *(str(Path(text).absolute()) for text in order.paths),
        *("--ground", order.ground, "--shore", f"{order.shore_m:g}", "--k", str(order.k)),
        *(word for text in order.areas for word in ("--aoi", str(Path(text).absolute()))),
        *("--least", f"{order.least:g}", "--smallest", str(order.smallest_px)),
        *("--largest", str(order.largest_px), "--shortest", f"{order.shortest_m:g}"),
        *("--longest", f"{order.longest_m:g}", "--seed", str(order.seed)),
    ]
    return CommandWords(NAME, tuple(words))


def _settings(order: AnomaliesOrder, found: "FoundPieces") -> dict[str, Any]:
    return {
        "ground": order.ground,
        "areas": [str(Path(text).absolute()) for text in order.areas],
        "shore_m": order.shore_m,
        "k": order.k,
        "least": order.least,
        "smallest_px": order.smallest_px,
        "largest_px": order.largest_px,
        "shortest_m": order.shortest_m,
        "longest_m": order.longest_m,
        "seed": order.seed,
        "bands": [band.name for band in found.bands],
    }
