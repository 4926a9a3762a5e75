"""Find few odd things on a plain ground, and write where they lie and how large they are."""

import argparse
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command_results import CommandResults
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.bands import band_names
from app.cli.words.numbers import SEED_MAX, number, whole
from app.cli.words.parsing import CommandParser
from app.cli.words.places import scene_paths
from app.errors import SettingsError

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.clustering.anomalies.wishes import AnomalySearch
    from app.engine.scenes.opened_scene import OpenedScene
    from app.scene.nodata import NoDataRule

NAME = "anomalies"
USAGE = (
    "bandsweep anomalies PATH... --out DIR [--ground water|area|all|'INDEX>VALUE'] [--aoi FILE] "
    "[--as-in PROJECT] [--bands B2,B3,B4] "
    "[--shore M] [--k K] [--least 0-1] [--smallest PX] [--largest PX] [--shortest M] [--longest M] "
    "[--seed N] [--keep ROW,COL[:REASON]] [--reject ROW,COL[:REASON]] [--sheet] "
    "[--replace] [--quiet]"
)
_ABOUT = (
    "Find few odd things on a plain ground, as ships on a sea: rare clusters far from the ground, "
    "as connected pieces with place, size, direction and contrast."
)
_K, _K_MAX = 6, 60
_LEAST, _SHORE_M, _SMALLEST_PX, _LARGEST_PX = 0.6, 60.0, 2, 400
_PX_MAX, _M_MAX, _SIDE_MAX = 1_000_000, 1e6, 2**31
_N_REASON_MAX = 200


@dataclass(frozen=True, slots=True)
class AnomaliesOrder:
    """What one call asks for; see `AnomalyWishes`, `SizeLimits` and `Judgement`."""

    paths: tuple[str, ...]
    out: Path
    ground: str
    areas: tuple[str, ...]
    as_in: Path | None
    bands: tuple[str, ...]
    shore_m: float
    k: int
    least: float
    smallest_px: int
    largest_px: int
    shortest_m: float
    longest_m: float
    seed: int
    decided: tuple[tuple[int, int, bool, str], ...]
    has_sheet: bool
    replaces: bool
    quiet: bool

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes."""
        return (*map(Path, self.areas), *(() if self.as_in is None else (self.as_in,)))


def _order(told: argparse.Namespace) -> AnomaliesOrder:
    smallest = whole("--smallest", told.smallest, 1, _PX_MAX)
    return AnomaliesOrder(
        paths=tuple(told.paths),
        out=told.out,
        ground=told.ground,
        areas=tuple(told.aoi),
        as_in=told.as_in,
        bands=band_names(told.bands),
        shore_m=number("--shore", told.shore, 0, _M_MAX),
        k=whole("--k", told.k, 2, _K_MAX),
        least=number("--least", told.least, 0, 1),
        smallest_px=smallest,
        largest_px=whole("--largest", told.largest, smallest, _PX_MAX),
        shortest_m=number("--shortest", told.shortest, 0, _M_MAX),
        longest_m=number("--longest", told.longest, 0, _M_MAX),
        seed=whole("--seed", told.seed, 0, SEED_MAX),
        decided=(
            *(_decided("--keep", text, is_kept=True) for text in told.keep),
            *(_decided("--reject", text, is_kept=False) for text in told.reject),
        ),
        has_sheet=told.sheet,
        replaces=told.replace,
        quiet=told.quiet,
    )


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a folder of bands, or band files")
    parser.add_folder("folder for the map, the table and the outlines")
    parser.add_argument(
        "--ground",
        default="water",
        metavar="GROUND",
        help="water (clusters of positive NDWI), area (all of --aoi), all, or an index with a "
        "bound as NDWI>0.1 (water)",
    )
    parser.add_argument(
        "--aoi", action="append", default=[], metavar="FILE", help="area that alone takes part"
    )
    parser.add_argument(
        "--as-in",
        type=Path,
        metavar="PROJECT",
        help="project whose grid, description of bands and left-out pixels are followed",
    )
    parser.add_argument(
        "--bands", metavar="NAMES", help="bands of light with commas between them; all by default"
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
    for option, what in (("--keep", "stays"), ("--reject", "is none")):
        parser.add_argument(
            option,
            action="append",
            default=[],
            metavar="ROW,COL[:REASON]",
            help=f"a pixel of a piece that {what}, and why; may be given several times",
        )
    parser.add_argument(
        "--sheet", action="store_true", help="write pages with a picture of each piece as well"
    )
    return parser


def _decided(option: str, text: str, *, is_kept: bool) -> tuple[int, int, bool, str]:
    place, _, reason = text.partition(":")
    parts = place.split(",")
    if len(parts) != 2 or len(reason) > _N_REASON_MAX:
        raise SettingsError(
            "Piece not understood",
            f'{option} is "{text}".',
            f"Write row and column of one of its pixels, and why: {option} 120,45:surf",
        )
    row, col = (whole(option, part, 0, _SIDE_MAX) for part in parts)
    return row, col, is_kept, reason


def _find(order: AnomaliesOrder, running: Running) -> None:
    from app.products.pieces.piece_sheet import text_drawable

    with text_drawable() if order.has_sheet else nullcontext():
        _write(order, running)


def _write(order: AnomaliesOrder, running: Running) -> None:
    from app.engine.tools.anomalies import find_anomalies
    from app.engine.tools.as_in import composite_in
    from app.engine.tools.unusual.exporting import SearchOutput, search_words, stage_search
    from app.products.pieces import piece_files as files

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    search = _search(order)
    words = search_words(map(Path, order.paths), search, _more_words(order))
    with results.staged(words, certain=(files.MAP, files.TABLE, files.OUTLINES)) as staging:
        opened, rule = _opened(order, report)
        results.keep(opened.scene)
        found = report.follow(find_anomalies(opened, rule, search.wishes))
        composite = None if order.as_in is None else composite_in(order.as_in)
        output = SearchOutput(
            opened,
            rule,
            found,
            search,
            words,
            results.since,
            order.reads,
            composite,
            order.has_sheet,
        )
        report.follow(stage_search(staging, output))
    if not found.pieces:
        report.warn("Nothing unusual was found: no rare cluster lies far from the ground.")
    for judgement in search.judgements:
        if not any(judgement.is_of(piece) for piece in found.pieces):
            option = "--keep" if judgement.is_kept else "--reject"
            report.warn(
                f'"{option} {judgement.row},{judgement.col}": no piece holds this pixel (row, '
                "column, from 0), so that nothing was decided. anomalies.csv lists the pieces."
            )
    n_pieces = len(found.pieces)
    report.line(f"{n_pieces} unusual {'piece' if n_pieces == 1 else 'pieces'}")
    results.tell()


def _opened(order: AnomaliesOrder, report: Reporter) -> "tuple[OpenedScene, NoDataRule]":
    from app.engine.tools.as_in import open_as_in
    from app.scene.areas.area_file import read_area

    areas = tuple(read_area(Path(text)) for text in order.areas)
    return report.follow(open_as_in(scene_paths(*order.paths), order.as_in, areas))


def _search(order: AnomaliesOrder) -> "AnomalySearch":
    from app.clustering.anomalies.ground_choice import read_ground
    from app.clustering.anomalies.pieces import SizeLimits
    from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes, Judgement

    limits = SizeLimits(order.smallest_px, order.largest_px, order.shortest_m, order.longest_m)
    ground = read_ground(order.ground)
    wishes = AnomalyWishes(
        ground, order.shore_m, order.k, order.least, limits, order.seed, order.bands
    )
    return AnomalySearch(
        wishes,
        tuple(Judgement(row, col, is_kept, why) for row, col, is_kept, why in order.decided),
    )


def _more_words(order: AnomaliesOrder) -> tuple[str, ...]:
    """Return the words that say which pixels take part, with paths that hold anywhere."""
    words = [word for text in order.areas for word in ("--aoi", str(Path(text).absolute()))]
    if order.as_in is not None:
        words += ["--as-in", str(order.as_in.absolute())]
    if order.has_sheet:
        words += ["--sheet"]
    return tuple(words)


COMMAND = Command(_parser, _order, _find, loads_ahead=True)
run, do = COMMAND.run, COMMAND.do
