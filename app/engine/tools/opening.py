"""Open a scene for a use of clusters, with the bands that take part."""

from collections.abc import Sequence
from pathlib import Path

from app.engine.scenes.opened_scene import OpenedScene
from app.engine.scenes.opening import open_scene
from app.scene.blocks import Preview
from app.scene.recognition.taking_part import bands_at_first, measured
from app.scene.scene import Scene
from app.steps import Progress, Steps


def open_with_bands(
    paths: Sequence[Path], names: Sequence[str]
) -> Steps[Progress | Scene | Preview, tuple[OpenedScene, tuple[str, ...]]]:
    """Open and survey a scene; return it with the names of the bands that take part.

    Parameters
    ----------
    names
        As a person wrote them, in any case; none for those that a sweep ticks by itself.

    Raises
    ------
    SceneError
        It cannot be opened.
    SettingsError
        A band is not in the scene, or holds no measured values.
    """
    opened = yield from open_scene(paths)
    return opened, bands_called(opened, names)


def bands_called(opened: OpenedScene, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the bands that take part; see `open_with_bands`.

    Raises
    ------
    SettingsError
        A band is not in the scene, or holds no measured values.
    """
    scene = opened.scene
    known = {band.name.casefold(): band.name for band in scene.bands}
    wanted = [known.get(name.strip().casefold(), name.strip()) for name in names]
    if wanted:
        return tuple(band.name for band in measured(scene.pick(wanted)))
    return bands_at_first(scene, opened.survey)
