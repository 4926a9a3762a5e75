"""Make other maps of what a sweep found: split classes, tidy maps, give patches away."""

from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, Window
from app.clustering.cleanup.class_codes import ClassCodes
from app.clustering.cleanup.tidied import Tidied
from app.clustering.cleanup.ways import Way
from app.clustering.legends.map_steps import Groups, MapStep, Reassign, Split, Tidy
from app.clustering.results import KResult, LabelMap
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import SettingsError
from app.scene.band import Band
from app.steps import Progress, Steps

_COUNTING = "Counting the pixels of classes"


@dataclass(frozen=True, slots=True, eq=False)
class FoundParts:
    """A class parted, to be looked at before every pixel is.

    Attributes
    ----------
    preview
        Labels of the preview after it.
    shares
        Of each part among the pixels of the class that the preview shows.
    """

    split: Split
    preview: LabelMap
    shares: tuple[float, ...]


def propose_split(
    opened: OpenedScene,
    settings: SweepSettings,
    result: KResult,
    members: tuple[int, ...],
    labels: tuple[int, ...],
) -> Steps[Progress, FoundParts]:
    """Find the parts of a class, and show them on the preview.

    Parameters
    ----------
    members
        Labels of the class.
    labels
        A new one for each part.

    Raises
    ------
    FitError
        The class has fewer different spectra than parts are wanted.
    """
    from app.clustering.fitting.fitters import FITTERS
    from app.clustering.legends.splitting import find_parts, parted_preview
    from app.machine.threads import thread_pool

    preview = opened.survey.preview
    with thread_pool() as pool:
        find = FITTERS[settings.fitter]
        split = yield from find_parts(
            preview, result, settings, members, labels, find=find, pool=pool
        )
    parted = parted_preview(preview, result, settings, split)
    n_px = np.bincount(parted.labels.ravel(), minlength=256)[list(split.labels)]
    shares = tuple(float(share) for share in n_px / max(1, int(n_px.sum())))
    return FoundParts(split, parted, shares)


def codes_of(groups: Groups) -> ClassCodes:
    """Return the classes that groups of labels make; the first label stands for each."""
    table, codes = np.zeros(256, dtype=np.uint8), np.zeros(256, dtype=np.uint8)
    for number, labels in enumerate(groups, start=1):
        table[list(labels)] = number
        codes[number] = labels[0]
    return ClassCodes.of(table, codes)


def look_tidied(
    result: KResult, groups: Groups, how: Way, window: Window
) -> Steps[Progress, Tidied]:
    """Show how a window of a map would be tidied, before anything is.

    Parameters
    ----------
    groups
        Labels of each class.

    Raises
    ------
    SettingsError
        Only a sample of the pixels is labelled so far.
    """
    from app.clustering.cleanup.preview import tidy_in_view

    labels = _labels_of(result)
    return (yield from tidy_in_view(labels, codes_of(groups), how, window))


def revise(
    opened: OpenedScene, settings: SweepSettings, result: KResult, steps: tuple[MapStep, ...]
) -> Steps[Progress, KResult]:
    """Take steps that change a map, one after the other; describe what lies under its labels.

    Raises
    ------
    OutputError
        There is no room for the map.
    SceneError
        The pixels cannot be read.
    SettingsError
        Only a sample of the pixels is labelled so far.
    """
    if not steps:
        return result
    from app.clustering.labelling.recounting import recount
    from app.clustering.legends.splitting import near_labels, split_map, with_map
    from app.machine.scratch_map import new_label_map
    from app.machine.threads import thread_pool

    source, grid = opened.pixels(settings), opened.scene.grid
    with thread_pool() as pool:
        for step in steps:
            labels = _labels_of(result)
            if isinstance(step, Split):
                _refuse_unfit(step, source.bands)
                room = new_label_map(grid.height, grid.width)
                result = yield from split_map(source, opened.survey, result, step, room, pool)
                continue
            changed = yield from _changed(labels, step)
            near = near_labels(result.signatures, len(result.signatures.n_px))
            counting = recount(source, opened.survey, changed, near, pool, doing=_COUNTING)
            result = with_map(result, changed, (yield from counting))
    return result


def _changed(labels: ByteArray, step: Tidy | Reassign) -> Steps[Progress, ByteArray]:
    """Return a map after it was tidied, or after a patch of it was given away."""
    if isinstance(step, Tidy):
        from app.clustering.cleanup.preview import tidy

        tidied = yield from tidy(labels, codes_of(step.groups), step.how)
        return tidied.labels
    from app.clustering.cleanup.patch import give_patch, patch_at
    from app.clustering.legends.splitting import copy_map
    from app.machine.scratch_map import new_label_map

    yield Progress("Giving a patch away")
    codes = codes_of(step.groups)
    patch = patch_at(labels, codes, step.row, step.col, with_corners=step.with_corners)
    room = new_label_map(*labels.shape)
    copy_map(labels, room)
    give_patch(labels, patch, step.to_label).give(room)
    return room


def _labels_of(result: KResult) -> ByteArray:
    if result.full is None:
        raise SettingsError(
            "Map not ready yet",
            f"The map of k = {result.k} is an estimate from a sample so far.",
            "Wait until every pixel is labelled.",
        )
    return result.full.labels


def _refuse_unfit(step: Split, bands: tuple[Band, ...]) -> None:
    if any(len(centre) != len(bands) for centre in step.centres):
        raise SettingsError(
            "Classes no longer fit",
            f"A class was split by the values of {len(step.centres[0])} bands; "
            f"{len(bands)} take part.",
            "Undo the split, or split the class again.",
        )
