"""Compress a scene to indices into a short list of spectra, and write what comes of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools.compressing.curve import MeasuredSize, measure_sizes, open_pixels, sizes_up_to
from app.engine.tools.compressing.files import (
    label_scene,
    write_indices,
    write_residual,
)
from app.engine.tools.compressing.rebuilding import rebuild
from app.products.compressed.codebook_fields import Booked, booked_bands
from app.products.compressed.compressed_names import REBUILT, index_name, residual_name
from app.products.compressed.loss_tables import CURVE, ERRORS, SizePoint, curve_lines, error_lines
from app.products.compressed.lossless_sizes import pack_losslessly
from app.products.provenance import date_tag, dated, in_short
from app.products.records.command_record import CommandWords, stage_record
from app.products.records.fingerprint import timed_sums
from app.products.report_page.compression_part import CompressionTold, compression_part
from app.products.report_page.page_text import SCREEN
from app.products.report_page.tool_page import TOOL_REPORT, stage_tool_report
from app.products.writing.safe_write import Staging
from app.products.writing.text_file import stage_text
from app.scene.band import Band
from app.scene.picture.composite import Stretch, default_composite
from app.steps import Progress, Steps, relay

_N_PICTURE_PX = 300_000  # of each picture of the report
NAME = "compress"  # of the command that does the same

X = TypeVar("X")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CompressionWishes:
    """What a person chooses.

    Attributes
    ----------
    k
        A power of two up to 256.
    keeps_residual
        Whether a second file makes it lossless.
    keeps_rebuilt
        Whether the scene is written too as it is rebuilt without that file.
    """

    k: int
    keeps_residual: bool = False
    keeps_rebuilt: bool = False
    seed: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all files that may be written, but for the record."""
        return (index_name(self.k), residual_name(self.k), REBUILT, CURVE, ERRORS, TOOL_REPORT)

    @property
    def certain(self) -> tuple[str, ...]:
        """Names of the rasters that are written."""
        residual = (residual_name(self.k),) if self.keeps_residual else ()
        return (index_name(self.k), *residual, *((REBUILT,) if self.keeps_rebuilt else ()))


@dataclass(frozen=True, slots=True, eq=False)
class Compressed:
    """A scene that was compressed.

    Attributes
    ----------
    sizes
        The curve: powers of two up to the chosen one, which is written.
    originals
        Bytes of the original by each lossless way of packing it.
    residual_bytes
        None where there is no such layer.
    """

    sizes: tuple[MeasuredSize, ...]
    originals: Mapping[str, int]
    residual_bytes: int | None
    bands: tuple[Band, ...]

    @property
    def points(self) -> tuple[SizePoint, ...]:
        """Bytes and losses of each size."""
        return tuple(size.point for size in self.sizes)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What was measured of a scene before it is written, with the same bands and seed.

    Attributes
    ----------
    sizes
        Rising; those beyond the one that is written are of no use.
    originals
        None where they were not packed yet.
    """

    sizes: tuple[MeasuredSize, ...] = ()
    originals: Mapping[str, int] | None = None


def command_words(
    paths: Sequence[Path], wishes: CompressionWishes, band_names: Sequence[str]
) -> CommandWords:
    """Return the command that compresses files so.

    Parameters
    ----------
    band_names
        None for those that take part by themselves.
    """
    words = [
        *map(str, paths),
        *("--k", str(wishes.k), "--seed", str(wishes.seed)),
        *(("--bands", ",".join(band_names)) if band_names else ()),
        *(("--residual",) if wishes.keeps_residual else ()),
        *(("--rebuilt",) if wishes.keeps_rebuilt else ()),
    ]
    return CommandWords(NAME, tuple(words))


def compress(
    opened: OpenedScene,
    names: Sequence[str],
    wishes: CompressionWishes,
    staging: Staging,
    known: Known | None = None,
) -> Steps[Progress, Compressed]:
    """Fit codebooks up to the chosen one, write its indices, and measure all of them.

    Parameters
    ----------
    known
        What need not be measured once more; it changes no file.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    SettingsError
        No pixel has data in all bands.
    FitError
        Values lie too far apart to compute distances.
    OutputError
        A file cannot be written.
    """
    known = known or Known()
    source = open_pixels(opened, names)
    sizes = {each.point.k: each for each in known.sizes}
    wanted = sizes_up_to(wishes.k)
    if set(wanted) <= set(sizes):
        measured = tuple(sizes[size] for size in wanted)
    else:
        steps = measure_sizes(opened, source, wishes.k, seed=wishes.seed)
        measured = yield from _progress_of(steps)
    book = measured[-1].book
    booked, tags = Booked(book, booked_bands(source.bands)), date_tag(opened.scene)
    labelled = yield from label_scene(source, book)
    yield from write_indices(staging, source, labelled, booked, wishes.k, tags)
    originals = known.originals
    if originals is None:
        originals = yield from pack_losslessly(source)
    residual_bytes = None
    if wishes.keeps_residual:
        residual_bytes = yield from write_residual(staging, source, labelled, book, wishes.k, tags)
    if wishes.keeps_rebuilt:
        yield from rebuild(staging.staged(index_name(wishes.k)), None, staging)
    return Compressed(measured, originals, residual_bytes, source.bands)


def stage_tables(
    opened: OpenedScene,
    done: Compressed,
    wishes: CompressionWishes,
    staging: Staging,
    words: CommandWords,
    since: float,
) -> Steps[Progress, None]:
    """Write curve, errors, report and record beside the files of a scene that was compressed.

    Parameters
    ----------
    words
        The command that does the same.
    since
        When the work began, by `time.perf_counter`.

    Raises
    ------
    SceneError
        A file of the scene cannot be read once more.
    OutputError
        A file cannot be written.
    """
    lines = curve_lines(done.points, done.originals, done.residual_bytes)
    stage_text(staging, CURVE, dated(lines, opened.scene))
    stage_text(staging, ERRORS, dated(error_lines(done.points, done.bands), opened.scene))
    title = f"{opened.scene.title}, compressed to {wishes.k} spectra"
    yield Progress(f"Writing {TOOL_REPORT}")
    page = told_on_page(opened, done.sizes, done.originals, done.residual_bytes)
    stage_tool_report(staging, title, compression_part(SCREEN, page), in_short(opened.scene))
    sums, _ = yield from timed_sums(opened.scene, [band.name for band in done.bands])
    told = _told(wishes, done) | {"seconds": {"total": round(time.perf_counter() - since, 3)}}
    yield from stage_record(staging, words, told, {"scene": opened.scene}, sums)


def told_on_page(
    opened: OpenedScene,
    sizes: Sequence[MeasuredSize],
    originals: Mapping[str, int],
    residual_bytes: int | None = None,
) -> CompressionTold:
    """Return what a report tells, with pictures of the last size as the scene is shown at first."""
    from app.engine.tools.compressing.pictures import PictureWishes, show_rebuilt

    scene, size = opened.scene, sizes[-1]
    names = tuple(band.name for band in size.bands)
    wishes = PictureWishes(default_composite(scene), Stretch(), names)
    preview = opened.survey.preview.thinned_to(_N_PICTURE_PX)
    shown = show_rebuilt(preview, size.book, size.bands, wishes)
    scale = shown.look.scale
    away = f"{scale.name}: dark is none, bright is {scale.high:.3g} or more"
    pictures = (
        ("Original", shown.original.rgba),
        ("As it comes back", shown.rebuilt.rgba),
        (away, shown.difference.rgba),
    )
    figures = [each.figures for each in sizes]
    return CompressionTold(figures, originals, residual_bytes, pictures)


def _told(wishes: CompressionWishes, done: Compressed) -> dict[str, Any]:
    return {
        "settings": {
            "k": wishes.k,
            "bands": [band.name for band in done.bands],
            "residual": wishes.keeps_residual,
            "rebuilt": wishes.keeps_rebuilt,
            "seed": wishes.seed,
        },
        "original_bytes": dict(done.originals),
        "residual_bytes": done.residual_bytes,
        "curve": [
            {
                "k": point.k,
                "index_bytes": point.index_bytes,
                "codebook_bytes": point.codebook_bytes,
                "total_bytes": point.total_bytes,
                "rmse": point.losses.rmse.tolist(),
                "largest_error": point.losses.largest.tolist(),
                "spectral_angle_deg": point.losses.spectral_angle_deg,
            }
            for point in done.points
        ],
    }


def _progress_of(steps: Steps[X, R]) -> Steps[Progress, R]:
    return relay(steps, lambda step: (step,) if isinstance(step, Progress) else ())
