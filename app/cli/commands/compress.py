"""Compress a scene to indices into a short list of spectra, or rebuild it from them."""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command_results import CommandResults
from app.cli.commands.command import Command
from app.cli.reporter import Reporter
from app.cli.running import Running
from app.cli.words.bands import band_names
from app.cli.words.numbers import SEED_MAX, whole
from app.cli.words.parsing import CommandParser
from app.cli.words.places import scene_paths
from app.errors import SettingsError

if TYPE_CHECKING:  # numpy and the rooms are imported when signals are looked after
    from app.engine.scenes.opened_scene import OpenedScene
    from app.engine.tools.compressing.compression import Compressed, CompressionWishes
    from app.products.records.command_record import CommandWords

NAME = "compress"
USAGE = (
    "bandsweep compress PATH... --k 64 --out DIR [--bands B2,B3,B4] [--residual] "
    "[--rebuilt] [--seed N] [--replace] [--quiet]   or   "
    "bandsweep compress --rebuild FILE --out DIR [--without-residual]"
)
_ABOUT = (
    "Compress a scene to indices into a short list of spectra, and say what is lost; or rebuild "
    "a scene from such a file."
)
_K, _SIZES = 64, (2, 4, 8, 16, 32, 64, 128, 256)


@dataclass(frozen=True, slots=True)
class CompressOrder:
    """What one call asks for.

    Attributes
    ----------
    paths
        Files or folders of the scene; empty where one is rebuilt.
    rebuild
        The file to rebuild a scene from; None where one is compressed.
    uses_residual
        Whether a residual that lies beside that file makes it lossless.
    """

    paths: tuple[str, ...]
    rebuild: Path | None
    uses_residual: bool
    out: Path
    k: int
    band_names: tuple[str, ...]
    keeps_residual: bool
    keeps_rebuilt: bool
    seed: int
    replaces: bool
    quiet: bool

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files that are read beside those of scenes: what a scene is rebuilt from."""
        from app.engine.tools.compressing.rebuilding import residual_beside

        if self.rebuild is None:
            return ()
        residual = residual_beside(self.rebuild) if self.uses_residual else None
        return (self.rebuild,) if residual is None else (self.rebuild, residual)


def _order(told: argparse.Namespace) -> CompressOrder:
    if bool(told.paths) == (told.rebuild is not None):
        _parser().error("name the files of a scene, or one file to rebuild, and not both")
    k = whole("--k", told.k, _SIZES[0], _SIZES[-1])
    if k not in _SIZES:
        raise SettingsError(
            "Number not understood",
            f"{k} for --k is no power of two.",
            f"Write one of {', '.join(map(str, _SIZES))}.",
        )
    return CompressOrder(
        paths=tuple(told.paths),
        rebuild=told.rebuild,
        uses_residual=not told.without_residual,
        out=told.out,
        k=k,
        band_names=band_names(told.bands),
        keeps_residual=told.residual,
        keeps_rebuilt=told.rebuilt,
        seed=whole("--seed", told.seed, 0, SEED_MAX),
        replaces=told.replace,
        quiet=told.quiet,
    )


def _parser() -> CommandParser:
    parser = CommandParser(NAME, USAGE, _ABOUT)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a folder of bands, or band files")
    parser.add_argument(
        "--rebuild", type=Path, metavar="FILE", help="an index raster to rebuild a scene from"
    )
    parser.add_argument(
        "--without-residual",
        action="store_true",
        help="rebuild without the residual that lies beside the file",
    )
    parser.add_folder("folder for the results")
    parser.add_argument(
        "--k", default=str(_K), metavar="K", help=f"spectra: a power of two up to 256 ({_K})"
    )
    parser.add_argument("--bands", metavar="NAMES", help="bands, with commas between")
    parser.add_argument(
        "--residual", action="store_true", help="write what is lost too: rebuilt without loss"
    )
    parser.add_argument(
        "--rebuilt", action="store_true", help="write the scene too as it is rebuilt without it"
    )
    parser.add_argument("--seed", default="0", metavar="N", help="seed of the spectra (0)")
    return parser


def _work(order: CompressOrder, running: Running) -> None:
    if order.rebuild is None:
        _compress(order, running)
    else:
        _rebuild(order, order.rebuild, running)


def _compress(order: CompressOrder, running: Running) -> None:
    from app.engine.tools.compressing.compression import compress, stage_tables

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    words = _words(order)
    wishes = _wishes(order)
    with results.staged(words, wishes.names, certain=wishes.certain) as staging:
        opened, names = _opened(order, report)
        results.keep(opened.scene)
        done = report.follow(compress(opened, names, wishes, staging))
        report.follow(stage_tables(opened, done, wishes, staging, words, results.since))
    _say(report, done)
    results.tell()


def _rebuild(order: CompressOrder, path: Path, running: Running) -> None:
    from app.engine.tools.compressing.rebuilding import rebuild
    from app.products.compressed.compressed_names import REBUILT
    from app.products.records.command_record import stage_record
    from app.products.records.fingerprint import fingerprints

    report = Reporter(running.interrupted, is_quiet=order.quiet)
    results = CommandResults(order, report, running.also_read)
    words = _words(order)
    files = order.reads
    residual = files[1] if len(files) > 1 else None
    with results.staged(words, (REBUILT,), certain=(REBUILT,)) as staging:
        done = report.follow(rebuild(path, residual, staging))
        sums = report.follow(fingerprints(files))
        told = {
            "settings": {"uses_residual": residual is not None},
            "is_lossless": done.is_lossless,
            "n_px": done.n_px,
            "bands": [band.name for band in done.booked.bands],
            "k": done.booked.codebook.k,
            "seconds": {"total": round(time.perf_counter() - results.since, 3)},
        }
        report.follow(stage_record(staging, words, told, {}, sums))
    how = "without loss, by the residual beside it" if residual else "from its codebook"
    report.line(f"Rebuilt {len(done.booked.bands)} bands {how}")
    results.tell()


def _opened(order: CompressOrder, report: Reporter) -> "tuple[OpenedScene, tuple[str, ...]]":
    from app.engine.tools.opening import open_with_bands

    return report.follow(open_with_bands(scene_paths(*order.paths), order.band_names))


def _words(order: CompressOrder) -> "CommandWords":
    from app.engine.tools.compressing.compression import command_words
    from app.products.records.command_record import CommandWords

    if order.rebuild is not None:
        words = ["--rebuild", str(order.rebuild.absolute())]
        words += [] if order.uses_residual else ["--without-residual"]
        return CommandWords(NAME, tuple(words))
    paths = [Path(text).absolute() for text in order.paths]
    return command_words(paths, _wishes(order), order.band_names)


def _wishes(order: CompressOrder) -> "CompressionWishes":
    from app.engine.tools.compressing.compression import CompressionWishes

    return CompressionWishes(order.k, order.keeps_residual, order.keeps_rebuilt, order.seed)


def _say(report: Reporter, done: "Compressed") -> None:
    point = done.points[-1]
    way = min(done.originals, key=lambda each: done.originals[each])
    best = done.originals[way]
    report.line(
        f"{point.total_bytes:,} bytes for {point.k} spectra, against {best:,} bytes of the "
        f"original packed without loss by {way}: {best / point.total_bytes:.1f} to 1"
    )
    if done.residual_bytes is not None:
        whole = point.total_bytes + done.residual_bytes
        report.line(f"Without loss, with the residual: {whole:,} bytes")


COMMAND = Command(_parser, _order, _work, loads_ahead=True)
run, do = COMMAND.run, COMMAND.do
