"""Look for what a person should know before a run."""

from app.engine.scenes.opened_scene import OpenedScene
from app.scene.blocks import SceneCheck
from app.scene.nodata import NoDataRule


def check_before_run(
    opened: OpenedScene, band_names: tuple[str, ...], rule: NoDataRule, *, is_raw: bool = True
) -> tuple[SceneCheck, ...]:
    """Check the bands that take part, and the scene as a whole; for `is_raw` see `check_scene`."""
    from app.scene.checks.scene_checks import check_scene

    return check_scene(opened.scene, opened.survey, band_names, rule, is_raw=is_raw)
