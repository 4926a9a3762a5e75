"""Make the maps of a recorded run again from its centres, with all that was made of them."""

from dataclasses import replace
from pathlib import Path

from app.clustering.legends.legend import Legend
from app.engine.scenes.describing import described
from app.engine.scenes.leaving_out import masked
from app.engine.scenes.opened_scene import OpenedScene
from app.engine.scenes.opening import open_scene
from app.engine.sweeping import label
from app.engine.writing import LaidOver, export
from app.messages import Message
from app.products.earlier.other_results import refuse_taken
from app.products.earlier.read_files import ReadFiles
from app.products.records.repeating import Repeat
from app.products.registry import chosen, file_names
from app.products.requests import ExportReport, ExportRequest
from app.steps import Progress, Steps, relay

_PRODUCTS = ("maps", "signatures", "report")


def write_again(
    repeat: Repeat, sources: tuple[Path, ...], folder: Path, *, record: Path, replaces: bool
) -> Steps[Progress | Message, ExportReport]:
    """Label every pixel with the recorded centres, take the steps of the legend, write the files.

    Parameters
    ----------
    record
        The file that was read; it stays.
    replaces
        Whether files of the same names may go.

    Raises
    ------
    SceneError, SettingsError
        The scene cannot be read, or no longer fits.
    OutputError
        A file cannot be written, stands there and may not go, or is read.
    """
    from app.clustering.sweep.restoration import KnownModel

    opened = yield from _opened(repeat, sources)
    names = file_names(chosen(_PRODUCTS), (one.model.k for one in repeat.sweep.ks))
    reads = ReadFiles.of_scenes(opened.scene)
    reads.add((record,))
    refuse_taken(folder, names, reads, may_go=replaces)
    settings = repeat.sweep.settings
    rule = yield from masked(opened.scene, settings.nodata, opened.budget)
    settings = replace(settings, nodata=rule)
    models = [KnownModel(one.model, one.hues, one.seconds, one.colours) for one in repeat.sweep.ks]
    labelling = label(opened, settings, models, repeat.sweep.skipped)
    sweep = yield from relay(labelling, _progress_of)
    laid = {
        found.k: LaidOver(legend, found, legend.steps)
        for found in sweep.results
        for legend in (repeat.legend or Legend.of_clusters(found.k),)
    }
    request = ExportRequest(folder, tuple(laid), _PRODUCTS)
    return (yield from export(request, opened, sweep, laid, repeat.values_as))


def _opened(repeat: Repeat, sources: tuple[Path, ...]) -> Steps[Progress, OpenedScene]:
    steps = open_scene(sources, target=repeat.target, title=repeat.title)
    opened = yield from relay(steps, _progress_of)
    return described(opened, repeat.teaching)


def _progress_of(step: object) -> tuple[Progress, ...]:
    return (step,) if isinstance(step, Progress) else ()
