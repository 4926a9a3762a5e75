"""Look up which pixels a sweep without a window leaves out, and say how many they are."""

from dataclasses import replace

from app.cli.reporter import Reporter
from app.clustering.settings import SweepSettings
from app.engine.scenes.leaving_out import masked
from app.engine.scenes.opened_scene import OpenedScene
from app.scene.leaving_out.bit_mask import BitMask
from app.scene.leaving_out.words import share_in_words


def with_mask(opened: OpenedScene, settings: SweepSettings, report: Reporter) -> SweepSettings:
    """Return the settings with the mask of what they leave out.

    Raises
    ------
    SceneError, SettingsError
        As in `masked`.
    """
    rule = report.follow(masked(opened.scene, settings.nodata, opened.budget))
    for mask in rule.masks:
        if isinstance(mask, BitMask):
            report.line(share_in_words(mask))
    return replace(settings, nodata=rule)
