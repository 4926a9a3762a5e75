"""Compress the open scene in steps: measure it, then write what the command writes."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.engine.scenes.opened_scene import OpenedScene
from app.engine.tools.compressing.keeping import mark_of
from app.engine.tools.free_folder import free_folder
from app.errors import SettingsError
from app.products.requests import ExportReport
from app.scene.grids.target_grid import BY_BANDS
from app.scene.scene import Scene
from app.steps import Progress, Steps, relay

if TYPE_CHECKING:  # they bring the libraries, which come after the window
    from app.engine.tools.compressing.compression import CompressionWishes, Known
    from app.engine.tools.compressing.curve import MeasuredSize
    from app.products.records.command_record import CommandWords

_SIZES_SHARE = 0.65  # of the time, ahead of packing the original
_LEAST_TOLD = 0.1  # before, nobody can say how long it will take

S = TypeVar("S")


def measure_curve(
    opened: OpenedScene, names: Sequence[str], k_max: int
) -> "Steps[Progress | str | MeasuredSize | dict[str, int], None]":
    """Yield the mark of the pixels, each size as it is measured, then the original's least bytes.

    Raises
    ------
    SceneError, SettingsError, FitError
        As `measure_sizes`; or the scene is read on another grid than that of its files.
    OutputError
        There is no room to pack the original.
    """
    yield Progress("Loading the libraries")
    from app.engine.tools.compressing.curve import measure_sizes, open_pixels
    from app.products.compressed.lossless_sizes import pack_losslessly

    refuse_other_grid(opened.scene)
    source = open_pixels(opened, names)
    yield mark_of(opened, names)
    since = time.perf_counter()
    sizes = measure_sizes(opened, source, k_max)
    yield from relay(sizes, lambda step: (_shared(step, 0.0, _SIZES_SHARE, since),))
    packing = pack_losslessly(source)
    rest = 1 - _SIZES_SHARE
    originals = yield from relay(packing, lambda step: (_shared(step, _SIZES_SHARE, rest, since),))
    yield originals


def _shared(step: S, done: float, share: float, since: float) -> S | Progress:
    """Tell progress of one part as that of all, with the time left; pass on whatever else it is."""
    if not isinstance(step, Progress) or step.fraction is None:
        return step
    fraction = done + share * step.fraction
    seconds = time.perf_counter() - since
    left = None if fraction < _LEAST_TOLD else seconds * (1 - fraction) / fraction
    return Progress(step.text, fraction, left)


def save_compressed(
    opened: OpenedScene,
    names: Sequence[str],
    wishes: "CompressionWishes",
    known: "Known",
    folder: Path,
) -> Steps[Progress, ExportReport]:
    """Write the files, tables and record of one size, as `bandsweep compress` writes them.

    Parameters
    ----------
    folder
        For the files; the next of its name where anything stands in it.

    Raises
    ------
    SceneError
        The pixels cannot be read.
    OutputError
        A file cannot be written.
    """
    yield Progress("Writing files")
    from app.engine.tools.compressing.compression import compress, stage_tables
    from app.products.writing.safe_write import Staging

    since = time.perf_counter()
    words = _words(opened.scene, names, wishes)
    folder = free_folder(folder)
    with Staging(folder) as staging:
        done = yield from compress(opened, names, wishes, staging, known)
        yield from stage_tables(opened, done, wishes, staging, words, since)
    return ExportReport(folder, staging.paths)


def refuse_other_grid(scene: Scene) -> None:
    """Refuse a scene whose pixels are not those of its files.

    Raises
    ------
    SettingsError
        Another pixel size was chosen for it.
    """
    if scene.target != BY_BANDS:
        raise SettingsError(
            "Not the files' own pixels",
            f"{scene.title} was opened on a grid that was chosen for it; what is compressed are "
            "the pixels of the files.",
            'Choose the bands\' own pixel size under "Work at", then compress.',
        )


def _words(scene: Scene, names: Sequence[str], wishes: "CompressionWishes") -> "CommandWords":
    from app.engine.tools.compressing.compression import command_words

    return command_words([path.absolute() for path in scene.sources], wishes, names)
