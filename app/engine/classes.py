"""Make other maps of what a sweep found: split classes, tidy maps, give patches away."""

from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray
from app.clustering.legends.map_steps import MapStep, Split
from app.clustering.results import KResult, LabelMap
from app.clustering.settings import SweepSettings
from app.engine.scenes.opened_scene import OpenedScene
from app.errors import SettingsError
from app.steps import Progress, Steps


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


def tidied(labels: ByteArray, room: ByteArray, step: MapStep) -> Steps[Progress, str]:
    """Raise."""
    raise NotImplementedError


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

    if result.full is None:
        raise SettingsError(
            "Map not ready yet",
            f"The map of k = {result.k} is an estimate from a sample so far.",
            "Wait until every pixel is labelled.",
        )
    source, grid = opened.pixels(settings), opened.scene.grid
    with thread_pool() as pool:
        for step in steps:
            room = new_label_map(grid.height, grid.width)
            if isinstance(step, Split):
                result = yield from split_map(source, opened.survey, result, step, room, pool)
                continue
            before = result.full
            if before is None:
                raise AssertionError
            doing = yield from tidied(before.labels, room, step)
            near = near_labels(result.signatures, len(result.signatures.n_px))
            found = yield from recount(source, opened.survey, room, near, pool, doing=doing)
            result = with_map(result, room, found)
    return result
