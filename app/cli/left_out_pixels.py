"""Look up which pixels a sweep without a window leaves out, and say how many they are."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from app.cli.reporter import Reporter
from app.clustering.settings import SweepSettings
from app.engine.scenes.leaving_out import masked
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.band import Band
from app.scene.leaving_out.bit_mask import BitMask
from app.scene.leaving_out.words import share_in_words


def with_mask(opened: OpenedScene, settings: SweepSettings, report: Reporter) -> SweepSettings:
    """Return the settings with the mask of what they leave out.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`.
    """
    value, bands = settings.nodata.value, opened.scene.pick(settings.band_names)
    if value is not None and not _may_hold(bands, value):
        report.warn(
            f"None of the bands can hold {value:.12g}: --nodata leaves no pixel out. Write the "
            "value as it stands in the files."
        )
    rule = report.follow(masked(opened.scene, settings.nodata, opened.budget))
    for mask in rule.masks:
        if isinstance(mask, BitMask):
            report.line(share_in_words(mask))
    return replace(settings, nodata=rule)


def _may_hold(bands: Iterable[Band], value: float) -> bool:
    """Tell whether numbers of one of the types that bands are stored in can be a value."""
    types = [np.dtype(band.dtype) for band in bands]
    if any(each.kind == "f" for each in types):
        return True
    bounds = [np.iinfo(each) for each in types if each.kind in "iu"]
    is_whole = bool(np.isfinite(value)) and value % 1 == 0
    return any(is_whole and one.min <= value <= one.max for one in bounds)
